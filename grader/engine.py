"""Grade one submission: a plain loop over tasks and their checks.

A check is data and one function (`grader.checks`); it returns None where the
submission is right, and a Failure where not. Here it is decided which checks
run, in which order, and what each result is worth.
"""
import functools
import hashlib
import os
import time
import traceback
from dataclasses import dataclass, replace
from typing import List, Optional

import numpy as np
from cachetools import LRUCache

from grader.checks import Check, checks_of, inputs_of
from grader.explain import explain
from grader.failure import Failed, Failure
from grader.solution import Solution
from grader.submission import Files, Submission
from grader.tasks import KERAS, TASKS

__all__ = ['Check', 'Failure', 'Result', 'VERDICTS', 'checks', 'describe',
           'grade', 'prepare']
VERDICTS = ('pass', 'wrong', 'error', 'timeout', 'memory', 'exited',
            'missing', 'skipped', 'advice', 'not judged', 'internal error')
TIMEOUTS = 2       # of a task, after which it is not called any more
KEPT = 1 << 22     # bytes of results that are kept for copies of a file
# {what a task's results depend on: (results, seconds)}
GRADED = LRUCache(KEPT, getsizeof=lambda graded: sum(
    500 + len(result.printed) for result in graded[0]))


@dataclass(frozen=True)
class Result:
    """What came of one check of one submission.

    verdict: one of VERDICTS. requires: of a skipped check, the name of the
    prerequisite that failed; 'calls_end_in_time' after two timeouts,
    'task_is_right' of advice, 'files_exist' of the written rules. printed:
    the beginning of what the calls have printed which this check was the
    first to ask for; printed_bytes: how much that was in all.
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


def tasks_of(task):
    """Return one task, or if that is None all, the written rules last."""
    return [*TASKS, None] if task is None else [task]


def checks(task=None) -> List[Check]:
    """Return the checks in order, of one task or of all."""
    return [check for each in tasks_of(task) for check in checks_of(each)]


def describe(seed, task=None) -> List[dict]:
    """Return what a report says of each check, once for a run.

    Each has check, task, title, rule, points, advice.
    """
    return [{'check': check.name, 'task': check.task, 'title': check.title,
             'rule': check.rule, 'points': check.points,
             'advice': check.advice} for check in checks(task)]


def grade(folder, sandboxes, seed, task=None, **layout) -> List[Result]:
    """Return the Results of all checks of one submission, in order.

    folder: its path, as bytes or Path. sandboxes: {'numpy': Sandbox,
    'tensorflow': Sandbox}. seed: int, from which the inputs are drawn.
    layout: what is known of how it was handed in, as Submission takes it.
    OSError if there is no such folder.
    """
    submission = Submission(folder, sandboxes, **layout)
    tasks = tasks_of(task)
    if any(each in KERAS and TASKS[each].file in submission.names
           for each in tasks):
        sandboxes['tensorflow'].start()  # while all other tasks are graded
    results = {each: grade_task(submission, each, seed) for each in sorted(
        tasks, key=lambda each: each in KERAS)}
    return [result for each in tasks for result in results[each]]


def grade_task(submission, task, seed):
    """Return the Results of a task; those of a copy cost what it has cost."""
    if task is None:
        return results_of(Files(submission), None)
    solution = Solution(submission, task,
                        functools.partial(inputs_of, task, seed))
    try:
        key = hashlib.sha256(solution.source).digest(), task, seed
    except Failed:
        return results_of(solution, task)
    results, seconds = GRADED.get(key, (None, 0))
    if results and submission.has_time_for(seconds):
        submission.seconds += seconds
        return results
    before = submission.seconds
    results = results_of(solution, task)
    # a copy may have more time, and an internal error is none of the file's
    if submission.has_time_for(0) and all(
            result.verdict != 'internal error' for result in results):
        GRADED[key] = results, submission.seconds - before
    return results


def results_of(solution, task):
    """Return the Results of a task's checks, prerequisites first."""
    results, failed, timeouts = [], {}, 0
    if task is None and not solution.sources:
        failed['files_exist'] = 'files_exist'
    for check in checks_of(task):
        requires = next((failed[name] for name in check.requires
                         if name in failed), None)
        if requires is None and timeouts >= TIMEOUTS:
            requires = 'calls_end_in_time'
        if requires is None and check.advice and failed and task is not None:
            requires = 'task_is_right'  # the written rules are no task
        if requires is not None:
            results.append(Result(check.name, task, 'skipped', 0,
                                  check.points, requires=requires))
            failed[check.name] = requires
            continue
        result = result_of(check, solution)
        results.append(result)
        if result.verdict != 'pass':
            failed[check.name] = check.name
            timeouts += result.verdict == 'timeout'
    return results


def result_of(check, solution):
    """Return the Result of one check.

    This is the one place where an exception of the grader's own ends: it is
    an internal error of this check, and of no other.
    """
    start, mistake = time.perf_counter(), None
    try:
        with np.errstate(all='ignore'):  # NaN and infinity are answers too
            try:
                failure = check.function(solution)
            except Failed as failed:
                failure = failed.failure
            if failure and check.task is not None and not check.advice:
                mistake = explain(solution, failure)
    except Exception as error:
        failure = internal_error(error)
    verdict = failure.kind if failure else 'pass'
    if failure and check.advice and verdict != 'internal error':
        verdict = 'advice'
    result = Result(
        check.name, check.task, verdict, 0 if failure else check.points,
        0 if verdict == 'not judged' else check.points, failure,
        mistake and mistake.name, mistake and mistake.hint,
        seconds=time.perf_counter() - start)
    printed, count = solution.printed
    if count:
        solution.printed = '', 0
        result = replace(result, printed=printed, printed_bytes=count)
    return result


def internal_error(error):
    """Return a Failure that says where in the grader an exception came from.
    """
    last = traceback.extract_tb(error.__traceback__)[-1]
    return Failure('internal error', os.path.basename(last.filename),
                   exception=type(error).__name__, message=str(error),
                   line=last.lineno)
