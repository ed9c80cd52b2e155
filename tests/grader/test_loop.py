"""The loop over an Executor: nothing that one does costs another."""
import os
import time
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from grader.runs.loop import graded
from grader.runs.pools import Here

SIZE = 9


def work(number, harm):
    """Return a number; or raise, end the process, or wait for all others."""
    if number == harm.get('raises'):
        raise ValueError(number)
    if number == harm.get('ends'):
        os._exit(1)
    if number == harm.get('waits'):
        while len(os.listdir(harm['done'])) < SIZE - 1:
            time.sleep(0.01)
    elif 'done' in harm:
        Path(harm['done'], str(number)).touch()
    return number


class Pool(Here):
    """A pool that grades by `work`."""

    def __init__(self, processes, **harm):
        super().__init__(processes, 'spawn', None, False)
        self.harm = harm

    def submit(self, number):
        """Return a Future of a number."""
        return self.executor.submit(work, number, self.harm)


def outcomes(pool, size=SIZE):
    """Return what the loop yields, in the order in which it came."""
    pool.begin()
    try:
        return list(graded(pool, range(size), lambda number: [number]))
    finally:
        pool.close()


@pytest.mark.parametrize('processes', [1, 2])
def test_everybody_is_graded_once(processes):
    """Whether here or in other processes."""
    found = outcomes(Pool(processes))
    assert sorted(found) == [(number, number, None) for number in range(SIZE)]


@pytest.mark.parametrize('processes', [1, 2])
def test_an_exception_costs_its_own_submission(processes):
    """Whatever the exception is."""
    found = {number: (outcome, type(error)) for number, outcome, error
             in outcomes(Pool(processes, raises=4))}
    assert found.pop(4) == (None, ValueError)
    assert found == {number: (number, type(None)) for number in found}
    assert len(found) == SIZE - 1


@pytest.mark.parametrize('number', [4, *(
    pytest.param(number, marks=pytest.mark.long)
    for number in (0, SIZE - 1))])
def test_a_process_that_dies_costs_its_own_submission(number):
    """What others were grading is graded again."""
    found = {each: (outcome, bool(error)) for each, outcome, error
             in outcomes(Pool(2, ends=number))}
    assert found.pop(number) == (None, True)
    assert found == {each: (each, False) for each in range(SIZE)
                     if each != number}


def test_a_slow_submission_keeps_nobody_waiting(tmp_path):
    """Those after it are done before it."""
    assert outcomes(Pool(2, waits=0, done=tmp_path))[-1] == (0, 0, None)


def test_a_few_are_on_their_way_at_once():
    """A class of any size needs no more memory than these."""
    asked = []

    def request(number):
        """Note what is sent."""
        asked.append(number)
        return [number]

    pool = Pool(2)
    pool.begin()
    for done, _ in enumerate(graded(pool, range(SIZE), request)):
        assert len(asked) - done <= pool.at_once
    pool.close()
    assert asked == list(range(SIZE))


def test_a_scheduler_that_is_gone_ends_the_loop():
    """Else each that remains would be an error of its own."""
    class Gone(Pool):
        """Cancels all, as a client does that has lost its scheduler."""

        def submit(self, number):
            """Return a Future that is cancelled."""
            future = Future()
            future.set_exception(CancelledError())
            return future

    with pytest.raises(ConnectionError):
        outcomes(Gone(1))
