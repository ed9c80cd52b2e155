"""Hostile files: each gets its verdict, and its neighbours lose nothing."""
import os
import socket
from pathlib import Path

import pytest

from grader.mistakes import RIGHT
from grader.submission import ROOT
from grader.test_grading import grade, of, stub, write

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
