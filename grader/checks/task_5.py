"""Task 5: one step of gradient descent through the masks of dropout.

The published update is not the gradient: it takes 1 - A^2 of an A that has
been divided by keep_prob. Where a node may be dropped, it is what counts.
"""
import functools
from types import SimpleNamespace

import numpy as np

from grader.checks import check, oracles
from grader.checks.task_1 import named, read_labels_and_cache
from grader.solution import Cases, read_weights

ALPHA = 0.5
SOURCE = 'central differences with the published slope 1 - A^2, float64'
EXACT_SOURCE = 'central differences of the cost, float64'
ONE_LAYER = 'one layer and one example (alpha=0.5, keep_prob=0.8, m=1)'


class Step:
    """One step through masks on a network that is drawn."""

    def __init__(self, rng, L, keep_prob):
        sizes, m = oracles.sizes_of(rng, L)
        X, Y, weights = oracles.network(sizes, m, rng)
        if keep_prob < 0.5:  # else the step is too large for float32
            weights = {key: W * keep_prob for key, W in weights.items()}
        masks = mixed_masks(rng, weights, m, keep_prob)
        self.weights = weights
        self.is_exact = keep_prob == 1  # then both slopes are the same
        self.call = (f'one step, {L} layers (alpha={ALPHA}, '
                     f'keep_prob={keep_prob:g}, m={m})')
        self.data = X, Y, weights, masks, keep_prob
        self.cache = oracles.forward(X, weights, masks, keep_prob)
        self.args = Y, weights, self.cache, ALPHA, keep_prob, L

    def cost(self):
        """Return the cost that the step goes down, a function of weights."""
        if not self.is_exact:
            return oracles.published_cost(*self.data)
        X, Y = self.data[:2]
        return lambda moved: oracles.cross_entropy(X, Y, moved)

    @functools.cached_property
    def expected(self):
        """The weights after the step."""
        return oracles.descended(self.weights, oracles.central_differences(
            self.cost(), self.weights, oracles.NEAR), ALPHA)


def mixed_masks(rng, weights, m, keep_prob):
    """Return masks that each keep some nodes and drop others, if they may."""
    while True:
        masks = oracles.binomial_masks(weights, m, keep_prob,
                                       rng.integers(2 ** 32))
        if keep_prob == 1 or all(0 < D.mean() < 1 for D in masks.values()):
            return masks


def draw(rng):
    """Return the steps of a run; single: arguments of one with one layer."""
    steps = {'keep_all': Step(rng, 3, 1.), '0.8': Step(rng, 3, 0.8),
             '0.3': Step(rng, 3, 0.3), 'two_layers': Step(rng, 2, 0.6),
             'four_layers': Step(rng, 4, 0.6)}
    layer = {'W1': rng.integers(1, 9, (2, 2)) / 8, 'b1': np.ones((2, 1))}
    single = (np.array([[0.], [1.]]), layer, oracles.forward(
        rng.integers(1, 9, (2, 1)) / 8, layer), ALPHA, 0.8, 1)
    calls = {**{step.call: step.args for step in steps.values()},
             ONE_LAYER: single}
    return SimpleNamespace(
        steps=steps, single=single,
        cases=Cases(5, 'calls', {call: {'args': args, 'after': True, 'seed': 0}
                                 for call, args in calls.items()}))


def check_step(solution, case):
    """Return None where a step is the published one, else a Failure."""
    step = solution.inputs.steps[case]
    return solution.compare(step.call, step.expected, EXACT_SOURCE
                            if step.is_exact else SOURCE, read_weights)


@check(5, 'step')
def keep_prob_one_follows_the_gradient(solution):
    """Without dropping, the update is the gradient of the cost."""
    return check_step(solution, 'keep_all')


@check(5, 'published', cases=named('0.8', '0.3'))
def step_is_the_published_one(solution, case):
    """Every entry of every W and b, in a network of three layers."""
    return check_step(solution, case)


@check(5, 'network', cases=named('two_layers', 'four_layers'))
def any_depth_and_width(solution, case):
    """Two and four layers of all widths."""
    return check_step(solution, case)


@check(5, advice='with a single layer, which has no mask, the step is another')
def one_layer_on_paper(solution):
    """One layer has no mask: dW = (A - Y) x, db = A - Y, and half of each."""
    Y, weights, cache, *_ = solution.inputs.single
    dZ = cache['A1'] - Y
    return solution.compare(ONE_LAYER, {
        'W1': weights['W1'] - 0.5 * dZ @ cache['A0'].T,
        'b1': weights['b1'] - 0.5 * dZ}, 'worked out on paper', read_weights)


@check(5, advice='the step changes the labels or the cache that come in')
def labels_and_outputs_are_left_alone(solution):
    """A step changes neither Y nor the cache."""
    step = solution.inputs.steps['0.8']
    return solution.compare(step.call, {**step.cache, 'Y': step.args[0]},
                            'Y and the cache before', read_labels_and_cache)
