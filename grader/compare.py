"""Compare what a submission has given with what is right."""
import numpy as np

from grader.failure import Failure, show, show_both

TOLERANCE = 1e-5  # of a number near 1: float32 may be on the way
ROUNDING = 1e-9   # by which two answers that are the same may differ


@np.errstate(all='ignore')
def compare(got, expected, source, tolerance=TOLERANCE, **where):
    """Return None where the answer is right, else a Failure.

    got: what came from a child: plain data, arrays, Others.
    expected: a number, an array, a tuple, text, None, or a dictionary of
        arrays, of which `got` must have every key.
    source: where `expected` comes from.
    tolerance: of numbers, |got - expected| / (1 + |expected|). A whole number
        and a boolean must be exactly what is expected.
    where: fields of the Failure, such as file and call.
    """
    if not isinstance(expected, dict):
        found = difference(got, expected, tolerance)
        return found and Failure('wrong', **{'source': source, **where,
                                             **found})
    keys = ', '.join(map(str, expected))
    if not isinstance(got, dict):
        return Failure('wrong', got=show(got), source=source,
                       expected=f'a dictionary with the keys {keys}', **where)
    if not set(expected) <= set(got):
        return Failure('wrong', index='the keys', got=names(got),
                       expected=keys, source=source, **where)
    found = {key: difference(got[key], expected[key], tolerance)
             for key in expected}
    wrong = tuple(key for key in found if found[key])
    if wrong:
        first = found[wrong[0]]
        return Failure('wrong', source=source, wrong=wrong, right=tuple(
            key for key in found if not found[key]), **{
                **first, **where, 'index': wrong[0] + first.get('index', '')})
    return None


def names(keys):
    """Return the keys of a dictionary in one text, in order; at most 20."""
    keys = sorted(key if isinstance(key, str) else show(key) for key in keys)
    return ', '.join(keys[:20] + ['...'] * (len(keys) > 20)) or 'none'


def difference(got, expected, tolerance):
    """Return the fields that tell a value from the right one; None if right.
    """
    if isinstance(expected, tuple):
        if type(got) not in (tuple, list) or len(got) != len(expected):
            return {'got': show(got), 'expected': show(expected)}
        return next(filter(None, (difference(*pair, tolerance)
                                  for pair in zip(got, expected))), None)
    if expected is None or isinstance(expected, (bool, str)):
        same = type(plain(got)) is type(expected) and plain(got) == expected
        return None if same else {'got': show(got), 'expected': show(expected)}
    if not is_number(got) or isinstance(plain(got), bool):
        return {'got': show(got), 'expected': show(expected)}
    if isinstance(expected, int):
        same = np.size(got) == 1 and np.asarray(got).item() == expected
        return None if same else {'got': show(got), 'expected': show(expected)}
    return difference_of_arrays(
        np.asarray(got) + 0, np.asarray(expected), tolerance)  # no booleans


def difference_of_arrays(got, expected, tolerance):
    """Return the fields that tell an array of numbers from the right one."""
    if got.size == expected.size == 1:
        got = got.reshape(expected.shape)  # a number is a number
    if got.shape != expected.shape:
        return {'got': f'shape {got.shape}',
                'expected': f'shape {expected.shape}', 'pattern':
                'transposed' if got.shape == expected.shape[::-1] else ''}
    far = is_far(got, expected, tolerance)
    if not far.any():
        return None
    index = tuple(map(int, np.unravel_index(far.argmax(), far.shape)))
    texts = show_both(got[index], expected[index])
    return {'index': f'[{", ".join(map(str, index))}]' if index else '',
            'got': texts[0], 'expected': texts[1],
            'pattern': pattern(got, expected)}


def is_far(got, expected, tolerance):
    """Return for each entry whether it is not the expected one.

    NaN is never close, and 0 needs an absolute tolerance.
    """
    close = np.abs(got - expected) <= tolerance * (1 + np.abs(expected))
    return ~(close & np.isfinite(expected) | (got == expected))


def pattern(got, expected):
    """Say what the wrong numbers of an array have in common; '' if nothing."""
    if np.isnan(got).any():
        return f'NaN in {np.isnan(got).sum()} of {got.size} entries'
    if got.size > 1 and got.shape == got.T.shape \
            and np.allclose(got.T, expected):
        return 'transposed'
    ratios = got[expected != 0] / expected[expected != 0]
    if ratios.size > 1 and np.allclose(ratios, ratios[0], rtol=ROUNDING):
        return f'everywhere {show(ratios[0])} times as large'
    return ''


@np.errstate(all='ignore')
def alike(one, other):
    """Return whether two answers are the same but for rounding errors.

    Two objects that are neither plain data nor arrays are not: nothing is
    known of them but their type.
    """
    return is_same(one, other)


def is_same(one, other):
    """Return whether two values, or all that they hold, are the same."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            is_same(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, (str, int)) and type(one) is type(other):
        return one == other
    if is_number(one) and is_number(other):
        return is_same_number(np.asarray(one), np.asarray(other))
    return one is other is None


def is_same_number(one, other):
    """Return whether two arrays of numbers are the same but for rounding.

    Booleans and numbers are not, nor are two whole numbers that differ.
    """
    if (one.dtype.kind == 'b') is not (other.dtype.kind == 'b'):
        return False
    if one.dtype.kind in 'biu' and other.dtype.kind in 'biu':
        return one.shape == other.shape and bool((one == other).all())
    if one.size != other.size or one.size != 1 and one.shape != other.shape:
        return False
    return not is_far(one.ravel(), other.ravel(), ROUNDING).any()


def is_number(value):
    """Return whether a value is a number, or an array of numbers."""
    return isinstance(value, (bool, int, float, complex, np.generic,
                              np.ndarray)) \
        and np.asarray(value).dtype.kind in 'biufc'


def plain(value):
    """Return NumPy's booleans and numbers, alone or in an array, as Python's.
    """
    return value.item() if isinstance(value, (np.generic, np.ndarray)) \
        and value.size == 1 else value
