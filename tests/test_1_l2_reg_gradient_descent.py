"""Task 1: one step of gradient descent with L2, against central differences."""
import numpy as np
import pytest

import oracles
from datasets import load_mnist, one_hot, random_weights
from interface import (test_arguments, test_file_exists,  # noqa: F401
                       test_file_loads, test_function_is_there)
from published import published
from solution import weights_after

pytestmark = pytest.mark.task1
X, Y, WEIGHTS = oracles.network()
CACHE = oracles.forward(X, WEIGHTS)
SOURCE = 'central differences of the cost, float64'


def stepped(X, Y, weights, alpha, lambtha):
    """Return the weights after one step along central differences."""
    gradient = oracles.central_differences(
        lambda moved: oracles.cross_entropy(X, Y, moved, lambtha=lambtha),
        weights)
    return oracles.descended(weights, gradient, alpha)


@pytest.mark.link('the weights after a step')
def test_step_on_paper(solution):
    """One layer, one example: dW = (A - Y) x + lambtha W, db = A - Y."""
    weights = {'W1': np.array([[1., 0.], [0., 2.]]), 'b1': np.zeros((2, 1))}
    cache = {'A0': np.array([[1.], [2.]]), 'A1': np.array([[.25], [.75]])}
    expected = {'W1': np.array([[.75, -.25], [-.125, 1.25]]),
                'b1': np.array([[-.125], [.125]])}
    expected['W1'] = weights['W1'] - .5 * (
        np.array([[.25, .5], [-.25, -.5]]) + .4 * weights['W1'])
    solution.check('one layer, one example, alpha=0.5, lambtha=0.4',
                   (np.array([[0.], [1.]]), weights, cache, .5, .4, 1),
                   expected, 'worked out on paper', weights_after)


@pytest.mark.parametrize('lambtha', [0.4, 0.])
def test_step_follows_the_gradient(solution, lambtha):
    """All entries of every W and b, in a network of three layers."""
    solution.check(f'one step (alpha=0.5, lambtha={lambtha}, m=7)',
                   (Y, WEIGHTS, CACHE, 0.5, lambtha, 3),
                   stepped(X, Y, WEIGHTS, 0.5, lambtha), SOURCE,
                   weights_after)
