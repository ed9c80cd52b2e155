"""Run the checks by pytest within this process, as often as one likes."""
import contextlib
import io
import signal

import pytest

from grader.submission import ROOT


class Lender:
    """A plugin of pytest that brings what stays from one run to the next.

    lent: attributes for pytest's configuration. on_record: is called with
    each check's record, as a dictionary.
    """

    def __init__(self, lent, on_record):
        self.lent, self.on_record = lent, on_record

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        """Lend before anybody asks."""
        vars(config).update(self.lent)

    def pytest_runtest_logreport(self, report):
        """Hand on a check's record."""
        if hasattr(report, 'record'):
            self.on_record(report.record)


def check(arguments, lent, on_record):
    """Run pytest; return its exit code and what it printed."""
    stopped, printed = [], io.StringIO()

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
                 f'--rootdir={ROOT}', '-c', str(ROOT / 'tox.ini'),
                 *arguments], [Lender(lent, on_record)])
    finally:
        signal.signal(signal.SIGINT, before)
    if stopped:
        raise KeyboardInterrupt
    return code, printed.getvalue()
