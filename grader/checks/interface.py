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
    if found['by_position'] and found['by_name']:
        return parameters_differ(solution, found['by_position'])


def arguments_have_their_names(solution):
    """The function's parameters begin with the statement's, in order.

    Of a function around the function that passes on what it is given, they
    are not known, and any name will do.
    """
    found, expected = solution.interface(), list(solution.task.parameters)
    if found['required']:
        return parameters_differ(solution, found['required'])
    passed_on = not found['by_name'] and not (set(expected)
                                              & set(found['parameters']))
    if found['parameters'][:len(expected)] != expected and not passed_on:
        return parameters_differ(solution)


def parameters_differ(solution, message=''):
    """Return the Failure that the function has other parameters."""
    found, task = solution.interface()['parameters'], solution.task
    return solution.wrong(
        index='the parameters', message=message, expected=', '.join(
            [*task.parameters[:task.required],
             *(f'{name}=True' for name in task.parameters[task.required:])]),
        got=', '.join(found[:10] + ['...'] * (len(found) > 10)) or 'none')


for task in TASKS:
    requires = ()
    for name, function in (
            ('file', file_exists), ('runs', file_loads),
            ('function', function_is_there),
            ('arguments', function_takes_the_arguments)):
        check(task, name, points=0, requires=requires)(function)
        requires = (function.__name__,)
    if task != 6:  # it looks at its default as well
        check(task, 'arguments', points=1)(arguments_have_their_names)
