"""The statement's written rules, one test each, for the files that are there.

The initializer that the rules ask for is tested with tasks 3 and 6, which
draw weights.
"""
import ast
import os
from pathlib import Path

import pycodestyle
import pytest

from grader.submission import FILES, ROOT, Miss, Solution

ALLOWED = {'import numpy as np': 'np', 'import tensorflow as tf': 'tf'}


@pytest.fixture
def sources(submission, sandboxes):
    """The bytes of each file that can be read, by name."""
    found = {}
    for task in FILES:
        solution = Solution(submission, task, sandboxes)
        try:
            found[solution.file] = solution.source
        except Miss:
            pass  # the task's own tests say so
    if not found:
        pytest.skip('hangs on: the files exist')
    return found


@pytest.fixture
def trees(sources):
    """The syntax tree of each file that has one, by name."""
    found = {}
    for name, source in sources.items():
        try:
            found[name] = ast.parse(source)
        except (SyntaxError, ValueError):
            pass  # the task's own tests say so
    return found


def no_fault(faults):
    """Raise a Miss that lists the faults, if there are any."""
    if faults:
        raise Miss('wrong', '\n  '.join(faults))


def test_first_line(sources):
    """The first line is exactly #!/usr/bin/env python3."""
    no_fault([f'{name}: expected the first line #!/usr/bin/env python3, '
              f'received {source.splitlines()[:1]}'
              for name, source in sources.items()
              if source.partition(b'\n')[0] != b'#!/usr/bin/env python3'])


def test_last_line(sources):
    """The file ends with a new line."""
    no_fault([f'{name}: expected a new line at the end, received '
              f'{source[-1:]}' for name, source in sources.items()
              if source[-1:] != b'\n'])


def test_executable(sources, submission):
    """The owner may execute the file."""
    no_fault([f'{name}: is not executable, try chmod +x' for name in sources
              if not os.stat(Path(submission, name)).st_mode & 0o100])


def test_documentation(trees):
    """The module, each class and each function has a documentation."""
    kinds = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
    faults = []
    for name, tree in trees.items():
        for node in ast.walk(tree):
            if node is tree or isinstance(node, kinds):
                if not (ast.get_docstring(node) or '').strip():
                    faults.append(f'{name}: no documentation of '
                                  f'{getattr(node, "name", "the module")}')
    no_fault(faults)


def test_imports(trees):
    """Only numpy as np and tensorflow as tf are imported."""
    no_fault([f'{name}, line {node.lineno}: expected '
              f'{" or ".join(ALLOWED)}, received {ast.unparse(node)}'
              for name, tree in trees.items() for node in ast.walk(tree)
              if isinstance(node, (ast.Import, ast.ImportFrom))
              and ast.unparse(node) not in ALLOWED])


def test_no_unused_import(trees):
    """What is imported is used."""
    no_fault([f'{name}, line {node.lineno}: {alias} is imported and not used'
              for name, tree in trees.items() for node in ast.walk(tree)
              if isinstance(node, ast.Import)
              for alias in [a.asname or a.name for a in node.names]
              if not any(isinstance(used, ast.Name) and used.id == alias
                         for used in ast.walk(tree))])


def test_style(sources):
    """pycodestyle has nothing to say."""
    faults = []
    for name, source in sources.items():
        lines = source.decode('utf-8', 'replace').splitlines(keepends=True)
        style = pycodestyle.StyleGuide(quiet=2)
        checker = pycodestyle.Checker(name, lines, style.options)
        checker.report.error = lambda line, offset, text, check, name=name: \
            faults.append(f'{name}, line {line}: {text}')
        checker.check_all()
    no_fault(faults[:5])


def test_readme(submission):
    """The folder of the project has a README.md."""
    if not Path(submission, 'README.md').is_file():
        raise Miss('missing', 'README.md: there is no such file')


def test_our_files_keep_the_rules_too():
    """Mains are executable; all our Python is in style and documented."""
    folders = ('.', 'mains', '8-blog_post/programs', 'tests',
               'tests/grader', 'tests/lessons', 'tests/tools')
    files = [path for folder in folders
             for path in (ROOT / folder).glob('*.py')]
    for path in files:
        source = path.read_bytes()
        assert ast.get_docstring(ast.parse(source)), path
        assert source.endswith(b'\n'), path
        if path.parent == ROOT or path.match('mains/*-*.py'):
            assert os.access(path, os.X_OK), path
            assert source.startswith(b'#!/usr/bin/env python3\n'), path
    style = pycodestyle.StyleGuide(quiet=1)
    assert not style.check_files(map(str, files)).messages
