"""What crosses the borders of the sandbox, and what does not."""
import functools
import json
import resource
import struct

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays

from children import same
from grader import sandbox

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-2 ** 60, 2 ** 60) | st.text()
    | st.floats(allow_nan=False) | arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.bool_,
                         np.complex128]),
        arrays.array_shapes(min_dims=0, max_dims=4),
        elements={'allow_nan': False}),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
    | st.dictionaries(st.text() | st.integers(0, 9), inner, max_size=3),
    max_leaves=8)


def outcome_of(answer):
    """Return the Outcome of a child that has sent these bytes."""
    return sandbox.Outcome(
        {'status': 0, 'seconds': 0, 'printed': '', 'count': 0}, answer)


@given(PLAIN)
def test_plain_data_cross_unchanged(data):
    """Numbers, text, arrays, and what lists, tuples and dicts make of them."""
    assert same(data, sandbox.unpack(sandbox.pack(data)))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_answer_are_an_error(data):
    """A child may write anything; the grader goes on."""
    assert outcome_of(data).verdict == 'exited'


@pytest.mark.parametrize('array', [
    ['<f8', [1 << 20, 1 << 20], False], ['<f8', [1 << 62], False],
    ['<f8', [1] * 5, False], ['|O', [1], False], ['<U0', [4000000000], False],
    ['<f8', [-1], False], ['<f8', [1.0], False]])
def test_arrays_are_checked_before_memory_is_reserved(array):
    """Eight terabytes, or a pickle, announced in a few bytes."""
    text = json.dumps({'array': array}).encode()
    data = struct.pack('>Q', len(text)) + text + bytes(64)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValueError, match='^array: '):
        sandbox.unpack(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 2000


@pytest.mark.parametrize('tree, error', [
    ({'list': [None] * 30000}, 'at most 20000 items'),
    ({'dict': [[n, 0] for n in range(15000)]}, 'at most 20000 items'),
    ({'list': [10 ** 30]}, 'at most 64 bits'),
    ({'dict': [[{'tuple': []}, 0]]}, 'a plain key'),
    (functools.reduce(lambda x, _: {'list': [x]}, range(30), 0),
     'nested too deeply')])
def test_an_answer_is_bounded(tree, error):
    """In items, depth and digits; its keys are numbers and text."""
    text = json.dumps(tree).encode()
    with pytest.raises(ValueError, match=error):
        sandbox.unpack(struct.pack('>Q', len(text)) + text)


def test_text_that_has_no_form_in_utf_8_is_replaced():
    """Else a report of it could not be written."""
    assert sandbox.unpack(sandbox.pack(['a\ud800'])) == ['a?']


def test_messages_and_prints_do_not_control_a_terminal():
    """Else they could overwrite the table of results."""
    answer = sandbox.pack({'error': 'E', 'message': '\x1b[2Jall right\x07',
                           'stage': 'call', 'line': None})
    outcome = outcome_of(answer)
    assert outcome.message == 'E: \ufffd[2Jall right\ufffd'


def test_a_large_tree_is_refused():
    """Lists of lists would take fifty times their text in memory."""
    text = b'[' + b'[],' * (1 << 19) + b'0]'
    with pytest.raises(ValueError, match='JSON: expected at most 1 MiB'):
        sandbox.unpack(struct.pack('>Q', len(text)) + text)


def test_arrays_of_many_dimensions_do_not_enter():
    """Neither sent as such nor forged: to show one could take for ever."""
    other, = sandbox.unpack(sandbox.pack([np.zeros([1] * 20)]))
    assert other.type_name == 'array of 20 dimensions'


@pytest.mark.parametrize('forged', [
    np.zeros([1] * 4), {'a': [[[]]]}, 2 ** 60, None, b'', ['E'] * 9000],
    ids=lambda forged: type(forged).__name__)
@pytest.mark.parametrize('part', ['error', 'message', 'stage', 'line'])
def test_only_text_is_shown_as_text(part, forged):
    """Of what a child sends in the place of text, the type is named."""
    answer = {'error': 'E', 'message': '', 'stage': 'call', 'line': None}
    outcome = outcome_of(sandbox.pack({**answer, part: forged}))
    assert outcome.verdict == 'error' and len(outcome.message) < 60


def test_messages_are_short():
    """However long the text is that a child sends."""
    outcome = outcome_of(sandbox.pack({
        'error': 'E' * 9999, 'message': 'x ' * 9999, 'stage': 's' * 9999,
        'line': None}))
    assert len(outcome.message) < 700 and len(outcome.stage) <= 100
