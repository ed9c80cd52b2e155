"""Grade batches on the workers of a Dask cluster.

A batch goes to a worker with its files, and its records come back: no disk is
shared. A worker has the grader's own folder, and grades a batch as one would
there by hand, in a process of its own.
"""
import hashlib
import itertools
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from dask.distributed import (
    CancelledError, Client, KilledWorker, as_completed, get_worker)

from grader import sandbox
from grader.here import batches
from grader.in_process import files
from grader.record import Log, Record
from grader.run import versions
from grader.submission import ROOT

SECONDS = 10  # to answer for the scheduler
AHEAD = 2     # batches for each thread that are on their way
GRADE = '''
import ctypes, sys
if sys.platform == 'linux':
    ctypes.CDLL(None).prctl(1, 9)  # end when the worker does
from grader.__main__ import main
sys.exit(main(sys.argv[1:]))
'''


def about():
    """Return the versions of this process: the grader's by its text."""
    grader = hashlib.sha256()
    for path in sorted(files()):
        grader.update(path.read_bytes())
    return {**versions(), 'grader': grader.hexdigest()[:12]}


def held():
    """Return how a worker holds files, when left to choose."""
    return sandbox.choose()[0]


def grade_batch(submissions, arguments, expected):
    """Grade a batch on a worker; return its records and their header.

    submissions: [{file: (content, whether it may be executed)}]; None for
    content stands for a folder. RuntimeError with what was printed if the
    batch cannot be graded.
    """
    if about() != expected:
        raise RuntimeError(f'{get_worker().address}: {differs(about())}')
    with tempfile.TemporaryDirectory() as scratch:
        for number, content in enumerate(submissions):
            folder = Path(scratch, 'class', f'{number:06}')
            folder.mkdir(parents=True)
            unpack(folder, content)
        done = subprocess.run(
            [sys.executable, '-c', GRADE, f'{scratch}/class', '-n', '0',
             f'--report={scratch}/report', *arguments], cwd=ROOT, text=True,
            env={**os.environ, 'PYTHONPATH': 'tests'}, errors='replace',
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stdout)
        log = Log(f'{scratch}/report/checks.jsonl')
        return list(map(vars, log.all_records())), log.run


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
    levels = client.run(held) if option.isolation == 'auto' else dict.fromkeys(
        client.nthreads(), option.isolation)
    if not levels:
        raise ValueError('there are no workers')
    for address, level in levels.items():
        print(f'{address}: isolation: {level}')
        if len(run.folders) > 1:
            sandbox.refuse_strangers(level, option.isolation)
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
            for numbers, future in finished(client, run, option):
                try:
                    records, header = future.result()
                except RuntimeError as error:
                    failed.append(str(error))
                    continue
                note(run, [header['isolation']])
                run.begin(header['checks'])
                run.log.add(*(Record(**{
                    **record, 'submission': numbers[record['submission']]})
                              for record in records))
                progress(len(numbers))
    except (OSError, ValueError, ModuleNotFoundError, CancelledError,
            KilledWorker) as error:
        failed.append(f'{option.cluster}: {error}\nto go on, add --resume')
    return failed


def finished(client, run, option):
    """Yield each batch that is done, with the numbers of its submissions.

    Only a few batches are on their way at once.
    """
    threads, left = sum(client.nthreads().values()), run.left()
    size = max(1, min(option.batch, len(left) // (AHEAD * threads)))
    todo, numbers, queue = batches(left, size), {}, as_completed()

    def submit():
        """Send the next batch, if there is one."""
        for batch in itertools.islice(todo, 1):
            future = client.submit(grade_batch, [
                packed(Path(os.fsdecode(run.folders[number][1])))
                for number in batch], [f'--isolation={option.isolation}',
                                       '-m', option.mark],
                about(), pure=False)
            numbers[future.key] = batch
            queue.add(future)

    for _ in range(AHEAD * threads):
        submit()
    for future in queue:
        yield numbers.pop(future.key), future
        submit()
