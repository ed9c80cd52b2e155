"""The loop: submissions go out, a few at a time, and results come back."""
from concurrent.futures import (
    FIRST_COMPLETED, BrokenExecutor, CancelledError, wait)


def graded(pool, remaining, request):
    """Yield (number, outcome, None), or (number, None, error), of each.

    remaining: numbers of submissions. request: takes a number, and returns
    what the pool is asked. A process that dies takes with it what others were
    grading: they are graded again, one at a time, until it is clear which
    submission ends it.
    """
    remaining, waiting, suspects = iter(remaining), {}, []

    def submit(number):
        """Send a submission."""
        try:
            waiting[pool.submit(*request(number))] = number
        except BrokenExecutor:
            suspects.append(number)

    def fill():
        """Send as many as may be on their way."""
        while len(waiting) < pool.at_once and not suspects:
            number = next(remaining, None)
            if number is None:
                return
            submit(number)

    fill()
    while waiting or suspects:
        alone = not waiting
        if alone:
            pool.begin()
            submit(suspects.pop())
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            number = waiting.pop(future)
            try:
                yield number, future.result(), None
            except BrokenExecutor as error:
                if alone:
                    yield number, None, error
                else:
                    suspects.append(number)
            except CancelledError:
                raise ConnectionError('the scheduler does not answer any more')
            except Exception as error:
                yield number, None, error
        fill()
