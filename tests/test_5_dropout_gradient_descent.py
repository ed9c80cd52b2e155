"""Task 5: one step of gradient descent through the masks of dropout.

The published update is not the gradient: it takes 1 - A^2 of an A that has
been divided by keep_prob. Both forms are tested, and told apart.
"""
import functools
import math

import numpy as np
import pytest

from grader import oracles
from grader.submission import Settings, weights_after

pytestmark = pytest.mark.task5
SOURCE = 'central differences with the published slope 1 - A^2, float64'


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


def arguments(sizes, m, keep_prob):
    """Return the arguments of a step after a forward pass with masks."""
    X, Y, weights, masks, _ = dropped(sizes, m, keep_prob)
    cache = oracles.forward(X, weights, masks, keep_prob)
    return Y, weights, cache, 0.5, keep_prob, len(sizes) - 1


def network_of(sizes, m, keep_prob):
    """Say in words which step is taken."""
    return (f'one step, {len(sizes) - 1} layers (alpha=0.5, '
            f'keep_prob={keep_prob:g}, m={m})')


KEEP_ALL = (oracles.SIZES, oracles.M, 1.)
STEPS = [(oracles.SIZES, oracles.M, 0.8), (oracles.SIZES, oracles.M, 0.3)]
SHAPES = [((4, 7, 2), 6, 0.6), ((5, 4, 6, 3, 2), 8, 0.6)]
ONE_LAYER = 'one layer and one example (alpha=0.5, keep_prob=0.8, m=1)'
SETTINGS = Settings(5, 'calls', {name: {
    'args': args, 'after': True, 'seed': 0} for name, args in {
        **{network_of(*case): arguments(*case)
           for case in [KEEP_ALL, *STEPS, *SHAPES]},
        ONE_LAYER: (
            np.array([[0.], [1.]]),
            {'W1': np.array([[1., 0.], [0., 2.]]), 'b1': np.zeros((2, 1))},
            {'A0': np.array([[1.], [2.]]), 'A1': np.array([[.25], [.75]])},
            0.5, 0.8, 1)}.items()})


@pytest.mark.clause('step')
def test_keep_prob_one_follows_the_gradient(solution):
    """Without dropping, the update is the gradient of the cost."""
    solution.check(network_of(*KEEP_ALL), SETTINGS,
                   stepped(exact_cost, *KEEP_ALL),
                   'central differences of the cost, float64', weights_after)


@pytest.mark.clause('published')
@pytest.mark.parametrize('case', STEPS, ids=['0.8', '0.3'])
def test_step_is_the_published_one(solution, case):
    """Every entry of every W and b, in a network of three layers."""
    solution.check(network_of(*case), SETTINGS,
                   stepped(oracles.published_cost, *case), SOURCE,
                   weights_after)


@pytest.mark.clause('network')
@pytest.mark.parametrize('case', SHAPES, ids=['two_layers', 'four_layers'])
def test_any_depth_and_width(solution, case):
    """Two and four layers of all widths."""
    solution.check(network_of(*case), SETTINGS,
                   stepped(oracles.published_cost, *case), SOURCE,
                   weights_after)


@pytest.mark.advice('with a single layer, which has no mask, the step is '
                    'another')
def test_one_layer_on_paper(solution):
    """One layer has no mask: dW = (A - Y) x, db = A - Y, and half of each."""
    solution.check(ONE_LAYER, SETTINGS, {
        'W1': np.array([[.875, -.25], [.125, 2.25]]),
        'b1': np.array([[-.125], [.125]])}, 'worked out on paper',
        weights_after)


@pytest.mark.advice('the step changes the labels or the cache that come in')
def test_labels_and_outputs_are_left_alone(solution):
    """A step changes neither Y nor the cache."""
    Y, _, cache = arguments(*STEPS[0])[:3]
    solution.check(network_of(*STEPS[0]), SETTINGS, {**cache, 'Y': Y},
                   'Y and the cache before',
                   lambda seen: {**seen['args'][2], 'Y': seen['args'][0]})


# ---- what only ours must do


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


@pytest.mark.parametrize('bad', [0, -0.5, 1.5, math.nan])
def test_nonsense_is_an_error(ours, bad):
    """The message says what was expected and what was received."""
    X, Y, weights, masks, keep_prob = dropped()
    cache = oracles.forward(X, weights, masks, keep_prob)
    message = rf'keep_prob: expected \(0, 1\], received {bad}'
    with pytest.raises(ValueError, match=message):
        ours(Y, weights, cache, 0.5, bad, 3)
