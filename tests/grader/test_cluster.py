"""A class on the workers of a Dask cluster comes to what it comes to here."""
import json
import shutil
import signal

import pytest

from command import (
    NAMES, ROOT, graded, results, run, start, wait_for, write_class)

pytestmark = pytest.mark.xdist_group('cluster')
OPTIONS = '--task=7', '--seed=1'
SIZE = len(NAMES)


@pytest.fixture(scope='module')
def class_folder(tmp_path_factory):
    """Right and wrong answers to task 7, no two of them alike."""
    folder = tmp_path_factory.mktemp('class') / 'class'
    write_class(folder, SIZE)
    return folder


@pytest.fixture(scope='module')
def whole(class_folder, tmp_path_factory):
    """The results of the class on this machine."""
    report = tmp_path_factory.mktemp('whole')
    code, printed = run(class_folder, f'--report={report}', *OPTIONS)
    assert code == 1, printed
    return results(report)


@pytest.fixture
def cluster(tmp_path):
    """A function that starts a scheduler and its workers, from a folder.

    It returns the scheduler's address, and the processes, scheduler first.
    """
    started = []

    def begin(workers, folder=ROOT):
        file = tmp_path / f'scheduler{len(started)}.json'
        where = {'TMPDIR': str(tmp_path),
                 'DASK_LOGGING__DISTRIBUTED': 'info'}
        one = [start('scheduler', '--port=0', '--host=127.0.0.1',
                     '--no-dashboard', f'--scheduler-file={file}',
                     module='dask', **where)]
        started.extend(one)
        wait_for(file.exists, one[0])
        for _ in range(workers):
            one.append(start('worker', f'--scheduler-file={file}',
                             '--nworkers=1', '--nthreads=1', '--no-nanny',
                             '--no-dashboard', module='dask', cwd=folder,
                             **where))
            started.append(one[-1])
        for worker in one[1:]:
            assert any('Registered to' in line for line in worker.stdout)
        return json.loads(file.read_text())['address'], one

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def test_a_cluster_comes_to_the_same(class_folder, tmp_path, whole, cluster):
    """Also if a worker is killed in the middle; another does its work."""
    address, (_, worker, _) = cluster(2)
    report = tmp_path / 'report'
    process = start(class_folder, f'--report={report}', *OPTIONS,
                    f'--cluster={address}')
    wait_for(lambda: graded(report) > 0, process)
    worker.kill()
    printed = process.communicate(timeout=300)[0]
    assert process.returncode == 1, printed
    assert printed.count(f': isolation: {whole[0]["isolation"]}') == 2
    assert results(report) == whole


@pytest.mark.long
def test_a_cluster_goes_on(class_folder, tmp_path, whole, cluster):
    """After Ctrl-C, and with another scheduler when the first was killed."""
    address, (scheduler, _) = cluster(1)
    report, options = tmp_path / 'report', list(OPTIONS)
    for harm in (lambda: process.send_signal(signal.SIGINT), scheduler.kill):
        before = graded(report)
        process = start(class_folder, f'--report={report}', *options,
                        f'--cluster={address}')
        wait_for(lambda: graded(report) > before, process)
        harm()
        printed = process.communicate(timeout=60)[0]
        assert process.returncode == 2, printed
        assert 'to go on, give the same command with --resume' in printed
        if '--resume' not in options:
            options.append('--resume')
    kept = (report / 'checks.jsonl').read_bytes()
    address, _ = cluster(1)
    code, printed = run(class_folder, f'--report={report}', *options,
                        f'--cluster={address}')
    assert code == 1, printed
    assert (report / 'checks.jsonl').read_bytes().startswith(kept)
    assert results(report) == whole


@pytest.mark.long
@pytest.mark.parametrize('text, words', [
    ('# another\n', (': grader ', 'as here')),
    ('import nothing_of_the_kind\n', ('expected scheduler and workers that',
                                      'nothing_of_the_kind'))])
def test_workers_that_differ_are_an_error(class_folder, tmp_path, cluster,
                                          text, words):
    """It names the worker, and both versions of the grader."""
    for name in 'grader', 'mains':
        shutil.copytree(ROOT / name, tmp_path / 'other' / name,
                        ignore=shutil.ignore_patterns('__pycache__'))
    with open(tmp_path / 'other' / 'grader' / 'tasks.py', 'a') as file:
        file.write(text)
    address, _ = cluster(1, tmp_path / 'other')
    code, printed = run(class_folder, f'--cluster={address}')
    assert code == 2, printed
    assert all(each in printed for each in words), printed
    assert 'Traceback (' not in printed
