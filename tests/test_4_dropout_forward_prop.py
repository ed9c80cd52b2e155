"""Task 4: what only our dropout must do; grader/checks asks the rest."""

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from grader.checks import oracles

pytestmark = pytest.mark.task4
X, _, WEIGHTS = oracles.network()


def expected(X, weights, keep_prob, seed):
    """Return the cache that binomial's masks give."""
    masks = oracles.binomial_masks(weights, X.shape[1], keep_prob, seed)
    return oracles.forward(X, weights, masks, keep_prob)


EDGE = np.random.RandomState(6).rand()  # the first draw of seed 6


@given(st.floats(0.001, 1), st.integers(0, 2 ** 32 - 1))
@example(0.5, 0)
@example(EDGE, 6)
@example(1 - EDGE, 6)
def test_masks_are_binomials_draw_for_draw(ours, keep_prob, seed):
    """Every draw, and the state of the stream afterwards."""
    np.random.seed(seed)
    masks = [np.random.binomial(1, keep_prob, (n, oracles.M))
             for n in oracles.SIZES[1:-1]]
    after = np.random.rand()
    np.random.seed(seed)
    cache = ours(X, WEIGHTS, 3, keep_prob)
    assert np.random.rand() == after
    for i, mask in enumerate(masks, 1):
        np.testing.assert_array_equal(cache[f'D{i}'], mask)


def test_no_finite_input_overflows(ours):
    """Z of 1e300 still gives a softmax, without a warning."""
    weights = {'W1': np.array([[1e300], [-1e300], [1e299]]),
               'b1': np.zeros((3, 1))}
    cache = ours(np.array([[1., -1.]]), weights, 1, 0.5)
    np.testing.assert_array_equal(cache['A1'], [[1, 0], [0, 1], [0, 0]])


def test_more_examples_than_a_block(ours):
    """2,100 examples give what they give in the formula."""
    X, _, weights = oracles.network((3, 4, 2), 2100)
    np.random.seed(0)
    for name, array in ours(X, weights, 2, 0.6).items():
        np.testing.assert_allclose(
            array, expected(X, weights, 0.6, 0)[name], atol=1e-12)


@pytest.mark.parametrize('dtype', [np.float32, np.float64])
def test_weights_decide_the_dtype(ours, dtype):
    """Whatever X is, outputs have the weights' dtype; masks are int8."""
    weights = {key: array.astype(dtype) for key, array in WEIGHTS.items()}
    for other in np.float32, np.float64, np.uint8:
        cache = ours(X.astype(other), weights, 3, 0.8)
        assert {cache[f'A{i}'].dtype for i in (1, 2, 3)} == {np.dtype(dtype)}
        assert cache['D1'].dtype == cache['D2'].dtype == np.int8


def test_numpys_keep_prob_leaves_float32(ours):
    """np.float64, as np.linspace gives it, makes no output float64."""
    weights = {key: np.float32(array) for key, array in WEIGHTS.items()}
    cache = ours(X, weights, 3, np.float64(0.6))
    assert {cache[f'A{i}'].dtype for i in (1, 2, 3)} == {np.dtype('f4')}


def test_flat_biases_are_a_column(ours):
    """With as many examples as nodes they would broadcast along a row."""
    _, _, weights = oracles.network((3, 4, 4), 4)
    flat = {key: a.ravel() if key[0] == 'b' else a
            for key, a in weights.items()}
    X = np.linspace(-1, 1, 12).reshape(3, 4)
    for name, array in ours(X, flat, 2, 1.).items():
        np.testing.assert_array_equal(array, ours(X, weights, 2, 1.)[name])
