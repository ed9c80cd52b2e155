"""Grade one hand-in where others run the grader: on Gradescope, on GitHub."""
import contextlib
import functools
import io
import tempfile
from pathlib import Path

from grader.__main__ import main
from grader.containers import Folder
from grader.hand_ins import Finder, HandIn, below
from grader.runs.log import Log


def hand_in_of(folder):
    """Return the container of a folder, and the hand-in that the folder is."""
    folder = Path(folder).resolve()
    container = Folder(folder.parent)
    return container, HandIn(folder.name, 'folder', functools.partial(
        below, container, [folder.name]))


def grade(folder, report, reveal):
    """Grade what is in a folder, be it nothing, and write the reports.

    Return the header of the run, and the submission's records; RuntimeError
    with what was printed if the grader could not run.
    """
    printed = io.StringIO()
    with tempfile.TemporaryDirectory() as scratch, \
            contextlib.redirect_stdout(printed), \
            contextlib.redirect_stderr(printed):
        Finder(scratch, print).copy(*hand_in_of(folder))
        main([scratch, f'--report={report}', f'--reveal={reveal}'])
    log = Log(Path(report, 'checks.jsonl'))
    if not log.starts:
        raise RuntimeError(printed.getvalue())
    return log.run, next(log.submissions())[2]
