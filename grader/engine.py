"""Grade one submission: a plain loop over tasks and their checks.

A check is data and one function (`grader.checks`); it returns None where the
submission is right, and a Failure where not. Here it is decided which checks
run, in which order, and what each result is worth.
"""
from dataclasses import dataclass
from typing import Callable, List, Optional

VERDICTS = ('pass', 'wrong', 'error', 'timeout', 'memory', 'exited',
            'missing', 'skipped', 'advice', 'not judged', 'internal error')


@dataclass(frozen=True)
class Failure:
    """What a check has found: facts, each a short text and safe to print.

    kind: 'wrong', 'error', 'timeout', 'memory', 'exited', 'missing' or
        'not judged' (the hand-in's layout cannot carry it).
    file: the submission's file, '5-dropout_gradient_descent.py'.
    call: what was called, 'one step, 3 layers (alpha=0.5, m=7)'.
    index: where in the answer, 'W1[0, 0]'.
    got, expected: the two values there, as short texts.
    source: where `expected` comes from.
    right, wrong: the names of outputs that are right, and not right.
    pattern: what the wrong numbers have in common, 'transposed'.
    exception: the type of the submission's own exception, 'ValueError'.
    message: its message, or what the sandbox says of how the call ended.
    line: the line of the file that raised it, None if there is none.
    stream: whether only the stream of random numbers differs.
    faults: of written rules, the faults as (file, line, text); line is None
        where a fault belongs to no line.
    """

    kind: str
    file: str = ''
    call: str = ''
    index: str = ''
    got: str = ''
    expected: str = ''
    source: str = ''
    right: tuple = ()
    wrong: tuple = ()
    pattern: str = ''
    exception: str = ''
    message: str = ''
    line: Optional[int] = None
    stream: bool = False
    faults: tuple = ()


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


@dataclass(frozen=True)
class Result:
    """What came of one check of one submission.

    verdict: one of VERDICTS. requires: of a skipped check, the title of the
    prerequisite that failed. printed: the beginning of what the call has
    printed; printed_bytes: how much that was in all.
    """

    check: str
    task: Optional[int]
    verdict: str
    points: float
    of: float
    failure: Optional[Failure] = None
    mistake: Optional[str] = None
    hint: Optional[str] = None
    requires: Optional[str] = None
    seconds: float = 0
    printed: str = ''
    printed_bytes: int = 0


def checks(task=None) -> List[Check]:
    """Return the checks in order, of one task or of all."""
    raise NotImplementedError


def describe(seed, task=None) -> List[dict]:
    """Return what a report says of each check, once for a run.

    Each has check, task, title, rule, points, advice.
    """
    raise NotImplementedError


def prepare(sandboxes, seed, task=None):
    """Make ready what a process keeps from one submission to the next."""
    raise NotImplementedError


def grade(folder, sandboxes, seed, task=None) -> List[Result]:
    """Return the Results of all checks of one submission, in order.

    folder: its path, as bytes or Path. sandboxes: {'numpy': Sandbox,
    'tensorflow': Sandbox}. seed: int, from which the inputs are drawn.
    """
    raise NotImplementedError
