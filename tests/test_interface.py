"""The first checks of every task: there is something that can be called.

What hangs on one of these is not run; no other check hides another.
"""
import importlib

import pytest

from grader.compare import Miss
from grader.statement import FILES, PARAMETERS

SETTINGS = {task: importlib.import_module(
    f'test_{file.replace("-", "_")}').SETTINGS
    for task, (file, _) in FILES.items()}

pytestmark = pytest.mark.parametrize('task', [
    pytest.param(task, id=f'task{task}',
                 marks=getattr(pytest.mark, f'task{task}'))
    for task in FILES])


@pytest.mark.clause('file')
@pytest.mark.link('the file exists')
def test_file_exists(solution, task):
    """The folder has the file, under its exact name."""
    assert solution.source is not None


@pytest.mark.clause('runs')
@pytest.mark.link('the file loads')
def test_file_loads(solution, task):
    """Importing the file raises nothing and ends."""
    solution.look(None, SETTINGS[task])


@pytest.mark.clause('function')
@pytest.mark.link('the function is there')
def test_function_is_there(solution, task):
    """The file defines the function, under its exact name."""
    found = solution.look(None, SETTINGS[task])
    if 'functions' in found:
        raise Miss('missing', f'{solution.file}: expected a function '
                   f'{solution.function}, found {found["functions"]}: did you '
                   'misspell or forget it?')


@pytest.mark.clause('arguments')
@pytest.mark.link('the function takes the arguments')
def test_function_takes_the_arguments(solution, task):
    """The function can be called with as many arguments as the statement's."""
    found = solution.look(None, SETTINGS[task])
    if 'refusal' in found:
        raise Miss('wrong', f'{solution.file}: expected a function of '
                   f'{", ".join(PARAMETERS[task])}, received one of '
                   f'{parameters(found)} ({found["refusal"]})')


@pytest.mark.clause('arguments')
def test_arguments_have_their_names(solution, task):
    """The function's parameters begin with the statement's, in order."""
    found, expected = solution.look(None, SETTINGS[task]), PARAMETERS[task]
    if found['parameters'][:len(expected)] != expected:
        raise Miss('wrong', f'{solution.file}: expected the parameters '
                   f'{", ".join(expected)}, received {parameters(found)}')


def parameters(found):
    """Return the names of a function's parameters in one text."""
    names = found['parameters']
    return ', '.join(names[:10] + ['...'] * (len(names) > 10)) or 'none'
