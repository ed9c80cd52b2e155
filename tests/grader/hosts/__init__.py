"""Grade one hand-in where others run the grader: on Gradescope, on GitHub."""
import functools
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.containers import Folder
from grader.hand_ins import Finder, HandIn, below
from grader.record import Log
from grader.submission import ROOT


def hand_in_of(folder):
    """Return the container of a folder, and the hand-in that the folder is."""
    folder = Path(folder).resolve()
    container = Folder(folder.parent)
    return container, HandIn(folder.name, 'folder', functools.partial(
        below, container, [folder.name]))


def grade(folder, report, reveal):
    """Grade what is in a folder, be it nothing; return the log of the run.

    The reports are written too. RuntimeError with what was printed if the
    grader itself has failed.
    """
    with tempfile.TemporaryDirectory() as scratch:
        Finder(scratch, print).copy(*hand_in_of(folder))
        done = subprocess.run(
            [sys.executable, '-m', 'grader', scratch, f'--report={report}',
             f'--reveal={reveal}'], cwd=ROOT,
            env={**os.environ, 'PYTHONPATH': 'tests'}, text=True,
            errors='replace', stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout)
    return Log(Path(report, 'checks.jsonl'))
