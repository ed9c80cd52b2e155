"""What the records of a submission add up to, and those of a class."""
import re
import statistics
from collections import Counter
from dataclasses import dataclass, replace

from grader.report.text import (
    WORDS, capital, counted, in_order, one_line, task_list)

# how a message tells what came, and what all of a wrong array has in common
GOT = re.compile(r'\n  got (?P<came>.*?)(, expected (?P<expected>.*))?$', re.M)
RECEIVED = re.compile(r'expected (?P<expected>.*), received (?P<came>.*)$',
                      re.M)
FACTOR = re.compile(r'everywhere \S+ times as large|transposed')
RAISED = re.compile(r'\b\w+ in line \d+|\b\w+(Error|Exception)\b')
NUMBER = re.compile(r'(?<!line )(?<![\d.])[\d.]+')
VALUE = re.compile(r'[-+\d.(\[]|nan|inf|True|False')


@dataclass
class Summary:
    """One submission, as far as the reports of a class show it.

    points: {task: (points, of)}. verdicts: how many checks have each verdict,
    of those that neither pass nor are advice. mistakes: (name, task) of each.
    """

    number: int
    name: str
    points: dict
    verdicts: Counter
    checks: int
    advice: int
    mistakes: list

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

    def unfinished(self, run):
        """Say how many of its checks have run, '' if all have."""
        return '' if self.checks >= run['checks'] else (
            f'{self.checks} of {counted(run["checks"], "check")} have run')

    def outcome(self, run):
        """Say what came of it: how many checks have which verdict."""
        return self.unfinished(run) or ', '.join(
            f'{times} {verdict}' for verdict, times in self.verdicts.items()
        ) or 'all right'


def summarize(log):
    """Return a summary of each submission, in the order of the class."""
    return [summary_of(number, name, log.records(number))
            for number, name in enumerate(log.run['submissions'])]


def summary_of(number, name, records):
    """Return the summary of a submission."""
    points = {}
    for record in records:
        had, of = points.get(record.task, (0, 0))
        points[record.task] = had + record.points, of + record.of
    verdicts = Counter(record.verdict for record in records
                       if not record.is_kept_back)
    del verdicts['advice'], verdicts['pass']
    return Summary(number, name, points, verdicts, len(records),
                   len(advice(records, 'values')), list(dict.fromkeys(
                       (mistake_in(record), record.task) for record in records
                       if record.verdict not in ('pass', 'advice', 'skipped')
                   )))


def mistake_in(record):
    """Return the name of a miss's mistake, else how it counts in a class."""
    if record.mistake:
        return record.mistake
    if record.task is None:
        return f'not kept: {record.title}'
    if record.verdict == 'trouble':
        return 'the grader failed'
    return WORDS[record.verdict] + (
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
    done = sum(points == full > 0 for points, _ in scores)
    middle = statistics.median([points for points, _ in scores] or [0])
    return (f'{done:,} of {counted(len(scores), "submission")} with all '
            f'{full:g} points; the median is {middle:g}')


def advised(summaries):
    """Say how many submissions there is advice for, '' if none."""
    number = sum(summary.advice > 0 for summary in summaries)
    return number and (f'Beyond the statement: advice, worth no points, for '
                       f'{counted(number, "submission")}')


def causes(records, reveal):
    """Group the misses of one submission by what caused them, as revealed.

    A skipped check belongs to the miss before it, on which it hangs. Where
    only verdicts are revealed, so is no cause but the task.
    """
    groups, last = {}, {}
    for record in records:
        if record.verdict in ('pass', 'advice') or record.is_kept_back:
            continue
        cause = cause_of(record) if reveal in ('values', 'message') else (
            record.task, record.verdict)
        if record.verdict == 'skipped':
            cause = last.get(record.task, cause)
        last[record.task] = cause
        groups.setdefault(cause, []).append(revealed(record, reveal))
    return list(groups.values())


def cause_of(record):
    """Return what two misses have in common if one cause made them both."""
    return record.mistake or record.hint or (
        record.verdict, *symptom_of(record))


def symptom_of(record):
    """Return what a message tells, but for the file and the case.

    An error is known by its kind, line and words. Wrong answers of one task
    agree if they are of one kind, such as None or another shape, or off by
    one factor; or else in the values that came and were expected.
    """
    file, found, message = record.message.partition('.py: ')
    message = message if found else file
    raised = RAISED.search(message)
    if raised:
        return NUMBER.sub('', message[raised.start():]),
    got = GOT.search(message) or RECEIVED.search(message)
    if record.task is None or not got:
        return message or record.task,
    factor = FACTOR.search(got[0])
    if factor:
        return record.task, factor[0]
    if VALUE.match(got['came']):
        return record.task, got['came'], got['expected']
    return record.task, NUMBER.sub('', got['came'])


def told(group):
    """Say what a group of misses with one cause is, in a few words."""
    first = group[0]
    return ': '.join(filter(None, [WORDS[first.verdict],
                                   one_line(first.mistake or '')]))


def others(group):
    """Say how many more checks a cause has failed or kept from running."""
    skipped = sum(record.verdict == 'skipped' for record in group[1:])
    same = len(group) - 1 - skipped
    return '; '.join(filter(None, [
        same and f'{counted(same, "more check")} '
        f'{"fails" if same == 1 else "fail"} like this',
        skipped and f'{counted(skipped, "check")} not run, since '
        f'{"it hangs" if skipped == 1 else "they hang"} on this']))


def advice(records, reveal):
    """Return the advice for a submission: (task, what is beyond, record).

    Where a miss of the task tells the same already, it is left out: who
    returns None has other worries.
    """
    told = {(record.task, symptom_of(record)) for record in records
            if record.verdict not in ('pass', 'advice')}
    shown = [revealed(record, reveal) for record in records
             if record.verdict == 'advice'
             and (record.task, symptom_of(record)) not in told]
    return [(record.task, advice_in(record), record) for record in shown]


def advice_in(record):
    """Return the first line of a record's advice, without the file."""
    line = record.message.split('\n')[0] or record.title
    return one_line(re.sub(r'^\S+\.py: ', '', line))


def where(group):
    """Return the tasks of a group of records, in words."""
    return task_list({record.task for record in group})


def revealed(record, reveal):
    """Return a record as a learner may see it.

    'values' shows all. 'message' shows the case, the mistake and the hint,
    but not what came and what was expected, nor what the submission printed
    or said in an error, since that may hold the same. Anything else shows the
    verdict alone. A title may give an answer away, a check's name does not.
    """
    if reveal == 'values':
        return record
    name, bracket, case = record.check.partition('[')
    title = re.sub('^test_', '', name).replace('_', ' ')
    record = replace(record, printed='', title=capital(title) + (
        f' [{case}' if bracket else ''))
    if reveal != 'message':
        return replace(record, message='', mistake=None, hint=None, clause='',
                       printed_bytes=0)
    message = record.message
    if record.verdict == 'error':
        message = ': '.join(message.split(': ')[:2])
    if record.task is not None:  # the written rules have no values
        first, *more = message.split('\n')
        message = '\n'.join([re.split(r'\bgot\b', first)[0], *(
            line for line in more
            if not re.search(r'\b(got|expected|received)\b', line))])
    return replace(record, message=message.strip())
