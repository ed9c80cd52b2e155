"""A slip in the signature costs the signature's check, and no other."""
import re

import pytest

from grader.mistakes import RIGHT
from grader.tasks import TASKS
from made_up import failed, graded

SIGNATURES = {task: f'{each.function}(' + ', '.join(
    each.parameters).replace('training', 'training=True') + '):'
    for task, each in TASKS.items()}
WRAPPER = '''def checked(function):
    def wrapper({0}):
        return function({0})
    {1}
    return wrapper


'''


def with_signature(task, parameters, before=''):
    """Return the right answer of a task with other parameters."""
    text, name = RIGHT[task], TASKS[task].function
    assert SIGNATURES[task] in text
    return text.replace(f'def {SIGNATURES[task]}',
                        f'{before}def {name}({parameters}):')


def turned(task):
    """Return a task's parameters with the second and the third exchanged."""
    first, second, third, *rest = SIGNATURES[task].partition('(')[2][:-2] \
        .split(', ')
    return ', '.join([first, third, second, *rest])


@pytest.mark.parametrize('task, parameters', [
    *((task, turned(task)) for task in TASKS if task != 2),
    (2, 'model, cost'),
    (0, 'cost, lambtha, weights, *, L, m'),
    (7, 'cost, opt_cost, threshold, verbose=False, patience=1, count=0'),
    (6, 'prev, n, activation, keep_prob, training'),
    (6, 'prev, n, activation, keep_prob, training=False')])
def test_a_wrong_signature_costs_one_point(task, parameters, tmp_path,
                                           sandboxes):
    """In another order values are handed over by name."""
    costs_one_point(graded(tmp_path, sandboxes, task,
                           with_signature(task, parameters)))


@pytest.mark.parametrize('task, old', [
    (6, 'keep_prob'), (6, 'training'), (0, 'lambtha'), (3, 'activation')])
def test_another_name_costs_one_point(task, old, tmp_path, sandboxes):
    """Where values are handed over by position."""
    source = re.sub(rf'\b{old}\b(?!={old})', 'own', RIGHT[task])
    costs_one_point(graded(tmp_path, sandboxes, task, source))


def costs_one_point(results):
    """Check that the signature alone is wrong, and that both are shown."""
    missed, = failed(results)
    assert missed.check == 'arguments_have_their_names' and missed.of == 1
    assert missed.failure.got and missed.failure.expected


@pytest.mark.parametrize('task, parameters', [
    (0, 'cost, lambtha, weights, L'), (7, '')])
def test_what_cannot_be_called_is_judged_by_nothing_else(
        task, parameters, tmp_path, sandboxes):
    """It says what is refused."""
    missed, = failed(graded(tmp_path, sandboxes, task,
                            with_signature(task, parameters)))
    assert missed.check == 'function_takes_the_arguments'
    assert missed.failure.message == 'too many positional arguments'


@pytest.mark.parametrize('task, parameters, before', [
    (6, 'prev, n, activation, keep_prob, *, training=True', ''),
    (7, 'cost, opt_cost, threshold, patience, count, /', ''),
    (7, 'cost, opt_cost, threshold, patience=9, count=0, verbose=False', ''),
    (0, 'cost, lambtha, weights, L, m, *, exact=True', ''),
    (0, 'cost, lambtha, weights, L, m', WRAPPER.format(
        '*args, **kwargs', 'wrapper.__doc__ = function.__doc__')
     + '@checked\n'),
    (0, 'cost, lambtha, weights, L, m', WRAPPER.format(
        '*args', 'wrapper.__wrapped__ = function') + '@checked\n')])
def test_a_signature_that_takes_the_statements_calls_is_right(
        task, parameters, before, tmp_path, sandboxes):
    """Whatever else it takes, and whoever passes it on."""
    source = with_signature(task, parameters, before)
    assert not failed(graded(tmp_path, sandboxes, task, source))


@pytest.mark.parametrize('parameters, message', [
    ('prev, n, activation, keep_prob, training',
     "missing a required argument: 'training'"),
    ('prev, n, activation, keep_prob, training=False', '')])
def test_a_missing_or_wrong_default_is_told(parameters, message, tmp_path,
                                            sandboxes):
    """By what is refused, or by what comes out otherwise."""
    failure = graded(
        tmp_path, sandboxes, 6, with_signature(6, parameters))[
            'arguments_have_their_names'].failure
    assert failure.message == message
    assert 'training' in failure.expected and 'True' in failure.expected
    assert 'no word of training' in failure.call or message
