"""A class in batches, here and on a cluster, has one log and one report."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from grader.mistakes import MISTAKES, RIGHT
from grader.submission import ROOT

pytestmark = pytest.mark.xdist_group('batches')
TASK = '7-early_stopping.py'
SIZE = 5  # submissions
# Dask opens ports; a process of its own is not kept from the network
ENVIRONMENT = {**{key: value for key, value in os.environ.items()
                  if not key.startswith('PYTEST_')},
               'PYTHONPATH': '.', 'DASK_LOGGING__DISTRIBUTED': 'info'}


@pytest.fixture(autouse=True)
def temporary(monkeypatch, tmp_path):
    """What Dask and a worker that is killed leave goes with the test."""
    monkeypatch.setitem(ENVIRONMENT, 'TMPDIR', str(tmp_path))


@pytest.fixture(scope='module')
def class_folder(tmp_path_factory):
    """Right and wrong answers to task 7, no two of them alike."""
    folder = tmp_path_factory.mktemp('class') / 'class'
    sources = [m.source.decode() for m in MISTAKES if m.task == 7]
    for number, source in zip(range(SIZE), [RIGHT[7], *sources, RIGHT[7]]):
        path = folder / f'learner {number}' / TASK
        path.parent.mkdir(parents=True)
        path.write_text(source + f'# {number}\n')
    return folder


def start(*arguments, module='grader', cwd=ROOT):
    """Start a module in a process of its own."""
    return subprocess.Popen(
        [sys.executable, '-m', module, *map(str, arguments)], cwd=cwd,
        text=True, env=ENVIRONMENT, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT)


def grade(class_folder, report, *options):
    """Grade the class to the end; return the exit code and what is said."""
    process = start(class_folder, f'--report={report}', '-m', 'task7',
                    *options)
    said = process.communicate(timeout=300)[0]
    return process.returncode, said


def results(report):
    """Return the results without the times; each check is there once."""
    found = json.loads((report / 'results.json').read_text())
    for submission in found['submissions']:
        checks = [record['check'] for record in submission['records']]
        assert len(checks) == len(set(checks)) == found['run']['checks']
        for record in submission['records']:
            del record['seconds']
    return found


@pytest.fixture(scope='module')
def whole(class_folder, tmp_path_factory):
    """The results of the class when one process grades it at once."""
    report = tmp_path_factory.mktemp('whole')
    done = subprocess.run(
        [sys.executable, '-c', 'import sys\nfrom grader import here\n'
         'from grader.__main__ import main\n'
         'here.batches = lambda numbers, *_: [numbers]\n'
         'sys.exit(main(sys.argv[1:]))', class_folder, f'--report={report}',
         '-m', 'task7', '-n0'], cwd=ROOT, env=ENVIRONMENT)
    assert done.returncode == 1
    return results(report)


def test_batches_come_to_the_same(class_folder, tmp_path, whole):
    """As if the class were graded at once."""
    code, said = grade(class_folder, tmp_path, '--batch=2', '-n2')
    assert code == 1, said
    assert f'{class_folder}: {SIZE} folders' in said
    assert f'{SIZE}/{SIZE} submissions' in said
    assert results(tmp_path) == whole


def wait_for(condition, process):
    """Wait until something is so, at most a minute."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.1)


def records_in(report):
    """Return how many records the log has."""
    log = report / 'checks.jsonl'
    return log.read_text().count('\n') - 1 if log.exists() else 0


def test_ctrl_c_ends_and_resume_goes_on(class_folder, tmp_path, whole):
    """What was graded is not graded again, and nothing is lost."""
    process = start(class_folder, f'--report={tmp_path}', '-m', 'task7',
                    '--batch=1', '-n2')
    wait_for(lambda: records_in(tmp_path) > 20, process)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 2
    assert said.endswith('stopped; to go on, add --resume\n')
    log = tmp_path / 'checks.jsonl'
    before = log.read_text()
    assert grade(class_folder, tmp_path, '--resume', '-n2')[0] == 1
    assert not list(tmp_path.glob('tmp*'))
    assert log.read_text().startswith(before)
    assert results(tmp_path) == whole


