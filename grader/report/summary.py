"""What the records of a submission add up to, and those of a class."""
import re
import statistics
from collections import Counter
from dataclasses import dataclass

from grader.report.text import counted, in_order
from grader.report.words import VERDICTS

NUMBER = re.compile(r'[\d.]+')


@dataclass
class Summary:
    """One submission, as far as the reports of a class show it.

    points: {task: (points, of)}. verdicts: how many checks have each verdict,
    of those that cost points. mistakes: (name, task) of each. graded: whether
    it has been.
    """

    number: int
    name: str
    points: dict
    verdicts: Counter
    advice: int
    mistakes: tuple
    graded: bool

    @property
    def file(self):
        """The name of its files: a number, since a name may be anything."""
        return f'{self.number:04}'

    @property
    def page(self):
        """Where its page is."""
        return f'pages/{self.file}.html'

    @property
    def total(self):
        """Its points, and how many there might be."""
        return (sum(points for points, _ in self.points.values()),
                sum(of for _, of in self.points.values()))

    @property
    def outcome(self):
        """Say what came of it: how many checks have which verdict."""
        if not self.graded:
            return 'not graded yet'
        return ', '.join(f'{times} {verdict}' for verdict, times
                         in self.verdicts.items()) or 'all right'


def summary_of(number, name, records):
    """Return the summary of a submission."""
    points = {}
    for record in records:
        had, of = points.get(record.task, (0, 0))
        points[record.task] = had + record.points, of + record.of
    failed = [record for record in records if record.is_failure]
    return Summary(
        number, name, points,
        Counter(record.verdict for record in failed), len(advice(records)),
        tuple(dict.fromkeys((mistake_in(record), record.task)
                            for record in failed
                            if record.verdict != 'skipped')), bool(records))


def mistake_in(record):
    """Return a failure's mistake by name, else how it counts in a class."""
    if record.mistake:
        return record.mistake
    if record.verdict == 'internal error':
        return 'the grader failed'
    if record.task is None:
        return f'not kept: {record.title}'
    return VERDICTS[record.verdict] + (
        ', the mistake is not known' if record.verdict == 'wrong' else '')


def mistakes(summaries):
    """Return who made which mistake in which task, the most frequent first.

    [(mistake, its summaries, {task: how many})]
    """
    found = {}
    for summary in summaries:
        for name, task in summary.mistakes:
            who, tasks = found.setdefault(name, ({}, Counter()))
            who[summary.number] = summary
            tasks[task] += 1
    return sorted([(name, list(who.values()), tasks)
                   for name, (who, tasks) in found.items()], key=lambda row: (
                       -len(row[1]), str(in_order(row[2])[0]), row[0]))


def tasks_in(summaries):
    """Return the tasks that any of the submissions has records of."""
    return in_order({task for summary in summaries for task in summary.points})


def progress(summaries):
    """Say how a class does, in one line."""
    scores = [summary.total for summary in summaries]
    full = max((of for _, of in scores), default=0)
    done = sum(points == of > 0 for points, of in scores)
    middle = statistics.median([points for points, _ in scores] or [0])
    return (f'{done:,} of {counted(len(scores), "submission")} with all '
            f'{full:g} points; the median is {middle:g}')


def advised(summaries):
    """Say how many submissions there is advice for, '' if none."""
    number = sum(summary.advice > 0 for summary in summaries)
    return number and (f'Beyond the statement: advice, worth no points, for '
                       f'{counted(number, "submission")}')


def causes(records, reveal):
    """Group the failures of one submission by what caused them.

    A skipped check belongs to the failure before it, which it requires not to
    be there. Where only verdicts are revealed, so is no cause but the task.
    """
    groups, last = {}, {}
    for record in records:
        if not record.is_failure:
            continue
        cause = cause_of(record) if reveal in ('values', 'message') else (
            record.task, record.verdict)
        if record.verdict == 'skipped':
            cause = last.get(record.task, cause)
        last[record.task] = cause
        groups.setdefault(cause, []).append(record)
    return list(groups.values())


def cause_of(record):
    """Return what two failures have in common if one cause made them both."""
    return record.mistake or record.hint or (record.verdict,
                                             *symptom_of(record))


def symptom_of(record):
    """Return what was observed, but for the file and the case.

    An error is known by its type, line and words. Wrong answers of one task
    agree if they are of one kind, such as None or another shape, or have one
    pattern; or else in what came and what was expected.
    """
    failure = record.failure
    if record.task is None or not failure:
        return record.task, record.check
    if failure.kind != 'wrong':
        return (failure.exception, failure.line, failure.got,
                NUMBER.sub('', failure.message))
    if failure.pattern and failure.got != 'nan':
        return record.task, failure.pattern
    if is_number(failure.got):
        return record.task, failure.got, failure.expected
    return record.task, NUMBER.sub('', failure.got or failure.message)


def is_number(text):
    """Return whether the text of a value is one of numbers or booleans."""
    return text[:1] in set('-+.([0123456789') or text in (
        'nan', 'inf', 'True', 'False')


def advice(records):
    """Return the records of advice for a submission.

    Where a failure of the task has the same symptom it is left out: a learner
    whose function returns None need not hear of a rare case.
    """
    known = {(record.task, symptom_of(record)) for record in records
             if record.is_failure}
    return [record for record in records if record.verdict == 'advice'
            and (record.task, symptom_of(record)) not in known]
