"""The first links of each task's chain of checks; the test files import them.

Without these there is nothing to call, and what hangs on them is skipped.
"""
import pytest

from grader.submission import PARAMETERS, Miss


@pytest.mark.link('the file exists')
def test_file_exists(solution):
    """The folder has the file, under its exact name."""
    assert solution.source is not None


@pytest.mark.link('the file loads')
def test_file_loads(solution):
    """Importing the file raises nothing and ends."""
    solution.run('interface', solution.function)


@pytest.mark.link('the function is there')
def test_function_is_there(solution):
    """The file defines the function, under its exact name."""
    found = solution.run('interface', solution.function).value
    if 'parameters' not in found:
        raise Miss('missing', f'{solution.file}: expected a function '
                   f'{solution.function}, found {found["functions"]}: did you '
                   'misspell or forget it?')


@pytest.mark.link('the function takes the arguments')
def test_arguments(solution):
    """The function's parameters begin with the statement's, in order."""
    found = solution.run('interface', solution.function).value['parameters']
    expected = PARAMETERS[solution.task]
    if found[:len(expected)] != expected:
        received = ", ".join(found[:10] + ['...'] * (len(found) > 10))
        raise Miss('wrong', f'{solution.file}: expected the parameters '
                   f'{", ".join(expected)}, received {received}')
