"""Where submissions are graded: on the workers of a Dask cluster.

A submission goes to a worker with its files, and its results come back. A
worker has the same grader, Python and libraries as the command.
"""
import time

from dask.distributed import Client, get_worker

from grader import sandbox
from grader.runs import worker

SECONDS = 10  # to answer for the scheduler
AHEAD = 2     # submissions for each thread that are on their way


def grade_there(content, isolation, seed, task, expected):
    """Grade a submission on a worker; RuntimeError if it is another grader.

    isolation: the arguments of worker.isolated. expected: the versions of
    the command.
    """
    fault = differences(worker.versions(), expected)
    if fault:
        raise RuntimeError(f'{get_worker().address}: {fault}')
    level, _ = worker.isolated(*isolation)
    return worker.grade(content, level, seed, task)


def differences(there, here):
    """Say what is not the same on a worker, '' if all is."""
    return ', '.join(f'{name} {there[name]}, expected {mine} as here'
                     for name, mine in here.items() if there[name] != mine)


class Cluster:
    """A pool of the workers of a scheduler.

    address: of the scheduler. asked, at_least, is_class: see worker.isolated.
    ValueError if the workers are not like this; OSError if nobody answers.
    """

    def __init__(self, address, asked, at_least, is_class):
        self.asked = asked, at_least, is_class
        self.expected = worker.versions()
        self.client = Client(address, timeout=SECONDS)
        try:
            levels = self.levels()
        except (OSError, ValueError):
            self.client.close()
            raise
        except Exception as error:  # a worker, or the scheduler, lacks ours
            self.client.close()
            raise ValueError(f'{address}: expected scheduler and workers that '
                             'start where this grader is, or have it '
                             f'installed, received {error}')
        self.isolation = max(levels.values(), key=sandbox.LEVELS.index)
        self.description = '\n'.join(f'{place}: isolation: {level}' for
                                     place, level in levels.items())

    def levels(self):
        """Return the level of isolation of each worker, by its address."""
        late = time.monotonic() + SECONDS
        while not self.client.nthreads():  # the first may be on its way
            if time.monotonic() > late:
                raise ValueError('there are no workers')
            time.sleep(0.1)
        for place, versions in self.client.run(worker.versions).items():
            fault = differences(versions, self.expected)
            if fault:
                raise ValueError(f'{place}: {fault}')
        return {place: level for place, (level, _) in self.client.run(
            worker.isolated, *self.asked).items()}

    @property
    def at_once(self):
        """How many submissions are on their way; workers may come and go."""
        return AHEAD * max(1, sum(self.client.nthreads().values()))

    def begin(self):
        """Make an Executor."""
        self.executor = self.client.get_executor(pure=False)

    def submit(self, content, seed, task):
        """Return a Future of a submission's isolation and results."""
        if self.client.status != 'running':
            raise ConnectionError('the scheduler does not answer any more')
        return self.executor.submit(grade_there, content, self.asked, seed,
                                    task, self.expected)

    def close(self, stopped=False):
        """End the sandboxes of the workers; let go of them."""
        if not stopped:
            self.client.run(worker.rest)
        self.client.close()
