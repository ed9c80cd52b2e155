"""The statement's written rules, one test each, for the files that are there.

The initializer that the rules ask for is tested with tasks 3 and 6, which
draw weights.
"""
import os
from pathlib import Path

import pytest

from grader.compare import Miss
from grader.statement import FILES
from grader.submission import Solution

ALLOWED = 'import numpy as np', 'import tensorflow as tf'


@pytest.fixture
def files(submission, sandboxes):
    """The files that can be read, by name."""
    found = {}
    for task in FILES:
        solution = Solution(submission, task, sandboxes)
        try:
            solution.source
        except Miss:
            continue  # the task's own tests say so
        found[solution.file] = solution
    if not found:
        pytest.skip('hangs on: the files exist')
    return found


@pytest.fixture
def sources(files):
    """The bytes of each file that can be read, by name."""
    return {name: solution.source for name, solution in files.items()}


def faults(files, rule):
    """Return the faults by one rule, found in a child: a file may be long.

    One child reads them all; where that does not return, each has its own.
    """
    try:
        found = next(iter(files.values())).faults(files, ALLOWED)
    except Miss:
        found = {}
        for name, solution in files.items():
            found.update(solution.faults({name: solution}, ALLOWED))
    return [f'{name}: {fault}' for name in files
            for fault in found[name][rule]]


def no_fault(faults):
    """Raise a Miss that lists the faults, if there are any."""
    if faults:
        raise Miss('wrong', '\n  '.join(faults))


@pytest.mark.clause('first line')
def test_first_line(sources):
    """The first line is exactly #!/usr/bin/env python3."""
    no_fault([f'{name}: expected the first line #!/usr/bin/env python3, '
              f'received {source.splitlines()[:1]}'
              for name, source in sources.items()
              if source.partition(b'\n')[0] != b'#!/usr/bin/env python3'])


@pytest.mark.clause('last line')
def test_last_line(sources):
    """The file ends with a new line."""
    no_fault([f'{name}: expected a new line at the end, received '
              f'{source[-1:]}' for name, source in sources.items()
              if source[-1:] != b'\n'])


@pytest.mark.clause('executable')
def test_executable(sources, submission):
    """The owner may execute the file."""
    no_fault([f'{name}: is not executable, try chmod +x' for name in sources
              if not os.stat(Path(submission, name)).st_mode & 0o100])


@pytest.mark.clause('documentation')
def test_documentation(files):
    """The module, each class and each function has a documentation."""
    no_fault(faults(files, 'documentation'))


@pytest.mark.advice('a function inside a function has no documentation')
def test_documentation_of_nested_functions(files):
    """So has what is defined inside of a function, out of others' reach."""
    no_fault(faults(files, 'nested documentation'))


@pytest.mark.clause('imports')
def test_imports(files):
    """Only numpy as np and tensorflow as tf are imported."""
    no_fault(faults(files, 'imports'))


@pytest.mark.clause('unused')
def test_no_unused_import(files):
    """What is imported is used."""
    no_fault(faults(files, 'unused'))


@pytest.mark.clause('style')
def test_style(files):
    """pycodestyle has nothing to say."""
    no_fault(faults(files, 'style'))


@pytest.mark.clause('readme')
def test_readme(submission):
    """The folder of the project has a README.md."""
    if not Path(submission, 'README.md').is_file():
        raise Miss('missing', 'README.md: there is no such file')
