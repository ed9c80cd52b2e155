"""Grade what is left of a run on this machine, in a process for each core.

A process keeps its servers, and its answers of the known mistakes, from one
part of the class to the next.
"""
import contextlib
import itertools
import multiprocessing
import os
import signal
from multiprocessing.connection import wait

from grader.in_process import grade, warm_sandboxes
from grader.record import Record

PARTS = 4  # for each process, so that none is idle for long at the end


def batches(numbers, most, processes):
    """Yield lists of at most so many numbers, for each process some."""
    size = max(1, min(most, len(numbers) // (PARTS * max(1, processes))))
    for start in range(0, len(numbers), size):
        yield numbers[start:start + size]


def grade_here(run, option, progress):
    """Grade what is left of a run; return what has failed."""
    failed, left = [], run.left()
    processes = int(option.processes if option.processes != 'auto'
                    else os.cpu_count() or 1)
    parts = ({number: run.folders[number] for number in numbers}
             for numbers in batches(left, option.batch, processes))
    way = one_by_one if min(processes, len(left)) < 2 else side_by_side
    with contextlib.closing(way(
            parts, run.header['isolation'], option.markexpr,
            processes)) as done:
        for part, records in done:
            if isinstance(records, str):
                failed.append(records)
                continue
            run.begin(len(records) // len(part))
            run.log.add(*(Record(**record) for record in records))
            progress(len(part))
    return failed


def one_by_one(parts, isolation, mark, _):
    """Yield each part and its records, or why there are none."""
    with warm_sandboxes(isolation) as sandboxes:
        for part in parts:
            yield part, graded(part, sandboxes, mark)


def graded(part, sandboxes, mark):
    """Return a part's records, or what pytest has printed if it failed."""
    try:
        return grade(part, sandboxes, mark)
    except RuntimeError as error:
        return str(error)


def side_by_side(parts, isolation, mark, processes):
    """Yield what `one_by_one` yields, in the order in which they are done."""
    new, started, busy = multiprocessing.get_context('spawn'), {}, {}

    def give(connection):
        """Send the next part to a process, if there is one."""
        for part in itertools.islice(parts, 1):
            connection.send(part)
            busy[connection] = part

    try:
        for _ in range(processes):
            mine, theirs = new.Pipe()
            started[mine] = new.Process(target=work,
                                        args=(theirs, isolation, mark))
            started[mine].start()
            theirs.close()
            give(mine)
        while busy:
            for connection in wait(busy):
                part = busy.pop(connection)
                try:
                    records = connection.recv()
                except EOFError:
                    records = 'a process has died; to go on, add --resume'
                else:
                    give(connection)
                yield part, records
    except BaseException:  # Ctrl-C, of which others may not know
        for process in started.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGINT)
        raise
    finally:
        for connection, process in started.items():
            connection.close()
            process.join()


def work(connection, isolation, mark):
    """Grade the parts that come through a connection, until it is closed."""
    with contextlib.suppress(EOFError, KeyboardInterrupt), \
            warm_sandboxes(isolation) as sandboxes:
        try:
            while True:
                connection.send(graded(connection.recv(), sandboxes, mark))
        finally:  # Ctrl-C may come twice, from a terminal and from `main`
            signal.signal(signal.SIGINT, signal.SIG_IGN)
