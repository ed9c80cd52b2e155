"""Grade a learner's repository in a workflow of GitHub.

The workflow shows a table, a note at the line of each failure, and the
points, which GitHub Classroom takes over from two notices.
"""
import ast
import json
import os
import re
import secrets
import sys
import tempfile
from pathlib import Path

from grader.hosts import grade
from grader.report import words
from grader.report.summary import causes, summary_of
from grader.report.text import column_name, fraction
from grader.tasks import TASKS
from grader.text import one_line

NAMED = '%\r\n:,'  # what has to be escaped in the part that has names


def location(record, folder, files):
    """Return the file and the line that a record is about."""
    failure = record.failure
    file, line = failure and (failure.file, failure.line) or ('', None)
    if failure and failure.faults:
        file, line, _ = failure.faults[0]
    if record.task is not None:
        file = TASKS[record.task].file
    path = files.get(file, file or 'README.md')
    return path, line or line_of_function(Path(folder, path), record.task)


def line_of_function(path, task):
    """Return the line that defines a task's function, else the first."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return 1
    return next((node.lineno for node in tree.body
                 if isinstance(node, ast.FunctionDef)
                 and task is not None and node.name == TASKS[task].function),
                1)


def escaped(text, chars='%\r\n'):
    """Return text as a workflow command takes it."""
    for char in chars:
        text = text.replace(char, f'%{ord(char):02X}')
    return text


def annotations(records, reveal, folder, files):
    """Yield a command for each cause of a failure, at its file and line."""
    for group in causes(records, reveal):
        first = group[0]
        path, line = location(first, folder, files)
        title = one_line(f'{column_name(first.task)}, '
                         f'{words.heading(group, reveal)}')
        text = '\n'.join(filter(None, [
            *words.lines(first, reveal), words.rule(first, reveal),
            words.hint(first, reveal), words.others(group)]))
        yield (f'::error file={escaped(path, NAMED)},line={line},'
               f'title={escaped(title, NAMED)}::{escaped(text or title)}')


def table(summary, records, reveal):
    """Return the points and what is wrong, as Markdown."""
    groups = causes(records, reveal)
    rows = [f'**{fraction(*summary.total)} points**', '',
            '| task | points | what is not right | |', '|---|---|---|---|']
    for task, points in summary.points.items():
        mine = [group for group in groups if group[0].task == task]
        cells = ['<br>'.join(map(literal, texts)) for texts in (
            [words.heading(group, reveal) for group in mine],
            [words.hint(group[0], reveal) for group in mine])]
        rows.append(f'| {column_name(task)} | {fraction(*points)} | '
                    f'{" | ".join(cells)} |')
    return '\n'.join(rows) + '\n'


def literal(text):
    """Return text that is no Markdown and no HTML."""
    return re.sub(r'[^\w ]', lambda char: f'&#{ord(char[0])};',
                  one_line(text))


def main(folder, reveal):
    """Grade a folder; return 0 if all is right, 1 if something is wrong."""
    with tempfile.TemporaryDirectory() as report:
        try:
            run, records, files = grade(folder, report, reveal)
        except (OSError, RuntimeError, ValueError) as error:
            # what was printed may look like commands
            token = secrets.token_hex()
            print(f'::stop-commands::{token}\n{error}\n::{token}::')
            return 2
    summary = summary_of(0, '', records)
    points, of = summary.total
    for line in annotations(records, run['reveal'], folder, files):
        print(line)
    print(f'::notice title=Autograding complete::Points {points:g}/{of:g}')
    print('::notice title=Autograding report::' + escaped(json.dumps(
        {'totalPoints': points, 'maxPoints': of})))
    print(f'seed of the inputs: {run["seed"]}')
    with open(os.environ['GITHUB_STEP_SUMMARY'], 'a',
              encoding='utf-8') as file:
        file.write(table(summary, records, run['reveal']))
    with open(os.environ['GITHUB_OUTPUT'], 'a') as file:
        file.write(f'points={points:g}\nof={of:g}\n')
    return int(bool(summary.verdicts))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
