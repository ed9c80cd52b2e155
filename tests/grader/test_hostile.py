"""Hostile files: each gets its verdict, and its neighbours lose nothing.

They are not run where nothing isolates them from the user's own files.
"""
import socket
from pathlib import Path

import pytest

from grader import engine, sandbox
from hostile_files import HOSTILE, PORT, RIGHT_7, ROOT
from made_up import write

HANGING = [name for name in HOSTILE if HOSTILE[name][1] == 'timeout']
OTHERS = [name for name in HOSTILE if name not in HANGING]
NEIGHBOURS = ['a good neighbour', 'n good neighbour', 'z good neighbour']
LEVELS = [pytest.param(level, marks=[
    pytest.mark.xdist_group(level),
    *([pytest.mark.long] if level != sandbox.best_isolation() else [])])
    for level in ('bubblewrap', 'landlock')]


def graded_class(tmp_path_factory, level, names):
    """Grade hostile files among good ones; return {name: Results}, folder."""
    try:
        sandbox.refuse_untrusted(level, '')
        sandbox.trial(level)
    except OSError as reason:
        pytest.skip(str(reason))
    folder = tmp_path_factory.mktemp('hostile') / 'class'
    for name in NEIGHBOURS:
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
    with sandbox.sandboxes(level) as boxes:
        results = {path.name: engine.grade(path, boxes, 0, 7)
                   for path in sorted(folder.iterdir())}
    assert census(folder) == before
    return results, str(folder.parent)


@pytest.fixture(scope='session')
def hanging_class(tmp_path_factory):
    """The Results of a class with files that do not end.

    They are stopped after 0.3 seconds, which is as right as after five.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sandbox.SECONDS, 'numpy', 0.3)
        return graded_class(tmp_path_factory, sandbox.best_isolation(),
                            HANGING)[0]


@pytest.fixture(scope='session', params=LEVELS)
def hostile_class(request, tmp_path_factory):
    """The Results of a class with files hostile in other ways."""
    return graded_class(tmp_path_factory, request.param, OTHERS)


def census(folder):
    """Return the files that a class must leave as they were.

    A folder may get its __pycache__ meanwhile, by another test.
    """
    return {path: (path.lstat().st_mode,
                   path.is_dir() or path.lstat().st_mtime_ns)
            for top in (folder, ROOT / 'tests', ROOT / 'mains',
                        ROOT / 'grader')
            for path in [top, *top.rglob('*')]
            if '__pycache__' not in path.parts}


def verdicts_of(results):
    """Return the verdicts of task 7, one for each check."""
    return [result.verdict for result in results if result.task == 7]


@pytest.mark.xdist_group('hanging')
@pytest.mark.parametrize('name', HANGING)
def test_files_that_hang_are_stopped(hanging_class, name):
    """Each costs two checks at most."""
    verdicts = verdicts_of(hanging_class[name])
    assert 1 <= verdicts.count('timeout') <= 2
    assert set(verdicts) <= {'pass', 'skipped', 'timeout'}


@pytest.mark.parametrize('name', OTHERS)
def test_hostile_files_get_their_verdict(hostile_class, name):
    """And nothing else: no other verdict."""
    verdicts = set(verdicts_of(hostile_class[0][name]))
    expected = HOSTILE[name][1].split()
    if expected == ['pass']:
        assert verdicts == {'pass'}
    else:
        assert verdicts & set(expected)
        assert verdicts <= {'pass', 'skipped', 'advice', *expected}


def test_a_message_is_one_line_in_its_own_order(hostile_class):
    """It can neither look like a line of ours nor be read backwards."""
    texts = [result.failure.message
             for result in hostile_class[0]['turns its message around']
             if result.failure]
    assert any('right' in text or 'thgir' in text for text in texts)
    assert not any('\n' in text or '\u202e' in text for text in texts)


@pytest.mark.parametrize('name', ['folder', 'link', 'capitals'])
def test_what_is_no_file_of_its_own_is_missing(hostile_class, name):
    """A folder, a link to a neighbour, and a name with other capitals."""
    assert set(verdicts_of(hostile_class[0][name])) == {'missing', 'skipped'}


@pytest.mark.parametrize('name', NEIGHBOURS)
def test_good_neighbours_still_pass(hostile_class, name):
    """Whatever the others do, right files get all their points."""
    assert set(verdicts_of(hostile_class[0][name])) == {'pass'}


@pytest.mark.xdist_group('hanging')
@pytest.mark.parametrize('name', NEIGHBOURS)
def test_neighbours_of_files_that_hang_still_pass(hanging_class, name):
    """They wait, and get all their points."""
    assert set(verdicts_of(hanging_class[name])) == {'pass'}


def test_hostile_files_leave_no_process_and_no_port(hostile_class, sockets):
    """Nothing that they have started is still there."""
    with pytest.raises(OSError):
        socket.create_connection(('127.0.0.1', PORT), 1)
    for environment in Path('/proc').glob('[0-9]*/environ'):
        try:
            assert hostile_class[1] not in environment.read_text()
        except OSError:
            pass  # it has ended, or is not ours
