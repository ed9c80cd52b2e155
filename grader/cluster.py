"""Grade batches on the workers of a Dask cluster.

A batch goes to a worker with its files, and its records come back: no disk is
shared. A worker has the grader's own folder; the process that grades for it
stays, with its servers and its answers, from one batch to the next.
"""
import collections
import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from multiprocessing import Pipe
from pathlib import Path

from dask.distributed import (
    CancelledError, Client, KilledWorker, as_completed, get_worker)

from grader import sandbox
from grader.here import batches
from grader.in_process import files
from grader.record import Record
from grader.run import versions
from grader.submission import ROOT

SECONDS = 10  # to answer for the scheduler
AHEAD = 2     # batches for each thread that are on their way
IDLE = collections.defaultdict(list)  # a worker's graders, by what they grade
WORK = '''
import ctypes, sys
from multiprocessing.connection import Connection
if sys.platform == 'linux':
    ctypes.CDLL(None).prctl(1, 9)  # end when the worker does
from grader.here import work
work(Connection(int(sys.argv[1])), *sys.argv[2:])
'''


def about():
    """Return the versions of this process: the grader's by its text."""
    grader = hashlib.sha256()
    for path in sorted(files()):
        grader.update(path.read_bytes())
    return {**versions(), 'grader': grader.hexdigest()[:12]}


def held(isolation, strangers):
    """Return how a worker holds files; OSError if that is not enough."""
    level = sandbox.choose(isolation)[0]
    if strangers:
        sandbox.refuse_untrusted(level, isolation)
    return level


def grade_batch(submissions, isolation, strangers, mark, expected):
    """Grade a batch on a worker; return its records, and how it was held.

    submissions: {number: {file: (content, whether it may be executed)}};
    None for content stands for a folder. RuntimeError with what was printed
    if the batch cannot be graded.
    """
    if about() != expected:
        raise RuntimeError(f'{get_worker().address}: {differs(about())}')
    level, part = held(isolation, strangers), {}
    with tempfile.TemporaryDirectory() as scratch:
        for number, content in submissions.items():
            folder = Path(scratch, str(number))
            folder.mkdir()
            unpack(folder, content)
            part[number] = folder.name, os.fsencode(folder)
        return graded(part, level, mark, expected['grader']), level


def graded(part, level, mark, version):
    """Return the records of a grader, a new one if none is idle.

    RuntimeError with what was printed if it could not grade.
    """
    idle = IDLE[level, mark, version]
    try:
        process, connection = idle.pop()
    except IndexError:
        connection, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, '-c', WORK, str(theirs.fileno()), level,
                 mark], cwd=ROOT, env={**os.environ, 'PYTHONPATH': '.'},
                pass_fds=[theirs.fileno()])
    try:
        connection.send(part)
        records = connection.recv()
    except (EOFError, OSError):
        connection.close()
        raise RuntimeError(f'{get_worker().address}: a grader has ended, '
                           f'with code {process.wait()}')
    idle.append((process, connection))
    if isinstance(records, str):
        raise RuntimeError(records)
    return records


def rest():
    """End the graders of a worker that have nothing to do."""
    for idle in IDLE.values():
        while idle:
            process, connection = idle.pop()
            connection.close()
            process.wait()


def packed(folder):
    """Return what is in a submission's folder, to be sent."""
    return {path.name: (path.read_bytes(), bool(path.stat().st_mode & 0o100))
            if path.is_file() else (None, False) for path in folder.iterdir()}


def unpack(folder, content):
    """Write what was sent into a folder."""
    for name, (text, executable) in content.items():
        if text is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(text)
            (folder / name).chmod(0o700 if executable else 0o600)


def differs(other):
    """Say what is not the same elsewhere, '' if all is."""
    return ', '.join(f'{name} {other[name]}, expected {mine} as here'
                     for name, mine in about().items() if other[name] != mine)


def weakest(levels):
    """Return the one of some levels of isolation that holds least."""
    return max(levels, key=sandbox.LEVELS.index)


def look_at(client, run, option):
    """See that the workers are alike; print, and note, how they hold files."""
    late = time.monotonic() + SECONDS
    while not client.nthreads() and time.monotonic() < late:
        time.sleep(0.1)  # the first may be on its way
    for address, other in client.run(about).items():
        if differs(other):
            raise ValueError(f'{address}: {differs(other)}')
    levels = client.run(held, option.isolation, len(run.folders) > 1)
    if not levels:
        raise ValueError('there are no workers')
    for address, level in levels.items():
        print(f'{address}: isolation: {level}')
    note(run, levels.values())


def note(run, levels):
    """Write down the weakest isolation of a run so far."""
    run.header['isolation'] = weakest(
        filter(None, [*levels, run.header['isolation']]))


def grade_there(run, option, progress):
    """Grade what is left of a run on a cluster; return what has failed."""
    failed = []
    try:
        with Client(option.cluster, timeout=SECONDS) as client:
            look_at(client, run, option)
            for submissions, future in finished(client, run, option):
                try:
                    records, level = future.result()
                except RuntimeError as error:
                    failed.append(str(error))
                    continue
                note(run, [level])
                run.begin(len(records) // submissions)
                run.log.add(*(Record(**record) for record in records))
                progress(submissions)
            client.run(rest)
    except (OSError, ValueError, ModuleNotFoundError, CancelledError,
            KilledWorker) as error:
        failed.append(f'{option.cluster}: {error}\nto go on, add --resume')
    return failed


def finished(client, run, option):
    """Yield how many submissions each batch has, and the batch once done.

    Only a few batches are on their way at once.
    """
    threads, sizes, queue = sum(client.nthreads().values()), {}, as_completed()
    todo = batches(run.left(), option.batch, threads)

    def submit():
        """Send the next batch, if there is one."""
        for batch in itertools.islice(todo, 1):
            future = client.submit(
                grade_batch,
                {number: packed(Path(os.fsdecode(run.folders[number][1])))
                 for number in batch}, option.isolation, len(run.folders) > 1,
                option.markexpr, about(), pure=False)
            sizes[future.key] = len(batch)
            queue.add(future)

    for _ in range(AHEAD * threads):
        submit()
    for future in queue:
        yield sizes.pop(future.key), future
        submit()
