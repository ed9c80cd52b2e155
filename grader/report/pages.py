"""The page of a class, and a page for each submission."""
from collections import Counter

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from pathlib import Path

from grader.report.files import replacing
from grader.report.summary import (
    advice, advised, causes, mistakes, others, progress, revealed, tasks_in,
    told)
from grader.report.text import (
    capital, clean, counted, fraction, one_line, printed_title,
    task_list)
from grader.statement import FILES

FOLD = 500  # rows of a table; a larger class has folded tables of so many


def finalize(value):
    """Return what a page shows of a value: text without control characters."""
    return value if isinstance(value, Markup) else clean(str(value))


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name('templates')),
    autoescape=True, undefined=StrictUndefined, finalize=finalize,
    trim_blocks=True, lstrip_blocks=True)
TEMPLATES.filters.update(
    capital=capital, counted=counted, one_line=one_line, others=others,
    printed_title=printed_title, task_list=task_list,
    told=told)
TEMPLATES.globals.update(FILES=FILES, fraction=fraction)


def write_page(path, template, **values):
    """Write a page piece by piece, so that a large one needs no memory."""
    with replacing(path) as file:
        file.writelines(TEMPLATES.get_template(template).generate(values))


def write_class(path, run, summaries):
    """Write the page of a class: its points, and who made which mistake."""
    found = mistakes(summaries)
    write_page(
        path, 'class.html', run=run, size=len(summaries),
        folds=[summaries[start:start + FOLD]
               for start in range(0, len(summaries), FOLD)],
        tasks=tasks_in(summaries), mistakes=found,
        most=max((len(who) for _, who, _ in found), default=0),
        progress=progress(summaries), advised=advised(summaries),
        late=sum(bool(each.unfinished(run)) for each in summaries),
        trouble=sum(each.verdicts['trouble'] > 0 for each in summaries),
        heat=heat)


def heat(share):
    """Return the class of a cell that is the warmer the larger the share."""
    return f'heat-{-int(-5 * share // 1)}' if share else 'cold'


def write_submission(path, run, summary, records):
    """Write the page of one submission, with what its author may see."""
    groups = causes(records, run['reveal'])
    shown = [revealed(record, run['reveal']) for record in records
             if not record.followed]
    write_page(
        path, 'submission.html', run=run, summary=summary,
        tasks=[section(task, groups, [
            record for record in shown if record.task == task])
            for task in summary.points],
        advice=advice(records, run['reveal']))


def section(task, groups, records):
    """Return what a submission's page tells of one task.

    A cause that is told at another task is only referred to.
    """
    mine = [group for group in groups
            if any(record.task == task for record in group)]
    return {
        'task': task,
        'misses': [group for group in mine if group[0].task == task],
        'same': [group for group in mine if group[0].task != task],
        'right': Counter(record.title for record in records
                         if record.verdict == 'pass'),
        'prints': {record.printed: record for record in records
                   if record.printed}.values()}
