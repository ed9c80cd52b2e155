"""What other programs read of a run: CSV, JSON and Gradescope's format."""
import csv
import json
import re

import pytest

from example_results import (
    ADVICE, GONE, HOSTILE, SKIPPED, WRONG, a_class, class_of_two, record,
    written)
from grader.report import tables
from grader.report.files import replacing
from grader.report.records import as_json
from grader.report.summary import summary_of


def read_csv(path):
    """Return the rows of a written table."""
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.reader(file))


def test_json_holds_everything(tmp_path):
    """The run with its checks, each record, and sums."""
    submissions = class_of_two()
    submissions['Bob'].append(record(**ADVICE))
    written(tmp_path, submissions, 'none')
    found = json.loads((tmp_path / 'results.json').read_text())
    assert found['run'] == a_class(submissions, 'none')[0]
    records = [each.pop('records') for each in found['submissions']]
    whole = [json.loads(json.dumps(list(map(as_json, each))))
             for each in submissions.values()]
    assert whole[1][1].pop('hint')  # it is that of the first
    assert records == whole
    assert found['submissions'][1] == {
        'number': 1, 'submission': 'Bob', 'page': 'pages/0001.html',
        'points': 0, 'of': 5, 'outcome': '3 wrong', 'advice': 1,
        'tasks': [{'task': 1, 'points': 0, 'of': 2},
                  {'task': 5, 'points': 0, 'of': 2},
                  {'task': None, 'points': 0, 'of': 1}]}


def test_titles_and_rules_are_written_once(tmp_path):
    """However many there are who have been asked."""
    written(tmp_path, {str(i): [record()] for i in range(9)})
    text = (tmp_path / 'results.json').read_text()
    assert text.count('Each entry is 15.') == text.count('in place') == 1


def test_csv_has_columns_for_attempt_and_late(tmp_path):
    """Where the class came with them, and no formula in them."""
    run, *_ = a_class(class_of_two(), 'none')
    said = {'attempt': '=1+1', 'late': True}
    run = {**run, 'handed_in': {'Bob': said, 'Ann': {
        'attempt': '', 'late': False}}}
    with tables.csv_table(tmp_path / 'results.csv', run) as add_row:
        for number, name in enumerate(['Ann', 'Bob']):
            add_row(summary_of(number, name, []), [])
    rows = read_csv(tmp_path / 'results.csv')
    assert [row[:4] for row in rows] == [
        ['number', 'submission', 'attempt', 'late'],
        ['0', 'Ann', '', ''], ['1', 'Bob', "'=1+1", 'True']]


def test_csv_has_a_row_a_submission_and_a_column_a_check(tmp_path):
    """Totals first; a check that has not run is empty; advice is counted."""
    submissions = class_of_two()
    submissions['Bob'][2:] = [record(**ADVICE), record(
        check='file_exists', worth=0, of=0, points=0)]
    written(tmp_path, submissions)
    assert read_csv(tmp_path / 'results.csv') == [
        ['number', 'submission', 'total (of 5)', 'task 1 (of 2)',
         'task 5 (of 2)', 'rules (of 1)', 'advice', 'task 1: step (of 2)',
         'task 5: step (of 2)', 'rules: style (of 1)'],
        ['0', 'Ann', '5', '2', '2', '1', '0', '2', '2', '1'],
        ['1', 'Bob', '0', '0', '0', '0', '1', '0', '0', '']]


@pytest.mark.parametrize('name', HOSTILE)
def test_no_cell_is_a_formula(tmp_path, name):
    """Nor any part of one, for spreadsheets that split at semicolons."""
    cell = tables.cell(name)
    for part in re.split('[;,|]', cell):
        assert not re.match('[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20]', part)
    assert '\n' not in cell and '\t' not in cell
    written(tmp_path, {name: [record()]})
    assert read_csv(tmp_path / 'results.csv')[1] == [
        '0', cell, '2', '2', '0', '2']


def test_a_plain_name_is_left_as_it_is():
    """Also with signs inside."""
    assert tables.cell("Zo\u00eb O'Brien-Smith, 1+1 = 2") == \
        "Zo\u00eb O'Brien-Smith, 1+1 = 2"


def gradescope(folder, submissions):
    """Return what Gradescope is told of the one submission."""
    written(folder, submissions)
    return json.loads((folder / 'gradescope.json').read_text())


