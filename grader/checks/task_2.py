"""Task 2: each Keras layer's own penalty, added to the cost.

Every layer that is asked about has one penalty, on its kernel: an entry for
each layer and an entry for each penalty are then the same, and both are
right.
"""
from types import SimpleNamespace

import numpy as np

from grader.checks import check
from grader.compare import compare
from grader.failure import Failed
from grader.solution import Cases, text

SOURCE = 'lambtha x the sum over single weights, and the cost'


def draw(rng):
    """Return the calls of a run: models with kernels, biases and lambthas.

    two: on paper, with whole numbers; one: its first layer alone; four: of
    all kinds.
    """
    paper = [[rng.integers(1, 5, size) * rng.choice([-1., 1.], size),
              np.ones(size[1]), lambtha]
             for size, lambtha in (((3, 2), 0.2), ((2, 1), 0.5))]
    four = [[rng.normal(size=size), rng.normal(size=size[1]), lambtha]
            for size, lambtha in (((5, 4), 0.3), ((4, 6), 0.01), ((6, 2), 0.),
                                  ((2, 3), 2.))]
    cost = float(rng.integers(5, 100))
    squares = [f'{np.sum(kernel ** 2):g}' for kernel, _, _ in paper]
    calls = {f'squares {" and ".join(squares)}, lambtha 0.2 and 0.5': {
        'costs': [cost, 0.], 'layers': paper},
        'one layer': {'costs': [cost], 'layers': paper[:1]},
        'four layers': {'costs': [cost / 8, cost / 8], 'layers': four}}
    return SimpleNamespace(**dict(zip(('two', 'one', 'four'), calls)),
                           cases=Cases(2, 'keras_costs', calls))


def read_costs(seen):
    """Read what came of each cost, its kind, and the weights afterwards."""
    return {'values': list(seen['values']),
            'kinds': list(map(text, seen['kinds'])),
            'weights': [np.asarray(W, float) for W in seen['weights']]}


def observed(solution, call, costs):
    """Return what was seen in a call; Failed unless it is tensors."""
    seen = solution.observe(call, read_costs)
    for value, kind in zip(seen['values'], seen['kinds']):
        if not isinstance(value, (np.ndarray, np.generic)):
            raise Failed(solution.wrong(
                call=call, got=f'an object of type {kind}',
                expected='a tensor'))
    if len(seen['values']) != costs:
        raise Failed(solution.wrong(kind='error', call=call, message='the '
                                    'answer has not the form that was asked'))
    return seen


def check_costs(solution, call, which=0):
    """Return a Failure unless the entries for one of the costs are right."""
    case = solution.inputs.cases[call]
    cost = case['costs'][which]
    seen = observed(solution, call, len(case['costs']))
    return compare(seen['values'][which], np.array([
        cost + lambtha * sum(w * w for w in kernel.flat)
        for kernel, _, lambtha in case['layers']]), SOURCE,
        file=solution.file, call=f'cost {cost:g}, {call}')


@check(2, 'costs')
def costs_on_paper(solution):
    """Each entry is the cost + lambtha x squares; biases do not count."""
    return check_costs(solution, solution.inputs.two)


@check(2, 'costs')
def without_cost_the_penalties_stay(solution):
    """Cost 0 leaves lambtha x squares."""
    return check_costs(solution, solution.inputs.two, which=1)


@check(2, 'layers')
def one_layer_has_one_entry(solution):
    """A model of one layer gives a tensor of shape (1,), not a scalar."""
    return check_costs(solution, solution.inputs.one)


@check(2, 'layers')
def entries_follow_the_layers(solution):
    """Each layer's entry stands in the order of the layers, also lambtha 0."""
    return check_costs(solution, solution.inputs.four)


@check(2, 'costs')
def a_second_call_says_the_same(solution):
    """Nothing is added to the model."""
    call = solution.inputs.four
    first, second = observed(solution, call, 2)['values']
    return compare(second, first, 'the first call', file=solution.file,
                   call='the same call again')


@check(2, advice='the weights of the model are changed')
def weights_are_left_alone(solution):
    """The model's weights are the same afterwards."""
    call = solution.inputs.four
    weights = observed(solution, call, 2)['weights']
    before = [W for layer in solution.inputs.cases[call]['layers']
              for W in layer[:2]]
    return compare(tuple(weights), tuple(map(np.float32, before)),
                   'the weights before', file=solution.file, call=call,
                   index='the weights afterwards')
