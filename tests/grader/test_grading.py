"""Right files pass, stubs fail, each mistake is caught by its own name."""
import functools
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from grader import in_process
from grader.__main__ import main
from grader.mistakes import CONSTANT, MISTAKES, RIGHT
from grader.record import Log
from right_answers import RIGHT_ANSWERS
from grader.sandbox import best_isolation
from grader.statement import FILES, PARAMETERS
from grader.submission import ROOT

# graded together, so that each class takes a few seconds
CLASSES = [(0, 7), (1,), (4,), (5,), (2,), (3,), (6,)]


def grade(folder, report, *options):
    """Grade a folder in this process; return exit code and records."""
    code = main([str(folder), f'--report={report}', '-n0',
                 f'--isolation={best_isolation()}', *options])
    return code, records_of(report)


def grade_apart(folder, report, *options):
    """Grade a folder in a process of its own, which leaves nothing behind."""
    done = subprocess.run(
        [sys.executable, '-m', 'grader', str(folder), f'--report={report}',
         '-n0', f'--isolation={best_isolation()}', *options], cwd=ROOT,
        env={**os.environ, 'PYTHONPATH': '.',
             'TMPDIR': str(Path(report).parent)},
        capture_output=True, text=True)
    return done.returncode, records_of(report)


def records_of(report):
    """Return the records of a report, with the names of the submissions."""
    log = Log(Path(report, 'checks.jsonl'))
    return [{**asdict(record), 'submission': log.run['submissions'][
        record.submission]} for record in log.all_records()]


def write(folder, sources):
    """Write a submission's files, by task."""
    folder.mkdir(parents=True)
    for task, source in sources.items():
        path = folder / f'{FILES[task][0]}.py'
        path.write_bytes(source if isinstance(source, bytes)
                         else source.encode())
        path.chmod(0o755)


def stub(task):
    """Return a file that has the function and does nothing."""
    return f'def {FILES[task][1]}({", ".join(PARAMETERS[task])}):\n    pass\n'


def make_class(folder, tasks):
    """Write every right answer, every mistake once, stubs, and constants."""
    write(folder / 'stubs', {task: stub(task) for task in tasks})
    write(folder / 'constants', {task: stub(task).replace(
        'pass', 'return 12.5' if task == 0 else 'return False, 0')
        for task in tasks if task in (0, 7)})
    for task in tasks:
        for name, source in RIGHT_ANSWERS[task].items():
            write(folder / f'{task} {name}', {task: source})
        for k, mistake in enumerate(mistakes_of(task)):
            write(folder / f'{task} mistake {k}',
                  {task: b'"""With words."""\n' + mistake.source})


def mistakes_of(task):
    """Return the known mistakes of a task."""
    return [mistake for mistake in MISTAKES if mistake.task == task]


@pytest.fixture(scope='session')
def graded(tmp_path_factory, sandboxes):
    """A function of tasks: the records of a class for these."""
    @functools.lru_cache(maxsize=None)
    def graded(tasks):
        folder = tmp_path_factory.mktemp('class')
        make_class(folder, tasks)
        return records_in(folder, sandboxes,
                          ' or '.join(f'task{task}' for task in tasks))
    return graded


def records_in(folder, sandboxes, mark=''):
    """Return the records of a folder of folders, with their names."""
    folders = {number: (path.name, os.fsencode(path))
               for number, path in enumerate(folder.iterdir())}
    return [{**record, 'submission': folders[record['submission']][0]}
            for record in in_process.grade(folders, sandboxes, mark)]


def of(records, submission, task):
    """Return a submission's records of a task, some there must be."""
    records = [record for record in records
               if (record['submission'], record['task']) == (submission, task)]
    assert records
    return records


def class_of(task):
    """Return the tasks of which a task is graded together."""
    return next(tasks for tasks in CLASSES if task in tasks)


def by_class(cases, task_of):
    """Return parameters such that one process grades a class for them all."""
    return [pytest.param(case, marks=pytest.mark.xdist_group(
        str(class_of(task_of(case))))) for case in cases]


TASKS = by_class(FILES, lambda task: task)


def misses(records):
    """Return the records of checks that cost points."""
    return [record for record in records
            if record['verdict'] not in ('pass', 'skipped', 'advice')]


@pytest.mark.parametrize('task, name', [
    pytest.param(task, name, marks=pytest.mark.xdist_group(
        str(class_of(task))))
    for task in FILES for name in RIGHT_ANSWERS[task]])
def test_right_answers_pass(task, name, graded):
    """Every graded check of a right file passes, and earns its points.

    One that draws from another stream than the published example misses that
    example, if its draws are compared at all, and is told why.
    """
    records = of(graded(class_of(task)), f'{task} {name}', task)
    missed = misses(records)
    if any('Received: regularizer=<function' in record['message']
           for record in missed):
        pytest.skip('this Keras 3 takes no function for a penalty')
    if 'stream' in name:
        missed = [record for record in missed if not (
            record['clause'].startswith('the published output')
            and 'right, but drawn from another stream' in record['message'])]
        assert len(misses(records)) - len(missed) <= 1
    assert not missed
    assert not any(record['mistake'] for record in records)


