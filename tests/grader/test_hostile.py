"""Hostile files: each gets its verdict, and its neighbours lose nothing.

They are not run where nothing holds them back from the user's own files.
"""
import socket
from pathlib import Path

import pytest

from grader import sandbox
from hostile_files import HOSTILE, PORT, RIGHT_7
from grader.submission import ROOT
from grader.test_grading import grade, grade_apart, of, records_in, write

HANGING = [name for name in HOSTILE if HOSTILE[name][1] == 'timeout']
OTHERS = [name for name in HOSTILE if name not in HANGING]
NEIGHBOURS = ['a good neighbour', 'n good neighbour', 'z good neighbour']
CLASSES = [pytest.param(level, marks=pytest.mark.xdist_group(level))
           for level in ('bubblewrap', 'landlock')]


def hostile(tmp_path_factory, level, names, grade=grade_apart):
    """Grade hostile files among good ones; return code, records, folder."""
    try:
        sandbox.refuse_untrusted(level, '')
        sandbox.trial(level)
    except OSError as reason:
        pytest.skip(str(reason))
    folder = tmp_path_factory.mktemp('hostile') / 'class'
    for name in NEIGHBOURS:  # no two alike: no answer is kept for the next
        write(folder / name, {7: f'{RIGHT_7}# {name}\n'})
    for name in names:
        write(folder / name, {7: HOSTILE[name][0]})
    (folder / 'folder' / '7-early_stopping.py').mkdir(parents=True)
    (folder / 'link').mkdir()
    (folder / 'link' / '7-early_stopping.py').symlink_to(
        folder / NEIGHBOURS[0] / '7-early_stopping.py')
    write(folder / 'capitals', {})
    (folder / 'capitals' / '7-Early_Stopping.py').write_text(RIGHT_7)
    before = census(folder)
    graded = grade(folder, folder.parent / 'report', '-m', 'task7',
                   f'--isolation={level}')
    assert census(folder) == before
    assert not list(folder.parent.glob('tmp*'))
    return (*graded, str(folder.parent))


@pytest.fixture(scope='session')
def hanging_class(tmp_path_factory):
    """The records of a class with files that do not end.

    They are stopped after 0.3 seconds, which is as right as after five.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sandbox.SECONDS, 'numpy', 0.3)
        return hostile(tmp_path_factory, sandbox.best_isolation(), HANGING,
                       grade)


@pytest.fixture(scope='session', params=CLASSES)
def hostile_class(request, tmp_path_factory):
    """The records of a class with files hostile in other ways."""
    return hostile(tmp_path_factory, request.param, OTHERS)


def census(folder):
    """Return the files that a class must leave as they were.

    A folder may get its __pycache__ meanwhile, by another test.
    """
    return {path: (path.lstat().st_mode,
                   path.is_dir() or path.lstat().st_mtime_ns)
            for place in (folder, ROOT / 'tests', ROOT / 'mains')
            for path in [place, *place.rglob('*')]
            if '__pycache__' not in path.parts}


@pytest.mark.xdist_group('hanging')
@pytest.mark.parametrize('name', HANGING)
def test_files_that_hang_are_stopped(hanging_class, name):
    """Each costs two checks at most."""
    verdicts = [record['verdict'] for record in of(hanging_class[1], name, 7)]
    assert 1 <= verdicts.count('timeout') <= 2
    assert set(verdicts) <= {'pass', 'skipped', 'timeout'}


@pytest.mark.parametrize('name', OTHERS)
def test_hostile_files_get_their_verdict(hostile_class, name):
    """And nothing else: no other verdict, no record that is missing."""
    verdicts = {record['verdict'] for record in of(hostile_class[1], name, 7)}
    expected = HOSTILE[name][1].split()
    if expected == ['pass']:
        assert verdicts == {'pass'}
    else:
        assert verdicts & set(expected)
        assert verdicts <= {'pass', 'skipped', 'advice', *expected}


def test_a_message_is_one_line_in_its_own_order(hostile_class):
    """It can neither look like a line of ours nor be read backwards."""
    for record in of(hostile_class[1], 'turns its message around', 7):
        assert '\n' not in record['message']
        assert '\u202e' not in record['message']


@pytest.mark.parametrize('name', ['folder', 'link', 'capitals'])
def test_what_is_no_file_of_its_own_is_missing(hostile_class, name):
    """A folder, a link to a neighbour, and a name with other capitals."""
    verdicts = {record['verdict'] for record in of(hostile_class[1], name, 7)}
    assert verdicts == {'missing', 'skipped'}


@pytest.mark.parametrize('name', NEIGHBOURS)
def test_good_neighbours_still_pass(hostile_class, name):
    """Whatever the others do, right files get all their points."""
    for record in of(hostile_class[1], name, 7):
        assert record['verdict'] == 'pass'


@pytest.mark.xdist_group('hanging')
@pytest.mark.parametrize('name', NEIGHBOURS)
def test_neighbours_of_files_that_hang_still_pass(hanging_class, name):
    """They wait, and get all their points."""
    for record in of(hanging_class[1], name, 7):
        assert record['verdict'] == 'pass'


def test_hostile_files_leave_no_process_and_no_port(hostile_class, sockets):
    """Nothing that they have started is still there; the class is graded."""
    assert hostile_class[0] == 1
    with pytest.raises(OSError):
        socket.create_connection(('127.0.0.1', PORT), 1)
    for environment in Path('/proc').glob('[0-9]*/environ'):
        try:
            assert hostile_class[2] not in environment.read_text()
        except OSError:
            pass  # it has ended, or is not ours


@pytest.mark.xdist_group('hanging')
def test_files_that_are_slow_to_read_are_stopped(tmp_path, sandboxes,
                                                 monkeypatch):
    """The written rules read a file where it costs nobody else time."""
    monkeypatch.setitem(sandbox.SECONDS, 'numpy', 1)
    write(tmp_path / 'spaces', {7: 'x = ' + ' ' * 60000 + '1\n'})
    write(tmp_path / 'imports', {7: 'import q\n' * 2000})
    write(tmp_path / 'sum', {7: 'x = ' + '1 + ' * 3000 + '1\n'})
    write(tmp_path / 'nothing', {7: ''})
    write(tmp_path / 'neighbour', {7: RIGHT_7})
    records = records_in(tmp_path, sandboxes)
    verdicts = {(record['submission'], record['check']): record['verdict']
                for record in records}
    assert verdicts['spaces', 'test_style'] == 'timeout'
    assert verdicts['imports', 'test_no_unused_import'] == 'wrong'
    assert verdicts['sum', 'test_style'] in ('error', 'wrong')
    assert verdicts['nothing', 'test_documentation'] == 'wrong'
    assert verdicts['neighbour', 'test_no_unused_import'] == 'pass'
    assert max(record['seconds'] for record in records) < 12
