"""What a grading run is shown as: in the terminal, as pages, as tables.

All is made from the run's log, one submission at a time, so that a class of
any size needs no more memory than a short summary of each submission.

Names, messages and prints come from submissions. They are text, whatever they
look like: no control character reaches a terminal, no tag a page, no formula
a spreadsheet, no slash a file name.
"""
from pathlib import Path

from grader.report import pages, tables


def write(folder, log, summaries):
    """Write every file of the report into a folder."""
    folder = Path(folder)
    tables.write_csv(folder / 'results.csv', log, summaries)
    tables.write_json(folder / 'results.json', log, summaries)
    pages.write_class(folder / 'index.html', log.run, summaries)
    for summary in summaries:
        records = log.records(summary.number)
        pages.write_submission(folder / summary.page, log.run, summary,
                               records)
        tables.write_gradescope(
            folder / 'gradescope' / summary.file / 'results.json',
            log.run, summary, records)
