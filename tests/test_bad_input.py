"""The table of bad input, a test for each cell.

The table says what comes out; here stands how it is asked for.
"""
import builtins
import functools
import importlib

import numpy as np
import pytest

from grader.checks import oracles
from bad_input import TABLE
from grader.tasks import KERAS
from ours import ours

SIZES, M = (4, 3, 5, 2), 6


def good(task):
    """Return the arguments of a call that is right, by name."""
    X, Y, weights = oracles.network(SIZES, M)
    masks = oracles.binomial_masks(weights, M, 0.6, seed=0)
    step = {'Y': Y, 'weights': weights, 'alpha': 0.5, 'L': 3,
            'cache': oracles.forward(X, weights, masks, 0.6)}
    layer = {'prev': np.float32(X.T), 'n': 3, 'activation': 'tanh'}
    return {0: {'cost': 1., 'lambtha': 0.4, 'weights': weights, 'L': 3,
                'm': M},
            1: {**step, 'lambtha': 0.4},
            2: {'cost': 2., 'model': model},
            3: {**layer, 'lambtha': 0.4},
            4: {'X': X, 'weights': weights, 'L': 3, 'keep_prob': 0.6},
            5: {**step, 'keep_prob': 0.6},
            6: {**layer, 'keep_prob': 0.6},
            7: {'cost': 1., 'opt_cost': 2., 'threshold': 0.25, 'patience': 3,
                'count': 0}}[task]


def model(kernel=1., l2=0.5, shape=(None, 4)):
    """Return a Keras model of one layer, not built if shape is None."""
    keras = importlib.import_module('tensorflow').keras
    made = keras.Sequential([keras.layers.Dense(
        3, kernel_regularizer=l2 and keras.regularizers.L2(l2),
        kernel_initializer=keras.initializers.Constant(kernel))])
    if shape:
        made.build(shape)
    return made


def to(value):
    """Return a change of anything into a value."""
    return lambda old: value


def no_examples(a):
    """Change an array into one that has no columns."""
    return a[:, :0]


def each(change):
    """Return a change of all arrays of a dictionary."""
    return lambda arrays: {key: change(a) for key, a in arrays.items()}


def with_nan(a):
    """Change the first number of an array, or the only one, into NaN."""
    a = np.array(a)
    a.flat[0] = np.nan
    return a


def read_only(a):
    """Change an array into one that cannot be changed."""
    a = a.copy()
    a.flags.writeable = False
    return a


# {kind: [{argument, or key in weights or cache: change}]}. What a task does
# not have is not changed; a task is called for each that changes something.
CHANGES = {
    'lambtha -0.1 or NaN': [{'lambtha': to(-0.1)}, {'lambtha': to(np.nan)}],
    'keep_prob 0, -0.5, 1.5 or NaN': [
        {'keep_prob': to(value)} for value in (0, -0.5, 1.5, np.nan)],
    'None for lambtha, keep_prob or a cost': [
        {'lambtha': to(None), 'keep_prob': to(None), 'cost': to(None)}],
    'm 0 or -3, no examples': [{
        'm': to(0), 'X': no_examples, 'Y': no_examples,
        'cache': each(no_examples), 'prev': lambda rows: rows[:0]},
        {'m': to(-3)}],
    'labels as numbers, or L too small': [
        {'Y': lambda Y: Y.argmax(axis=0)}, {'L': to(2)}, {'L': to(0)}],
    'an array missing, or L too large': [
        {'weights': lambda weights: {key: a for key, a in weights.items()
                                     if key != 'W3'}}, {'L': to(4)}],
    'an array that does not fit': [
        {'W1': np.transpose, 'prev': lambda rows: rows[0]},
        {'X': np.transpose, 'A1': np.transpose},
        {'X': lambda X: X[:1], 'A0': lambda a: np.hstack([a, a])}],
    'outputs of a single node': [{'A1': lambda A: A[:1]}],
    'read-only weights': [{'weights': each(read_only)}],
    'integers for weights': [{'weights': each(lambda a: (9 * a).astype(int))}],
    'a list for an array': [{'W2': np.ndarray.tolist}],
    'NaN in an array or a cost': [
        # task 6 drops nodes at random: of all NaN some always stay
        {'cost': with_nan, 'prev': lambda rows: rows * np.nan,
         'W1': with_nan},
        {'X': with_nan, 'A0': with_nan, 'W3': with_nan},
        {'Y': with_nan, 'opt_cost': with_nan}],
    'numbers too large': [{
        'alpha': to(1e300), 'W3': lambda W: 1e200 * W,
        'A0': lambda X: 1e200 * X,
        'model': to(functools.partial(model, 1e30))}],
    "n = -1, or activation 'tanhh'": [{'n': to(-1)},
                                      {'activation': to('tanhh')}],
    'n = 2.5': [{'n': to(2.5)}],
    'a cost for each example': [{'cost': to(np.arange(2.))}],
    'a model that is not built': [
        {'model': to(functools.partial(model, shape=None))}],
    'a model without L2': [
        {'model': to(functools.partial(model, l2=None))}],
    'patience 0': [{'patience': to(0)}, {'patience': to(-1)}]}


