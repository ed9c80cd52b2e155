"""The suite graded by files whose verdicts are known.

Right files pass, stubs fail, each mistake is caught under its own name, and
hostile files get their verdict while their neighbours still pass.
"""
import functools
import json
import os
import socket
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from grader.mistakes import MISTAKES, RIGHT
from grader.record import Log
from grader.submission import FILES, PARAMETERS, ROOT
from grader.right_answers import RIGHT_ANSWERS

# graded together, so that each class takes a few seconds
CLASSES = [(0, 7), (1,), (4,), (5,), (2,), (3,), (6,)]


def grade(folder, report, *options):
    """Grade a folder in a process of its own; return exit code and records."""
    environment = {key: value for key, value in os.environ.items()
                   if not key.startswith('PYTEST_')}
    environment['TMPDIR'] = str(Path(report).parent)
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', '-p', 'no:cacheprovider',
         f'--solutions={folder}', f'--report={report}', *options],
        cwd=ROOT, env=environment, capture_output=True, text=True)
    log = Log(Path(report, 'checks.jsonl'))
    return done.returncode, [
        {**asdict(record), 'submission': log.run['submissions'][
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
    """Write right answers in all styles, stubs, and every mistake once."""
    write(folder / 'stubs', {task: stub(task) for task in tasks})
    for name, style in STYLES.items():
        write(folder / name, {task: style[task] for task in tasks})
    by_task = {task: [m for m in MISTAKES if m.task == task] for task in tasks}
    for k in range(max(map(len, by_task.values()))):
        write(folder / f'mistake {k}', {
            task: b'"""With words."""\n' + mistakes[k].source
            if k < len(mistakes) else RIGHT[task]
            for task, mistakes in by_task.items()})


@pytest.fixture(scope='session')
def graded(tmp_path_factory):
    """A function of tasks: exit code and records of a class for these."""
    @functools.lru_cache(maxsize=None)
    def graded(tasks):
        folder = tmp_path_factory.mktemp('class')
        make_class(folder / 'class', tasks)
        return grade(folder / 'class', folder / 'report', '-m',
                     ' or '.join(f'task{task}' for task in tasks))
    return graded


def of(graded, submission, task):
    """Return a submission's records of a task, some there must be."""
    records = [record for record in graded[1]
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


@pytest.mark.parametrize('task', TASKS)
@pytest.mark.parametrize('name', STYLES)
def test_right_answers_pass(task, name, graded):
    """Every check of a right file passes, and earns its points."""
    for record in of(graded(class_of(task)), name, task):
        assert record['verdict'] == 'pass', record
        assert record['points'] == record['of']


@pytest.mark.parametrize('task', TASKS)
def test_stubs_fail(task, graded):
    """A function that does nothing earns no more than having its name."""
    records = of(graded(class_of(task)), 'stubs', task)
    assert {record['verdict'] for record in records} > {'pass', 'skipped'}
    assert sum(record['points'] for record in records) <= 1


@pytest.mark.parametrize('mistake', by_class(
    MISTAKES, lambda mistake: mistake.task), ids=lambda each: each.name)
def test_each_mistake_gets_its_own_name(mistake, graded):
    """The mistake is caught, and no miss is given another's name."""
    k = [m for m in MISTAKES if m.task == mistake.task].index(mistake)
    records = of(graded(class_of(mistake.task)), f'mistake {k}', mistake.task)
    misses = [record for record in records
              if record['verdict'] not in ('pass', 'skipped')]
    assert {record['mistake'] for record in misses} == {mistake.name}, misses


@pytest.mark.xdist_group(str(class_of(5)))
def test_a_class_with_misses_exits_with_one(graded):
    """Exit code 1 says that some work is wrong."""
    assert graded(class_of(5))[0] == 1


@pytest.mark.xdist_group(str(class_of(5)))
def test_the_readme_shows_what_a_miss_looks_like(graded):
    """Its example is what the grader says, line by line."""
    readme = (ROOT / 'README.md').read_text()
    for record in of(graded(class_of(5)), 'mistake 0', 5):
        if record['check'].startswith('test_keep_prob_one'):
            for line in [*record['message'].splitlines(), record['hint']]:
                assert line.strip() in readme
            assert f'task 5, wrong: {record["mistake"]}' in readme
            return
    raise AssertionError('the check of the example is gone')


def test_right_work_exits_with_zero(tmp_path):
    """Exit code 0 says that all is right; here with all it takes of task 7."""
    write(tmp_path / 'right', {7: RIGHT[7]})
    code, records = grade(tmp_path / 'right', tmp_path / 'report',
                          '-m', 'task7')
    assert code == 0 and {r['verdict'] for r in records} == {'pass'}


def test_nothing_to_grade_exits_with_two(tmp_path):
    """Exit code 2 says that the grader could not run."""
    done = subprocess.run(
        [sys.executable, '-m', 'pytest', f'--solutions={tmp_path}/nowhere'],
        cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert 'nowhere: expected a folder' in done.stderr


def test_a_killed_run_goes_on(tmp_path):
    """With --resume only what is not recorded yet is graded again."""
    write(tmp_path / 'class' / 'ann', {7: RIGHT[7]})
    write(tmp_path / 'class' / 'bob', {7: stub(7)})
    arguments = tmp_path / 'class', tmp_path / 'report', '-m', 'task0 or task7'
    _, records = grade(*arguments)
    log = tmp_path / 'report' / 'checks.jsonl'
    lines = log.read_text().splitlines(keepends=True)
    log.write_text(''.join(lines[:len(lines) // 2]) + lines[-1][:30])
    code, resumed = grade(*arguments, '--resume')
    results = json.loads((tmp_path / 'report' / 'results.json').read_text())
    assert code == 1
    written = [{**record, 'submission': results['run']['submissions'][
        record['submission']]} for record in results['records']]
    assert resumed == written
    assert outcomes(resumed) == outcomes(records)


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


RIGHT_7 = RIGHT[7]
PORT = 20000 + os.getpid() % 10000  # another for each run of the suite
HOSTILE = {  # name: (source of task 7, verdicts that its checks may have)
    'loops': (RIGHT_7.replace('    if', '    while True: pass\n    if'),
              'timeout'),
    'loops and swallows': ('''
import signal
def early_stopping(cost, opt_cost, threshold, patience, count):
    for name in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(name, signal.SIG_IGN)
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
''', 'timeout'),
    'sleeps at import': ('import time\ntime.sleep(1000)\n' + RIGHT_7,
                         'timeout'),
    'exits at import': ('import os\nos._exit(0)\n' + RIGHT_7, 'exited'),
    'exits': (RIGHT_7.replace('    if', '    import sys\n    sys.exit()\n'
                              '    if'), 'exited'),
    'raises at exit': ('import atexit\natexit.register(lambda: 1 / 0)\n'
                       + RIGHT_7, 'pass'),
    'segmentation fault': (RIGHT_7.replace(
        '    if', '    import ctypes\n    ctypes.string_at(0)\n    if'),
        'error'),
    'recursion': (RIGHT_7.replace('    if', '    return early_stopping('
                                  'cost, opt_cost, 1, 2, 3)\n    if'),
                  'error'),
    '50 GB': (RIGHT_7.replace('    if', '    b"x" * (50 << 30)\n    if'),
              'memory'),
    'fork bomb': ('import os\nfor _ in range(8):\n    os.fork()\n' + RIGHT_7,
                  'pass error exited timeout'),
    'leaves a thread': ('import threading\nthreading.Thread(target=lambda: '
                        '[0 for _ in iter(int, 1)]).start()\n' + RIGHT_7,
                        'pass'),
    'leaves a process': (RIGHT_7.replace(
        '    if', '    import os, time\n    if not os.fork():\n'
        '        os.setsid()\n        os.fork()\n        time.sleep(1000)\n'
        '    if'), 'pass'),
    'prints': (RIGHT_7.replace('    if', '    print("line\\n" * 250000)\n'
                               '    if'), 'pass'),
    'reads': (RIGHT_7.replace('    if', '    input()\n    if'), 'error'),
    'patches': ('''
import builtins
import numpy as np
np.testing.assert_allclose = np.random.seed = lambda *_, **__: None
builtins.print = builtins.abs = np.abs = lambda *_: 0
def early_stopping(cost, opt_cost, threshold, patience, count):
    return False, 0
''', 'pass wrong'),
    'deletes': (f'''
import glob, os, shutil
for path in ['.', '/tmp', {str(ROOT)!r}]:
    for name in glob.glob(path + '/*') if os.environ.get('HOME') else []:
        try:
            open(name + '/forged', 'w').close()
        except OSError:
            pass
''' + RIGHT_7, 'pass'),
    'forges a result': ('''
import json, os
with open('answer', 'w') as file:
    json.dump({'verdict': 'pass', 'points': 1000}, file)
os._exit(0)
''', 'exited'),
    'forges evidence': ('''
import os
tree = b'{"dict": [["value", 5], ["args", null]]}'
with open('answer', 'wb') as file:
    file.write(len(tree).to_bytes(8, 'big') + tree)
os._exit(0)
''', 'error wrong'),
    'opens a port': ('import socket, os\nif not os.fork():\n    try:\n'
                     '        socket.create_server(("127.0.0.1", '
                     f'{PORT})).accept()\n'
                     '    finally:\n        os._exit(0)\n' + RIGHT_7, 'pass'),
    'moves': ('import os\nos.chdir("/")\nos.environ.clear()\n' + RIGHT_7,
              'pass'),
    'lies': ('''
class Liar:
    def __eq__(self, other):
        return True
    def __array__(self, *_):
        return 1
def early_stopping(cost, opt_cost, threshold, patience, count):
    return Liar()
''', 'wrong'),
    'returns NaN': (stub(7).replace('pass', 'return float("nan"), 1'),
                    'wrong'),
    'returns a string': (stub(7).replace('pass', 'return "(False, 1)"'),
                         'wrong'),
    'returns itself': ('''
def early_stopping(cost, opt_cost, threshold, patience, count):
    pair = []
    pair.append(pair)
    return pair
''', 'error'),
    '10,000 arguments': ('def early_stopping({}):\n    pass\n'.format(
        ', '.join(f'a{i}' for i in range(10000))), 'wrong'),
    'syntax': ('def early_stopping(:\n', 'error'),
    'tabs': ('def f():\n\tif 1:\n        pass\n', 'error'),
    'byte order mark': (b'\xef\xbb\xbf' + RIGHT_7.encode(), 'pass'),
    'Windows lines': (RIGHT_7.replace('\n', '\r\n'), 'pass'),
    'empty': ('', 'missing'),
    'null bytes': (b'\0' * 100, 'error'),
    '100 MB': (b'#' * (100 << 20), 'error'),
    'imports solutions': ('from solution import *\nfrom mistakes import RIGHT'
                          '\n', 'error')}


HANGING = [name for name in HOSTILE if HOSTILE[name][1] == 'timeout']
OTHERS = [name for name in HOSTILE if name not in HANGING]


def hostile(tmp_path_factory, names):
    """Grade hostile files between two good ones; return records, folder."""
    folder = tmp_path_factory.mktemp('hostile') / 'class'
    write(folder / 'a good neighbour', {7: RIGHT_7})
    for name in names:
        write(folder / name, {7: HOSTILE[name][0]})
    write(folder / 'z good neighbour', {7: RIGHT_7})
    (folder / 'folder' / '7-early_stopping.py').mkdir(parents=True)
    (folder / 'link').mkdir()
    (folder / 'link' / '7-early_stopping.py').symlink_to(
        folder / 'a good neighbour' / '7-early_stopping.py')
    write(folder / 'capitals', {})
    (folder / 'capitals' / '7-Early_Stopping.py').write_text(RIGHT_7)
    before = census(folder)
    graded = grade(folder, folder.parent / 'report', '-m', 'task7',
                   '-n', '2', '--dist', 'loadgroup')
    assert census(folder) == before
    return (*graded, str(folder.parent))


@pytest.fixture(scope='session')
def hanging_class(tmp_path_factory):
    """The records of a class with files that do not end."""
    return hostile(tmp_path_factory, HANGING)


@pytest.fixture(scope='session')
def hostile_class(tmp_path_factory):
    """The records of a class with files hostile in other ways."""
    return hostile(tmp_path_factory, OTHERS)


def census(folder):
    """Return the files that a class must leave as they were."""
    return {path: path.lstat().st_mtime_ns
            for place in (folder, ROOT / 'tests', ROOT / 'mains')
            for path in place.rglob('*') if '__pycache__' not in path.parts}


@pytest.mark.xdist_group('hanging_class')
@pytest.mark.parametrize('name', HANGING + ['a good neighbour'])
def test_files_that_hang_are_stopped(hanging_class, name):
    """Each costs one check, and its neighbours nothing."""
    verdicts = [record['verdict'] for record in of(hanging_class, name, 7)]
    assert verdicts.count('timeout') == (name in HANGING)
    assert set(verdicts) <= {'pass', 'skipped', 'timeout'}


@pytest.mark.xdist_group('hostile_class')
@pytest.mark.parametrize('name', OTHERS)
def test_hostile_files_get_their_verdict(hostile_class, name):
    """And nothing else: no other verdict, no record that is missing."""
    verdicts = {record['verdict'] for record in of(hostile_class, name, 7)}
    expected = HOSTILE[name][1].split()
    if expected == ['pass']:
        assert verdicts == {'pass'}
    else:
        assert verdicts & set(expected)
        assert verdicts <= {'pass', 'skipped', *expected}


@pytest.mark.xdist_group('hostile_class')
@pytest.mark.parametrize('name', ['folder', 'link', 'capitals'])
def test_what_is_no_file_of_its_own_is_missing(hostile_class, name):
    """A folder, a link to a neighbour, and a name with other capitals."""
    verdicts = {record['verdict'] for record in of(hostile_class, name, 7)}
    assert verdicts == {'missing', 'skipped'}


@pytest.mark.xdist_group('hostile_class')
@pytest.mark.parametrize('name', ['a good neighbour', 'z good neighbour'])
def test_good_neighbours_still_pass(hostile_class, name):
    """Whatever the others do, right files get all their points."""
    for record in of(hostile_class, name, 7):
        assert record['verdict'] == 'pass'


@pytest.mark.xdist_group('hostile_class')
def test_hostile_files_leave_no_process_and_no_port(hostile_class, sockets):
    """Nothing that they have started is still there."""
    with pytest.raises(OSError):
        socket.create_connection(('127.0.0.1', PORT), 1)
    for environment in Path('/proc').glob('[0-9]*/environ'):
        try:
            assert hostile_class[2] not in environment.read_text()
        except OSError:
            pass  # it has ended, or is not ours
