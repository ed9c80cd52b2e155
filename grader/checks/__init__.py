"""What is asked of a submission: each check is data and one function.

A check takes a Solution (of the written rules: the Files) and returns None
where it is right, else a Failure. Whatever it asks is drawn from the run's
seed by its task's `draw`; only the published examples stay.

To add one, write a function with `@check` in task_N.py: its name is a
sentence, its docstring begins with the title that a learner reads, its rule is
a short name in tasks.py. What it asks and expects is a field of what `draw`
returns; a call that nobody asks for yet is added to the Cases there, under a
name in words that says its numbers.
"""
import functools
import importlib
from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np

from grader.tasks import TASKS, WRITTEN_RULES

REGISTERED = {}  # {task: [Check]}, in the order of the files
READY = ('function_takes_the_arguments',)  # requires all before it, in turn


@dataclass(frozen=True)
class Check:
    """What is asked of one task (None: of all files), and by which function.

    title: what is right, in one sentence. rule: the sentence of the statement
    or the published output that it enforces, '' for advice. points: what it
    is worth. requires: the names of checks of the same task that must have
    passed. advice: '' or what is said if it fails; it is worth nothing then.
    function: takes a Solution, returns None or a Failure.
    """

    name: str
    task: Optional[int]
    title: str
    rule: str
    points: float
    requires: tuple
    advice: str
    function: Callable


def check(task, rule='', points=2, requires=READY, advice='', cases=None):
    """Register a function as a check of a task.

    rule: the short name of a sentence in tasks.py; without one it is advice.
    cases: {name: case}; there is then a check for each, whose function takes
    the case too.
    """
    if bool(rule) is bool(advice):
        raise ValueError('a check: expected a rule, or else advice')
    rules = WRITTEN_RULES if task is None else TASKS[task].rules

    def register(function):
        title = function.__doc__.partition('\n')[0]
        names = {function.__name__: function} if cases is None else {
            f'{function.__name__}[{name}]': functools.partial(
                function, case=case) for name, case in cases.items()}
        REGISTERED.setdefault(task, []).extend(
            Check(name, task, title, rules[rule] if rule else '',
                  points if rule else 0, tuple(requires), advice, each)
            for name, each in names.items())
        return function

    return register


def module_of(task):
    """Return the module with a task's checks, loaded when it is needed."""
    return importlib.import_module(
        'grader.checks.written_rules' if task is None
        else f'grader.checks.task_{task}')


@functools.lru_cache(maxsize=None)
def checks_of(task):
    """Return the checks of a task in order: prerequisites first, advice last.
    """
    module_of(task)
    return tuple(sorted(REGISTERED[task],
                        key=lambda check: bool(check.advice)))


@functools.lru_cache(maxsize=2 * len(TASKS))
def inputs_of(task, seed):
    """Return what the checks of a task ask in a run, drawn from its seed."""
    return module_of(task).draw(np.random.default_rng([seed, task]))


# every task's first checks are registered before its own
importlib.import_module('grader.checks.interface')
