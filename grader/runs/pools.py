"""Where submissions are graded: in this process, or in several of them.

A pool gives an Executor, and a new one where the first is broken.
"""
import contextlib
import multiprocessing
import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor

from grader import sandbox
from grader.runs import worker


class Inline(Executor):
    """Calls at once, in this process: it starts sooner than another does."""

    def submit(self, function, /, *args, **kwargs):
        """Return a Future that is done."""
        future = Future()
        try:
            future.set_result(function(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Here:
    """A pool of processes of this machine; of one process it is this one.

    asked, at_least, is_class: see worker.isolated. A process starts when
    there is a submission for it.
    """

    def __init__(self, processes, asked, at_least, is_class):
        self.processes, self.executor, self.shared = processes, None, {}
        self.isolation, self.description = worker.isolated(
            asked, at_least, is_class)
        # of each process a submission waits, so that none is ever idle
        self.at_once = 2 * processes if processes > 1 else 1

    def begin(self):
        """Make an Executor, a new one if there was one that has broken."""
        if self.executor:
            self.executor.shutdown()
        if self.processes < 2:
            self.executor = Inline()
            return
        self.shared = self.shared or sandbox.fork_servers(self.isolation)
        self.executor = ProcessPoolExecutor(
            self.processes, multiprocessing.get_context('spawn'),
            initializer=worker.begin, initargs=(self.shared,))

    def submit(self, content, seed, task):
        """Return a Future of a submission's isolation and results.

        A process that is started for it does not know yet what to do about
        Ctrl-C, which waits meanwhile.
        """
        if isinstance(self.executor, Inline) or not hasattr(
                signal, 'pthread_sigmask'):
            return self.executor.submit(worker.grade, content, self.isolation,
                                        seed, task)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            return self.executor.submit(worker.grade, content, self.isolation,
                                        seed, task)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def close(self, stopped=False):
        """End all processes, also those that are grading."""
        try:
            if isinstance(self.executor, Inline):
                worker.rest()
            elif self.executor:
                if stopped:
                    self.executor.shutdown(wait=False, cancel_futures=True)
                    for process in multiprocessing.active_children():
                        with contextlib.suppress(ProcessLookupError):
                            os.kill(process.pid, signal.SIGINT)
                self.executor.shutdown()
        finally:
            for each in self.shared.values():
                each.close()


def number_of_processes(asked, submissions):
    """Return how many processes grade: one for each core, none idle."""
    return max(1, min(asked or os.cpu_count() or 1, submissions))
