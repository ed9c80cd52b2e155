"""Task 0: the L2 penalty of the weights, added to the cost."""
import functools
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from grader.submission import Settings
from published import published

pytestmark = pytest.mark.task0
PAPER = {'W1': np.array([[1., 2.], [2., 0.], [0., 4.]]), 'b1': np.ones((3, 1)),
         'W2': np.array([[3., 0., 4.]]), 'b2': np.ones((1, 1))}
RNG = np.random.RandomState(0)
EXAMPLE = {'W1': RNG.randn(256, 784), 'W2': RNG.randn(128, 256),
           'W3': RNG.randn(10, 128)}
ON_PAPER = 'cost 10, squares 25 + 25, lambtha=0.8, m=4'
NO_LAMBTHA = 'lambtha=0'
BIASES = 'biases of 100'
PUBLISHED = 'the published example'
ONE_OF_TWO = 'L=1 of 2 layers'
SETTINGS = Settings(0, 'calls', {name: {
    'args': args, 'after': name == ON_PAPER} for name, args in {
    ON_PAPER: (10., 0.8, PAPER, 2, 4),
    NO_LAMBTHA: (10., 0., PAPER, 2, 4),
    BIASES: (10., 0.8, {**PAPER, 'b1': np.full((3, 1), 100.)}, 2, 4),
    PUBLISHED: (np.abs(RNG.randn(1)), 0.1, EXAMPLE, 3, 1000),
    ONE_OF_TWO: (10., 0.8, PAPER, 1, 4)}.items()})


@pytest.mark.clause('cost')
def test_cost_on_paper(solution):
    """||W1||^2 = 25, ||W2||^2 = 25, so 10 + 0.8 / (2 x 4) x 50 = 15."""
    solution.check(ON_PAPER, SETTINGS, 15., 'worked out on paper')


@pytest.mark.clause('published')
def test_published_output(solution):
    """The published example comes out to the last printed digit."""
    expected = float(published(0).split()[1].strip('[]'))
    solution.check(PUBLISHED, SETTINGS, expected, 'the published output',
                   tolerance=0.5e-8 / (1 + expected))


@pytest.mark.clause('cost')
def test_without_lambtha_the_cost_stays(solution):
    """lambtha 0 adds nothing."""
    solution.check(NO_LAMBTHA, SETTINGS, 10., 'no penalty')


@pytest.mark.clause('weights')
def test_biases_are_not_penalized(solution):
    """Large biases change nothing."""
    solution.check(BIASES, SETTINGS, 15., 'the cost with biases of 1')


@pytest.mark.advice('with an L below the number of layers, more than the '
                    'first L layers count')
def test_only_the_first_layers_are_read(solution):
    """L says how many layers count, whatever else the dictionary holds."""
    solution.check(ONE_OF_TWO, SETTINGS, 12.5, 'worked out on paper')


@pytest.mark.advice('the weights that come in are changed')
def test_inputs_are_left_alone(solution):
    """The weights are the same afterwards."""
    solution.check(ON_PAPER, SETTINGS, PAPER, 'the weights before',
                   pick=lambda seen: seen['args'][2])


# ---- what only ours must do


@given(st.integers(1, 4), st.integers(1, 50),
       st.floats(0, 1e3), st.floats(-1e3, 1e3), st.integers(0, 2 ** 32 - 1))
def test_penalty_is_the_sum_of_squares(ours, L, m, lambtha, cost, seed):
    """The penalty is the sum over single weights, with rounding errors."""
    rng = np.random.default_rng(seed)
    weights = {f'W{i}': rng.normal(size=rng.integers(1, 6, 2))
               for i in range(1, L + 1)}
    squares = math.fsum(w * w for W in weights.values() for w in W.flat)
    expected = cost + lambtha * squares / (2 * m)
    assert ours(cost, lambtha, weights, L, m) == pytest.approx(expected, 1e-12)


@pytest.mark.parametrize('bad', [{'lambtha': -0.1}, {'lambtha': math.nan},
                                 {'m': 0}, {'m': -3}])
def test_nonsense_is_an_error(ours, bad):
    """The message says what was expected and what was received."""
    arguments = {'cost': 1., 'lambtha': 0.1, 'weights': PAPER, 'L': 2, 'm': 4,
                 **bad}
    (name, value), = bad.items()
    with pytest.raises(ValueError, match=f'{name}: expected >= .*{value}'):
        ours(**arguments)


