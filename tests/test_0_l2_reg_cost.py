"""Task 0: what only our L2 penalty must do; grader/checks asks the rest."""
import functools
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

pytestmark = pytest.mark.task0
PAPER = {'W1': np.array([[1., 2.], [2., 0.], [0., 4.]]), 'b1': np.ones((3, 1)),
         'W2': np.array([[3., 0., 4.]]), 'b2': np.ones((1, 1))}


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
