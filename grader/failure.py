"""What a check has found, as fields; report/words.py makes sentences of it."""
import reprlib
from dataclasses import dataclass, fields
from typing import Optional

import numpy as np

from grader.text import shortened

LONGEST = 500   # characters of a text in a Failure
MOST = 40       # texts in a tuple of these


@dataclass(frozen=True)
class Failure:
    """What a check has found: facts, each a short text and safe to print.

    kind: 'wrong', 'error', 'timeout', 'memory', 'exited', 'missing',
        'not judged' (what was handed in cannot carry it), or 'internal error'
        (the grader failed, not the submission).
    file: the submission's file, '5-dropout_gradient_descent.py'.
    call: what was called, 'one step, 3 layers (alpha=0.5, m=7)'.
    index: where in the answer, 'W1[0, 0]', or what of it, 'the keys'.
    got, expected: the two values there, as short texts.
    source: where `expected` comes from.
    right, wrong: the names of outputs that are right, and not right.
    pattern: what the wrong numbers have in common, 'transposed'.
    exception: the type of the submission's own exception, 'ValueError'.
    message: its message, or what else is to say of how the call ended.
    line: the line of the file that raised it, None if there is none.
    stream: whether all is right but the stream of random numbers.
    faults: of the written rules, each (file, line or None, text).
    """

    kind: str
    file: str = ''
    call: str = ''
    index: str = ''
    got: str = ''
    expected: str = ''
    source: str = ''
    right: tuple = ()
    wrong: tuple = ()
    pattern: str = ''
    exception: str = ''
    message: str = ''
    line: Optional[int] = None
    stream: bool = False
    faults: tuple = ()

    def __post_init__(self):
        """Make every text short, and safe to print."""
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, (str, tuple)):
                object.__setattr__(self, field.name, safe(value))


class Failed(Exception):
    """Ends a check with its Failure, from within a function that it calls."""

    def __init__(self, failure):
        super().__init__(failure)
        self.failure = failure


def safe(value):
    """Return a text, or texts in tuples, short and safe to print."""
    if isinstance(value, tuple):
        return tuple(map(safe, value[:MOST]))
    return shortened(value, LONGEST) if isinstance(value, str) else value


class Short(reprlib.Repr):
    """Writes plain data with a bound on all that could be long."""

    def repr_ndarray(self, array, level):
        """Write no entry: an array may have millions."""
        return f'an array of shape {array.shape}'

    def repr_Other(self, other, level):
        """Write what is known of an object that was not sent."""
        return str(other)

    def repr_int(self, number, level):
        """Write no number that Python itself refuses to write."""
        return repr(number) if number.bit_length() <= 64 else \
            f'an int of {number.bit_length()} bits'


SHORT = Short()
SHORT.maxlevel = 2


def show(value, digits=6):
    """Return a short text for a value that a child has sent."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return f'{value:.{digits}g}'
    return SHORT.repr(value)


def show_both(got, expected):
    """Return texts for two values, with as many digits as tell them apart."""
    for digits in range(6, 18):
        texts = show(got, digits), show(expected, digits)
        if texts[0] != texts[1]:
            break
    return texts