@pytest.mark.parametrize('task', TASKS)
def test_there_are_eight_right_answers(task):
    """Written as differently as people write, beside ours."""
    assert len({*RIGHT_ANSWERS[task].values()}) >= 9


@pytest.mark.parametrize('task', TASKS)
def test_stubs_fail(task, graded):
    """A function that does nothing earns no more than having its name."""
    records = of(graded(class_of(task)), 'stubs', task)
    assert misses(records)
    assert sum(record['points'] for record in records) <= 1


@pytest.mark.parametrize('mistake', by_class(
    MISTAKES, lambda mistake: mistake.task),
    ids=lambda mistake: f'{mistake.task} {mistake.name}')
def test_each_mistake_gets_its_own_name(mistake, graded):
    """The mistake is caught, and no miss is given another's name."""
    k = mistakes_of(mistake.task).index(mistake)
    missed = misses(of(graded(class_of(mistake.task)),
                       f'{mistake.task} mistake {k}', mistake.task))
    assert {record['mistake'] for record in missed} == {mistake.name}, missed


@pytest.mark.parametrize('task', by_class([0, 7], lambda task: task))
def test_a_constant_is_called_one(task, graded):
    """Whatever comes in, the same comes out."""
    records = of(graded(class_of(task)), 'constants', task)
    assert {record['mistake'] for record in misses(records)} == {
        CONSTANT.name}


@pytest.mark.parametrize('task', TASKS)
def test_every_graded_check_rests_on_a_clause(task, graded):
    """What rests on none is worth nothing: that is advice."""
    for record in of(graded(class_of(task)), 'stubs', task):
        assert record['clause'] or record['of'] == 0, record


def test_right_work_exits_with_zero(tmp_path):
    """Exit code 0 says that all is right; here with all it takes of task 7."""
    write(tmp_path / 'right', {7: RIGHT[7]})
    code, records = grade(tmp_path / 'right', tmp_path / 'report',
                          '-m', 'task7')
    assert code == 0 and {r['verdict'] for r in records} == {'pass'}


def test_nothing_to_grade_exits_with_two(tmp_path):
    """Exit code 2 says that the grader could not run.

    Here pytest was asked; it grades as `make grade` does.
    """
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', f'--solutions={tmp_path}/nowhere'],
        cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert 'nowhere: expected a folder' in done.stderr


def test_pytest_says_what_it_does_not_grade_by(tmp_path):
    """It grades whole tasks, and does not pass over what else is asked."""
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', f'--solutions={tmp_path}', '-k',
         'biases'], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 4
    assert 'expected at most -m task4, received -k' in done.stderr


def test_a_killed_run_goes_on(tmp_path):
    """With --resume only what is not recorded yet is graded again.

    Exit code 1 says that some work is wrong.
    """
    write(tmp_path / 'class' / 'ann', {7: RIGHT[7]})
    write(tmp_path / 'class' / 'bob', {})
    arguments = tmp_path / 'class', tmp_path / 'report', '-m', 'task7'
    _, records = grade(*arguments)
    log = tmp_path / 'report' / 'checks.jsonl'
    lines = log.read_text().splitlines(keepends=True)
    log.write_text(''.join(lines[:len(lines) // 2]) + lines[-1][:30])
    code, resumed = grade(*arguments, '--resume')
    results = json.loads((tmp_path / 'report' / 'results.json').read_text())
    assert code == 1
    written = [{**record, 'submission': each['submission']}
               for each in results['submissions']
               for record in each['records']]
    assert resumed == written
    assert outcomes(resumed) == outcomes(records)


def test_each_part_of_a_class_has_the_same_names(tmp_path, sandboxes,
                                                 monkeypatch):
    """C keeps all values of PYTEST_CURRENT_TEST: new ones fill the memory."""
    names = []
    monkeypatch.setattr(
        in_process.Lender, 'pytest_runtest_logreport',
        lambda self, report: names[-1].add(report.nodeid))
    for number in 3, 8:
        names.append(set())
        in_process.grade({number: ('ann', os.fsencode(tmp_path))}, sandboxes,
                         'task7')
    assert names[0] == names[1] != set()


def outcomes(records):
    """Return each check's name and verdict."""
    return [(r['submission'], r['task'], r['check'], r['verdict'])
            for r in records]


def test_each_mistake_points_to_a_section_of_the_readme():
    """A hint leads somewhere."""
    headings = [line.lstrip('# ') for line in (
        ROOT / 'README.md').read_text().splitlines() if line.startswith('#')]
    for mistake in MISTAKES:
        assert any(heading.startswith(mistake.section)
                   for heading in headings), mistake
