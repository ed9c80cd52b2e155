"""The tables in README.md that runs fill in."""
import re

from solution import ROOT

README = ROOT / 'README.md'


def fill_row(first, *cells):
    """Write the cells after the first into the row that begins with it."""
    row = f'| {" | ".join(map(str, (first, *cells)))} |'
    text, found = re.subn(rf'^\| {re.escape(first)} \|.*$', row,
                          README.read_text(), flags=re.M)
    if found != 1:
        raise ValueError(f'README.md: expected one row that begins with '
                         f'{first!r}, found {found}')
    README.write_text(text)
