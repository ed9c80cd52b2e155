"""Which level of isolation is taken, what it says, and whom it refuses."""
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from grader.submission import ROOT


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
        'landlock', 'isolation: landlock; holds files, network, other '
        f'processes, memory ({reason})')


def test_strangers_need_a_level_that_holds(levels, monkeypatch):
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
        'does not hold files, network, other processes, memory')


def test_a_class_is_not_run_unheld(tmp_path):
    """Exit code 2, and nothing of it has run."""
    for name in 'ann', 'bob':
        (tmp_path / name).mkdir()
        (tmp_path / name / '7-early_stopping.py').write_text(
            f'open("{tmp_path}/ran", "w")')
    program = ('import pytest, sys\n'
               'from grader.sandbox import levels\n'
               'levels.LEVELS = "limits", "spawn"\n'
               'sys.exit(pytest.main(sys.argv[1:]))')
    done = subprocess.run(
        [sys.executable, '-c', program, '-m', 'task7', '-p',
         'no:cacheprovider', f'--solutions={tmp_path}'], cwd=ROOT,
        env={**os.environ, 'PYTHONPATH': '.'}, capture_output=True,
        text=True)
    assert done.returncode == 2
    assert 'expected bubblewrap or landlock' in done.stderr
    assert not (tmp_path / 'ran').exists()


@pytest.mark.parametrize('level', ['bubblewrap', 'landlock'])
def test_a_python_reached_through_links_is_held_as_well(levels, tmp_path,
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
