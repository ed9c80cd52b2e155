"""Task 3: a dense Keras layer whose kernel is penalized."""
from types import SimpleNamespace

import numpy as np

from grader.checks import check
from grader.compare import compare
from grader.failure import Failed
from grader.solution import Cases, text
from grader.submission import reading

ONE = 'a layer of 3 nodes, lambtha=0.5'
STACKED = 'layers of 4, 3 and 2 nodes, lambtha 0.05, 2 and 0'
NEW = 'a new layer of 50 nodes on 200'
ACTIVATIONS = {'tanh': np.tanh, 'sigmoid': lambda Z: 1 / (1 + np.exp(-Z)),
               'relu': lambda Z: Z * (Z > 0)}
INITIALIZER = "VarianceScaling(scale=2.0, mode='fan_avg')"


def draw(rng):
    """Return the models of a run.

    No two weights of a model have as many entries, and so can be told apart.
    """
    one = {'X': rng.integers(-3, 4, (2, 2)).astype(float),
           'layers': [[3, 'relu', 0.5]],
           'weights': [rng.integers(1, 5, (2, 3))
                       * rng.choice([-1., 1.], (2, 3)),
                       rng.integers(-4, 5, 3) / 2]}
    stacked = {'X': rng.normal(size=(7, 5)),
               'layers': [[4, 'tanh', 0.05], [3, 'sigmoid', 2.],
                          [2, 'relu', 0.]],
               'weights': [rng.normal(size=size) for size in (
                   (5, 4), (4,), (4, 3), (3,), (3, 2), (2,))]}
    # Glorot, He, and any other scale and mode are 20% away or more
    new = {'X': np.zeros((1, 200)), 'layers': [[50, 'tanh', 0.05]],
           'weights': []}
    for case in one, stacked, new:
        nodes = [case['X'].shape[1], *(n for n, _, _ in case['layers'])]
        case['shapes'] = [shape for pair in zip(nodes, nodes[1:])
                          for shape in (pair, pair[1:])]
    return SimpleNamespace(cases=Cases(3, 'keras_model', {
        ONE: one, STACKED: stacked, NEW: new}))


def read_model(seen):
    """Read a model's weights when it was new, its output and its losses.

    Only its kind where what was handed back is no tensor, only the shapes of
    its weights where a kernel is not there.
    """
    found = read_dense(seen)
    if 'drawn' in found:
        found['losses'] = np.asarray(seen['losses'], float)
    return found


def read_dense(seen):
    """Read the weights of new layers, each a kernel and a bias or None."""
    if seen['shapes'] is None:
        return {'kind': text(seen['kind'])}
    if any(W is None for W in seen['drawn'][::2]):
        return {'shapes': [tuple(map(int, shape)) for shape in seen['shapes']]}
    return {'drawn': [None if W is None else np.asarray(W, float)
                      for W in seen['drawn']],
            'output': np.asarray(seen['output'], float)}


def model(solution, call):
    """Return what was seen of a model of layers with a kernel each."""
    seen = solution.observe(call, read_model)
    if 'kind' in seen:
        raise Failed(solution.wrong(
            call=call, expected='the output of the new layer',
            got=f'an object of type {seen["kind"]}'))
    check_weights(solution, call, seen, solution.inputs.cases[call]['shapes'])
    return seen


def check_weights(solution, call, seen, shapes):
    """Raise Failed unless kernels and biases have these shapes.

    A bias may be None; without a kernel it is no dense layer.
    """
    if 'shapes' in seen:
        raise Failed(without_kernel(solution, call, seen, shapes[::2]))
    with reading(solution.file, call):
        if len(seen['drawn']) != len(shapes) or any(
                W is not None and W.shape != shape
                for W, shape in zip(seen['drawn'], shapes)):
            raise TypeError('expected the weights of the layers')


def without_kernel(solution, call, seen, kernels):
    """Return the Failure that a layer has not the kernel of a dense layer."""
    return solution.wrong(
        call=call, index='the shapes of the weights',
        got=', '.join(map(str, seen['shapes'][:10])) or 'none',
        expected='kernels of ' + ', '.join(map(str, kernels)))


def check_model(solution, call, what, expected, source):
    """Return a Failure unless the output, or the losses, are as expected."""
    return compare(model(solution, call)[what], np.array(expected), source,
                   file=solution.file, call=call, index=what)


def check_output(solution, call, source):
    """Return a Failure unless the output follows from kernels and biases.

    Where there is no bias, nothing is added.
    """
    case, drawn = solution.inputs.cases[call], model(solution, call)['drawn']
    A = case['X']
    for (_, activation, _), kernel, bias, own in zip(
            case['layers'], case['weights'][::2], case['weights'][1::2],
            drawn[1::2]):
        A = ACTIVATIONS[activation](A @ kernel + (0 if own is None else bias))
    return check_model(solution, call, 'output', A, source)


def penalties(case):
    """Return lambtha x the sum of squares of each kernel."""
    return [lambtha * np.sum(kernel ** 2) for (_, _, lambtha), kernel
            in zip(case['layers'], case['weights'][::2])]


@check(3, 'output')
def output_on_paper(solution):
    """The output of the layer is returned: relu(x W + b)."""
    return check_output(solution, ONE, 'relu(x W + b)')


@check(3, 'penalty')
def penalty_on_paper(solution):
    """The penalty is lambtha x squares, without a half, an m, or the bias."""
    return check_model(solution, ONE, 'losses',
                       penalties(solution.inputs.cases[ONE]),
                       'lambtha x the sum of the squares in the kernel')


@check(3, 'output')
def layers_can_be_stacked(solution):
    """Three layers in one model, each with its own activation."""
    return check_output(solution, STACKED, 'activation(x W + b)')


@check(3, 'published')
def each_layer_has_its_own_penalty(solution):
    """With lambtha 0 the loss is there as well, and it is 0."""
    return check_model(solution, STACKED, 'losses', penalties(
        solution.inputs.cases[STACKED]),
        'lambtha x the sum of the squares in the kernel')


@check(3, 'initializer')
def kernel_has_the_variance_of_the_initializer(solution):
    """Variance x mean of both fans is the scale, 2, give or take 10%.

    Of 10,000 entries the variance is known to 1.2%, one standard deviation.
    """
    kernel = model(solution, NEW)['drawn'][0]
    return compare(np.var(kernel) * 125, 2., INITIALIZER, 0.2 / 3,
                   file=solution.file, call=NEW, index='variance of the '
                   'kernel x mean of 200 and 50')


@check(3, 'initializer')
def kernel_is_drawn_from_a_truncated_normal(solution):
    """The largest of 10,000 entries is almost 2 / 0.8796 deviations."""
    kernel = model(solution, NEW)['drawn'][0]
    return compare(np.abs(kernel).max() / np.std(kernel), 2.274,
                   'VarianceScaling truncates a normal distribution at 2 / '
                   '0.8796', 0.05, file=solution.file, call=NEW,
                   index='largest entry of the kernel / deviation')


@check(3, advice='the bias of a new layer does not start at 0')
def biases_start_at_zero(solution):
    """A new layer has no bias yet, or has none at all."""
    bias = model(solution, NEW)['drawn'][1]
    return None if bias is None else compare(
        bias, np.zeros(50), 'Dense, unless told otherwise',
        file=solution.file, call=NEW, index='the bias')
