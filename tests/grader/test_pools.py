"""A class in one process or in several has one log and one report."""
import contextlib
import os
import shutil
import signal

import pytest

from command import (
    graded, results, run, start, wait_for, wait_for_end, write,
    write_class)
from grader import sandbox
from grader.__main__ import grade, options
from grader.mistakes import RIGHT
from grader.runs.run import Run

pytestmark = pytest.mark.xdist_group('pools')
SIZE = 5  # submissions
OPTIONS = '--task=7', '--seed=1'


@pytest.fixture(scope='module')
def class_folder(tmp_path_factory):
    """Right and wrong answers to task 7, no two of them alike."""
    folder = tmp_path_factory.mktemp('class') / 'class'
    write_class(folder, SIZE)
    return folder


@pytest.fixture(scope='module')
def whole(class_folder, tmp_path_factory):
    """The results of the class when one process grades it."""
    report = tmp_path_factory.mktemp('whole')
    code, printed = run(class_folder, f'--report={report}', *OPTIONS,
                        '--processes=1')
    assert code == 1, printed
    return results(report)


def test_processes_come_to_the_same(class_folder, tmp_path, whole):
    """As if one had graded all; the terminal says how far it is."""
    code, printed = run(class_folder, f'--report={tmp_path}', *OPTIONS,
                        '--processes=2')
    assert code == 1, printed
    assert f'{SIZE} submissions, {SIZE} of the eight files' in printed
    assert f'{SIZE}/{SIZE} submissions' in printed
    assert results(tmp_path) == whole


TROUBLE = {
    'slow': 'import time\n\n\ndef early_stopping(*_):\n    time.sleep(9)\n',
    'vast': 'import numpy as np\n\n\ndef early_stopping(*_):\n'
            '    return [np.zeros((1,) * 32)] * 4000\n',
    'bad': 'class Bad(Exception):\n    def __str__(self):\n'
           '        raise self\n\n\ndef early_stopping(*_):\n'
           '    raise Bad\n'}


def test_whatever_one_does_the_others_have_their_points(
        class_folder, tmp_path, whole, monkeypatch):
    """The same as in a class without those who are slow, send or raise."""
    shutil.copytree(class_folder, tmp_path / 'class')
    for name, source in TROUBLE.items():
        write(tmp_path / 'class' / name, {7: source})
    monkeypatch.setitem(sandbox.SECONDS, 'numpy', 1)
    option = options([str(tmp_path / 'class'), '--task=7', '--seed=1',
                      '--processes=1', f'--report={tmp_path / "report"}'])
    with contextlib.closing(Run(option)) as run:
        assert grade(run, option) == 1
    found = results(tmp_path / 'report')[1]
    for name in TROUBLE:
        assert {each['verdict'] for each in found.pop(name)} & {
            'timeout', 'wrong', 'error'}
    assert found == whole[1]


@pytest.fixture
def interrupted(tmp_path):
    """A function that stops a command while a file is slow, in a terminal.

    It returns what was printed; nothing of the command is left then.
    """
    def interrupted(folder, signals, *options):
        temporary = tmp_path / 'temporary'
        temporary.mkdir()
        process = start(folder, f'--report={tmp_path / "report"}', *OPTIONS,
                        *options, TMPDIR=str(temporary))
        wait_for(lambda: graded(tmp_path / 'report') >= SIZE, process)
        signals(process)
        printed = process.communicate(timeout=60)[0]
        assert process.returncode == 2, printed
        wait_for_end(process.pid)
        assert list(temporary.iterdir()) == []
        return printed

    return interrupted


@pytest.mark.parametrize('processes', [
    1, pytest.param(2, marks=pytest.mark.long)])
@pytest.mark.parametrize('signals', [
    lambda process: process.send_signal(signal.SIGINT),
    lambda process: os.killpg(process.pid, signal.SIGINT),
    lambda process: process.terminate()], ids=['one', 'all', 'SIGTERM'])
def test_ctrl_c_ends_and_resume_goes_on(tmp_path, interrupted, signals,
                                        processes):
    """Nothing is lost, also where a terminal tells all processes at once."""
    folder = tmp_path / 'class'
    write_class(folder, SIZE)
    slow = [folder / f'z{letter}' for letter in 'abcdefgh']  # the last
    for number, each in enumerate(slow):
        write(each, {7: f'import time\ntime.sleep(6{number})\n{RIGHT[7]}'})
    printed = interrupted(folder, signals, f'--processes={processes}')
    assert printed.endswith(
        'stopped; to go on, give the same command with --resume\n')
    assert 'Traceback' not in printed
    log = tmp_path / 'report' / 'checks.jsonl'
    before = log.read_bytes()
    for each in slow:
        write(each, {7: RIGHT[7]})
    code, printed = run(folder, f'--report={tmp_path / "report"}', *OPTIONS,
                        '--resume')
    assert code == 1, printed
    assert log.read_bytes().startswith(before)
    assert len(results(tmp_path / 'report')[1]) == SIZE + len(slow)


def test_nothing_outlives_a_command_that_was_killed(tmp_path):
    """Its processes end by themselves, and their sandboxes with them."""
    folder = tmp_path / 'class'
    write_class(folder, SIZE)
    write(folder / 'zoe', {7: f'import time\ntime.sleep(60)\n{RIGHT[7]}'})
    # nobody removes the copies of a command that was killed
    process = start(folder, f'--report={tmp_path}', *OPTIONS, '--processes=2',
                    TMPDIR=str(tmp_path))
    wait_for(lambda: graded(tmp_path) >= SIZE, process)
    process.kill()
    process.communicate(timeout=60)  # its output is open in no process
    wait_for_end(process.pid)
