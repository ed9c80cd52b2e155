"""A check's result beside what the check says of itself, and its short form.

Titles, rules and points of checks are written once for a run, the question of
a mistake once for a submission. Of a result only what differs from a plain
pass is kept, so that most take a few bytes.
"""
from dataclasses import asdict, dataclass, fields
from typing import Optional

from grader.failure import Failure
from grader.tasks import TASKS

ALWAYS = 'task', 'check', 'verdict', 'points', 'of', 'mistake'


@dataclass
class Record:
    """What came of one check of one submission.

    check, task, title, rule, advice and worth are the check's, and the same
    for all submissions; the rest is as in the engine's Result.
    """

    check: str
    task: Optional[int]
    title: str
    rule: str
    advice: str
    worth: float
    verdict: str = 'pass'
    points: float = 0
    of: float = 0
    failure: Optional[Failure] = None
    mistake: Optional[str] = None
    hint: Optional[str] = None
    requires: Optional[str] = None
    seconds: float = 0
    printed: str = ''
    printed_bytes: int = 0

    @property
    def is_kept_back(self):
        """Whether it is advice that waits until the task is right."""
        return bool(self.advice) and self.verdict == 'skipped'

    @property
    def is_failure(self):
        """Whether the check costs points, or would if it were worth some."""
        return not self.is_kept_back and self.verdict not in (
            'pass', 'advice', 'not judged')


KEPT = [field for field in fields(Record) if field.name not in (
    'check', 'task', 'title', 'rule', 'advice', 'worth')]


def without_defaults(failure, task):
    """Return a failure's fields that say something; None for None.

    The file is not among them where it is that of the task.
    """
    return failure and {
        field.name: value for field in fields(Failure)
        if (value := failure[field.name]) not in (
            '', None, (), [], False, file_of(task) if field.name == 'file'
            else '')}


def file_of(task):
    """Return the name of a task's file, '' for the written rules."""
    return '' if task is None else TASKS[task].file


def brief(check, result):
    """Return what is kept of a result, given as a dictionary.

    check: its description. Most results are {}: right, with all points.
    """
    plain = {'points': check['points'], 'of': check['points']}
    kept = {field.name: result[field.name] for field in KEPT
            if result[field.name] != plain.get(field.name, field.default)}
    kept['failure'] = without_defaults(result['failure'],
                                       check['task'])
    kept['seconds'] = round(result['seconds'], 1)
    return {name: value for name, value in kept.items()
            if value or name in plain}


def record_of(check, kept):
    """Return the Record of what is kept of a result."""
    failure = kept.get('failure')
    return Record(
        check['check'], check['task'], check['title'], check['rule'],
        check['advice'], check['points'],
        **{'points': check['points'], 'of': check['points'], **kept,
           'failure': failure and failure_of({
               'file': file_of(check['task']), **failure})})


def failure_of(found):
    """Return the Failure that JSON has kept: its lists were tuples."""
    return Failure(**{name: tuple(map(tuple, value)) if name == 'faults'
                      else tuple(value) if isinstance(value, list) else value
                      for name, value in found.items()})


def records_of(checks, kept):
    """Return the Records of what is kept of a submission's results.

    checks: their descriptions. None is kept of a check that was not made.
    """
    records, hints = [], {}
    for check, each in zip(checks, kept):
        if each is not None:
            record = record_of(check, each)
            hints.setdefault(record.mistake, record.hint)
            record.hint = record.hint or hints[record.mistake]
            records.append(record)
    return records


def without_twice(found):
    """Yield dictionaries of results, with each mistake's hint once."""
    hints = set()
    for each in found:
        if each and each.get('hint') in hints:
            each = {name: value for name, value in each.items()
                    if name != 'hint'}
        elif each:
            hints.add(each.get('hint'))
        yield each


def as_json(record):
    """Return what other programs read of a record."""
    found = {name: getattr(record, name) for name in (
        *ALWAYS, 'hint', 'requires', 'seconds', 'printed', 'printed_bytes')}
    found['failure'] = record.failure and without_defaults(
        asdict(record.failure), record.task)
    return {name: value for name, value in found.items()
            if value or name in ALWAYS}
