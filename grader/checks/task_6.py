"""Task 6: a dense Keras layer, and dropout of its nodes when training."""
import re
from importlib.metadata import version
from types import SimpleNamespace

import numpy as np

from grader.checks import check, interface
from grader.checks.task_3 import check_weights, read_dense
from grader.compare import compare
from grader.failure import Failed, show_both
from grader.solution import Cases
from grader.tasks import published

PUBLISHED = 'the published example'
DEFAULT, NO_TRAINING = 'keep_prob=0.8, no word of training', 'training=False'
STRONG, KEEP_ALL = 'keep_prob=0.3, training=True', 'keep_prob=1, training=True'
USUAL = 'keep_prob=0.8, training=True'
DROPPING = {call: call for call in (STRONG, USUAL)}
AFFINE = 'activation(X W + b)'
NUMBER = re.compile(r'-?\d+(?:\.\d*)?')
# Keras 2's draws do not depend on which layer is made first; Keras 3 has
# another mask
HAS_PUBLISHED_MASK = version('keras').startswith('2.')


def draw(rng):
    """Return the layers of a run: their input, and how they drop.

    300 x 50 masks; Glorot, He, and any other scale and mode are 20% off or
    more.
    """
    return SimpleNamespace(cases=Cases(6, 'keras_layers', {
        NO_TRAINING: {'options': (0.8, False)},
        STRONG: {'options': (0.3, True)},
        KEEP_ALL: {'options': (1., True)},
        USUAL: {'options': (0.8, True)},
        PUBLISHED: {'X': np.random.RandomState(4).randint(0, 256, (10, 784)),
                    'n': 256, 'options': (0.8, True)},
        DEFAULT: {'options': (0.8,)}},
        X=np.float32(rng.normal(size=(300, 200)) / 2), n=50))


def layer(solution, call):
    """Return what was seen of a new layer, and A = tanh(X W + b)."""
    return solution.once(layer_of, call)


def layer_of(solution, call):
    """Return the layer of a call; Failed if it is none of the right shape."""
    cases = solution.inputs.cases
    case = {**cases.shared, **cases[call]}
    seen = solution.observe(call, read_dense)

    def failed(index, got, expected):
        return Failed(solution.wrong(call=call, index=index, got=got,
                                     expected=expected))

    if 'kind' in seen:
        raise failed('', f'an object of type {seen["kind"]}',
                     'the output of the new layer')
    m, n_prev, n = *case['X'].shape, case['n']
    check_weights(solution, call, seen, [(n_prev, n), (n,)])
    if seen['output'].shape != (m, n):
        raise failed('the output', f'shape {seen["output"].shape}',
                     f'shape {(m, n)}')
    kernel, bias = seen['drawn']
    Z = case['X'] @ kernel + (0 if bias is None else bias)
    return {**seen, 'A': np.tanh(Z),
            'keep_prob': case['options'][0]}


def drops(solution, call):
    """Return whether a layer drops anything; False if there is none."""
    try:
        return not solution.observe(call, read_dense)['output'].all()
    except (Failed, KeyError):
        return False


def check_kept(solution, call, tolerance=1e-5):
    """Return a Failure unless what is kept is divided by keep_prob."""
    found = layer(solution, call)
    kept = found['A'] / found['keep_prob']
    return compare(found['output'], np.where(found['output'] == 0, 0, kept),
                   f'{AFFINE} / keep_prob, or 0', tolerance,
                   file=solution.file, call=call)


def check_all_kept(solution, call):
    """Return a Failure unless the output is the activation's."""
    found = layer(solution, call)
    return compare(found['output'], found['A'], AFFINE, file=solution.file,
                   call=call)


@check(6, 'arguments', points=1)
def arguments_have_their_names(solution):
    """The parameters are the statement's, and training is True by default."""
    failure = interface.arguments_have_their_names(solution)
    if not failure and drops(solution, USUAL) and not drops(solution, DEFAULT):
        failure = solution.wrong(
            call=DEFAULT, got='another answer than with training=True',
            expected='the same: training is True unless told otherwise')
    return failure


@check(6, 'output')
def output_has_a_row_an_example(solution):
    """A tensor of shape (m, n), from a kernel."""
    layer(solution, USUAL)  # Failed if not


@check(6, 'training')
def without_training_nothing_is_dropped(solution):
    """training=False gives tanh(X W + b) as it is."""
    return check_all_kept(solution, NO_TRAINING)


@check(6, 'keep_prob')
def keep_prob_1_drops_nothing(solution):
    """All nodes are kept, and divided by 1."""
    return check_all_kept(solution, KEEP_ALL)


@check(6, 'dropout', cases=DROPPING)
def kept_nodes_are_divided_by_keep_prob(solution, case):
    """What is not exactly 0 is activation(X W + b) / keep_prob."""
    return check_kept(solution, case)


@check(6, 'keep_prob', cases=DROPPING)
def as_many_are_kept_as_keep_prob_says(solution, case):
    """Of 15,000 nodes; the bounds are six standard deviations wide."""
    found = layer(solution, case)
    p, kept = found['keep_prob'], found['output'] != 0
    return compare(float(kept.mean()), p, 'keep_prob',
                   6 * np.sqrt(p * (1 - p) / kept.size) / (1 + p),
                   file=solution.file, call=case,
                   index='part of the nodes kept')


@check(6, 'keep_prob', cases=DROPPING)
def each_node_has_its_own_draw(solution, case):
    """Examples do not share a mask, nor do the nodes of an example."""
    kept = layer(solution, case)['output'] != 0
    for axis, what in (0, 'a node in all examples'), (1, 'all of an example'):
        as_one = kept.all(axis) | ~kept.any(axis)
        failure = compare(
            float(as_one.mean()), 0., 'an own draw for each node of each '
            'example', 0.1, file=solution.file, call=case,
            index=f'how often {what} is kept or dropped as one')
        if failure:
            return failure


@check(6, 'initializer')
def kernel_is_drawn_by_the_initializer(solution):
    """Variance x mean of both fans is 2; the normal is cut at 2 / 0.8796.

    Of 10,000 entries the variance is known to 1.2%, one standard deviation.
    """
    kernel = layer(solution, USUAL)['drawn'][0]
    for what, value, expected, tolerance in (
            ('variance x mean of 200 and 50', np.var(kernel) * 125, 2., 0.2),
            ('largest entry / standard deviation',
             np.abs(kernel).max() / np.std(kernel), 2.274, 0.16)):
        failure = compare(
            float(value), expected,
            "VarianceScaling(scale=2.0, mode='fan_avg')",
            tolerance / (1 + expected), file=solution.file,
            call='a new kernel', index=what)
        if failure:
            return failure


def published_output(solution):
    """Every number that is kept there and here comes out to 1e-4."""
    row = layer(solution, PUBLISHED)['output'][0]
    expected = np.array([float(number) for number in NUMBER.findall(
        published(6).partition('shape')[0])])
    # where both masks keep the node; NaN is never close
    far = ~(np.abs(row - expected) <= 1e-4 * np.abs(expected))
    far &= (row != 0) & (expected != 0)
    if not far.any():
        return None
    # pixels up to 255 cost float32 two more digits
    failure = check_kept(solution, PUBLISHED, tolerance=1e-3)
    if failure:
        return failure
    index = int(far.argmax())
    got, wanted = show_both(row[index], expected[index])
    return solution.wrong(
        call=PUBLISHED, index=f'[0, {index}]', stream=True, got=got,
        expected=wanted, source='the published output, in which the dense '
        'layer is made first')


if HAS_PUBLISHED_MASK:
    check(6, 'published')(published_output)
