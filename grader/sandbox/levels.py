"""Levels of isolation: the strongest that works here, and why no other."""
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from grader.sandbox.inside.libraries import hidden, libraries

INSIDE = Path(__file__).resolve().parent / 'inside'
FOLDER = '/child'  # in bubblewrap, the only place to write to
LEVELS = 'bubblewrap', 'landlock', 'limits', 'spawn'
# one thread: arrays are small, and several submissions run at once; and
# Eigen's own kernels, since oneDNN would compile its kernels in each child
ENVIRONMENT = {
    'OMP_NUM_THREADS': '1', 'OPENBLAS_NUM_THREADS': '1',
    'TF_NUM_INTRAOP_THREADS': '1', 'TF_NUM_INTEROP_THREADS': '1',
    'TF_CPP_MIN_LOG_LEVEL': '3', 'TF_ENABLE_ONEDNN_OPTS': '0',
    'TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL': 'false', 'LANG': 'C.UTF-8',
    **{key: os.environ[key] for key in ('PATH', 'SYSTEMROOT', 'TMPDIR')
       if key in os.environ}}


def can_share(level):
    """Return whether one fork server may serve several processes.

    Their children then run side by side: as different users, if at all, and
    kept from each other by Landlock and the filter of system calls alone.
    """
    return level in LEVELS[:2] and all(
        trial(level)[each] for each in ('landlock', 'filter'))


def command(level, *arguments):
    """Return the command line that starts what is inside, at a level."""
    python = [sys.executable, '-I', str(INSIDE), *arguments]
    return bubblewrap() + python if level == 'bubblewrap' else python


def folder_inside(level, folder):
    """Return where a server finds the folder that it may write to."""
    return FOLDER if level == 'bubblewrap' else folder


def bubblewrap():
    """Return the beginning of a command line that shows only the libraries."""
    shown, links, covered = {INSIDE}, {}, []
    for path in [Path(sys.executable), *libraries()]:
        shown.add(path.resolve())
        links.update(links_to(path))
    line = [shutil.which('bwrap'), '--unshare-pid', '--unshare-net',
            '--unshare-ipc', '--unshare-uts', '--die-with-parent',
            '--proc', '/proc', '--dev', '/dev', '--remount-ro', '/dev',
            '--tmpfs', FOLDER,
            # no password file here tells libraries which home root has
            '--setenv', 'HOME', FOLDER, '--setenv', 'TMPDIR', FOLDER]
    folders = {parent for path in shown.union(links)
               for parent in path.parents}
    for parent in sorted(folders - {Path('/')}):
        # by default parents would be closed to all but root
        line += ['--perms', '0755', '--dir', str(parent)]
    for path in sorted(shown | {hidden()}):
        if path in shown:
            line += ['--ro-bind', str(path), str(path)]
        elif shown.intersection(path.parents):
            line += ['--perms', '0755', '--tmpfs', str(path)]
            line += [part for parent in sorted(INSIDE.parents)
                     if path in parent.parents
                     for part in ('--perms', '0755', '--dir', str(parent))]
            covered = ['--remount-ro', str(path)]
    for link, target in links.items():
        if not shown.intersection(link.parents):
            line += ['--symlink', target, str(link)]
    line += [*covered, '--remount-ro', '/']
    if os.geteuid() == 0:
        for right in 'SETUID', 'SETGID', 'CHOWN', 'KILL', 'DAC_OVERRIDE':
            line += ['--cap-add', f'CAP_{right}']
    return line


def links_to(path):
    """Return the links on the way to a file, with their targets."""
    links, here, todo = {}, Path(), list(Path(path).absolute().parts)
    while todo:
        part = todo.pop(0)
        here = here.parent if part == '..' else here / part
        if here.is_symlink():
            links[here] = os.readlink(here)
            todo[:0] = Path(links[here]).parts
            here = here.parent
    return links


@functools.lru_cache(maxsize=None)
def trial(level):
    """Return what isolates a child at a level; OSError if it does not work.

    A process is isolated as a child is, and tries what a child must not.
    """
    if sys.platform != 'linux':
        raise OSError(f'{level}: is for Linux')
    if level == 'bubblewrap' and not shutil.which('bwrap'):
        raise OSError('bubblewrap: is not installed')
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o711)
        done = subprocess.run(
            command(level, 'trial', level, folder_inside(level, folder)),
            stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env=ENVIRONMENT, timeout=60)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ['failed'])[-1]
        raise OSError(f'{level}: {last[:100]}')
    return json.loads(done.stdout)


def choose(level='auto'):
    """Return the level, or the strongest that works, and its description.

    The description also says why no stronger one was chosen. OSError if the
    level that was asked for does not work.
    """
    if level != 'auto':
        if level != 'spawn':
            trial(level)
        return level, describe(level)
    reasons = []
    for level in LEVELS[:-1]:
        try:
            trial(level)
            return level, describe(level, reasons)
        except (OSError, subprocess.TimeoutExpired) as error:
            reasons.append(str(error))
    return 'spawn', describe('spawn', reasons)


def best_isolation():
    """Return the strongest level that works here."""
    return choose()[0]


def describe(level, reasons=()):
    """Return one line: what a level isolates here and what it does not."""
    in_bubblewrap = level == 'bubblewrap'
    filtered = level != 'spawn' and trial(level)['filter']
    isolated = {'files': in_bubblewrap or level == 'landlock',
                'network': in_bubblewrap or filtered,
                'other processes': in_bubblewrap or filtered,
                'memory': filtered}
    text = f'isolation: {level}'
    if level == 'limits' and os.geteuid() == 0 and not trial(level)['user']:
        text += ' AS ROOT, since others cannot read the libraries'
    for words, kind in ('isolated', True), ('not isolated', False):
        names = [name for name in isolated if isolated[name] is kind]
        if names:
            text += f'; {words}: {", ".join(names)}'
    return text + (f' ({"; ".join(reasons)})' if reasons else '')


def refuse_untrusted(level, asked_for):
    """Raise OSError if a level is not enough for files of several people."""
    if level not in ('bubblewrap', 'landlock', asked_for):
        raise OSError('a class: expected bubblewrap or landlock, neither '
                      'works here; to run files of people you trust, add '
                      f'--isolation={level} ({choose()[1]})')


def refuse_visible(folder):
    """Raise OSError if submissions could read what is in a folder.

    They read the libraries, wherever these lie.
    """
    folder = Path(folder).resolve()
    for path in libraries():
        if path.resolve() in (folder, *folder.parents):
            raise OSError(f'{folder}: expected a folder that submissions '
                          f'cannot read, but they may read {path}, where '
                          'Python and its libraries are; move the folder, for '
                          'example to your home')
