"""The first checks of every task: there is something that can be called.

Each requires the one before it, and all others require the last of them.
"""
from grader.checks import check
from grader.compare import names
from grader.tasks import TASKS


def file_exists(solution):
    """The folder has the file, under its exact name."""
    solution.source  # Failed if not


def file_loads(solution):
    """Importing the file raises nothing and ends."""
    solution.interface()  # Failed if not


def function_is_there(solution):
    """The file defines the function, under its exact name."""
    found = solution.interface()
    if 'functions' in found:
        return solution.wrong(
            kind='missing', index='the function',
            got=names(found['functions']), expected=solution.task.function)


def function_takes_the_arguments(solution):
    """The function can be called with as many arguments as the statement's."""
    found = solution.interface()
    if found['refusal']:
        return parameters_differ(solution, message=found['refusal'])


def arguments_have_their_names(solution):
    """The function's parameters begin with the statement's, in order."""
    expected = list(solution.task.parameters)
    if solution.interface()['parameters'][:len(expected)] != expected:
        return parameters_differ(solution)


def parameters_differ(solution, **facts):
    """Return the Failure that the function has other parameters."""
    found = solution.interface()['parameters']
    return solution.wrong(
        index='the parameters', **facts,
        expected=', '.join(solution.task.parameters),
        got=', '.join(found[:10] + ['...'] * (len(found) > 10)) or 'none')


for task in TASKS:
    requires = ()
    for name, function in (
            ('file', file_exists), ('runs', file_loads),
            ('function', function_is_there),
            ('arguments', function_takes_the_arguments)):
        check(task, name, points=0, requires=requires)(function)
        requires = (function.__name__,)
    check(task, 'arguments', points=1)(arguments_have_their_names)
