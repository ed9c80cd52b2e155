"""Make the checks by pytest within this process, as often as one likes.

What takes long to begin stays from one time to the next: the imports, the
servers, and the answers of the known mistakes.
"""
import contextlib
import io
import os
import signal
from pathlib import Path

import pytest

from grader import sandbox
from grader.statement import FILES, KERAS
from grader.submission import LOOKED, ROOT, SPENT, task_of

TESTS = ROOT / 'tests'
GRADED = [*sorted(TESTS.glob('test_[0-7]_*.py')),
          TESTS / 'test_interface.py', TESTS / 'test_written_rules.py']


def files():
    """Yield the files that grading needs; our answers are not among them."""
    mains = ROOT / 'mains'
    yield from (ROOT / 'requirements.txt', ROOT / 'tox.ini', *GRADED)
    yield from (path for path in TESTS.glob('*.py')  # what these import
                if not path.name.startswith('test_'))
    yield from (mains / 'published.py', *mains.glob('published/*.txt'))
    for path in (ROOT / 'grader').rglob('*'):
        if path.suffix in ('.py', '.html', '.css', '.txt'):
            yield path


class Lender:
    """A plugin of pytest that says what to grade, and takes the records."""

    def __init__(self, folders, sandboxes):
        self.folders, self.sandboxes, self.records = folders, sandboxes, []

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        """Lend before anybody asks."""
        config.warm_sandboxes = self.sandboxes
        config.graded = {'grading': True, 'folders': self.folders,
                         'isolation': self.sandboxes['numpy'].isolation}

    def pytest_runtest_logreport(self, report):
        """Take a check's record."""
        if hasattr(report, 'record'):
            self.records.append(report.record)


@contextlib.contextmanager
def warm_sandboxes(isolation):
    """Yield a pair of sandboxes, for NumPy and TensorFlow; end them."""
    pair = {libraries: sandbox.Sandbox(libraries, isolation)
            for libraries in sandbox.SECONDS}
    try:
        yield pair
    finally:
        for each in pair.values():
            each.close()


def has_keras(folder):
    """Return whether a submission has a file of a task in Keras."""
    return any(Path(os.fsdecode(folder), f'{FILES[task][0]}.py').exists()
               for task in KERAS)


def grade(folders, sandboxes, mark='', files=GRADED):
    """Return the records, as dictionaries, of each check of each submission.

    folders: {number: (name, folder)}. RuntimeError with what pytest has
    printed if the grader has failed.
    """
    for known in LOOKED, SPENT:
        known.clear()  # of the same folders before they were changed
    if not mark and any(has_keras(folder) for _, folder in folders.values()):
        sandboxes['tensorflow'].start()  # while the first tasks are checked
    stopped, printed = [], io.StringIO()
    # each time the same numbers: pytest puts the name of each test into the
    # environment, and C keeps every value that was ever there
    numbers = list(folders)
    lender = Lender(dict(enumerate(folders.values())), sandboxes)

    def stop(*_):
        """Note that the user wants to end: pytest may tell it otherwise."""
        stopped.append(True)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, stop)
    try:
        with contextlib.redirect_stdout(printed), \
                contextlib.redirect_stderr(printed):
            code = pytest.main(
                ['-p', 'no:cacheprovider', '--capture=no', '--assert=plain',
                 f'--rootdir={ROOT}', '-c', str(ROOT / 'tox.ini'), '-m', mark,
                 *map(str, files)], [lender])
    finally:
        signal.signal(signal.SIGINT, before)
        task_of.cache_clear()  # it knows all tests of the run that has ended
    if stopped:
        raise KeyboardInterrupt
    if code not in (0, 1):
        raise RuntimeError(printed.getvalue())
    return [{**record, 'submission': numbers[record['submission']]}
            for record in lender.records]
