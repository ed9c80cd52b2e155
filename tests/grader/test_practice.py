"""Practice: the files to begin with, and the loop that grades each save."""
import ast
import os
import subprocess
import signal
import subprocess
import threading

import pytest

import command
from command import ROOT
from example_results import record, wrong
from grader.mistakes import RIGHT
from grader.practice import folder_from, watch
from grader.practice.__main__ import begin
from grader.tasks import TASKS

EARLY_STOPPING = '7-early_stopping.py'


def function_of(source):
    """Return the only function of a file."""
    function, = [node for node in ast.parse(source).body
                 if isinstance(node, ast.FunctionDef)]
    return function


def typed(name, folder):
    """Name a command and its folder."""
    return f'{name} {folder}'


@pytest.mark.parametrize('task', TASKS)
def test_a_stub_tells_what_to_compute_and_not_how(tmp_path, task):
    """What ours does, but for what nobody judges: errors and `exact`."""
    begin(tmp_path / 'mine', typed)
    name = TASKS[task].file
    path, ours = tmp_path / 'mine' / name, (ROOT / name).read_text()
    stub, whole = function_of(path.read_text()), function_of(ours)
    assert path.read_text().startswith('#!/usr/bin/env python3\n')
    assert path.stat().st_mode & 0o777 == 0o755
    assert tuple(arg.arg for arg in stub.args.args) == TASKS[task].parameters
    assert ast.dump(stub.args.args[0]) == ast.dump(whole.args.args[0])
    told, all_of_it = map(ast.get_docstring, (stub, whole))
    for word in 'Raises', 'exact', 'dtype', 'float32':
        assert word not in told
    for part in told.split('\n\n')[0], told.split('\n\n')[-1]:
        assert part in all_of_it  # the first line, the source
    assert [ast.unparse(line) for line in stub.body[1:]] == [
        'raise NotImplementedError']


def test_what_is_there_is_never_written_over(tmp_path):
    """Also a link and a README.md; what is missing comes to it."""
    (tmp_path / EARLY_STOPPING).write_text('mine')
    (tmp_path / 'README.md').symlink_to(tmp_path / 'nowhere')
    assert len(begin(tmp_path, typed)) == 7
    assert (tmp_path / EARLY_STOPPING).read_text() == 'mine'
    assert not (tmp_path / 'nowhere').exists()
    assert begin(tmp_path, typed) == []


@pytest.mark.parametrize('arguments, words', [
    (['-x y'], "python -m grader.practice.watch -- '-x y'"),
    (['a'], 'python -m grader.practice.watch a'),
    (['--make'], "make watch DIR='$(x)'")])
def test_commands_are_named_as_they_are_typed(monkeypatch, arguments, words):
    """Whatever the folder is called."""
    monkeypatch.setenv('DIR', '$(x)')
    folder, name = folder_from(arguments, 'watch')
    assert name('watch', folder) == words


@pytest.mark.parametrize('folder', ['$(x)', '$$x', "a 'b'", '-`c`\n"d"', '#'])
def test_make_takes_a_folder_as_it_is_named(monkeypatch, folder):
    """What is printed leads back to the folder, through a shell and make."""
    monkeypatch.setenv('DIR', folder)
    typed = folder_from(['--make'], 'watch')[1]('watch', folder)
    assert typed.startswith('make watch ')
    assert subprocess.check_output(
        typed.replace('make watch', "make -s --eval='print: ; @printenv DIR' "
                      'print', 1), cwd=ROOT, text=True,
        shell=True) == f'{folder}\n'


@pytest.mark.parametrize('arguments', [[], ['a', 'b'], ['--make']])
def test_one_folder_is_expected(monkeypatch, arguments):
    """Neither none nor two."""
    monkeypatch.delenv('DIR', raising=False)
    with pytest.raises(SystemExit, match='expected one folder: '):
        folder_from(arguments, 'practice')


def test_practice_says_what_comes_next(tmp_path):
    """And what is wrong with a folder that cannot be one."""
    code, printed = command.run('--make', module='grader.practice',
                                DIR=f'{tmp_path}/mine')
    assert code == 0 and f'next: make watch DIR={tmp_path}/mine' in printed
    assert f'make watch DIR={tmp_path}/mine' in (
        tmp_path / 'mine' / 'README.md').read_text()
    code, printed = command.run(tmp_path / 'mine' / EARLY_STOPPING,
                                module='grader.practice')
    assert code == 1
    assert printed.startswith('expected a folder to write into, received')


@pytest.mark.parametrize('name', ['nowhere', 'empty folder'])
def test_nothing_to_watch_is_an_error(tmp_path, name):
    """It names the command that makes something to watch."""
    (tmp_path / 'empty folder').mkdir()
    code, printed = command.run(tmp_path / name,
                                module='grader.practice.watch')
    assert code == 1 and len(printed.splitlines()) == 1
    assert f'{name}: expected a folder with one of the eight' in printed
    assert 'python -m grader.practice ' in printed


@pytest.fixture
def watching(tmp_path):
    """A folder with task 7's stub, and the process that watches it."""
    begin(tmp_path, typed)
    for task in range(7):
        (tmp_path / TASKS[task].file).unlink()
    process = command.start(tmp_path, module='grader.practice.watch')
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
    assert read_until(process, '?')[0] == (
        'task 7, wrong: the threshold itself counts as better')
    path.write_text('def early_stopping(cost, opt')
    first, second = read_until(process, 'SyntaxError')
    assert first == 'task 7, raises an error' and 'in line 1' in second
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
    watched = watch.Watch(tmp_path, typed, None)
    right = [record(), record(verdict='advice')]
    failed = [record(**wrong())]
    lines = [watched.verdict(task, right, 1) for task in TASKS]
    assert 'Next: task 7' in lines[6]
    assert 'All eight are right' in lines[7] and '\n' not in lines[7]
    watched.verdict(3, failed, 1)
    assert 'Next: task 3' in watched.verdict(4, right, 1)
