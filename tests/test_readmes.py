"""What a program writes into a README, or quotes from it, is true."""
import subprocess
import sys

import pytest

from ours import ROOT
from tools import tables


@pytest.mark.parametrize('path', tables.READMES,
                         ids=lambda path: path.parent.name)
def test_tables_are_those_of_the_kept_data(path):
    """Otherwise run tools.tables; the text around them is free."""
    text = path.read_text()
    assert tables.filled(text) == text


def test_every_table_has_a_place():
    """In one README, once."""
    found = [match[1] for path in tables.READMES
             for match in tables.MARKED.finditer(path.read_text())]
    assert sorted(found) == sorted(tables.TABLES)


def test_the_readmes_python_prints_what_stands_below_it():
    """It is run as it stands, in the folder of the task files."""
    _, rest = (ROOT / 'README.md').read_text().split('```python\n')
    program, below = rest.split('```\n', 1)
    printed = subprocess.run([sys.executable, '-c', program], cwd=ROOT,
                             check=True, capture_output=True, text=True)
    assert below.split('\n')[1] == '    ' + printed.stdout.strip('\n')
