"""How a request to the sandbox has ended, and what it has brought back."""
import signal

from grader.sandbox.inside.wire import CROWDED, FULL, TIMED_OUT, unpack, weight
from grader.text import clean

LONGEST = 500  # characters of a message
NAME = 100     # characters of an exception's name


class Outcome:
    """What came of one request.

    verdict: 'returned', 'error', 'timeout', 'memory' or 'exited';
    value: what the probe returned;
    message: for the other verdicts, what happened, in one line;
    exception, line, raised: of an error, the type of the exception, the line
    of the file that raised it or None, and its message without these two;
    stage: for errors, whether it happened in 'load', 'call' or 'return';
    printed, count: the beginning of what it printed, and how many bytes;
    size: bytes that it takes in memory, about.
    """

    def __init__(self, ending, answer):
        self.size = weight(answer)
        self.value = self.stage = self.line = None
        self.exception = self.raised = ''
        self.printed, self.count = ending['printed'], ending['count']
        self.verdict, self.message = self.judge(
            ending['status'], answer, ending['seconds'])

    def judge(self, status, answer, seconds):
        """Return the verdict and its message; take over what was sent."""
        if status in (TIMED_OUT, signal.SIGKILL,
                      getattr(signal, 'SIGXCPU', None)):
            return 'timeout', f'stopped after {seconds:.0f} s'
        if status == FULL:
            return 'error', 'wrote too many files'
        if status == CROWDED:
            return 'error', 'started too many threads'
        if status == signal.SIGABRT and 'bad_alloc' in self.printed:
            return 'memory', 'out of memory'  # as C++ ends, by these words
        if status in set(signal.Signals):
            return 'error', f'crashed: {signal.Signals(status).name}'
        try:
            found = unpack(answer)
            if 'error' not in found:
                self.value = found['value']
                return 'returned', ''
            self.stage = line_of(found['stage'], NAME)
            name, line = line_of(found['error'], NAME), found['line']
            self.exception = name
            self.line = line if type(line) is int and line > 0 else None
            self.raised = line_of(found['message'], LONGEST)
        except Exception:  # a child may have written anything
            return 'exited', 'the process ended and the call did not return'
        where = f' in line {self.line}' if self.line else ''
        for verdict, exception, words in (
                ('memory', 'MemoryError', 'out of memory'),
                ('exited', 'SystemExit', 'asked to exit')):
            if name == exception:
                self.exception, self.raised = '', words
                return verdict, words + where
        return 'error', f'{name}{where}: {self.raised}'


def line_of(item, most):
    """Return text as one clean line of at most so many characters.

    Only text is ever made into text: of all else its type is named.
    """
    if not isinstance(item, str):
        return type(item).__name__
    return clean(' '.join(item[:most].split()))