def changed(task, changes):
    """Return a task's arguments with the changes made; None if none is."""
    given, touched = good(task), False
    for holder in given, given.get('weights', {}), given.get('cache', {}):
        for name in holder.keys() & changes:
            holder[name], touched = changes[name](holder[name]), True
    return given if touched else None


def numbers(answer):
    """Return the numbers of an answer in one array."""
    arrays = [answer[key] for key in sorted(answer)] if isinstance(
        answer, dict) else [answer]
    return np.concatenate([np.ravel(a) for a in arrays])


def right(task, given):
    """Return what task 0 or 4 should say of the first L layers."""
    weights = {key: np.array(a, float) for key, a in given['weights'].items()
               if int(key[1:]) <= given['L']}
    if task == 0:
        return given['cost'] + given['lambtha'] / (2 * given['m']) * sum(
            np.sum(W ** 2) for key, W in weights.items() if key[0] == 'W')
    masks = oracles.binomial_masks(weights, M, given['keep_prob'], seed=0)
    return oracles.forward(given['X'], weights, masks, given['keep_prob'])


def repeated(task):
    """Return the weights after a step for which a row is repeated."""
    given = good(task)
    given['cache']['A1'] = np.repeat(given['cache']['A1'][:1], 3, axis=0)
    ours(task)(**given)
    return given['weights']


OUTCOMES = {
    'repeated': lambda answer, task, _: np.allclose(
        numbers(answer), numbers(repeated(task)), 1e-12, 1e-12),
    'NaN': lambda answer, *_: np.isnan(numbers(answer)).any(),
    'inf': lambda answer, *_: np.isinf(numbers(answer)).any(),
    'empty': lambda answer, *_: numbers(answer).size == 0,
    'fine': lambda answer, *call: np.allclose(
        numbers(answer), numbers(right(*call)), 1e-12, 1e-12),
    'no gain': lambda answer, *_: answer == (False, 1),
    'stop': lambda answer, *_: answer[0] is True}


def cells():
    """Return the parameters of the tests: row, task and number of change."""
    group = pytest.mark.xdist_group('tensorflow')  # as in conftest.py
    return [pytest.param(kind, task, k, id=f'{kind}-{task}-{k}',
                         marks=[getattr(pytest.mark, f'task{task}'),
                                *[group] * (task in KERAS)])
            for kind, (row, _) in TABLE.items() for task in row
            for k, changes in enumerate(CHANGES[kind])
            if changed(task, changes)]


def message(kind, k, given):
    """Return how the message of an error must read, as far as is known.

    The table has that of the first change. Where another gives the same
    argument another value, the message ends with that.
    """
    shown = TABLE[kind][1].partition('`')[2].partition('`')[0]
    name = shown.partition(':')[0]
    if k and CHANGES[kind][k].keys() == {name}:
        return f'{shown.rpartition(" ")[0]} {given[name]}'
    return '' if k else shown


def test_every_cell_has_a_test():
    """And every change that can be made has a cell."""
    table = {(kind, task) for kind, (row, _) in TABLE.items() for task in row}
    assert {case.values[:2] for case in cells()} == table
    assert {(kind, task) for kind in CHANGES for task in range(8)
            for changes in CHANGES[kind] if changed(task, changes)} == table


@pytest.mark.parametrize('kind, task, k', cells())
def test_what_comes_out_is_what_the_table_says(kind, task, k, request):
    """The error with its message, after which nothing has changed; or the
    answer.
    """
    if task in KERAS:
        request.getfixturevalue('tf')
    cell = TABLE[kind][0][task]
    given = changed(task, CHANGES[kind][k])
    if 'model' in given:
        given['model'] = given['model']()
    function = ours(task)
    before = {key: np.array(a) for key, a in given.get('weights', {}).items()}
    np.random.seed(0)
    if cell in OUTCOMES:
        with np.errstate(all='ignore'):
            answer = function(**given)
        if answer is None:
            answer = given['weights']
        assert OUTCOMES[cell](answer, task, given)
    else:
        with pytest.raises(getattr(builtins, cell + 'Error')) as caught:
            function(**given)
        if cell in ('Value', 'Key'):
            assert message(kind, k, given) in (
                f'{caught.typename}: {caught.value}')
        if cell == 'Key':   # it names what is not there
            assert caught.value.args[0] not in {**given['weights'],
                                                **given.get('cache', {})}
        for key, array in before.items():
            np.testing.assert_array_equal(given['weights'][key], array)
