"""What a run says in the terminal."""
import re

import pytest
from rich.cells import cell_len

from example_results import (
    ADVICE, HOSTILE, WRONG, a_class, class_of_two, record, summaries_of,
    wrong)
from grader.failure import Failure
from grader.report.terminal import ROWS, terminal_text


def text(submissions, reveal='values'):
    """Return what the terminal says of a class."""
    run, entries = a_class(submissions, reveal)
    return terminal_text(run, summaries_of(entries), entries[0][2])


def test_the_table_has_a_row_a_submission():
    """Points by task, in all, and verdicts in words; then who is done."""
    submissions = class_of_two()
    submissions['Ann'].append(record(**ADVICE))
    assert text(submissions) == '''\
submission    1    5  rules  total
Ann         2/2  2/2    1/1    5/5  all right
Bob         0/2  0/2    0/1    0/5  3 wrong

1 of 2 submissions with all 5 points; the median is 2.5

in how many submissions
    1  goes back through an updated W (tasks 1, 5)
    1  not kept: Lines are short. (the written rules)

Beyond the statement: advice, worth no points, for 1 submission
'''


def test_a_single_submission_is_told_each_cause_once():
    """Verdict, mistake, what was found, rule, hint, and how many share them.
    """
    assert text({'Bob': [*class_of_two()['Bob'], record(**ADVICE), record(
        check='x', of=0, points=0, advice='is followed')]}) == '''\
submission    1    5  rules  total
Bob         0/2  0/2    0/1    0/5  3 wrong

tasks 1, 5, wrong: goes back through an updated W
  1-l2_reg_gradient_descent.py: one step (alpha=0.5, m=7), W1[0, 2]
    got 0.1183, expected 0.1021 (central differences)
    W3 is right
  the statement: the weights are updated in place
  did you go back through a W that was already updated?
  (1 more check fails like this)

the written rules, wrong
  a.py, line 3: E501
  the statement: the weights are updated in place

1 piece of advice, worth no points
  Beyond the statement: for one layer your step changes nothing (task 1)
'''


def test_what_is_not_judged_is_said():
    """It is no failure."""
    assert text({'Ann': [record(), record(
        None, 'executable', verdict='not judged', points=0, of=0,
        title='The owner may execute the file.')]}).endswith(
            '\n\nthe written rules, not judged: The owner may execute the '
            'file.\n')


def test_all_failures_of_a_single_submission_are_told():
    """However many, in the order of the checks."""
    lines = text({'Ann': [record(i // 10, str(i), **wrong(
        call=f'case {i}', got=str(i), expected='0')) for i in range(80)]})
    assert [int(case) for case in re.findall(r': case (\d+)', lines)] == \
        list(range(80))


def test_a_long_message_is_wrapped_and_counted():
    """Wide letters too; what is left out is said."""
    lines = text({'Ann': [record(verdict='error', points=0, failure=Failure(
        'error', message='\u4e2d ' * 99 + '\nline' * 50))]})
    assert max(map(cell_len, lines.split('\n')[1:])) <= 100
    assert 'more lines)' in lines


def test_a_class_of_hundred_is_a_table_and_ten_mistakes():
    """A line each, and what to look at."""
    lines = text({f'student {i}': [record(
        verdict='wrong', points=0, mistake=f'm{i % 12}')]
        for i in range(100)}).split('\n')
    assert len(lines) == 1 + 100 + 1 + 1 + 2 + 10 + 1 + 1
    assert lines[-12] == '    9  m0 (task 1)'
    assert lines[-2].strip() == 'and 2 other mistakes'


def test_a_large_class_has_no_rows():
    """Nobody reads them in a terminal; the sums are there."""
    assert text({f'student {i}': [record()] for i in range(ROWS + 1)}) == (
        f'\n{ROWS + 1} of {ROWS + 1} submissions with all 2 points; the '
        'median is 2\n')


def test_wide_letters_keep_the_columns_straight():
    """A Chinese letter takes two columns, an accent none."""
    names = ['\u674e\u5c0f\u9f99', 'e\u0301', 'plain', '\u4e2d' * 40]
    rows = text({name: [record()] for name in names}).split('\n')[1:5]
    assert len({cell_len(row[:row.index('2/2')]) for row in rows}) == 1
    assert rows[3].startswith('\u4e2d' * 11 + ' \u2026 ')


@pytest.mark.parametrize('words', HOSTILE)
def test_hostile_text_stays_text(words):
    """No control character, no markup, in a name or in any other text."""
    bad = record(check=words, verdict='wrong', points=0, title=words,
                 mistake=words, hint=words, rule=words, failure=Failure(
                     'wrong', words, words, words, words, words, words))
    for submissions in {words: [bad]}, {words: [bad], 'Bob': [bad]}:
        lines = text(submissions)
        assert not re.search('[\x00-\x09\x0b-\x1f\x7f\u202e]', lines)
    for markup in '[red]x[/red]', ':smile:':
        if words == markup:
            assert markup in lines


@pytest.mark.parametrize('reveal, shown', [
    ('values', True), ('message', False), ('none', False)])
def test_values_are_told_only_where_they_are_revealed(reveal, shown):
    """And the question, unless only verdicts are."""
    lines = text({'Ann': [record(**WRONG)]}, reveal)
    assert ('0.1021' in lines) == shown
    assert ('did you' in lines) == (reveal != 'none')
