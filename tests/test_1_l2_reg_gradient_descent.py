"""Task 1: one step with L2, against central differences of the cost."""
import functools
import math

import numpy as np
import pytest

import oracles
from interface import (test_file_exists, test_file_loads,  # noqa: F401
                       test_function_is_there, test_arguments)
from grader.submission import weights_after

pytestmark = pytest.mark.task1
SOURCE = 'central differences of the cost, float64'


@functools.lru_cache(maxsize=None)
def stepped(sizes, m, lambtha):
    """Return arguments, and the weights after a step along differences.

    Kept, since a class of a thousand needs it a thousand times.
    """
    X, Y, weights = oracles.network(sizes, m)
    gradient = oracles.central_differences(
        lambda moved: oracles.cross_entropy(X, Y, moved, lambtha=lambtha),
        weights)
    cache = oracles.forward(X, weights)
    return ((Y, weights, cache, 0.5, lambtha, len(sizes) - 1),
            oracles.descended(weights, gradient, 0.5))


@pytest.mark.link('the weights after a step')
def test_step_on_paper(solution):
    """One layer: dW = (A - Y) x + 0.4 W, db = A - Y, and half of each."""
    weights = {'W1': np.array([[1., 0.], [0., 2.]]), 'b1': np.zeros((2, 1))}
    cache = {'A0': np.array([[1.], [2.]]), 'A1': np.array([[.25], [.75]])}
    expected = {'W1': np.array([[.675, -.25], [.125, 1.85]]),
                'b1': np.array([[-.125], [.125]])}
    solution.check('one layer and one example (alpha=0.5, lambtha=0.4, m=1)',
                   (np.array([[0.], [1.]]), weights, cache, 0.5, 0.4, 1),
                   expected, 'worked out on paper', weights_after)


@pytest.mark.parametrize('lambtha', [0.4, 0.])
def test_step_follows_the_gradient(solution, lambtha):
    """Every entry of every W and b moves against its central difference."""
    arguments, expected = stepped(oracles.SIZES, oracles.M, lambtha)
    solution.check(f'one step (alpha=0.5, lambtha={lambtha}, m={oracles.M})',
                   arguments, expected, SOURCE, weights_after)


@pytest.mark.parametrize('sizes, m', [((4, 3), 5), ((4, 7, 2), 6),
                                      ((5, 4, 6, 3, 2), 1)])
def test_any_depth_and_width(solution, sizes, m):
    """One, two and four layers, of all widths, and a single example."""
    arguments, expected = stepped(sizes, m, 0.4)
    solution.check(
        f'one step, {len(sizes) - 1} layers (alpha=0.5, lambtha=0.4, m={m})',
        arguments, expected, SOURCE, weights_after)


def test_biases_are_not_penalized(solution):
    """Where every dZ is 0, W decays and b stays."""
    weights = {'W1': np.full((3, 2), 8.), 'b1': np.full((3, 1), 8.)}
    A = np.full((3, 4), 1 / 3)
    solution.check('a step without any error (alpha=0.5, lambtha=2, m=4)',
                   (A, weights, {'A0': np.ones((2, 4)), 'A1': A}, 0.5, 2., 1),
                   {'W1': np.full((3, 2), 6.), 'b1': weights['b1']},
                   'worked out on paper', weights_after)


def test_labels_and_outputs_are_left_alone(solution):
    """A step changes neither Y nor the cache."""
    arguments, _ = stepped(oracles.SIZES, oracles.M, 0.4)
    solution.check('Y and the cache afterwards', arguments,
                   {**arguments[2], 'Y': arguments[0]},
                   'Y and the cache before',
                   lambda outcome: {**outcome.args[3], 'Y': outcome.args[1]})


@pytest.mark.parametrize('bad', [-0.1, math.nan])
def test_nonsense_is_an_error(ours, bad):
    """The message says what was expected and what was received."""
    (Y, weights, cache, alpha, _, L), _ = stepped(
        oracles.SIZES, oracles.M, 0.4)
    with pytest.raises(ValueError,
                       match=f'lambtha: expected >= 0, received {bad}'):
        ours(Y, weights, cache, alpha, bad, L)


def test_no_error_goes_back_to_the_input(ours):
    """Inputs whose squares overflow are right, and give no warning."""
    weights = {'W1': np.array([[1.], [0.]]), 'b1': np.zeros((2, 1))}
    A = np.array([[.25], [.75]])
    ours(np.array([[0.], [1.]]), weights, {'A0': np.array([[2. ** 600]]),
                                           'A1': A}, 0.5, 0., 1)
    np.testing.assert_array_equal(weights['W1'],
                                  [[-2. ** 597], [2. ** 597]])
