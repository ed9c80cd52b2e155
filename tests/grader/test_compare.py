"""Answers of any kind are compared, and what is wrong is said in fields."""
import time

import numpy as np
import pytest
from hypothesis import given, strategies as st

from grader.compare import alike, compare, names
from grader.sandbox import Other

ODD = [10 ** 5000, 'text', None, {}, {'W1': 1}, [], [[1], [1, 2]], (1,),
       (np.array([1, 2]), 1), np.array(['a']), np.nan, np.zeros((0, 3)),
       np.array([1 + 2j]), -np.inf, True, Other('Liar')]


@pytest.mark.parametrize('got', ODD, ids=lambda got: type(got).__name__)
@pytest.mark.parametrize('expected', [
    15., (False, 1), 'A0 A1', np.ones((2, 3)), {'W1': np.ones((2, 3))}])
def test_whatever_is_returned_is_a_failure(got, expected):
    """And never an error of the grader's own."""
    failure = compare(got, expected, 'the statement', call='a call')
    assert failure.kind == 'wrong' and failure.got and failure.expected
    assert failure.call == 'a call' and len(str(failure)) < 2000
    assert not alike(got, expected) and not alike(expected, got)


@pytest.mark.parametrize('got, expected', [
    (np.float32(0.1), 0.1), (np.array([15.]), 15.), (15, np.array([15.])),
    ([True, 3], (True, 3)), ((np.bool_(False), np.int64(1)), (False, 1)),
    ((np.array(True), np.array([1])), (True, 1)), (3., 3), (np.uint8(3), 3)])
def test_numbers_of_any_kind_are_right(got, expected):
    """Arrays of one number, lists for tuples, NumPy's own types."""
    assert compare(got, expected, 'the statement') is None


@pytest.mark.parametrize('got, expected', [
    (True, 1), (np.bool_(False), 0), (1 + 1e-9, 1), (np.uint8(255), -1),
    (2 ** 63, 2 ** 63 + 1), (np.uint64(2 ** 64 - 1), -1), (True, 1.),
    (1, True), (0, False), ('True', True)])
def test_whole_numbers_and_booleans_are_compared_exactly(got, expected):
    """Nothing wraps, nothing is close, and no boolean is a number."""
    assert compare(got, expected, 'the statement').kind == 'wrong'


def test_two_unknown_objects_are_never_the_same_answer():
    """All that is known of them is the name of a type."""
    assert not alike(Other('Liar'), Other('Liar'))
    assert not alike([Other('Liar')], [Other('Liar')])
    assert alike(None, None) and alike([1, None], (1, None))


@pytest.mark.parametrize('one, other, same', [
    (1., 1 + 1e-12, True), (1., 1.001, False), (1, 1 + 1e-12, True),
    (2, 3, False), (2 ** 62, 2 ** 62 + 1, False),
    (-2 ** 63 - 1, -2 ** 63 - 1, True), (True, 1, False),
    (True, np.bool_(True), True), (np.ones(3), np.ones(2), False),
    (np.array([True, False]), np.array([True, False]), True),
    (np.nan, np.nan, False), ('text', 'text', True), ('1', 1, False),
    ({'a': 1}, {'a': 1}, True), ({'a': 1}, {'b': 1}, False),
    ([1], 1, False), ([1, 2], [1], False)])
def test_answers_are_alike_but_for_rounding(one, other, same):
    """Of arrays, texts, and what holds them."""
    assert alike(one, other) is alike(other, one) is same


def test_a_failure_says_which_outputs_are_right():
    """And where the first that is not departs."""
    right = {'W1': np.eye(2), 'b1': np.zeros((2, 1)), 'b2': np.ones(1)}
    got = {**right, 'W1': 3 * np.eye(2), 'b2': np.zeros(1), 'more': 1}
    failure = compare(got, right, 'the statement', file='x.py', call='a call')
    assert failure.right == ('b1',) and failure.wrong == ('W1', 'b2')
    assert failure.index == 'W1[0, 0]' and failure.file == 'x.py'
    assert (failure.got, failure.expected) == ('3', '1')
    assert failure.pattern == 'everywhere 3 times as large'
    assert failure.source == 'the statement'


@pytest.mark.parametrize('got, pattern', [
    (np.arange(9.).reshape(3, 3).T, 'transposed'),
    (2 * np.arange(9.).reshape(3, 3), 'everywhere 2 times as large'),
    (np.full((3, 3), np.nan), 'NaN in 9 of 9 entries'),
    (np.ones((3, 3)), '')])
def test_what_wrong_numbers_have_in_common_is_found(got, pattern):
    """If there is such a thing."""
    expected = np.arange(9.).reshape(3, 3)
    assert compare(got, expected, '').pattern == pattern


def test_a_shape_is_compared_first():
    """Shapes that are turned around are said to be."""
    failure = compare(np.ones((3, 2)), np.ones((2, 3)), '')
    assert (failure.got, failure.expected, failure.pattern) == (
        'shape (3, 2)', 'shape (2, 3)', 'transposed')


def test_missing_keys_are_listed():
    """Both what is there and what should be; of many only the first."""
    failure = compare({f'A{i}': 0 for i in range(100)}, {'D1': 0}, '')
    assert failure.index == 'the keys' and failure.expected == 'D1'
    assert failure.got.startswith('A0, A1, A10') and len(failure.got) < 120
    assert names({1: 0, 'A': 0}) == '1, A' and names([]) == 'none'


def test_as_many_digits_are_shown_as_differ():
    """A number that is cast to float32 is not the number itself."""
    failure = compare(float(np.float32(12.11229237)), 12.11229237, '', 1e-9)
    assert failure.got != failure.expected


def test_a_large_answer_takes_no_time():
    """A million entries, of which the last is wrong."""
    right = np.zeros(1_000_000)
    wrong = right.copy()
    wrong[-1] = 1
    start = time.monotonic()
    assert compare(wrong, right, '').index == '[999999]'
    assert not alike(wrong, right)
    assert time.monotonic() - start < 1


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats()
                    | st.text(), lambda inner: st.lists(inner)
                    | st.tuples(inner) | st.dictionaries(st.text(), inner)))
def test_nothing_raises_and_all_is_short(value):
    """Whatever plain data come; what is no NaN is like itself."""
    failure = compare(value, {'A': np.ones(3)}, '', call='c')
    assert failure is not None and len(failure.got) <= 500
    compare(value, 1, '')
    compare(value, True, '')
    compare(value, (True, 1), '')
    if 'nan' not in repr(value):
        assert alike(value, value)
