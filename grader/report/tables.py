"""What other programs read of a run: CSV, JSON and Gradescope's format."""
import contextlib
import csv
import json
import re
from collections import Counter

from grader.report import words
from grader.report.files import replacing
from grader.report.records import as_json, without_twice
from grader.report.summary import advice, causes
from grader.report.text import capital, column_name, counted
from grader.text import clean, one_line


@contextlib.contextmanager
def csv_table(path, run):
    """Give a function that writes a submission's row.

    First total and tasks, then each check; one that is worth nothing has no
    column, advice has its number. Attempt and late have columns in a class
    that came with them.
    """
    handed = run.get('handed_in', {})
    extra = [name for name in ('attempt', 'late')
             if any(each[name] for each in handed.values())]
    checks = [check for check in run['checks'] if check['points']]
    of = Counter()
    for check in checks:
        of[check['task']] += check['points']
    # the mark at the beginning tells spreadsheets that this is UTF-8
    with replacing(path, encoding='utf-8-sig', newline='') as file:
        writer = csv.writer(file, lineterminator='\n')
        writer.writerow([
            'number', 'submission', *extra,
            f'total (of {sum(of.values()):g})', *(
                f'{column_name(task)} (of {of[task]:g})' for task in of),
            'advice', *(f'{column_name(check["task"])}: '
                        f'{one_line(check["check"])} (of '
                        f'{check["points"]:g})' for check in checks)])

        def add_row(summary, records):
            """Write the row of a submission."""
            had = {(record.task, record.check): record.points
                   for record in records if record.of}
            writer.writerow([
                summary.number, cell(summary.name), *(
                    cell(str(handed.get(summary.name, {}).get(name) or ''))
                    for name in extra), summary.total[0], *(
                    summary.points.get(task, (0, 0))[0] for task in of),
                summary.advice, *(had.get((check['task'], check['check']), '')
                                  for check in checks)])

        yield add_row


def cell(text):
    """Return text that no spreadsheet takes for a formula.

    Not even one that splits at other separators than ours, or drops quotes:
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return re.sub('(^|[;,|])([\\s"\']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])',
                  r"\1\2'", one_line(text))


@contextlib.contextmanager
def json_table(path, run):
    """Give a function that writes a submission's sums and records.

    The run comes first, with its checks: titles and rules are there once.
    """
    with replacing(path) as file:
        file.write(f'{{"run": {json.dumps(run)},\n"submissions": [')

        def add_row(summary, records):
            """Write all there is of a submission."""
            points, of = summary.total
            file.write(',\n' if summary.number else '\n')
            file.write(json.dumps({
                'number': summary.number, 'submission': summary.name,
                'page': summary.page, 'points': points, 'of': of,
                'outcome': summary.outcome, 'advice': summary.advice,
                'tasks': [{'task': task, 'points': had, 'of': of}
                          for task, (had, of) in summary.points.items()],
                'records': list(without_twice(map(as_json, records)))},
                separators=(',', ':')))

        yield add_row
        file.write('\n]}\n')


def write_gradescope(path, run, summary, records):
    """Write one submission's results in Gradescope's format.

    https://gradescope-autograders.readthedocs.io/en/latest/specs/
    """
    points, of = summary.total
    overview = [f'{points:g} of {of:g} points']
    if not summary.graded:
        overview.append(summary.outcome)
    for group in causes(records, run['reveal']):
        more = words.others(group)
        overview.append(f'{words.where(group)}, '
                        f'{words.heading(group, run["reveal"])}'
                        + (f' ({more})' if more else ''))
    beyond = len(advice(records))
    if beyond:
        overview.append(f'{counted(beyond, "piece")} of advice beyond the '
                        'statement')
    with replacing(path) as file:
        json.dump({
            'score': points, 'visibility': 'visible',
            # what the grader prints is the teacher's
            'stdout_visibility': 'hidden',
            'execution_time': round(sum(r.seconds for r in records), 2),
            'output': clean('\n'.join(overview)),
            # a submission's words are never taken for Markdown or HTML
            'output_format': 'text', 'test_output_format': 'text',
            'test_name_format': 'text',
            'tests': list(gradescope_tests(records, run['reveal']))},
            file, separators=(',', ':'))


def gradescope_tests(records, reveal):
    """Yield the tests that Gradescope shows: right checks alike as one.

    A test there either passes or fails. Advice and what the layout cannot
    carry must not look failed: they pass, with 0 of 0 points, and say what
    they are. Advice that is not given, and checks that are worth nothing and
    are right or could not be made, are left out. A cause is reported once.
    """
    shown, numbers, reported = {}, Counter(), {}
    causes_of = {id(record): number for number, group in enumerate(
        causes(records, reveal)) for record in group}
    beyond = set(map(id, advice(records)))
    for record in records:
        if record.verdict == 'advice' and id(record) not in beyond:
            continue
        if not record.of and record.verdict in ('pass', 'skipped'):
            continue
        plain = record.verdict == 'pass' and not record.printed
        name = words.title(record, reveal)
        key = (record.task, name) if plain else (record.task, record.check)
        shown.setdefault((plain, *key), []).append(record)
    for group in shown.values():
        record = group[0]
        task = 'rules' if record.task is None else record.task
        numbers[task] += 1
        number = f'{task}.{numbers[task]}'
        first = reported.setdefault(causes_of.get(id(record), number), number)
        name = (f'{column_name(record.task)}: '
                f'{one_line(words.title(record, reveal))}')
        if record.verdict == 'advice':
            name = f'beyond the statement, {name}'
        if len(group) > 1:
            name += f' (in {len(group)} cases)'
        test = {'name': capital(name), 'number': number,
                'score': sum(each.points for each in group),
                'max_score': sum(each.of for each in group),
                'status': 'failed' if record.is_failure else 'passed',
                'output': clean('\n'.join(output(record, reveal, first if
                                                 first != number else '')))}
        yield {key: value for key, value in test.items() if value != ''}


def output(record, reveal, first):
    """Yield the lines that Gradescope shows of a check.

    first: the number of the test that reports its cause, or ''.
    """
    if first:
        yield f'{words.heading([record], reveal)}, as in {first}'
    elif record.verdict != 'pass':
        yield words.heading([record], reveal)
        if record.verdict == 'advice' and reveal in ('values', 'message'):
            yield record.advice
        yield from words.lines(record, reveal)
        yield from filter(None, [words.rule(record, reveal),
                                 words.hint(record, reveal)])
    if record.printed and reveal == 'values':
        yield from [words.printed_title(record) + ':', record.printed]
