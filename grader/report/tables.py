"""What other programs read of a run: CSV, JSON and Gradescope's format."""
import csv
import json
import re
from collections import Counter

from grader.report.files import replacing
from grader.report.summary import advice, causes, others, revealed, told, where
from grader.report.text import (
    WORDS, clean, column_name, counted, one_line, printed_title)


def write_csv(path, log, summaries):
    """Write a row for each submission: total, tasks, then each check.

    Checks that are worth nothing have no column, advice has its number.
    """
    checks = columns(log)
    of = Counter()
    for (task, _), points in checks.items():
        of[task] += points
    # the mark at the beginning tells spreadsheets that this is UTF-8
    with replacing(path, encoding='utf-8-sig', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow([
            'number', 'submission', f'total (of {sum(of.values()):g})', *(
                f'{column_name(task)} (of {of[task]:g})' for task in of),
            'advice', *(
                f'{column_name(task)}: {one_line(check)} (of {points:g})'
                for (task, check), points in checks.items())])
        for summary in summaries:
            had = {(record.task, record.check): record.points
                   for record in log.records(summary.number)}
            writer.writerow([
                summary.number, cell(summary.name), summary.total[0], *(
                    summary.points.get(task, (0, 0))[0] for task in of),
                summary.advice, *(had.get(key, '') for key in checks)])


def columns(log):
    """Return what each check that has points counts, in order."""
    found = {}
    for record in log.all_records():
        if record.of:
            found[record.task, record.check] = record.order, record.of
    return {key: of for key, (_, of) in sorted(
        found.items(), key=lambda item: item[1][0])}


def cell(text):
    """Return text that no spreadsheet takes for a formula.

    Not even one that splits at other separators than ours, or drops quotes:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return re.sub('(^|[;,|])([\\s"\']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])',
                  r"\1\2'", one_line(text))


def write_json(path, log, summaries):
    """Write all there is: the run, sums of each submission, its records."""
    with replacing(path) as file:
        file.write(f'{{"run": {json.dumps(log.run)},\n"submissions": [')
        for summary in summaries:
            points, of = summary.total
            comma = ',' if summary.number else ''
            file.write(f'{comma}\n' + json.dumps({
                'number': summary.number, 'submission': summary.name,
                'page': summary.page, 'points': points, 'of': of,
                'checks': summary.checks, 'advice': summary.advice,
                'tasks': [{'task': task, 'points': had, 'of': of}
                          for task, (had, of) in summary.points.items()],
                'records': list(map(vars, log.records(summary.number)))}))
        file.write('\n]}\n')


def write_gradescope(path, run, summary, records):
    """Write one submission's results in Gradescope's format.

    https://gradescope-autograders.readthedocs.io/en/latest/specs/
    A test there either passes or fails. Advice must not look failed, so it
    passes, with 0 of 0 points, and its name says what it is.
    """
    tests, numbers = [], Counter()
    for record in (revealed(record, run['reveal']) for record in records
                   if not record.followed):
        title = 'rules' if record.task is None else record.task
        numbers[title] += 1
        number = f'{title}.{numbers[title]}'
        name = f'{column_name(record.task)}: {one_line(record.title)}'
        if record.verdict == 'advice':
            name = f'beyond the statement, {name}'
        tests.append({
            'name': name[:1].upper() + name[1:], 'number': number,
            'score': record.points, 'max_score': record.of,
            'status': 'passed' if record.verdict in ('pass', 'advice')
            else 'failed',
            'output': clean('\n'.join(output(record))),
            'visibility': 'visible'})
    points, of = summary.total
    with replacing(path) as file:
        file.write(json.dumps({
            'score': points, 'visibility': 'visible',
            # what the grader prints is the teacher's
            'stdout_visibility': 'hidden',
            'execution_time': round(sum(r.seconds for r in records), 2),
            'output': clean('\n'.join([f'{points:g} of {of:g} points', *filter(
                None, [summary.unfinished(run)]), *overview(run, records)])),
            # a submission's words are never taken for Markdown or HTML
            'output_format': 'text', 'test_output_format': 'text',
            'test_name_format': 'text', 'tests': tests}))


def output(record):
    """Yield the lines that Gradescope shows of a check."""
    if record.verdict != 'pass':
        yield from filter(None, [WORDS[record.verdict], record.mistake,
                                 record.message, record.clause, record.hint])
    if record.printed:
        yield from [printed_title(record) + ':', record.printed]


def overview(run, records):
    """Yield a line for each cause of a miss, and the number of advices."""
    for group in causes(records, run['reveal']):
        more = f' ({others(group)})' if others(group) else ''
        yield f'{where(group)}, {told(group)}{more}'
    beyond = len(advice(records, run['reveal']))
    if beyond:
        yield f'{counted(beyond, "piece")} of advice beyond the statement'
