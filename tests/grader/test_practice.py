"""Practice: the files to begin with, and the loop that grades each save."""
import ast
import os
import signal
import subprocess
import sys
import threading

import pytest

from grader import practice, watch
from grader.mistakes import RIGHT
from grader.statement import FILES, PARAMETERS
from grader.submission import ROOT

ENVIRONMENT = {**os.environ, 'PYTHONPATH': str(ROOT)}
EARLY_STOPPING = '7-early_stopping.py'


def function_of(source):
    """Return the only function of a file."""
    function, = [node for node in ast.parse(source).body
                 if isinstance(node, ast.FunctionDef)]
    return function


def run(module, *arguments):
    """Return how a module of the grader ended."""
    return subprocess.run([sys.executable, '-m', f'grader.{module}',
                           *arguments], capture_output=True, text=True,
                          env=ENVIRONMENT)


@pytest.mark.parametrize('task', FILES)
def test_a_stub_tells_what_to_compute_and_not_how(tmp_path, task):
    """It has all of our file but what the function does."""
    practice.begin(tmp_path / 'mine')
    name = f'{FILES[task][0]}.py'
    path, ours = tmp_path / 'mine' / name, (ROOT / name).read_text()
    stub, whole = function_of(path.read_text()), function_of(ours)
    assert path.read_text().startswith('#!/usr/bin/env python3\n')
    assert path.stat().st_mode & 0o777 == 0o755
    assert [arg.arg for arg in stub.args.args] == PARAMETERS[task]
    assert ast.dump(stub.args) == ast.dump(whole.args)
    assert ast.get_docstring(stub) == ast.get_docstring(whole)
    assert [ast.unparse(line) for line in stub.body[1:]] == [
        'raise NotImplementedError']


def test_what_is_there_is_never_written_over(tmp_path):
    """Also a link and a README.md; what is missing comes to it."""
    (tmp_path / EARLY_STOPPING).write_text('mine')
    (tmp_path / 'README.md').symlink_to(tmp_path / 'nowhere')
    assert len(practice.begin(tmp_path)) == 7
    assert (tmp_path / EARLY_STOPPING).read_text() == 'mine'
    assert not (tmp_path / 'nowhere').exists()
    assert practice.begin(tmp_path) == []


def test_practice_says_what_comes_next(tmp_path):
    """And what is wrong with a folder that cannot be one."""
    done = run('practice', str(tmp_path / 'mine'))
    assert done.returncode == 0
    assert f'next: make watch DIR={tmp_path}/mine' in done.stdout
    done = run('practice', str(tmp_path / 'mine' / EARLY_STOPPING))
    assert done.returncode == 1
    assert done.stderr.startswith('expected a folder to write into, received')


@pytest.mark.parametrize('name', ['nowhere', 'empty folder'])
def test_nothing_to_watch_is_an_error(tmp_path, name):
    """It names the command that makes something to watch."""
    (tmp_path / 'empty folder').mkdir()
    done = run('watch', str(tmp_path / name))
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1
    assert f'{name}: expected a folder with one of the eight' in done.stderr
    assert 'make practice DIR=' in done.stderr


@pytest.fixture
def watching(tmp_path):
    """A folder with task 7's stub, and the process that watches it."""
    practice.begin(tmp_path)
    for task in range(7):
        (tmp_path / f'{FILES[task][0]}.py').unlink()
    process = subprocess.Popen(
        [sys.executable, '-m', 'grader.watch', str(tmp_path)], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=ENVIRONMENT)
    late = threading.Timer(100, process.kill)
    late.start()
    yield tmp_path / EARLY_STOPPING, process
    late.cancel()
    process.kill()
    process.communicate()


def read_until(process, text):
    """Return the lines that a process prints, up to one with the text."""
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if text in line:
            return lines
    raise AssertionError(f'expected {text!r}, received {lines}')


def test_each_save_gets_its_verdict(watching):
    """A wrong file, half a file, a right file, and the end."""
    path, process = watching
    lines = read_until(process, 'Save a file')
    assert lines[-2] == (f'right: none. Next: task 0, '
                         f'{path.parent}/0-l2_reg_cost.py')
    path.write_text(RIGHT[7].replace(' > threshold', ' >= threshold'))
    assert read_until(process, '?')[0] == 'task 7, wrong'
    path.write_text('def early_stopping(cost, opt')
    first, second = read_until(process, 'SyntaxError')
    assert first == 'task 7, error' and 'in line 1' in second
    # as editors do it: another file takes the name
    (path.parent / 'new').write_text(RIGHT[7])
    os.replace(path.parent / 'new', path)
    assert read_until(process, 'right')[-1].startswith(
        'task 7 is right. Next: task 0, ')
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[0].strip() == 'ended'
    assert process.returncode == 0


def test_it_ends_while_it_grades(watching):
    """A file that loops does not keep it."""
    path, process = watching
    read_until(process, 'Save a file')
    path.write_text(RIGHT[7].replace('    if', '    while True: pass\n    if'))
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30)[0].strip() == 'ended'
    assert process.returncode == 0


def test_all_eight_right_is_celebrated(tmp_path):
    """In one line; a task that is wrong again is next again."""
    seen = watch.Watch(tmp_path)
    right = [{'verdict': 'pass'}, {'verdict': 'advice'}]
    wrong = [{'verdict': 'wrong', 'message': 'm', 'hint': None}]
    lines = [seen.verdict(task, right, 1) for task in FILES]
    assert 'Next: task 7' in lines[6]
    assert 'All eight are right' in lines[7] and '\n' not in lines[7]
    seen.verdict(3, wrong, 1)
    assert 'Next: task 3' in seen.verdict(4, right, 1)
