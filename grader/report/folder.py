"""The folder of a report: every file of it, in one pass over the log."""
import contextlib
from pathlib import Path

from grader.report import pages, tables
from grader.report.summary import summary_of


def write(folder, run, submissions):
    """Write every file of the report; return the summaries.

    run: the header of the log. submissions: yields number, name and records.
    Gradescope grades each submission by itself: a class has no file for it.
    """
    folder, summaries = Path(folder), []
    gradescope = folder / 'gradescope.json'
    with contextlib.ExitStack() as opened:
        rows = [opened.enter_context(table) for table in (
            tables.csv_table(folder / 'results.csv', run),
            tables.json_table(folder / 'results.json', run))]
        for number, name, records in submissions:
            summary = summary_of(number, name, records)
            summaries.append(summary)
            for add_row in rows:
                add_row(summary, records)
            pages.write_submission(folder / summary.page, run, summary,
                                   records)
    if len(summaries) == 1:
        tables.write_gradescope(gradescope, run, summary, records)
    else:
        gradescope.unlink(missing_ok=True)
    pages.write_class(folder / 'index.html', run, summaries)
    remove_others(folder, {summary.file for summary in summaries})
    return summaries


def remove_others(folder, files):
    """Remove the pages of submissions that an earlier report has left."""
    for path in folder.glob('pages/*.html'):
        if path.stem.isdigit() and path.stem not in files:
            path.unlink()
