"""Task 1: one step with L2, against central differences of the cost."""
import functools
from types import SimpleNamespace

import numpy as np

from grader.checks import check, oracles
from grader.solution import Cases, read_weights

ALPHA = 0.5
SOURCE = 'central differences of the cost, float64'
ON_PAPER = 'worked out on paper'
NO_ERROR = 'a step without any error (alpha=0.5, lambtha=2, m=4)'
ONE_LAYER = 'one layer and one example (alpha=0.5, lambtha=0.4, m=1)'


class Step:
    """One step with L2 on a network that is drawn."""

    def __init__(self, rng, L, lambtha, m=None):
        sizes, drawn_m = oracles.sizes_of(rng, L)
        m = m or drawn_m
        self.X, self.Y, self.weights = oracles.network(sizes, m, rng)
        self.lambtha = lambtha
        self.call = (f'one step, {L} layers (alpha={ALPHA}, '
                     f'lambtha={lambtha:g}, m={m})')
        self.cache = oracles.forward(self.X, self.weights)
        self.args = self.Y, self.weights, self.cache, ALPHA, lambtha, L

    @functools.cached_property
    def expected(self):
        """The weights after a step along central differences."""
        gradient = oracles.central_differences(
            lambda moved: oracles.cross_entropy(
                self.X, self.Y, moved, lambtha=self.lambtha), self.weights,
            oracles.NEAR)
        return oracles.descended(self.weights, gradient, ALPHA)


def draw(rng):
    """Return the steps of a run.

    still: weights of a network whose output is the label, so that only the
    decay moves them. single: arguments of a step with one layer.
    """
    steps = {'lambtha': Step(rng, 3, 0.4), 'no_lambtha': Step(rng, 3, 0.),
             'two_layers': Step(rng, 2, 0.4),
             'four_layers': Step(rng, 4, 0.4, m=1)}
    label = rng.integers(4)
    still = {name: rng.integers(1, 9, size).astype(float)
             for name, size in (('W1', (3, 2)), ('b1', (3, 1)),
                                ('W2', (4, 3)), ('b2', (4, 1)))}
    still['b2'][label] += 100  # ahead by 72 or more: e^-72 is 5e-32
    Y = np.eye(4)[:, [label] * 4]
    cache = oracles.forward(rng.normal(size=(2, 4)), still)
    layer = {'W1': rng.integers(1, 9, (2, 2)) / 8, 'b1': np.ones((2, 1))}
    single = (np.array([[0.], [1.]]), layer, oracles.forward(
        rng.integers(1, 9, (2, 1)) / 8, layer), ALPHA, 0.4, 1)
    calls = {**{step.call: step.args for step in steps.values()},
             NO_ERROR: (Y, still, cache, ALPHA, 2., 2), ONE_LAYER: single}
    return SimpleNamespace(
        steps=steps, still=still, single=single,
        cases=Cases(1, 'calls', {call: {'args': args, 'after': True}
                                 for call, args in calls.items()}))


def check_step(solution, case):
    """Return None where a step follows the gradient, else a Failure."""
    step = solution.inputs.steps[case]
    return solution.compare(step.call, step.expected, SOURCE, read_weights)


def named(*names):
    """Return cases whose name says all."""
    return {name: name for name in names}


@check(1, 'step', cases=named('lambtha', 'no_lambtha'))
def step_follows_the_gradient(solution, case):
    """Every entry of every W and b moves against its central difference."""
    return check_step(solution, case)


@check(1, 'network', cases=named('two_layers', 'four_layers'))
def any_depth_and_width(solution, case):
    """Two and four layers, of all widths, and a single example."""
    return check_step(solution, case)


@check(1, 'step')
def biases_are_not_penalized(solution):
    """Where dZ is 0, to 5e-32, each W loses 0.5 x 2 / 4 of itself, b stays.
    """
    expected = {key: array * 0.75 if key[0] == 'W' else array
                for key, array in solution.inputs.still.items()}
    return solution.compare(NO_ERROR, expected, ON_PAPER, read_weights)


@check(1, advice='with a single layer the step is another')
def one_layer_on_paper(solution):
    """One layer: dW = (A - Y) x + 0.4 W, db = A - Y, and half of each."""
    Y, weights, cache, *_ = solution.inputs.single
    W, dZ = weights['W1'], cache['A1'] - Y
    return solution.compare(ONE_LAYER, {
        'W1': W - 0.5 * (dZ @ cache['A0'].T + 0.4 * W),
        'b1': weights['b1'] - 0.5 * dZ}, ON_PAPER, read_weights)


def read_labels_and_cache(seen):
    """Read Y and the cache that came in, as they are after the call."""
    return {**seen['args'][2], 'Y': seen['args'][0]}


@check(1, advice='the step changes the labels or the cache that come in')
def labels_and_outputs_are_left_alone(solution):
    """A step changes neither Y nor the cache."""
    step = solution.inputs.steps['lambtha']
    return solution.compare(step.call, {**step.cache, 'Y': step.Y},
                            'Y and the cache before', read_labels_and_cache)
