"""A Failure's texts are short and safe, whatever they are made of."""
import numpy as np

from grader.failure import LONGEST, Failed, Failure, show, show_both
from grader.sandbox import Other


def test_every_text_is_made_short_and_safe():
    """Also texts in tuples of tuples."""
    failure = Failure('wrong', message='x' * 10_000, got='\x1b[2J\u202e',
                      wrong=('\0',) * 1000, faults=(('a', 1, '\x07' * 999),))
    assert len(failure.message) <= LONGEST
    for text in failure.got, failure.wrong[0], failure.faults[0][2]:
        assert text and text.isprintable()
    assert len(failure.wrong) <= 40 and failure.faults[0][1] == 1


def test_failed_carries_its_failure():
    """The engine takes it from there."""
    failure = Failure('missing', 'x.py')
    assert Failed(failure).failure is failure


def test_values_are_shown_in_short():
    """Of an array only the shape, however many dimensions it has."""
    assert show(np.zeros((2,) * 20)) == f'an array of shape {(2,) * 20}'
    assert show(Other('Liar')) == 'an object of type Liar'
    assert show(10 ** 5000) == 'an int of 16610 bits'
    assert show((False, np.float64(1) / 3)).startswith('(False, ')
    assert show(np.float32(0.25)) == '0.25' and show(1 / 3) == '0.333333'
    assert len(show({str(i): ['x' * 99] * 99 for i in range(99)})) < 1500


def test_two_values_are_told_apart():
    """By as many digits as that takes."""
    assert show_both(1.0000001, 1.) == ('1.0000001', '1')
    assert show_both(2., 1.) == ('2', '1')
    assert show_both(1., 1.) == ('1', '1')
