"""The statement's written rules, one test each, for the files that are there.

The initializer that the rules ask for is tested with tasks 3 and 6, which
draw weights.
"""
import ast
import copy
import os
from pathlib import Path

import pycodestyle
import pytest

from grader.compare import Miss
from grader.statement import FILES
from grader.submission import ROOT, Solution

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


def undocumented(trees, nested):
    """Return what has no documentation, either inside functions or not."""
    functions, faults = (ast.FunctionDef, ast.AsyncFunctionDef), []
    for name, tree in trees.items():
        left = [(tree, False)]
        while left:
            node, inside = left.pop()
            if isinstance(node, (ast.Module, ast.ClassDef, *functions)):
                documented = (ast.get_docstring(node) or '').strip()
                if inside is nested and not documented:
                    faults.append(f'{name}: no documentation of '
                                  f'{getattr(node, "name", "the module")}')
                inside = inside or isinstance(node, functions)
            left += [(child, inside) for child in ast.iter_child_nodes(node)]
    return faults


def imported(tree):
    """Return line, text and name of all that a file imports, one by one."""
    found = []
    for node in ast.walk(tree):
        for alias in getattr(node, 'names', []):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                alone = copy.copy(node)
                alone.names = [alias]
                found.append((node.lineno, ast.unparse(alone), alias.asname
                              or alias.name.partition('.')[0]))
    return found


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
def test_documentation(trees):
    """The module, each class and each function has a documentation."""
    no_fault(undocumented(trees, nested=False))


@pytest.mark.advice('a function inside a function has no documentation')
def test_documentation_of_nested_functions(trees):
    """So has what is defined inside of a function, out of others' reach."""
    no_fault(undocumented(trees, nested=True))


@pytest.mark.clause('imports')
def test_imports(trees):
    """Only numpy as np and tensorflow as tf are imported."""
    no_fault([f'{name}, line {line}: expected {" or ".join(ALLOWED)}, '
              f'received {text}' for name, tree in trees.items()
              for line, text, _ in imported(tree) if text not in ALLOWED])


@pytest.mark.clause('unused')
def test_no_unused_import(trees):
    """What is imported is used."""
    no_fault([f'{name}, line {line}: {alias} is imported and not used'
              for name, tree in trees.items()
              for used in [{node.id for node in ast.walk(tree)
                            if isinstance(node, ast.Name)}]
              for line, _, alias in imported(tree)
              if alias not in {*used, '*'}])


@pytest.mark.clause('style')
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


@pytest.mark.clause('readme')
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
