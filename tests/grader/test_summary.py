"""What the records of a run add up to, and what a learner sees of them."""
import pytest

from example_records import (
    ADVICE, FILE, GONE, SKIPPED, WRONG, class_of_two, graded, record, run)
from grader.report import summary


def checks_of(records, reveal='values'):
    """Return the checks of each cause."""
    return [[each.check for each in group]
            for group in summary.causes(records, reveal)]


def missed(check, came, expected='1', task=1, verdict='wrong'):
    """Return a record of a wrong answer."""
    return record(check=check, task=task, verdict=verdict, points=0,
                  message=f'{FILE}: case {check}, W{check}[0]\n  got {came}, '
                  f'expected {expected}\n  W3 is right')


def test_one_mistake_in_two_tasks_is_one_cause():
    """Whatever the message and the order."""
    assert checks_of([
        record(check='a', **WRONG), record(check='b', **GONE),
        record(check='c'), record(task=5, check='d', **{
            **WRONG, 'message': 'other', 'hint': 'other'})]) == [
                ['a', 'd'], ['b']]


def test_one_message_in_two_files_is_one_cause():
    """But not two messages, nor two verdicts."""
    messages = [('0-l2_reg_cost.py: no', 'error'), (f'{FILE}: no', 'error'),
                (f'{FILE}: yes', 'error'), (f'{FILE}: no', 'timeout')]
    assert checks_of([
        record(task=i, check=str(i), verdict=verdict, message=message)
        for i, (message, verdict) in enumerate(messages)]) == [
            ['0', '1'], ['2'], ['3']]


@pytest.mark.parametrize('one, other', [
    ('None', 'None'), ('shape (3, 4)', 'shape (7, 2)'),
    ('an array of shape (3,)', 'an array of shape (4,)'),
    ('the keys W1, b1', 'the keys W2, b2'), ("'text'", "'text'")])
def test_answers_of_one_wrong_kind_are_one_cause(one, other):
    """A stub is told once that it returns None, whatever was expected."""
    assert checks_of([missed('1', one, '0.25'), missed('2', other, '15')]
                     ) == [['1', '2']]
    assert checks_of([missed('1', one), missed('2', other, task=2)]) == [
        ['1'], ['2']]


def test_answers_that_are_off_by_one_factor_are_one_cause():
    """But not those off by two factors, or by none."""
    assert checks_of([
        missed('1', '2', '4, everywhere 0.5 times as large'),
        missed('2', '3', '6, everywhere 0.5 times as large (on paper)'),
        missed('3', '3', '1, everywhere 3 times as large'),
        missed('4', '3', '1')]) == [['1', '2'], ['3'], ['4']]


@pytest.mark.parametrize('one, other', [
    ('0.1183', '0.2'), ('(False, 0)', '(False, 1)'), ('None', '0.5'),
    ('NaN', '-0.5'), ('shape (2, 3)', '5')])
def test_two_faults_in_one_task_stay_two(one, other):
    """Where the values that came differ, or their kinds."""
    assert checks_of([missed('1', one), missed('2', other)]) == [['1'], ['2']]


def test_the_same_value_for_two_expected_ones_stays_two():
    """(False, 0) may be wrong in two ways."""
    assert checks_of([missed('1', '(False, 0)', '(True, 3)'),
                      missed('2', '(False, 0)', '(False, 1)')]) == [
                          ['1'], ['2']]


def test_keras_misses_are_told_by_what_was_received():
    """Their messages have one line."""
    assert checks_of([record(
        check=case, verdict='wrong', message=f'{FILE}: {case}: expected the '
        'output of the new layer, received an object of type NoneType')
        for case in ('training=True', 'training=False')]) == [
            ['training=True', 'training=False']]


def test_errors_are_told_by_line_and_words():
    """Numbers in the words depend on the case, the line does not."""
    assert checks_of([record(check=str(i), verdict='error', message=f'{FILE}: '
                             f'case {i}: {text}') for i, text in enumerate([
                                 'ValueError in line 3: shapes (2,3) (4,)',
                                 'ValueError in line 3: shapes (5,6) (7,)',
                                 'ValueError in line 30: shapes (5,6) (7,)',
                                 "KeyError in line 3: 'W2'",
                                 'TypeError: f() takes 2 arguments',
                                 'TypeError: f() takes 3 arguments'])]) == [
                                     ['0', '1'], ['2'], ['3'], ['4', '5']]


