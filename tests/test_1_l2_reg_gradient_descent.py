"""Task 1: one step with L2, against central differences of the cost."""
import functools
import math

import numpy as np
import pytest

from grader import oracles
from grader.submission import Settings, weights_after

pytestmark = pytest.mark.task1
SOURCE = 'central differences of the cost, float64'


@functools.lru_cache(maxsize=None)
def stepped(sizes, m, lambtha):
    """Return arguments, and the weights after a step along differences."""
    X, Y, weights = oracles.network(sizes, m)
    gradient = oracles.central_differences(
        lambda moved: oracles.cross_entropy(X, Y, moved, lambtha=lambtha),
        weights)
    cache = oracles.forward(X, weights)
    return ((Y, weights, cache, 0.5, lambtha, len(sizes) - 1),
            oracles.descended(weights, gradient, 0.5))


def network_of(sizes, m, lambtha):
    """Say in words which step is taken."""
    return (f'one step, {len(sizes) - 1} layers (alpha=0.5, '
            f'lambtha={lambtha}, m={m})')


# hidden layers of 3 nodes on 2 inputs; A2 = Y, so there is no error at all
SURE = {'A0': np.ones((2, 4)), 'A1': np.full((3, 4), 0.5),
        'A2': np.eye(4)[:, [2, 0, 1, 3]]}
EIGHT = {'W1': np.full((3, 2), 8.), 'b1': np.full((3, 1), 8.),
         'W2': np.full((4, 3), 8.), 'b2': np.full((4, 1), 8.)}
NO_ERROR = 'a step without any error (alpha=0.5, lambtha=2, m=4)'
ONE_LAYER = 'one layer and one example (alpha=0.5, lambtha=0.4, m=1)'
STEPS = [(oracles.SIZES, oracles.M, 0.4), (oracles.SIZES, oracles.M, 0.)]
SHAPES = [((4, 7, 2), 6, 0.4), ((5, 4, 6, 3, 2), 1, 0.4)]
SETTINGS = Settings(1, 'calls', {name: {
    'args': args, 'after': True} for name, args in {
        **{network_of(*case): stepped(*case)[0] for case in STEPS + SHAPES},
        NO_ERROR: (SURE['A2'], EIGHT, SURE, 0.5, 2., 2),
        ONE_LAYER: (
            np.array([[0.], [1.]]),
            {'W1': np.array([[1., 0.], [0., 2.]]), 'b1': np.zeros((2, 1))},
            {'A0': np.array([[1.], [2.]]), 'A1': np.array([[.25], [.75]])},
            0.5, 0.4, 1)}.items()})


@pytest.mark.clause('step')
@pytest.mark.parametrize('case', STEPS, ids=['lambtha', 'no_lambtha'])
def test_step_follows_the_gradient(solution, case):
    """Every entry of every W and b moves against its central difference."""
    solution.check(network_of(*case), SETTINGS, stepped(*case)[1], SOURCE,
                   weights_after)


@pytest.mark.clause('network')
@pytest.mark.parametrize('case', SHAPES, ids=['two_layers', 'four_layers'])
def test_any_depth_and_width(solution, case):
    """Two and four layers, of all widths, and a single example."""
    solution.check(network_of(*case), SETTINGS, stepped(*case)[1], SOURCE,
                   weights_after)


@pytest.mark.clause('step')
def test_biases_are_not_penalized(solution):
    """Where every dZ is 0, each W loses 0.5 x 2 / 4 of itself, b stays."""
    expected = {key: array * 0.75 if key[0] == 'W' else array
                for key, array in EIGHT.items()}
    solution.check(NO_ERROR, SETTINGS, expected, 'worked out on paper',
                   weights_after)


@pytest.mark.advice('with a single layer the step is another')
def test_one_layer_on_paper(solution):
    """One layer: dW = (A - Y) x + 0.4 W, db = A - Y, and half of each."""
    solution.check(ONE_LAYER, SETTINGS, {
        'W1': np.array([[.675, -.25], [.125, 1.85]]),
        'b1': np.array([[-.125], [.125]])}, 'worked out on paper',
        weights_after)


@pytest.mark.advice('the step changes the labels or the cache that come in')
def test_labels_and_outputs_are_left_alone(solution):
    """A step changes neither Y nor the cache."""
    Y, _, cache = stepped(*STEPS[0])[0][:3]
    solution.check(network_of(*STEPS[0]), SETTINGS, {**cache, 'Y': Y},
                   'Y and the cache before',
                   lambda seen: {**seen['args'][2], 'Y': seen['args'][0]})


# ---- what only ours must do


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
