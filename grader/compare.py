"""Compare what a submission gave with what is right, and say the miss."""
import re
import reprlib

import numpy as np
import pytest

from grader.sandbox import Other

IN_LINE = re.compile(r' in line \d+')  # errors that differ only there agree
TOLERANCE = 1e-5  # of a number near 1: float32 may be on the way


class Miss(pytest.fail.Exception):
    """A check that a submission does not pass.

    verdict: 'wrong', 'error', 'timeout', 'memory', 'exited' or 'missing'.
    To pytest it is a failure that needs no traceback; to make one takes
    longer than most checks.
    """

    def __init__(self, verdict, message):
        super().__init__(message, pytrace=False)
        self.verdict = verdict


def compare(title, got, expected, source, tolerance=TOLERANCE):
    """Raise a Miss that says where and how the answer departs, if it does."""
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            raise Miss('wrong', f'{title}\n  got {show(got)}, expected a '
                       f'dictionary with the keys {", ".join(expected)}')
        if not set(expected) <= set(got):
            raise Miss('wrong', f'{title}\n  got the keys '
                       f'{", ".join(map(str, got))}, expected '
                       f'{", ".join(expected)}')
        wrong = {key: fault for key in expected if (
            fault := departs(got[key], expected[key], tolerance))}
        if wrong:
            key, fault = next(iter(wrong.items()))
            right = [key for key in expected if key not in wrong]
            raise Miss('wrong', f'{title}, {key}{fault} ({source})'
                       + verb(right, 'right') + verb(wrong, 'not right'))
    elif fault := departs(got, expected, tolerance):
        raise Miss('wrong', f'{title}{fault} ({source})')


def verb(keys, word):
    """Return a line such as 'W1 and b1 are right', '' without keys."""
    if not keys:
        return ''
    return f'\n  {", ".join(keys)} {"is" if len(keys) == 1 else "are"} {word}'


@np.errstate(all='ignore')
def departs(got, expected, tolerance):
    """Say how a number or an array departs from the right one; '' if not."""
    if isinstance(expected, tuple):
        if type(got) not in (tuple, list) or len(got) != len(expected):
            return f'\n  got {show(got)}, expected {show(expected)}'
        return next(filter(None, (departs(*pair, tolerance)
                                  for pair in zip(got, expected))), '')
    if isinstance(expected, (bool, str)) or expected is None:
        return '' if type(plain(got)) is type(expected) \
            and plain(got) == expected \
            else f'\n  got {show(got)}, expected {show(expected)}'
    if not is_number(got):
        return f'\n  got {show(got)}, expected {show(expected)}'
    # no booleans
    got, expected = np.asarray(got) + 0, np.asarray(expected) + 0
    if got.size == expected.size == 1:
        got = got.reshape(expected.shape)  # a number is a number
    if got.shape != expected.shape:
        turned = ', transposed' if got.shape == expected.shape[::-1] else ''
        return (f'\n  got shape {got.shape}, expected {expected.shape}'
                f'{turned}')
    # NaN is never close, and 0 needs an absolute tolerance
    close = np.abs(got - expected) <= tolerance * (1 + np.abs(expected))
    far = ~(close & np.isfinite(expected) | (got == expected))
    if not far.any():
        return ''
    where = tuple(int(i) for i in np.argwhere(far)[0])
    place = f'[{", ".join(map(str, where))}]' if where else ''
    return (f'{place}\n  got {show(got[where])}, '
            f'expected {show(expected[where])}{clue(got, expected)}')


def alike(one, other):
    """Return whether two answers are the same but for rounding errors."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, (dict, list, tuple)) or isinstance(
            other, (dict, list, tuple)):
        return False
    if is_number(one) and is_number(other):
        return not departs(one, other, 1e-9)
    if isinstance(one, str) and isinstance(other, str):
        return IN_LINE.sub('', one) == IN_LINE.sub('', other)
    if isinstance(one, Other) and isinstance(other, Other):
        return one.type_name == other.type_name
    return one is other is None


def is_number(value):
    """Return whether a value is a number, or an array of numbers."""
    return isinstance(value, (bool, int, float, complex, np.generic,
                              np.ndarray)) \
        and np.asarray(value).dtype.kind in 'biufc'


def clue(got, expected):
    """Say what the wrong numbers of an array have in common; '' if nothing."""
    if np.isnan(got).any():
        return f', NaN in {np.isnan(got).sum()} of {got.size} entries'
    if got.size > 1 and got.shape == got.T.shape \
            and np.allclose(got.T, expected):
        return ', transposed'
    ratios = got[expected != 0] / expected[expected != 0]
    if ratios.size > 1 and np.allclose(ratios, ratios[0], rtol=1e-9):
        return f', everywhere {ratios[0]:.6g} times as large'
    return ''


def plain(value):
    """Return NumPy's booleans and integers as Python's."""
    return value.item() if isinstance(value, np.generic) else value


def show(value):
    """Return a short text for a value."""
    value = plain(value)
    if isinstance(value, float):
        return f'{value:.6g}'
    if isinstance(value, np.ndarray):
        return f'an array of shape {value.shape}'
    try:
        return reprlib.repr(value)
    except ValueError:  # Python 3.11 refuses to write an int of 5,000 digits
        return f'an object of type {type(value).__name__}'
