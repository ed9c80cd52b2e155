"""What both gradient steps, tasks 1 and 5, promise beside the right values.

They update in place, in the dtype of the weights; an error that the arrays
cause is found before any of them has changed.
"""
import functools

import numpy as np
import pytest

from grader.checks import oracles
from grader.mistakes import RIGHT
from grader.tasks import TASKS

SIZES, M = (4, 3, 5, 2), 6


def arguments(m=M, dtype=np.float64, sizes=SIZES):
    """Return the arguments of a step, consistent and of a dtype."""
    X, Y, weights = oracles.network(sizes, m)
    masks = oracles.binomial_masks(weights, m, 0.6, seed=0)
    cache = oracles.forward(X, weights, masks, 0.6)
    return {'Y': Y, 'alpha': 0.5, 'L': len(sizes) - 1,
            'weights': {k: a.astype(dtype) for k, a in weights.items()},
            'cache': {k: a.astype(dtype) for k, a in cache.items()}}


def copies(weights):
    """Return the bytes of every array."""
    return {key: np.asarray(a).tobytes() for key, a in weights.items()}


def test_arrays_are_updated_in_place(step):
    """The dictionary holds the same arrays, with other values."""
    given = arguments()
    before, old = dict(given['weights']), copies(given['weights'])
    assert step(**given) is None
    for key, array in given['weights'].items():
        assert array is before[key]
        assert array.tobytes() != old[key]


def test_blocks_add_up(step):
    """A step with 2,100 examples is the mean of the steps of three parts."""
    whole = arguments(2100)
    start, parts = {k: a.copy() for k, a in whole['weights'].items()}, []
    # lambtha / m: a third of the examples takes a third of lambtha
    third = {'lambtha': step.keywords['lambtha'] / 3} \
        if 'lambtha' in step.keywords else {}
    for i in range(0, 2100, 700):
        part = slice(i, i + 700)
        parts.append({k: a.copy() for k, a in start.items()})
        step(Y=whole['Y'][:, part], weights=parts[-1], alpha=0.5, L=3,
             cache={k: a[:, part] for k, a in whole['cache'].items()}, **third)
    step(**whole)
    for key, array in whole['weights'].items():
        np.testing.assert_allclose(
            array, np.mean([p[key] for p in parts], axis=0), atol=1e-12)


def test_an_output_of_zero_passes_the_error_whole(step):
    """There tanh has the slope 1: the error that comes back is W2^T dZ2."""
    weights = {'W1': np.zeros((1, 1)), 'b1': np.zeros((1, 1)),
               'W2': np.array([[1.], [2.]]), 'b2': np.zeros((2, 1))}
    cache = {'A0': np.ones((1, 1)), 'A1': np.zeros((1, 1)),
             'D1': np.ones((1, 1)), 'A2': np.array([[.25], [.75]])}
    step(Y=np.array([[0.], [1.]]), weights=weights, cache=cache, alpha=0.5,
         L=2)
    expected = 0.125 / step.keywords.get('keep_prob', 1)
    for key in 'W1', 'b1':
        np.testing.assert_allclose(weights[key], [[expected]], 1e-15)


@pytest.mark.parametrize('labels', [np.float64, np.int64, np.bool_])
@pytest.mark.parametrize('dtype, tolerance', [(np.float32, 1e-5),
                                              (np.float64, 1e-12)])
def test_dtype_of_the_weights_stays(step, dtype, tolerance, labels):
    """Labels of any dtype give the same step, in the dtype of the weights."""
    exact, given = arguments(), arguments(dtype=dtype)
    given['Y'] = given['Y'].astype(labels)
    step(**exact)
    step(**given)
    for key, array in given['weights'].items():
        assert array.dtype == dtype
        np.testing.assert_allclose(array, exact['weights'][key],
                                   rtol=0, atol=tolerance)


