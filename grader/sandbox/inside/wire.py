"""What crosses the border of the sandbox: JSON and the bytes of arrays.

No pickle. Both sides count: what is too large, too deep, of too many
dimensions or of another kind is a ValueError before memory is spent on it.
"""
import json
import math
import struct

import numpy as np

ANSWER = 8 << 20     # bytes of an answer
TEXT = 1 << 20       # bytes of its JSON
ITEMS = 20_000       # numbers, texts, arrays and collections in it
DEPTH = 20           # of lists in lists
DIMENSIONS = 4       # of an array; right answers have two
DTYPES = {np.dtype(code).str for code in '?bhilqBHILQefdgFDG'}
IN_MEMORY = 20       # times its JSON, at most, that a tree takes in memory
# between the grader and a server, which never reads a request or an answer
START = '>16sd'      # from the grader: a token, seconds
END = '>16si'        # back: the token, the signal that ended the child or 0
TIMED_OUT, FULL, CROWDED = -1, -2, -3  # in place of a signal


class Other:
    """Stands for an object that is neither plain data nor an array."""

    def __init__(self, type_name):
        self.type_name = type_name

    def __repr__(self):
        return f'an object of type {self.type_name}'


class Count:
    """Counts the items of a tree; ValueError beyond the most it may have."""

    def __init__(self):
        self.items = 0

    def one(self, depth):
        """Count an item that lies this deep."""
        self.items += 1
        if depth > DEPTH:
            raise ValueError('nested too deeply')
        if self.items > ITEMS:
            raise ValueError(f'expected at most {ITEMS} items')


def pack(data):
    """Return bytes: a JSON tree, and then the bytes of its arrays."""
    count, arrays = Count(), []

    def plain(item, depth=0):
        count.one(depth)
        kind = type(item)
        if item is None or kind in (bool, float, str) or (
                kind is int and abs(item) < 1 << 64):
            return item
        if isinstance(item, (np.ndarray, np.generic)):
            array = np.asarray(item)
            array = array.astype(array.dtype.newbyteorder('='), copy=False)
            if array.ndim > DIMENSIONS:
                return {'other': f'array of {array.ndim} dimensions'}
            if array.dtype.str in DTYPES:
                arrays.append(array.tobytes())
                return {'array': [array.dtype.str, list(array.shape),
                                  isinstance(item, np.generic)]}
        if kind in (list, tuple):
            return {kind.__name__: [plain(x, depth + 1) for x in item]}
        if isinstance(item, dict):
            return {'dict': [[key(name, depth + 1), plain(x, depth + 1)]
                             for name, x in item.items()]}
        return {'other': 'int of more than 64 bits' if kind is int
                else kind.__name__}

    def key(name, depth):
        return plain(name.item() if isinstance(name, np.generic)
                     else name, depth)

    text = json.dumps(plain(data)).encode()
    if len(text) > TEXT:
        raise ValueError(f'JSON: expected at most 1 MiB, got {len(text)} '
                         'bytes')
    return b''.join([struct.pack('>Q', len(text)), text, *arrays])


def unpack(data):
    """Return what `pack` was given; an exception if the bytes are not such."""
    size, = struct.unpack_from('>Q', data)
    if size > TEXT:
        raise ValueError(f'JSON: expected at most 1 MiB, got {size} bytes')
    tree = json.loads(data[8:8 + size], parse_int=small)
    count, start = Count(), 8 + size

    def whole(item, depth=0):
        count.one(depth)
        if isinstance(item, str):
            return without_surrogates(item)
        if not isinstance(item, (dict, list)):
            return item
        (kind, content), = item.items()
        if kind == 'array':
            return array(*content)
        if kind == 'other':
            return Other(without_surrogates(content[:100]))
        if kind == 'dict':
            return {key(name, depth + 1): whole(x, depth + 1)
                    for name, x in content}
        return {'list': list, 'tuple': tuple}[kind](
            [whole(x, depth + 1) for x in content])

    def key(name, depth):
        name = whole(name, depth)
        if isinstance(name, (np.ndarray, np.generic, tuple)):
            raise ValueError('expected a plain key')
        return name

    def array(dtype, shape, scalar):
        nonlocal start
        if dtype not in DTYPES or len(shape) > DIMENSIONS or not all(
                type(n) is int and 0 <= n <= ANSWER for n in shape):
            raise ValueError(f'array: {dtype}, shape {shape}')
        length = math.prod(shape) * np.dtype(dtype).itemsize
        if length > len(data) - start:
            raise ValueError(f'array: {dtype}, shape {shape} in '
                             f'{len(data) - start} bytes')
        found = np.ndarray(shape, dtype, data, start).copy()
        start += length
        return found[()] if scalar else found

    return whole(tree)


def small(digits):
    """Return an integer of at most 64 bits, ValueError for a larger one."""
    if len(digits) > 21 or abs(int(digits)) >= 1 << 64:
        raise ValueError('expected integers of at most 64 bits')
    return int(digits)


def without_surrogates(text):
    """Return text that has a form in UTF-8."""
    return text.encode(errors='replace').decode()


def weight(data):
    """Return about how many bytes of memory hold what is packed in these."""
    size = min(len(data), int.from_bytes(data[:8], 'big'))
    return len(data) + (IN_MEMORY - 1) * size
