"""The tables in README.md that runs fill in."""
import re

from grader.submission import ROOT

README = ROOT / 'README.md'


def row(*cells):
    """Return a line of a table."""
    return f'| {" | ".join(map(str, cells))} |'


def fill_row(first, *cells):
    """Write the cells after the first into the row that begins with it."""
    text, found = re.subn(rf'^\| {re.escape(first)} \|.*$',
                          row(first, *cells), README.read_text(), flags=re.M)
    if found != 1:
        raise ValueError(f'README.md: expected one row that begins with '
                         f'{first!r}, found {found}')
    README.write_text(text)
