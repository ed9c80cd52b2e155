"""Task 5: what only our step must do; grader/checks asks the rest.

The published update is not the gradient: it takes 1 - A^2 of an A that has
been divided by keep_prob. Both forms are tested, and told apart.
"""
import functools

import numpy as np
import pytest

from grader.checks import oracles

pytestmark = pytest.mark.task5


def dropped(sizes=oracles.SIZES, m=oracles.M, keep_prob=0.8):
    """Return X, labels, weights, masks and keep_prob for a forward pass."""
    X, Y, weights = oracles.network(sizes, m)
    masks = oracles.binomial_masks(weights, m, keep_prob, seed=0)
    return X, Y, weights, masks, keep_prob


def exact_cost(X, Y, weights, masks, keep_prob):
    """Return the cost under the masks, as a function of moved weights."""
    return lambda moved: oracles.cross_entropy(X, Y, moved, masks, keep_prob)


@functools.lru_cache(maxsize=None)
def stepped(cost_of, sizes, m, keep_prob):
    """Return the weights after a step along the differences of a cost.

    cost_of: oracles.published_cost or exact_cost.
    """
    data = dropped(sizes, m, keep_prob)
    gradient = oracles.central_differences(cost_of(*data), data[2])
    return oracles.descended(data[2], gradient, 0.5)


@pytest.mark.parametrize('keep_prob', [0.8, 0.3])
@pytest.mark.parametrize('sizes, m', [(oracles.SIZES, 7), ((4, 7, 2), 6),
                                      ((5, 4, 6, 3, 2), 8), ((4, 3), 1)])
def test_exact_step_follows_the_gradient(ours, sizes, m, keep_prob):
    """With exact=True every entry moves against its central difference."""
    X, Y, weights, masks, _ = dropped(sizes, m, keep_prob)
    expected = stepped(exact_cost, sizes, m, keep_prob)
    cache = oracles.forward(X, weights, masks, keep_prob)
    ours(Y, weights, cache, 0.5, keep_prob, len(sizes) - 1, exact=True)
    for key, array in weights.items():
        np.testing.assert_allclose(array, expected[key], atol=1e-8)


def test_the_published_step_is_not_the_gradient():
    """The two part by more than a tenth of the step, in the hidden layers."""
    weights = dropped(keep_prob=0.5)[2]
    published, exact = (
        stepped(cost_of, oracles.SIZES, oracles.M, 0.5)
        for cost_of in (oracles.published_cost, exact_cost))
    for key in 'W1', 'b1', 'W2', 'b2':
        step = np.linalg.norm(exact[key] - weights[key])
        assert np.linalg.norm(published[key] - exact[key]) > step / 10
    for key in 'W3', 'b3':
        np.testing.assert_allclose(published[key], exact[key], atol=1e-8)
