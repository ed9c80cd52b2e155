"""The tasks as data agree with our files and the published outputs."""
import ast
import importlib
import inspect
import shutil
import subprocess
import sys

import pytest

from grader.tasks import KERAS, TASKS, published
from ours import ROOT


@pytest.mark.parametrize('task', TASKS)
def test_our_files_have_the_functions_and_parameters(task):
    """And import NumPy or TensorFlow as it is said."""
    each = TASKS[task]
    tree = ast.parse((ROOT / each.file).read_text())
    function, = [node for node in tree.body
                 if isinstance(node, ast.FunctionDef)]
    names = [argument.arg for argument in function.args.args]
    assert function.name == each.function
    assert tuple(names[:len(each.parameters)]) == each.parameters
    assert ('tensorflow' in ast.dump(tree)) is (task in KERAS)


@pytest.mark.parametrize('task', TASKS)
def test_published_outputs_are_found(task):
    """Those of the mains, in the repository."""
    folder = ROOT / 'mains' / 'published'
    assert published(task) == (folder / f'{task}.txt').read_text()


def test_published_outputs_are_found_in_an_installed_package(tmp_path):
    """There they lie in the package itself."""
    shutil.copytree(ROOT / 'grader', tmp_path / 'grader')
    shutil.copytree(ROOT / 'mains' / 'published',
                    tmp_path / 'grader' / 'published')
    done = subprocess.run(
        [sys.executable, '-c', 'from grader.tasks import published; '
         'print(published(7), end="")'], cwd=tmp_path, capture_output=True,
        text=True)
    assert done.stdout == published(7), done.stderr


def test_the_grader_imports_nothing_of_the_tests():
    """Neither of mains/ nor of the post, nor what only tests need."""
    own = {path.stem for folder in ('tests', 'mains', '8-blog_post/programs')
           for path in (ROOT / folder).rglob('*.py')}
    own -= {path.stem for path in (ROOT / 'grader').rglob('*.py')}
    for path in (ROOT / 'grader').rglob('*.py'):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(
                node, ast.Import) else [node.module] if isinstance(
                node, ast.ImportFrom) else []
            for name in names:
                first = name.partition('.')[0]
                assert first not in {'pytest', 'hypothesis', 'tests', *own}, \
                    (path, name)
    assert inspect.getdoc(importlib.import_module('grader.tasks'))
