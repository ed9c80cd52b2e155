"""Grade a learner's repository in a workflow of GitHub.

The workflow shows a table, a note at the line of each miss, and the points,
which GitHub Classroom takes over from two notices.
"""
import ast
import json
import os
import re
import secrets
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from grader.hand_ins import candidates
from grader.hosts import grade, hand_in_of
from grader.report.summary import causes, others, summarize, told
from grader.report.text import column_name, fraction, one_line
from grader.statement import FILES

LINE = re.compile(r'(\S+\.py)?.*?(?: in|,) line (\d+)')
NAMED = '%\r\n:,'  # what has to be escaped in the part that has names


def graded_files(folder):
    """Return where in the folder each graded file is: {name: path}."""
    container, hand_in = hand_in_of(folder)
    with ExitStack() as opened:
        folders = candidates(container, hand_in.files(), opened)
        files = next(iter(folders.values()), {})
        return {name: '/'.join(parts[1:]) for name, (source, parts)
                in files.items() if source is container}


def place_of(record, folder, files):
    """Return the file and the line that a record is about."""
    found = LINE.match(record.message)
    named, line = found.groups() if found else (None, None)
    if record.task is not None:
        named = f'{FILES[record.task][0]}.py'
    elif not named:
        named = re.match(r'(\S+\.py)?', record.message)[0]
    path = files.get(named, named or 'README.md')
    return path, int(line or 0) or defined_in(Path(folder, path), record.task)


def defined_in(path, task):
    """Return the line that defines a task's function, else the first."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return 1
    return next((node.lineno for node in tree.body
                 if isinstance(node, ast.FunctionDef)
                 and task is not None and node.name == FILES[task][1]), 1)


def escaped(text, chars='%\r\n'):
    """Return text as a workflow command takes it."""
    for char in chars:
        text = text.replace(char, f'%{ord(char):02X}')
    return text


def annotations(log, folder):
    """Yield a command for each cause of a miss, at its file and line."""
    files = graded_files(folder)
    for group in causes(log.records(0), log.run['reveal']):
        first = group[0]
        path, line = place_of(first, folder, files)
        words = [first.message, first.clause, first.hint, others(group)]
        title = one_line(f'{column_name(first.task)}, {told(group)}')
        yield (f'::error file={escaped(path, NAMED)},line={line},'
               f'title={escaped(title, NAMED)}::'
               f'{escaped(chr(10).join(filter(None, words)) or title)}')


def table(log):
    """Return the points and what is wrong, as Markdown."""
    summary, = summarize(log)
    groups = causes(log.records(0), log.run['reveal'])
    rows = [f'**{fraction(*summary.total)} points**', '',
            '| task | points | what is not right | |', '|---|---|---|---|']
    for task, points in summary.points.items():
        mine = [group for group in groups if group[0].task == task]
        rows.append(f'| {column_name(task)} | {fraction(*points)} | '
                    + '<br>'.join(literal(told(group)) for group in mine)
                    + ' | ' + '<br>'.join(literal(
                        group[0].hint or '') for group in mine) + ' |')
    return '\n'.join(rows) + '\n'


def literal(text):
    """Return text that is no Markdown and no HTML."""
    return re.sub(r'[^\w ]', lambda char: f'&#{ord(char[0])};',
                  one_line(text))


def main(folder, reveal):
    """Grade a folder; return 0 if all is right, 1 if something is wrong."""
    with tempfile.TemporaryDirectory() as report:
        try:
            log = grade(folder, report, reveal)
        except RuntimeError as error:
            # what was printed may look like commands
            token = secrets.token_hex()
            print(f'::stop-commands::{token}\n{error}\n::{token}::')
            return 2
        points, of = summarize(log)[0].total
        for line in annotations(log, folder):
            print(line)
        print(f'::notice title=Autograding complete::Points {points:g}/{of:g}')
        print('::notice title=Autograding report::' + escaped(json.dumps(
            {'totalPoints': points, 'maxPoints': of})))
        with open(os.environ['GITHUB_STEP_SUMMARY'], 'a',
                  encoding='utf-8') as file:
            file.write(table(log))
        with open(os.environ['GITHUB_OUTPUT'], 'a') as file:
            file.write(f'points={points:g}\nof={of:g}\n')
        return int(bool(summarize(log)[0].verdicts))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
