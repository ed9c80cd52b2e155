"""The page of a class, and a page for each submission."""
from collections import Counter
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.report import words
from grader.report.files import replacing
from grader.report.summary import (
    advice, advised, causes, mistakes, progress, tasks_in)
from grader.report.text import capital, counted, fraction, task_list
from grader.tasks import TASKS
from grader.text import clean, one_line

FOLD = 500  # rows of a table; a larger class has folded tables of so many


def finalize(value):
    """Return what a page shows of a value: text without control characters."""
    return value if isinstance(value, Markup) else clean(str(value))


TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name('templates')),
    autoescape=True, undefined=StrictUndefined, finalize=finalize,
    trim_blocks=True, lstrip_blocks=True)
TEMPLATES.filters.update(
    capital=capital, counted=counted, one_line=one_line, task_list=task_list)
TEMPLATES.globals.update(TASKS=TASKS, fraction=fraction, words=words)


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
        remaining=sum(not each.graded for each in summaries),
        internal=sum(each.verdicts['internal error'] > 0
                     for each in summaries), heat=heat)


def heat(share):
    """Return the class of a cell that is the warmer the larger the share."""
    return f'heat-{-int(-5 * share // 1)}' if share else 'cold'


def write_submission(path, run, summary, records):
    """Write the page of one submission, with what its author may see."""
    reveal = run['reveal']
    groups = causes(records, reveal)
    write_page(
        path, 'submission.html', run=run, reveal=reveal, summary=summary,
        tasks=[section(task, groups, [
            record for record in records if record.task == task], reveal)
            for task in summary.points],
        advice=advice(records))


def section(task, groups, records, reveal):
    """Return what a submission's page tells of one task.

    A cause that is reported at another task is only referred to; what is right
    and worth nothing is no news. What was printed may hold values, and is
    shown where they are.
    """
    mine = [group for group in groups
            if any(record.task == task for record in group)]
    return {
        'task': task,
        'failures': [group for group in mine if group[0].task == task],
        'same': [group for group in mine if group[0].task != task],
        'right': Counter(words.title(record, reveal) for record in records
                         if record.verdict == 'pass' and record.of),
        'not_judged': [record for record in records
                       if record.verdict == 'not judged'],
        'prints': {record.printed: record for record in records
                   if record.printed and reveal == 'values'}.values()}
