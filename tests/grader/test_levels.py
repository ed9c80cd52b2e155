"""Which level of isolation is chosen, its description, what it refuses."""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def levels(monkeypatch):
    """The module of the levels, which are tried anew here."""
    from grader.sandbox import levels
    levels.trial.cache_clear()
    yield levels
    monkeypatch.undo()
    levels.trial.cache_clear()


@pytest.mark.parametrize('script, reason', [
    (None, 'bubblewrap: is not installed'),
    ('echo bwrap: No permissions to create a namespace >&2; exit 1',
     'bubblewrap: bwrap: No permissions to create a namespace')])
def test_without_bubblewrap_landlock_is_taken(levels, monkeypatch, tmp_path,
                                              script, reason):
    """It is missing, or fails as in a container; the first line says why."""
    if script:
        (tmp_path / 'bwrap').write_text(f'#!/bin/sh\n{script}\n')
        (tmp_path / 'bwrap').chmod(0o755)
    monkeypatch.setenv('PATH', str(tmp_path))
    try:
        levels.trial('landlock')
    except OSError as none:
        pytest.skip(str(none))
    assert levels.choose() == (
        'landlock', 'isolation: landlock; isolated: files, network, other '
        f'processes, memory ({reason})')


def test_a_class_needs_a_level_that_isolates_files(levels, monkeypatch):
    """Else it is asked for by name; as root, the first line says so."""
    monkeypatch.setattr(levels, 'choose', lambda: ('limits', 'because'))
    for level in 'bubblewrap', 'landlock':
        levels.refuse_untrusted(level, 'auto')
    with pytest.raises(OSError, match='add --isolation=limits .because'):
        levels.refuse_untrusted('limits', 'auto')
    levels.refuse_untrusted('limits', 'limits')
    monkeypatch.setattr(levels, 'trial', lambda level: {
        'user': False, 'filter': False})
    monkeypatch.setattr(os, 'geteuid', lambda: 0)
    assert levels.describe('limits') == (
        'isolation: limits AS ROOT, since others cannot read the libraries; '
        'not isolated: files, network, other processes, memory')


@pytest.mark.parametrize('level', ['bubblewrap', 'landlock'])
def test_a_python_reached_through_links_is_isolated_as_well(levels, tmp_path,
                                                        level):
    """An environment made from a link in a folder of links."""
    try:
        levels.trial(level)
    except OSError as reason:
        pytest.skip(str(reason))
    packages = Path(np.__file__).parents[1]
    library = tmp_path / 'env' / 'lib' / packages.parent.name
    for folder in tmp_path / 'links', tmp_path / 'env' / 'bin', library:
        folder.mkdir(parents=True)
    python = tmp_path / 'env' / 'bin' / 'python'
    (tmp_path / 'links' / 'python3').symlink_to(sys._base_executable)
    python.symlink_to('../../links/python3')
    (library / 'site-packages').symlink_to(packages)
    (tmp_path / 'env' / 'pyvenv.cfg').write_text(f'home = {tmp_path}/links\n')
    done = subprocess.run(
        [python, '-c', 'import sys\nfrom grader.sandbox import levels\n'
         f'levels.trial("{level}")\nprint(sys.prefix)'], text=True,
        env={**os.environ, 'PYTHONPATH': str(ROOT)},
        stdout=subprocess.PIPE, check=True)
    assert done.stdout == f'{tmp_path}/env\n'


@pytest.mark.parametrize('level', ['bubblewrap', 'landlock'])
def test_a_grader_among_the_libraries_is_hidden(levels, tmp_path, level):
    """Where a child reads all that lies around it."""
    try:
        levels.trial(level)
    except OSError as reason:
        pytest.skip(str(reason))
    environment = tmp_path / 'env'
    (environment / 'bin').mkdir(parents=True)
    (environment / 'bin' / 'python').symlink_to(sys._base_executable)
    (environment / 'pyvenv.cfg').write_text(
        f'home = {Path(sys._base_executable).parent}\n')
    packages = Path(np.__file__).parents[1]
    folder = environment / 'lib' / packages.parent.name
    folder.mkdir(parents=True)
    (folder / 'site-packages').symlink_to(packages)
    checkout = environment / 'lib' / 'deep' / 'checkout'
    shutil.copytree(ROOT / 'grader', checkout / 'grader')
    (checkout / 'answer.py').write_text('X = 5')
    (checkout.parent / 'library.py').write_text('X = 5')
    done = subprocess.run([environment / 'bin' / 'python', '-c', f'''
import json
from grader import sandbox
source = b"def f(*paths):" + b"""
    found = []
    for path in paths:
        try:
            found.append(open(path).read(5))
        except OSError:
            found.append(None)
    return found"""
with sandbox.sandboxes("{level}") as boxes:
    print(json.dumps(boxes["numpy"].run("task", source, "call", [
        "f", "{checkout}/grader/mistakes.py", "{checkout}/answer.py",
        "{checkout.parent}/library.py"]).value))
for folder in "{checkout}", "{tmp_path}":
    try:
        sandbox.refuse_visible(folder)
        print("refused: no")
    except OSError as error:
        print("refused:", error)
'''], text=True, env={**os.environ, 'PYTHONPATH': str(checkout)},
        cwd=tmp_path, stdout=subprocess.PIPE, check=True)
    found, shown, other = done.stdout.splitlines()
    assert json.loads(found) == [None, None, 'X = 5']
    assert f'they may read {environment}/lib' in shown
    assert other == 'refused: no'
