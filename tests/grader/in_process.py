"""Run the checks by pytest within this process, as often as one likes."""
import contextlib
import io

import pytest

from grader.submission import ROOT


class Lender:
    """A plugin of pytest that brings what stays from one run to the next.

    lent: attributes for pytest's configuration. on_record: is called with
    each check's record, as a dictionary.
    """

    def __init__(self, lent, on_record):
        self.lent, self.on_record, self.stopped = lent, on_record, False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config):
        """Lend before anybody asks."""
        vars(config).update(self.lent)

    def pytest_runtest_logreport(self, report):
        """Hand on a check's record."""
        if hasattr(report, 'record'):
            self.on_record(report.record)

    def pytest_keyboard_interrupt(self, excinfo):
        """Note that the user wants to end."""
        self.stopped = excinfo.errisinstance(KeyboardInterrupt)


def check(arguments, lent, on_record):
    """Run pytest; return its exit code and what it printed."""
    plugin, printed = Lender(lent, on_record), io.StringIO()
    with contextlib.redirect_stdout(printed), \
            contextlib.redirect_stderr(printed):
        code = pytest.main(
            ['-p', 'no:cacheprovider', '--capture=no', '--assert=plain',
             f'--rootdir={ROOT}', '-c', str(ROOT / 'tox.ini'), *arguments],
            [plugin])
    if plugin.stopped:
        raise KeyboardInterrupt
    return code, printed.getvalue()