def test_numpys_scalars_leave_float32(step):
    """np.float64, as np.linspace gives it, makes no array float64."""
    given, same = arguments(dtype=np.float32), arguments(dtype=np.float32)
    options = {k: np.float64(v) for k, v in step.keywords.items()
               if k != 'exact'}
    step(**given)
    step(**{**same, 'alpha': np.float64(same['alpha']), **options})
    for key, array in given['weights'].items():
        assert same['weights'][key].dtype == np.float32
        np.testing.assert_allclose(array, same['weights'][key], atol=1e-6)


def test_further_keys_are_left_alone(step):
    """L says which layers count, whatever else the dictionaries hold."""
    given = arguments()
    given['weights'].update(W4=np.ones((2, 2)), note='kept')
    step(**given)
    assert given['weights']['note'] == 'kept'
    np.testing.assert_array_equal(given['weights']['W4'], np.ones((2, 2)))


@pytest.mark.parametrize('shape', [(1, M), (2, 1), (2,), (M, 2), (2, M, 1)])
def test_labels_that_would_broadcast_are_an_error(step, shape):
    """The message says which shape was expected and which was received."""
    given = arguments()
    old = copies(given['weights'])
    given['Y'] = np.ones(shape)
    with pytest.raises(ValueError) as error:
        step(**given)
    assert str(error.value) == f'Y: expected shape (2, 6), received {shape}'
    assert copies(given['weights']) == old


@pytest.mark.parametrize('key', ['W1', 'b1', 'W2', 'b2', 'W3', 'b3'])
@pytest.mark.parametrize('fault', ['integers', 'shape', 'gone'])
def test_a_fault_in_any_array_changes_none(step, key, fault):
    """A step that cannot update one array leaves them all as they were."""
    given = arguments()
    weights = given['weights']
    if fault == 'integers':
        weights[key] = weights[key].astype(int)
    elif fault == 'shape':
        weights[key] = np.ones((9, 8))
    else:
        del weights[key]
    old = copies(weights)
    with pytest.raises((ValueError, TypeError, KeyError)) as error:
        step(**given)
    assert copies(weights) == old
    if fault == 'gone':
        assert error.value.args == (key,)


@pytest.mark.parametrize('key', ['A0', 'A1', 'A2'])
# 500 are one whole block
@pytest.mark.parametrize('m', [M, 500])
def test_outputs_of_other_examples_are_an_error(step, key, m):
    """A layer that has more examples than the labels changes nothing."""
    given = arguments(m)
    old = copies(given['weights'])
    given['cache'][key] = np.hstack([given['cache'][key]] * 2)
    with pytest.raises(ValueError):
        step(**given)
    assert copies(given['weights']) == old


@pytest.mark.parametrize('key', ['A0', 'A1', 'A2', 'A3'])
def test_missing_outputs_are_named(step, key):
    """A cache that lacks a layer is a KeyError that names it."""
    given = arguments()
    del given['cache'][key]
    old = copies(given['weights'])
    with pytest.raises(KeyError, match=key):
        step(**given)
    assert copies(given['weights']) == old


@pytest.mark.parametrize('task, options', [
    pytest.param(1, {'lambtha': 0.4}, marks=pytest.mark.task1),
    pytest.param(5, {'keep_prob': 0.6}, marks=pytest.mark.task5)])
def test_a_step_that_updates_as_it_goes_is_caught(task, options):
    """The textbook's step is right, but an error leaves half a step."""
    names = {}
    exec(RIGHT[task], names)
    textbook = functools.partial(names[TASKS[task].function], **options)
    test_arrays_are_updated_in_place(textbook)
    for key in 'W1', 'b1', 'W2', 'b2':  # it begins with W3 and b3
        with pytest.raises(AssertionError):
            test_a_fault_in_any_array_changes_none(textbook, key, 'gone')
    for key in 'A0', 'A1':
        with pytest.raises(AssertionError):
            test_missing_outputs_are_named(textbook, key)
