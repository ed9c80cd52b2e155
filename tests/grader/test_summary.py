"""What the records of a run add up to."""
from dataclasses import replace

import pytest

from example_results import (
    ADVICE, FILE, GONE, SKIPPED, STEP, WRONG, a_class, class_of_two, record,
    summaries_of, wrong)
from grader.failure import Failure
from grader.report import summary


def checks_of(records, reveal='values'):
    """Return the checks of each cause."""
    return [[each.check for each in group]
            for group in summary.causes(records, reveal)]


def error(check, task=1, **fields):
    """Return a record of a call that has raised an error."""
    return record(task, check, verdict='error', points=0, failure=Failure(
        'error', **{'exception': 'ValueError', 'line': 3, **fields}))


def test_one_mistake_in_two_tasks_is_one_cause():
    """Whatever was observed, and in whichever order."""
    assert checks_of([
        record(check='a', **WRONG), record(check='b', **GONE),
        record(check='c'), record(5, 'd', **{
            **WRONG, 'failure': replace(STEP, got='9'), 'hint': 'other'})]
    ) == [['a', 'd'], ['b']]


def test_one_error_in_two_files_is_one_cause():
    """But not two errors, nor two verdicts."""
    records = [error('0', 0), error('1', 1), error('2', exception='KeyError'),
               error('3', message='yes')]
    records.append(replace(records[0], check='4', verdict='timeout'))
    assert checks_of(records) == [['0', '1'], ['2'], ['3'], ['4']]


@pytest.mark.parametrize('one, other', [
    ('None', 'None'), ('shape (3, 4)', 'shape (7, 2)'),
    ('an array of shape (3,)', 'an array of shape (4,)'),
    ('the keys W1, b1', 'the keys W2, b2'), ("'text'", "'text'")])
def test_answers_of_one_wrong_kind_are_one_cause(one, other):
    """A stub is told once that it returns None, whatever was expected."""
    first = record(check='1', **wrong(got=one, expected='0.25'))
    assert checks_of([first, record(check='2', **wrong(
        got=other, expected='15'))]) == [['1', '2']]
    assert checks_of([first, record(2, '2', **wrong(got=other))]) == [
        ['1'], ['2']]


def test_answers_with_one_pattern_are_one_cause():
    """But not those with two patterns, or with none."""
    assert checks_of([record(check=str(i), **wrong(
        got=got, expected=expected, pattern=pattern))
        for i, (got, expected, pattern) in enumerate([
            ('2', '4', 'everywhere 0.5 times as large'),
            ('3', '6', 'everywhere 0.5 times as large'),
            ('3', '1', 'everywhere 3 times as large'), ('3', '1', '')])]) == [
                ['0', '1'], ['2'], ['3']]


def test_one_share_of_nan_is_as_good_as_another():
    """How many there are depends on the case."""
    assert checks_of([record(check=str(i), **wrong(
        got='nan', expected='1', pattern=f'NaN in {i} of 6 entries'))
        for i in (1, 2)]) == [['1', '2']]


@pytest.mark.parametrize('one, other', [
    ('0.1183', '0.2'), ('(False, 0)', '(False, 1)'), ('None', '0.5'),
    ('nan', '-0.5'), ('shape (2, 3)', '5')])
def test_two_faults_in_one_task_stay_two(one, other):
    """Where the values that came differ, or their kinds."""
    assert checks_of([record(check=got, **wrong(got=got, expected='1'))
                      for got in (one, other)]) == [[one], [other]]


def test_the_same_value_for_two_expected_ones_stays_two():
    """(False, 0) may be wrong in two ways."""
    assert checks_of([record(check=expected, **wrong(
        got='(False, 0)', expected=expected)) for expected in (
            '(True, 3)', '(False, 1)')]) == [['(True, 3)'], ['(False, 1)']]


def test_errors_are_known_by_line_and_words():
    """Numbers in the words depend on the case, the line does not."""
    assert checks_of([
        error('0', message='shapes (2,3) (4,)'),
        error('1', message='shapes (5,6) (7,)'),
        error('2', message='shapes (5,6) (7,)', line=30),
        error('3', exception='TypeError', message='f() takes 2 arguments'),
        error('4', exception='TypeError', message='f() takes 3 arguments')]
    ) == [['0', '1'], ['2'], ['3', '4']]


def test_written_rules_are_causes_of_their_own():
    """Whatever came."""
    assert checks_of([record(None, name, **wrong(got='[]'))
                      for name in ('a line', 'a word')]) == [
                          ['a line'], ['a word']]


def test_what_is_hidden_does_not_look_like_one_cause():
    """Where only verdicts are shown those of one task are one group."""
    assert checks_of([record(task, check, **WRONG) for check, task in zip(
        'abc', [1, 5, 1])], 'none') == [['a', 'c'], ['b']]


def test_what_is_skipped_goes_with_what_it_requires():
    """In its own task; without a failure before it, it is its own cause."""
    assert checks_of([
        record(check='a', **GONE), record(check='b', **SKIPPED),
        record(2, 'c', **SKIPPED), record(check='d', **SKIPPED)]) == [
            ['a', 'b', 'd'], ['c']]


def test_advice_and_what_is_not_judged_cost_nothing():
    """They are no cause, no mistake, no verdict; advice is counted."""
    records = [record(), record(**ADVICE), record(
        None, 'mode', verdict='not judged', points=0, of=0)]
    found = summary.summary_of(0, 'Ann', records)
    assert summary.causes(records, 'values') == []
    assert (found.total, found.advice, found.mistakes) == ((2, 2), 1, ())
    assert found.outcome == 'all right'
    assert summary.advised([found]).endswith('for 1 submission')


def test_what_is_not_graded_is_not_right():
    """Nobody takes no points for a grade."""
    assert summary.summary_of(0, 'Ann', []).outcome == 'not graded yet'


def test_advice_waits_until_its_failure_is_mended():
    """With None in every case, a rare one is no news."""
    late = record(**{**ADVICE, 'failure': replace(
        ADVICE['failure'], got='None')})
    assert len(summary.advice([late, record(**wrong(got='5'))])) == 1
    assert summary.advice([late, record(**wrong(got='None'))]) == []


def test_mistakes_count_submissions_not_checks():
    """The most frequent first; a broken rule goes by its title."""
    submissions = class_of_two()
    submissions['Bob'].append(record(check='again', **WRONG))
    submissions['Ann'] += [record(2, **GONE), record(2, 'x', **SKIPPED)]
    for name in 'xyz':
        submissions[name] = [record(3, **wrong())]
    submissions['z'].append(record(6, verdict='internal error', points=0))
    found = summary.mistakes(summaries_of(a_class(submissions)[1]))
    assert [(name, [who.name for who in made], dict(tasks))
            for name, made, tasks in found] == [
        ('wrong, the mistake is not known', ['x', 'y', 'z'], {3: 3}),
        ('goes back through an updated W', ['Bob'], {1: 1, 5: 1}),
        ('missing', ['Ann'], {2: 1}),
        ('the grader failed', ['z'], {6: 1}),
        ('not kept: Lines are short.', ['Bob'], {None: 1})]


def test_the_file_of_a_failure_is_none_of_its_symptoms():
    """Nor is the call."""
    assert summary.symptom_of(record(failure=replace(STEP, file='x'))) == \
        summary.symptom_of(record(failure=replace(STEP, call='y'))) == \
        summary.symptom_of(record(failure=STEP))
    assert FILE not in summary.symptom_of(record(failure=STEP))
