"""Task 0: the L2 penalty of the weights, added to the cost."""
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

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
SETTINGS = {name: {'args': args} for name, args in {
    ON_PAPER: (10., 0.8, PAPER, 2, 4),
    NO_LAMBTHA: (10., 0., PAPER, 2, 4),
    BIASES: (10., 0.8, {**PAPER, 'b1': np.full((3, 1), 100.)}, 2, 4),
    PUBLISHED: (np.abs(RNG.randn(1)), 0.1, EXAMPLE, 3, 1000),
    ONE_OF_TWO: (10., 0.8, PAPER, 1, 4)}.items()}


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
    """A float32 cost and float32 weights give a float32 cost."""
    weights = {key: np.float32(W) for key, W in PAPER.items()}
    assert ours(np.float32(10), 0.8, weights, 2, 4).dtype == np.float32
