"""The examples print what the statement prints, wherever they are run."""
import importlib.util
import os
import shutil
import subprocess
import sys

import pytest

import datasets
import textbook
from published import difference, has_published_mask, published
from grader.tasks import TASKS
from ours import ROOT

MAINS = ROOT / 'mains'
PIXELS = (1, 2, 3, 4, 5)


def run(command, mnist, cwd=ROOT):
    """Run a command; return what it prints on its standard output."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True,
        env={**os.environ, 'MNIST_NPZ': mnist,
             'PATH': os.pathsep.join([os.path.dirname(sys.executable),
                                      os.environ['PATH']])})
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize('task', TASKS)
def test_published_output(task, request):
    """Each main prints the published example, started in its folder.

    Without the tasks' markers: a learner's loop has no seconds for MNIST.
    """
    mnist = request.getfixturevalue('mnist_file') if task in PIXELS else ''
    output = run([f'./{task}-main.py'], mnist, MAINS).stdout
    assert not difference(task, output,
                          same_mask=task != 6 or has_published_mask())


@pytest.mark.parametrize('folder', [ROOT, MAINS, '/'])
def test_mains_run_from_any_folder(folder):
    """The main finds the task's file from wherever it is started."""
    assert run([str(MAINS / '7-main.py')], '', folder).stdout == published(7)


def test_mains_run_beside_the_task_files(tmp_path):
    """Copied next to somebody's files, a main takes those."""
    for name in '0-main.py', 'datasets.py', 'loading.py', 'mnist.py':
        shutil.copy(MAINS / name, tmp_path)
    (tmp_path / '0-l2_reg_cost.py').write_text(
        'def l2_reg_cost(*_): return "theirs"')
    assert run(['./0-main.py'], '', tmp_path).stdout.endswith('theirs\n')


@pytest.fixture
def all_mains():
    """What `python mains` runs."""
    spec = importlib.util.spec_from_file_location(
        'all_mains', MAINS / '__main__.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_wrong_output_is_reported(all_mains, monkeypatch, tmp_path):
    """One digit that departs is named, and so is what a main raises."""
    assert all_mains.run(7, None) == ('as published', 'as published')
    (tmp_path / '7-main.py').write_text(
        f'print({published(7).replace("9", "8")!r})')
    monkeypatch.setattr(all_mains, 'HERE', tmp_path)
    assert all_mains.run(7, None) == (
        None, 'number 3: expected 9, received 8')
    (tmp_path / '7-main.py').write_text('1 / 0')
    assert 'ZeroDivisionError' in all_mains.run(7, None)[1]


@pytest.mark.long  # `make` compares them too, where MNIST is out of reach
@pytest.mark.parametrize('task', [
    pytest.param(task, marks=pytest.mark.xdist_group('tensorflow'))
    if TASKS[task].libraries == 'tensorflow' else task for task in PIXELS])
def test_the_textbooks_form_prints_the_same(task, monkeypatch):
    """Of some stand-ins, in this process."""
    arrays = datasets.stand_ins()
    monkeypatch.setattr(datasets, 'load_mnist', lambda *names: [
        arrays[name][:2000] for name in names])
    assert not difference(task, *textbook.both(MAINS / f'{task}-main.py'))


def test_a_wrong_output_on_stand_ins_is_reported(all_mains, monkeypatch,
                                                 tmp_path):
    """The two forms must print the same numbers."""
    monkeypatch.setattr(all_mains, 'HERE', tmp_path)
    for number, expected in ('2.5', all_mains.TEXTBOOK), ('2.6', None):
        (tmp_path / 'textbook.py').write_text(
            f'import json; print(json.dumps(["[2.5]", "[{number}]"]))')
        assert all_mains.run(4, None)[0] == expected
    assert all_mains.run(4, None)[1] == 'number 1: expected 2.6, received 2.5'


def test_published_numbers_are_compared_to_the_last_digit():
    """Half a unit in NumPy's last digit passes, a unit does not."""
    assert not difference(0, '[0.418428224]\n[12.11229237]\n')
    assert 'number 1: expected 0.41842822' in difference(
        0, '[0.41842823]\n[12.11229237]\n')
    assert 'expected the form' in difference(0, '[0.41842822]\n[nan]\n')