def test_written_rules_are_causes_of_their_own():
    """Whatever they received."""
    assert checks_of([record(
        task=None, check=rule, verdict='wrong', message=f'{FILE}: expected '
        f'{rule}, received []') for rule in ('a line', 'a word')]) == [
            ['a line'], ['a word']]


def test_what_is_hidden_does_not_look_like_one_cause():
    """Where only verdicts are shown those of one task are one group."""
    assert checks_of([record(task=task, check=check, **WRONG)
                      for check, task in zip('abc', [1, 5, 1])], 'none') == [
                          ['a', 'c'], ['b']]


def test_what_is_skipped_goes_with_what_it_hangs_on():
    """In its own task; without a miss before it, it is its own cause."""
    records = [record(check='a', **GONE), record(check='b', **SKIPPED),
               record(task=2, check='c', **SKIPPED),
               record(check='d', **SKIPPED)]
    assert checks_of(records) == [['a', 'b', 'd'], ['c']]
    assert summary.others(summary.causes(records, 'values')[0]) == \
        '2 checks not run, since they hang on this'


def test_advice_is_no_miss():
    """It is no cause, no mistake, no verdict; a class counts who has some."""
    records = [record(), record(**ADVICE)]
    found = summary.summary_of(0, 'Ann', records)
    assert summary.causes(records, 'values') == []
    assert (found.total, found.advice, found.mistakes) == ((2, 2), 1, [])
    assert found.outcome(run('Ann')) == 'all right'
    assert summary.advised([found]).endswith('for 1 submission')


def test_advice_waits_until_its_miss_is_mended():
    """Who returns None in every case need not hear of a rare one."""
    late = record(**{**ADVICE, 'message': 'for one layer\n  got None, '
                     'expected 1'})
    assert len(summary.advice([late, missed('1', '5')], 'values')) == 1
    assert summary.advice([late, missed('1', 'None')], 'values') == []


def test_mistakes_count_submissions_not_checks(tmp_path):
    """The most frequent first; a broken rule goes by its title."""
    header, records = class_of_two()
    header['submissions'] += 'xyz'
    _, summaries = graded(tmp_path, header, [
        *records, record(1, check='again', **WRONG), record(0, 2, **GONE),
        record(0, 2, 'x', **SKIPPED),
        *(record(i, 3, verdict='wrong') for i in (2, 3, 4)),
        record(4, 6, verdict='trouble')])
    assert [(name, [who.name for who in made], dict(tasks))
            for name, made, tasks in summary.mistakes(summaries)] == [
        ('wrong, the mistake is not known', ['x', 'y', 'z'], {3: 3}),
        ('goes back through an updated W', ['Bob'], {1: 1, 5: 1}),
        ('missing', ['Ann'], {2: 1}),
        ('the grader failed', ['z'], {6: 1}),
        ('not kept: Lines are short.', ['Bob'], {None: 1})]


@pytest.mark.parametrize('verdict, message, shown', [
    ('error', f'{FILE}: ValueError in line 3: 0.7', f'{FILE}: ValueError in '
     'line 3'),
    ('error', f'{FILE}: crashed: SIGSEGV', f'{FILE}: crashed'),
    ('wrong', 'got {0.7: 1}, expected a dictionary', ''),
    ('wrong', f'{FILE}: got 0.7', f'{FILE}:'),
    ('wrong', f'{FILE}: keys\n  got the keys a\n0.7, expected b',
     f'{FILE}: keys'),
    ('missing', f'{FILE}: expected a function f, found []',
     f'{FILE}: expected a function f, found []'),
    ('timeout', f'{FILE}: stopped after 5 s', f'{FILE}: stopped after 5 s')])
def test_a_message_without_values_keeps_the_rest(verdict, message, shown):
    """What a file says in an error may hold values, too."""
    assert summary.revealed(record(verdict=verdict, message=message),
                            'message').message == shown


def test_written_rules_have_no_values_to_hide():
    """They say what was expected and received of the text alone."""
    message = 'the written rules\n  a.py: expected b, received c'
    assert summary.revealed(record(task=None, message=message),
                            'message').message == message


def test_names_of_checks_become_sentences():
    """Where a title could give the answer away."""
    assert summary.revealed(record(check='test_W_is_left_alone[0.8]'),
                            'none').title == 'W is left alone [0.8]'
