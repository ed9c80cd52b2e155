"""What a worker does: it grades one submission, and keeps its sandboxes.

A worker is a process of this machine, or of a Dask cluster; no disk is
shared, so that a submission's files come with it.
"""
import atexit
import contextlib
import functools
import hashlib
import multiprocessing
import os
import platform
import signal
import sys
import tempfile
import threading
import time
from dataclasses import asdict
from importlib import metadata
from pathlib import Path

from grader import sandbox
from grader.tasks import TASKS

PACKAGE = Path(__file__).resolve().parents[1]
LOCK = threading.Lock()  # of a process, which grades one at a time
KEPT = contextlib.ExitStack()  # the sandboxes, until the process ends
atexit.register(KEPT.close)
IS_BUSY = threading.Event()
SHARED = {}  # fork servers that the processes of a pool have in common


def packed(submission):
    """Return what is in a submission, to be sent.

    files: {name: (content, whether it may be executed)}, with None for the
    content of what is no plain file; layout: what is known of how it was
    handed in, as the engine takes it.
    """
    return {
        'files': {
            path.name: (path.read_bytes(), bool(path.stat().st_mode & 0o100))
            if path.is_file() else (None, False)
            for path in sorted(submission.folder.iterdir())},
        'layout': {name: getattr(submission, name) for name in (
            'carries_modes', 'carries_readme', 'near', 'extracted')}}


def unpack(folder, files):
    """Write what was sent into a folder."""
    for name, (content, executable) in files.items():
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o700 if executable else 0o600)


def digest(content):
    """Return what tells whether a packed submission has changed."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def has_keras(files, task):
    """Return whether TensorFlow will be called for these files."""
    return any(each.file in files for each in TASKS.values()
               if each.libraries == 'tensorflow'
               and task in (None, each.number))


@functools.lru_cache(maxsize=1)
def sandboxes(isolation):
    """Return the sandboxes of this process; those of another level end."""
    KEPT.close()
    return KEPT.enter_context(sandbox.sandboxes(isolation, SHARED))


def grade(content, isolation, seed, task):
    """Return how a submission was isolated, and its results as dictionaries.

    content: as `packed` returns it.
    """
    with LOCK, tempfile.TemporaryDirectory() as folder:
        IS_BUSY.set()
        try:
            boxes = sandboxes(isolation)
            if has_keras(content['files'], task):
                boxes['tensorflow'].start()  # while other tasks are checked
            from grader import engine  # takes a while, as TensorFlow does
            unpack(Path(folder), content['files'])
            return isolation, [asdict(result) for result in engine.grade(
                Path(folder), boxes, seed, task, **content['layout'])]
        finally:
            IS_BUSY.clear()


def describe(seed, task):
    """Return what a report says of each check."""
    from grader import engine
    return engine.describe(seed, task)


def rest():
    """End the sandboxes of this process."""
    with LOCK:
        sandboxes.cache_clear()
        KEPT.close()


def begin(shared):
    """Make a process of this machine ready to be ended at any time.

    shared: as sandbox.fork_servers returns it. A terminal sends Ctrl-C to all
    processes at once, and the command once more: it ends what is being graded,
    and no more than that.
    """
    SHARED.update(shared)
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if hasattr(signal, 'pthread_sigmask'):  # it was kept waiting till here
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
    threading.Thread(target=follow, daemon=True).start()


def interrupt(*_):
    """End what is being graded."""
    if IS_BUSY.is_set():
        IS_BUSY.clear()
        raise KeyboardInterrupt


def follow():
    """End this process when the command that has started it was killed."""
    multiprocessing.parent_process().join()
    while True:  # what is being graded, then the wait for what comes next
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)


@functools.lru_cache(maxsize=None)
def versions():
    """Return the versions of what a verdict may depend on.

    TensorFlow goes by several names; the grader's version is its text.
    """
    text = hashlib.sha256()
    for path in sorted(PACKAGE.rglob('*.py')):
        text.update(path.read_bytes())
    return {'python': platform.python_version(),
            'numpy': metadata.version('numpy'),
            'tensorflow': next(filter(None, map(installed, (
                'tensorflow', 'tensorflow-cpu', 'tensorflow-macos'))), None),
            'grader': text.hexdigest()[:12]}


def installed(name):
    """Return the version of what is installed, None if it is not."""
    with contextlib.suppress(metadata.PackageNotFoundError):
        return metadata.version(name)


def isolated(asked, at_least, is_class):
    """Return the level of isolation here, and its description.

    at_least: the level of the run that this one goes on with, or None.
    OSError if the level does not work here, or is not enough for a class.
    """
    level, description = sandbox.choose(asked)
    if at_least and sandbox.LEVELS.index(at_least) < sandbox.LEVELS.index(
            level):
        level, description = sandbox.choose(at_least)
    if is_class:
        sandbox.refuse_untrusted(level, asked)
    return level, description
