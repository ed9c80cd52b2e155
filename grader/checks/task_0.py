"""Task 0: the L2 penalty of the weights, added to the cost."""
from types import SimpleNamespace

import numpy as np

from grader.checks import check
from grader.compare import compare
from grader.solution import Cases
from grader.tasks import published

LAMBTHA, M = 0.8, 4
PUBLISHED = 'the published example'
NO_LAMBTHA, BIASES = 'lambtha=0', 'biases of 100'
ONE_OF_TWO = 'L=1 of 2 layers'
ON_PAPER = 'worked out on paper'


def draw(rng):
    """Return the calls of a run, and what they are worth on paper.

    weights: two layers of whole numbers from -4 to 4, none of them 0; squares:
    the sum of their squares for each layer.
    """
    weights = {'b1': np.ones((3, 1)), 'b2': np.ones((1, 1))}
    for name, size in ('W1', (3, 2)), ('W2', (1, 3)):
        weights[name] = rng.integers(1, 5, size) * rng.choice([-1., 1.], size)
    cost = float(rng.integers(5, 100))
    squares = [int(np.sum(weights[name] ** 2)) for name in ('W1', 'W2')]
    # the published example: its penalty comes out of these very arrays
    stream = np.random.RandomState(0)
    example = {'W1': stream.randn(256, 784), 'W2': stream.randn(128, 256),
               'W3': stream.randn(10, 128)}
    on_paper = (f'cost {cost:g}, squares {squares[0]} + {squares[1]}, '
                f'lambtha={LAMBTHA}, m={M}')
    penalties = [LAMBTHA / (2 * M) * each for each in squares]
    return SimpleNamespace(
        on_paper=on_paper, weights=weights, cost=cost, penalties=penalties,
        cases=Cases(0, 'calls', {
            on_paper: {'args': (cost, LAMBTHA, weights, 2, M), 'after': True},
            NO_LAMBTHA: {'args': (cost, 0., weights, 2, M)},
            BIASES: {'args': (cost, LAMBTHA, {
                **weights, 'b1': np.full((3, 1), 100.)}, 2, M)},
            PUBLISHED: {'args': (np.abs(stream.randn(1)), 0.1, example, 3,
                                 1000)},
            ONE_OF_TWO: {'args': (cost, LAMBTHA, weights, 1, M)}}))


@check(0, 'cost')
def cost_on_paper(solution):
    """The cost is as worked out on paper: cost + lambtha / (2m) x squares."""
    inputs = solution.inputs
    return solution.compare(inputs.on_paper,
                            inputs.cost + sum(inputs.penalties), ON_PAPER)


@check(0, 'published')
def published_output(solution):
    """The published example comes out to the last printed digit."""
    expected = float(published(0).split()[1].strip('[]'))
    return solution.compare(PUBLISHED, expected, 'the published output',
                            tolerance=0.5e-8 / (1 + expected))


@check(0, 'cost')
def without_lambtha_the_cost_stays(solution):
    """lambtha 0 adds nothing."""
    return solution.compare(NO_LAMBTHA, solution.inputs.cost, 'no penalty')


@check(0, 'weights')
def biases_are_not_penalized(solution):
    """Large biases change nothing."""
    inputs = solution.inputs
    return solution.compare(BIASES, inputs.cost + sum(inputs.penalties),
                            'the cost with biases of 1')


@check(0, advice='with an L below the number of layers, more than the first L '
       'layers count')
def only_the_first_layers_are_read(solution):
    """L says how many layers count, whatever else the dictionary holds."""
    inputs = solution.inputs
    return solution.compare(ONE_OF_TWO, inputs.cost + inputs.penalties[0],
                            ON_PAPER)


def read_weights_before(seen):
    """Read the weights that came in, as they are after the call."""
    return seen['args'][2]


@check(0, advice='the weights that come in are changed')
def inputs_are_left_alone(solution):
    """The weights are the same afterwards."""
    inputs = solution.inputs
    return solution.compare(inputs.on_paper, inputs.weights,
                            'the weights before', read_weights_before)
