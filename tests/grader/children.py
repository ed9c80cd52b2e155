"""Children of each isolation, for tests."""
import contextlib

import numpy as np
import pytest

from grader import sandbox


def isolated(isolation, libraries='numpy'):
    """Yield a function that runs source in a sandbox, then close that."""
    if isolation != 'spawn':
        try:
            sandbox.trial(isolation)
        except OSError as reason:
            pytest.skip(str(reason))
    with contextlib.closing(sandbox.Sandbox(libraries, isolation)) as box:
        yield lambda source, *args: box.run('task', source.encode(), 'call',
                                            ['f', *args])


def same(one, other):
    """Return whether two plain data are equal, in types and dtypes too."""
    if isinstance(one, (np.ndarray, np.generic)):
        return (type(one) is type(other) and one.dtype == other.dtype
                and one.shape == other.shape and bool(np.all(one == other)))
    if isinstance(one, (list, tuple)):
        return (type(one) is type(other) and len(one) == len(other)
                and all(map(same, one, other)))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other
