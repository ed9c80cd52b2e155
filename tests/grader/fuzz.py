"""What enters the grader's own process, drawn at random, and its bounds."""
import contextlib
import copy
import resource
import time

import hypothesis
import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.sandbox import Other

SECONDS, MEMORY = 2, 200_000  # an input may take: of a processor, kilobytes
LARGE = [np.zeros((1,) * 4), np.ones(1 << 16), 'k' * 10 ** 5, np.zeros(0),
         np.ones((60, 1, 60), bool), np.longdouble(1), np.array('x'),
         [None] * 500, 2 ** 63, -2 ** 63, float('nan'), float('inf')]
ODD = st.recursive(
    st.sampled_from([*LARGE, Other('Liar')]) | st.none() | st.booleans()
    | st.integers(-2 ** 64, 2 ** 64) | st.floats() | st.text(max_size=9)
    | arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(
        min_dims=0, max_dims=4, min_side=0, max_side=3)),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
    | st.dictionaries(st.text(max_size=3) | st.integers(0, 9), inner,
                      max_size=3), max_leaves=6)
FORGED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats()
    | st.text(max_size=9) | st.sampled_from(['array', 'dict', '<f8', '|b1']),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from('array dict list tuple other x'.split()), inner,
        max_size=2), max_leaves=12)


def share(part):
    """Return the settings that try a part of what the profile says."""
    return hypothesis.settings(max_examples=int(
        part * hypothesis.settings().max_examples), suppress_health_check=list(
            hypothesis.HealthCheck))


@contextlib.contextmanager
def bounded():
    """See that what is done takes neither long nor much memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    yield
    assert time.process_time() - start < SECONDS
    assert resource.getrusage(
        resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


def places_in(tree):
    """Yield each list or dictionary in a tree with each of its keys."""
    for key in tree if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], (dict, list)):
            yield from places_in(tree[key])


@st.composite
def changed(draw, tree):
    """Return a tree of which some parts are others, odd or missing."""
    tree = copy.deepcopy(tree)
    for _ in range(draw(st.integers(1, 3))):
        places = list(places_in(tree))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        other, at = draw(st.sampled_from(places))
        change = draw(st.sampled_from('oddly exchanged missing'.split()))
        if change == 'missing':
            del holder[key]
        else:
            holder[key] = copy.deepcopy(
                draw(ODD) if change == 'oddly' else other[at])
    return tree