def test_without_a_cluster_dask_is_not_imported():
    """It is an optional requirement."""
    subprocess.run([sys.executable, '-c', 'import sys, grader.__main__\n'
                    'assert "dask" not in sys.modules'], cwd=ROOT,
                   env=ENVIRONMENT, check=True)


@pytest.fixture
def cluster(tmp_path):
    """A function that starts a scheduler and its workers, from a folder.

    It returns the scheduler's address, and the processes, scheduler first.
    """
    started = []

    def begin(workers, folder=ROOT):
        file = tmp_path / f'scheduler{len(started)}.json'
        one = [start('scheduler', '--port=0', '--host=127.0.0.1',
                     '--no-dashboard', f'--scheduler-file={file}',
                     module='dask')]
        started.extend(one)
        wait_for(file.exists, one[0])
        for _ in range(workers):
            one.append(start('worker', f'--scheduler-file={file}',
                             '--nworkers=1', '--nthreads=1', '--no-nanny',
                             '--no-dashboard', module='dask', cwd=folder))
            started.append(one[-1])
        for worker in one[1:]:
            assert any('Registered to' in line for line in worker.stdout)
        return json.loads(file.read_text())['address'], one

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_cluster_comes_to_the_same(class_folder, tmp_path, whole, cluster):
    """Also if a worker is killed in the middle; another does its batch."""
    address, (_, worker, _) = cluster(2)
    report = tmp_path / 'report'
    process = start(class_folder, f'--report={report}', '-m', 'task7',
                    '--batch=1', f'--cluster={address}')
    wait_for(lambda: records_in(report) > 0, process)
    worker.kill()
    said = process.communicate(timeout=300)[0]
    assert process.returncode == 1, said
    assert said.count(f': isolation: {whole["run"]["isolation"]}') == 2
    assert results(report) == whole


def test_a_cluster_goes_on(class_folder, tmp_path, whole, cluster):
    """After Ctrl-C, and with another scheduler when the first was killed."""
    address, (scheduler, _) = cluster(1)
    report, *options = tmp_path / 'report', '-m', 'task7', '--batch=1'
    for harm in (lambda: process.send_signal(signal.SIGINT), scheduler.kill):
        before = records_in(report)
        process = start(class_folder, f'--report={report}', *options,
                        f'--cluster={address}')
        wait_for(lambda: records_in(report) > before, process)
        harm()
        said = process.communicate(timeout=60)[0]
        assert process.returncode == 2 and 'to go on, add --resume' in said
        options.append('--resume')
    kept = (report / 'checks.jsonl').read_text()
    address, _ = cluster(1)
    assert grade(class_folder, report, '--resume',
                 f'--cluster={address}')[0] == 1
    assert (report / 'checks.jsonl').read_text().startswith(kept)
    assert results(report) == whole


def test_workers_that_differ_are_an_error(class_folder, tmp_path, cluster):
    """It names the worker, and both versions of the grader."""
    for name in 'tests', 'mains':
        shutil.copytree(ROOT / name, tmp_path / 'other' / name,
                        ignore=shutil.ignore_patterns('__pycache__'))
    for name in 'requirements.txt', 'tox.ini':
        shutil.copy(ROOT / name, tmp_path / 'other')
    (tmp_path / 'other/tests/oracles.py').write_text('# another')
    address, _ = cluster(1, tmp_path / 'other')
    code, said = grade(class_folder, tmp_path / 'report',
                       f'--cluster={address}')
    assert code == 2
    assert f'{address}: ' in said and ': grader ' in said
    assert 'as here' in said


def test_a_scheduler_that_does_not_answer_is_an_error(class_folder, tmp_path):
    """It names the address."""
    address = 'tcp://127.0.0.1:9'
    done = subprocess.run(
        [sys.executable, '-c', 'import sys\nfrom grader import cluster\n'
         'from grader.__main__ import main\ncluster.SECONDS = 1\n'
         'sys.exit(main(sys.argv[1:]))', class_folder,
         f'--report={tmp_path}', f'--cluster={address}'],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 2 and f'{address}: ' in done.stdout
