"""Text that may hold anything, made safe to be kept and shown."""
import re

import pytest

from example_results import HOSTILE
from grader import text


@pytest.mark.parametrize('words', HOSTILE)
def test_clean_text_stays_as_it_is(words):
    """And has no character that could do things, whatever it was made of."""
    clean = text.clean(words)
    assert text.clean(clean) == clean
    assert not re.search('[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e'
                         '\u2066-\u2069\ud800-\udfff]', clean)
    clean.encode()


def test_lines_and_languages_stay():
    """Tabs become spaces, line ends those of Unix."""
    assert text.clean('a\r\nb\rc\td') == 'a\nb\nc   d'
    for words in ('Zo\u00eb \u4e2d\u6587 \U0001f600', 'e\u0302\u0323',
                  '\u05e9\u05c1\u05b8', '\u0e17\u0e35\u0e48', 'a\u200cb'):
        assert text.clean(words) == words


def test_marks_do_not_pile_up():
    """They would cover the rows above."""
    assert text.clean('o' + '\u0301' * 99) == 'o' + '\u0301' * 8


def test_half_a_character_is_written_as_its_number():
    """So that two names that are no UTF-8 stay two."""
    assert text.clean('na\udcefve') == 'na\\udcefve'


@pytest.mark.parametrize('size', [100, 101, 10 ** 6])
def test_long_text_is_cut_and_counted(size):
    """What is short stays as it is, also when it is cut again."""
    short = text.shortened('x' * size, 100)
    assert len(short) <= 100 and text.shortened(short, 100) == short
    assert (short == 'x' * size) == (size == 100)
    if size > 100:
        assert short.endswith(f' ({size - 60:,} more characters)')


def test_one_line_is_one_line():
    """Whatever breaks lines."""
    assert text.one_line(' a\n\u2028b\t\x0bc ') == 'a \ufffdb \ufffdc'


@pytest.mark.parametrize('name', [
    'A\u200dnn', ' Ann ', '\uff21nn', 'A\u00adnn'])
def test_names_that_look_alike_have_one_outline(name):
    """Joiners, spaces, wide letters; but not other letters."""
    assert text.outline(name) == text.outline('Ann') != text.outline('ann')
