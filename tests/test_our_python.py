"""All our Python keeps the written rules that the statement asks of learners.

The eight answers are graded as anybody's are; this is everything else too,
wherever it lies.
"""
import ast
import graphlib
import os
import subprocess
from pathlib import Path

import pycodestyle
import pytest

ROOT = Path(__file__).resolve().parents[1]


def our_files():
    """Return the paths of all our Python, relative to the project.

    What git knows, and not what a reader puts beside it; in a copy without
    git, all but what lies in hidden folders.
    """
    done = subprocess.run(['git', 'ls-files', '*.py'], cwd=ROOT, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    if done.stdout:
        paths = map(Path, done.stdout.splitlines())
        return sorted(path for path in paths if (ROOT / path).is_file())
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name[0] != '.']
        found += [Path(folder, name).relative_to(ROOT) for name in names
                  if name.endswith('.py')]
    return sorted(found)


FILES = our_files()


def test_they_are_found():
    """At every depth, and of every room."""
    found = {path.as_posix() for path in FILES}
    assert found > {'0-l2_reg_cost.py', 'mains/0-main.py',
                    '8-blog_post/programs/training.py',
                    'tests/test_our_python.py', 'tests/tools/mutants.py'}


@pytest.mark.parametrize('path', FILES, ids=str)
def test_each_file_keeps_the_written_rules(path):
    """Its last line ends; it, its functions and classes are documented."""
    source = (ROOT / path).read_bytes()
    assert source.endswith(b'\n')
    module = ast.parse(source)
    assert ast.get_docstring(module)
    bare = [node.name for node in module.body
            if isinstance(node, (ast.FunctionDef, ast.ClassDef))
            and not ast.get_docstring(node)]
    assert not bare
    if path.match('[0-9]-*.py'):    # a task's or its example's
        assert os.access(ROOT / path, os.X_OK)
        assert source.startswith(b'#!/usr/bin/env python3\n')


def test_they_are_in_style():
    """pycodestyle has nothing to say."""
    paths = [str(ROOT / path) for path in FILES]
    assert not pycodestyle.StyleGuide(quiet=1).check_files(paths).messages


def name_of(path):
    """Return the name by which a file is imported in the project's root."""
    return '.'.join(path.with_suffix('').parts).replace('.__init__', '')


def imports_of(path, modules):
    """Return the names of what a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_bytes())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {f'{node.module}.{name.name}' for name in node.names}
            found |= inner & modules or {node.module}
    return found


def test_imports_of_the_grader_run_one_way():
    """In no circle, and to none of our files beside it."""
    modules = set(map(name_of, FILES))
    graph = {name_of(path): imports_of(path, modules) for path in FILES
             if path.parts[0] == 'grader'}
    order = list(graphlib.TopologicalSorter(graph).static_order())
    assert order.index('grader.failure') < order.index('grader.engine') \
        < order.index('grader.runs.worker') < order.index('grader.__main__')
    beside = {path.stem for path in FILES if path.parts[0] != 'grader'}
    assert not beside & {name.partition('.')[0] for name in order}