def test_gradescope_gets_its_documented_format(tmp_path):
    """Every key is one that Gradescope knows, with a value of its kind."""
    records = class_of_two()['Bob']
    records.insert(1, record(4, printed='words', printed_bytes=4000))
    found = gradescope(tmp_path, {'Bob': records})
    tests, output = found.pop('tests'), found.pop('output')
    assert found == {
        'score': 2, 'execution_time': 1.0, 'visibility': 'visible',
        'stdout_visibility': 'hidden', 'output_format': 'text',
        'test_output_format': 'text', 'test_name_format': 'text'}
    assert output.split('\n') == [
        '2 of 7 points', 'tasks 1, 5, wrong: goes back through an updated W '
        '(1 more check fails like this)', 'the written rules, wrong']
    assert [test['number'] for test in tests] == ['1.1', '4.1', '5.1',
                                                  'rules.1']
    assert tests[0] == {
        'name': 'Task 1: Each entry is 15.', 'number': '1.1', 'score': 0,
        'max_score': 2, 'status': 'failed', 'output': '\n'.join([
            'wrong: goes back through an updated W',
            '1-l2_reg_gradient_descent.py: one step (alpha=0.5, m=7), '
            'W1[0, 2]', '  got 0.1183, expected 0.1021 (central differences)',
            '  W3 is right', WRONG['rule'], WRONG['hint']])}
    assert tests[1]['status'] == 'passed'
    assert tests[1]['output'] == 'it printed 4,000 bytes, of which these ' \
        'are the first 5:\nwords'


def test_advice_does_not_look_failed_in_gradescope(tmp_path):
    """It passes with 0 of 0 points; if not given it is not mentioned."""
    found = gradescope(tmp_path, {'Ann': [
        record(), record(**ADVICE), record(check='followed', of=0, points=0,
                                           worth=0, advice='do'),
        record(**{**ADVICE, 'check': 'kept back', 'verdict': 'skipped'})]})
    assert (found['score'], len(found['tests'])) == (2, 2)
    test = found['tests'][1]
    assert test['name'] == 'Beyond the statement, task 1: Each entry is 15.'
    assert (test['score'], test['max_score'], test['status']) == (
        0, 0, 'passed')
    assert test['output'].startswith(
        'beyond the statement\nfor one layer your step changes nothing')
    assert found['output'].endswith('1 piece of advice beyond the statement')


def test_nothing_that_was_not_tried_looks_failed_for_no_points(tmp_path):
    """Neither prerequisites nor what the layout cannot carry."""
    free = {'of': 0, 'points': 0, 'worth': 0}
    found = gradescope(tmp_path, {'Ann': [
        record(check='a', **{**GONE, **free}),
        record(check='b', **{**SKIPPED, **free}),
        record(check='c', **SKIPPED), record(check='d', **free),
        record(None, 'mode', verdict='not judged', points=0, of=0)]})
    assert [(test['status'], test['max_score']) for test in found['tests']
            ] == [('failed', 0), ('failed', 2), ('passed', 0)]


def test_a_cause_is_told_once_in_gradescope(tmp_path):
    """What else it has failed refers to that."""
    found = gradescope(tmp_path, {'Ann': [
        record(check='a', **WRONG), record(check='b', **WRONG),
        record(5, 'a', **WRONG)]})
    first, *others = [test['output'] for test in found['tests']]
    assert WRONG['hint'] in first
    assert others == [
        'wrong: goes back through an updated W, as in 1.1'] * 2


def test_right_checks_with_one_title_are_one_test(tmp_path):
    """Gradescope shows a line for it, with all its points."""
    found = gradescope(tmp_path, {'Ann': [
        record(check='a'), record(check='b'), record(5, 'a'),
        record(check='c', **WRONG)]})
    assert [(test['name'], test['score'], test['max_score'])
            for test in found['tests']] == [
        ('Task 1: Each entry is 15. (in 2 cases)', 4, 4),
        ('Task 5: Each entry is 15.', 2, 2),
        ('Task 1: Each entry is 15.', 0, 2)]
    assert found['score'] == 6


def test_every_file_is_written_and_nothing_outside(tmp_path):
    """Whatever the names are; and again, over what is there."""
    folder = tmp_path / 'a' / 'b'
    for _ in range(2):
        written(folder, {name: [record()] for name in HOSTILE})
    assert {str(path.relative_to(folder)) for path in tmp_path.rglob('*')
            if path.is_file()} == {
        'results.json', 'results.csv', 'index.html',
        *(f'pages/{i:04}.html' for i in range(len(HOSTILE)))}
    assert len(read_csv(folder / 'results.csv')) == 1 + len(HOSTILE)


def test_a_page_holds_its_own_submission_alone(tmp_path):
    """Pages can be handed out one by one."""
    written(tmp_path, class_of_two())
    text = (tmp_path / 'pages/0000.html').read_text('utf-8')
    assert 'Bob' not in text and 'goes back' not in text


def test_gradescope_has_a_file_where_one_submission_is_graded(tmp_path):
    """A class that the one has become part of has none."""
    one = {'Ann': class_of_two()['Ann']}
    written(tmp_path, one)
    assert (tmp_path / 'gradescope.json').is_file()
    written(tmp_path, class_of_two())
    assert not (tmp_path / 'gradescope.json').exists()


def test_a_file_is_replaced_at_once(tmp_path):
    """A write that fails leaves the old file."""
    (tmp_path / 'x').write_text('old')
    with pytest.raises(ZeroDivisionError):
        with replacing(tmp_path / 'x') as file:
            file.write('new')
            file.write(1 / 0)
    assert (tmp_path / 'x').read_text() == 'old'
