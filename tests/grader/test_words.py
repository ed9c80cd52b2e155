"""A failure in words, by what may be revealed."""
from dataclasses import replace

import pytest

from example_results import (
    ADVICE, FILE, GONE, MISTAKE, QUESTION, RULE, SKIPPED, STEP, WRONG, record,
    wrong)
from grader.engine import VERDICTS
from grader.failure import Failure
from grader.report import words


def lines(reveal='values', **fields):
    """Return what is told of a failure."""
    return words.lines(record(verdict=fields['kind'], points=0,
                              failure=Failure(**fields)), reveal)


def test_every_verdict_has_its_words():
    """None is missing, none is left over."""
    assert set(words.VERDICTS) == set(VERDICTS)


def test_values_show_all_that_was_found():
    """File and call; got, expected, and from where; what is right."""
    assert words.lines(record(**{**WRONG, 'failure': replace(
        STEP, wrong=('W1', 'W2'), pattern='transposed')}), 'values') == [
            f'{FILE}: one step (alpha=0.5, m=7), W1[0, 2]',
            '  got 0.1183, expected 0.1021, transposed (central differences)',
            '  W3 is right', '  W1, W2 are not right']


def test_a_message_keeps_back_what_was_expected_and_the_inputs():
    """What the submission gave, and what is right, it may know."""
    assert words.lines(record(**{**WRONG, 'failure': replace(
        STEP, pattern='everywhere 2 times as large')}), 'message') == [
            f'{FILE}: Step, W1[0, 2]', '  got 0.1183', '  W3 is right']


def test_a_learners_own_exception_is_theirs():
    """Its type, its line and its words are shown with the message too."""
    fields = {'kind': 'error', 'file': FILE, 'call': 'one step (m=7)',
              'exception': 'KeyError', 'message': "'W9'", 'line': 12}
    assert lines(**fields) == [
        f"{FILE}: one step (m=7): KeyError in line 12: 'W9'"]
    assert lines('message', **fields) == [
        f"{FILE}: Step: KeyError in line 12: 'W9'"]
    assert lines('none', **fields) == []


@pytest.mark.parametrize('reveal', ['values', 'message'])
def test_what_is_about_no_call_has_nothing_to_hide(reveal):
    """The name of a file or a function, and the text of a file."""
    assert words.lines(record(**GONE), reveal) == [
        f'{FILE}: there is no such file']
    assert lines(reveal, kind='missing', file=FILE, index='the function',
                 got='main', expected='l2_reg_cost') == [
        f'{FILE}: the function', '  got main, expected l2_reg_cost']
    assert lines(reveal, kind='wrong', faults=(
        ('a.py', 3, 'E501'), ('b.py', None, 'W292'))) == [
        'a.py, line 3: E501', 'b.py: W292']


@pytest.mark.parametrize('kind, message', [
    ('timeout', 'stopped after 5 s'), ('exited', 'asked to exit'),
    ('memory', 'out of memory'), ('error', 'crashed: SIGSEGV')])
def test_how_a_call_ended_is_told(kind, message):
    """With the line, if there is one."""
    assert lines(kind=kind, file=FILE, message=message, line=3) == [
        f'{FILE}: {message} in line 3']


def test_another_stream_is_no_wrong_number():
    """Where numbers may not be shown, that is still said."""
    shown = wrong(stream=True)
    assert words.lines(record(**shown), 'values')[1:] == [
        '  ' + words.OTHER_STREAM, '  got 0.1183, expected 0.1021']
    assert words.OTHER_STREAM in words.lines(record(**shown), 'message')[1]


@pytest.mark.parametrize('reveal, shown', [
    ('values', True), ('message', True), ('none', False), ('what?', False)])
def test_the_question_and_the_rule_go_with_the_message(reveal, shown):
    """As does the name of the mistake."""
    each = record(**WRONG)
    assert words.hint(each, reveal) == QUESTION * shown
    assert words.rule(each, reveal) == RULE * shown
    assert words.heading([each], reveal) == 'wrong' + (
        f': {MISTAKE}' if shown else '')


def test_names_of_checks_stand_for_titles():
    """Where a title could give the answer away, and a case the inputs."""
    each = record(check='W_is_left_alone[0.8]')
    assert words.title(each, 'values') == 'Each entry is 15.'
    for reveal in 'message', 'none':
        assert words.title(each, reveal) == 'W is left alone'


def test_the_same_failure_is_told_once():
    """And how many checks are like it, or could not be made."""
    assert words.others([record(**WRONG)]) == ''
    assert words.others([record(**WRONG)] * 2) == '1 more check fails like ' \
        'this'
    assert words.others([record(**GONE), record(**SKIPPED), record(**SKIPPED),
                         record(**GONE), record(**GONE)]) == (
        '2 more checks fail like this; 2 checks not run, since they require '
        'this')
    assert words.lines(record(**SKIPPED), 'message') == [
        'requires: The file is there.']


def test_advice_is_told_as_any_failure():
    """Its own sentence is beside it."""
    assert words.lines(record(**ADVICE), 'values') == [
        f'{FILE}: one layer, W1[0, 0]', '  got 1, expected 0.675']
