"""What a grading run says in the terminal."""
import io

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.report import words
from grader.report.summary import (
    advice, advised, causes, mistakes, progress, tasks_in)
from grader.report.text import counted, fraction, task_list
from grader.text import clean, one_line

COLUMNS = 100    # of the terminal, where nothing tells
WIDEST = 200     # of a row of the table, which stays on one line
ROWS = 500       # of a class that anybody reads in a terminal
LINES = 20       # of what a check has found


def terminal_text(run, summaries, records, columns=COLUMNS):
    """Return the text of a run.

    The points of each submission by task; of a single one, whose records are
    given, each cause of its failures; of a class how many made which mistake.
    """
    file = io.StringIO()
    console = Console(file=file, width=WIDEST, color_system=None,
                      highlight=False, markup=False, emoji=False)
    if len(summaries) <= ROWS:
        console.print(points_table(summaries))
    if len(summaries) == 1:
        for line, indent in lines_of_one(records, run['reveal']):
            console.print(Padding(Text(clean(line)), (0, 0, 0, indent)),
                          width=columns)
    else:
        for line in lines_of_class(summaries):
            console.print(Text(clean(line)), no_wrap=True, overflow='ellipsis',
                          width=columns)
    return '\n'.join(line.rstrip() for line in file.getvalue().split('\n'))


def points_table(summaries):
    """Return the table of points by submission and task."""
    tasks = tasks_in(summaries)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0),
                  header_style='')
    table.add_column('submission', no_wrap=True, overflow='ellipsis',
                     max_width=24)
    for task in tasks:
        table.add_column('rules' if task is None else str(task),
                         justify='right', no_wrap=True)
    table.add_column('total', justify='right', no_wrap=True)
    table.add_column('', no_wrap=True)
    for summary in summaries:
        table.add_row(
            Text(one_line(summary.name)),
            *(fraction(*summary.points.get(task, (0, 0))) for task in tasks),
            fraction(*summary.total), summary.outcome)
    return table


def lines_of_one(records, reveal):
    """Yield each line on one submission's failures and advice, with indent."""
    for group in causes(records, reveal):
        first = group[0]
        yield f'\n{words.where(group)}, {words.heading(group, reveal)}', 0
        found = words.lines(first, reveal) or [words.title(first, reveal)]
        for line in found[:LINES]:
            yield line, 2
        if len(found) > LINES:
            yield f'({counted(len(found) - LINES, "more line")})', 2
        for line in (words.rule(first, reveal), words.hint(first, reveal)):
            if line:
                yield line, 2
        if words.others(group):
            yield f'({words.others(group)})', 2
    for record in records:
        if record.verdict == 'not judged':
            yield (f'\n{words.where([record])}, not judged: '
                   f'{words.title(record, reveal)}'), 0
            for line in words.lines(record, reveal):
                yield line, 2
    beyond = advice(records)
    if beyond:
        yield (f'\n{counted(len(beyond), "piece")} of advice, '
               'worth no points'), 0
    for record in beyond:
        yield (f'Beyond the statement: {one_line(record.advice)} '
               f'({task_list([record.task])})'), 2


def lines_of_class(summaries):
    """Yield the lines that sum a class up: who is done, what is frequent."""
    yield f'\n{progress(summaries)}'
    found = mistakes(summaries)
    if found:
        yield '\nin how many submissions'
    for name, who, tasks in found[:10]:
        yield f'{len(who):5}  {one_line(name)} ({task_list(tasks)})'
    if len(found) > 10:
        yield f'       and {counted(len(found) - 10, "other mistake")}'
    if advised(summaries):
        yield f'\n{advised(summaries)}'