def test_missing_weights_are_named(ours):
    """Asking for a third layer of two is a KeyError that names it."""
    with pytest.raises(KeyError, match='W3'):
        ours(1., 0.1, PAPER, 3, 4)


def test_float32_stays(ours):
    """A float32 cost, in an array, and float32 weights give float32."""
    weights = {key: np.float32(W) for key, W in PAPER.items()}
    cost = np.array([10], np.float32)
    assert ours(cost, 0.8, weights, 2, 4).dtype == np.float32


@pytest.mark.parametrize('W, lambtha, cost', [
    (np.nan, 1., np.nan), (np.inf, 1., np.inf), (0., np.inf, np.nan),
    (1., 1e300, 2e300), (1e100, 1e300, np.inf), (1., np.inf, np.inf),
    # the squares are what is too large or too small, whatever lambtha is
    (1e200, 1e-300, np.inf), (1e-200, 1e300, 0.), (1e-150, 1e300, 2.),
    (1., 5e-324, 0.), (1., 2 * 5e-324, 4 * 5e-324)])  # half of 5e-324 is 0
def test_the_cost_is_the_formulas(ours, W, lambtha, cost):
    """cost 0 + lambtha / (2 m) x the sum of 4 squares, with m = 1."""
    with np.errstate(all='ignore'):
        found = ours(0., lambtha, {'W1': np.full((2, 2), W)}, 1, 1)
    np.testing.assert_allclose(found, cost, 1e-14)


@pytest.mark.parametrize('sizes', [(0, 3, 2), (4, 0, 2), (4, 3, 0)])
def test_a_layer_without_nodes_costs_nothing(ours, sizes):
    """Its arrays are empty, and a sum of nothing is 0."""
    weights = {f'W{i}': np.ones((n, n_prev)) for i, (n_prev, n) in enumerate(
        zip(sizes, sizes[1:]), 1)}
    full = sum(a.size for a in weights.values())
    assert ours(1., 2., weights, 2, 1) == pytest.approx(1 + full, 1e-14)


# sums of these are exact, so that more is more to the last bit
KERNELS = st.lists(arrays(float, st.tuples(*[st.integers(1, 4)] * 2),
                          elements=st.integers(-9, 9)), min_size=1, max_size=4)
EIGHTHS = st.integers(0, 800).map(lambda k: k / 8)


def named(kernels):
    """Return kernels under their names, W1, W2 ..."""
    return {f'W{i}': W for i, W in enumerate(kernels, 1)}


@given(KERNELS, EIGHTHS, EIGHTHS, st.integers(-99, 99), st.integers(1, 12))
def test_the_cost_grows_with_lambtha(ours, kernels, lambtha, more, cost, m):
    """More lambtha costs more, unless there is no more or every W is 0."""
    lower, higher = (ours(cost, strength, named(kernels), len(kernels), m)
                     for strength in (lambtha, lambtha + more))
    if more and any(W.any() for W in kernels):
        assert higher > lower
    else:
        assert higher == lower


@given(KERNELS, EIGHTHS, st.integers(1, 9), st.integers(1, 12), st.data())
def test_the_cost_grows_with_each_weight(ours, kernels, lambtha, more, m,
                                         data):
    """A W further from 0 costs more if there is a lambtha; its sign does not.
    """
    W = data.draw(st.sampled_from(kernels))
    place = data.draw(st.tuples(*map(lambda n: st.integers(0, n - 1),
                                     W.shape)))
    cost = functools.partial(ours, 1., lambtha, named(kernels),
                             len(kernels), m)
    before = cost()
    W[place] *= -1
    assert cost() == before
    W[place] += np.copysign(more, W[place])
    assert cost() > before if lambtha else cost() == before


@given(KERNELS, EIGHTHS, st.lists(st.floats(), min_size=4, max_size=4))
def test_the_cost_does_not_see_the_biases(ours, kernels, lambtha, biases):
    """Whatever they are, infinite or NaN, the cost is the same."""
    weights, L = named(kernels), len(kernels)
    found = ours(1., lambtha, {**weights, **{
        f'b{i}': np.full((4, 1), b) for i, b in enumerate(biases, 1)}}, L, 7)
    assert found == ours(1., lambtha, weights, L, 7)
