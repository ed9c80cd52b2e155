"""What a program writes into a README, or quotes from it, is true."""
import re
import subprocess
import sys

import pytest

from ours import ROOT
from tools import as_typed, tables
from tools.constraints import with_both_names
from tools.readme_commands import pages


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


def test_every_command_is_run_as_typed():
    """Otherwise say in tools/as_typed.py what must come of it."""
    assert as_typed.unknown() == {}


@pytest.mark.parametrize('page', pages())
def test_links_lead_somewhere(page):
    """To a file or folder of ours, and to a heading that is there."""
    for link in re.findall(r'\]\(([^)\s]+)\)', (ROOT / page).read_text()):
        if re.match('https?:', link):
            continue
        path, _, heading = link.partition('#')
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        if heading:
            headings = [re.sub(r'[^\w\- ]', '', line.lstrip('# ').lower())
                        .replace(' ', '-')
                        for line in target.read_text().split('\n')
                        if line.startswith('#')]
            assert heading in headings, link


@pytest.mark.parametrize('name', [
    'tensorflow', 'tensorflow-cpu', 'tensorflow_cpu'])
def test_tested_versions_have_both_names_of_tensorflow(name):
    """However pip spells the one that is here."""
    assert with_both_names(f'six==1\n{name}==2.21.0\ntqdm==4\n') == (
        'six==1\ntensorflow==2.21.0\ntensorflow-cpu==2.21.0\ntqdm==4\n')
