"""What other programs read of a run: CSV, JSON and Gradescope's format."""
import csv
import json
import re

import pytest

from example_records import (
    ADVICE, HOSTILE, WRONG, class_of_two, graded, record, run)
from grader.report import tables, write
from grader.report.files import replacing


def read_csv(path):
    """Return the rows of a written table."""
    with open(path, encoding='utf-8-sig', newline='') as file:
        return list(csv.reader(file))


def test_json_holds_everything(tmp_path):
    """The header, each record as it is, and sums."""
    header, records = class_of_two()
    header['reveal'] = 'none'
    tables.write_json(tmp_path / 'x', *graded(tmp_path, header, [
        *records, record(1, **ADVICE)]))
    found = json.loads((tmp_path / 'x').read_text())
    assert found['run'] == header
    assert [each.pop('records') for each in found['submissions']] == [
        list(map(vars, records[:3])), list(map(vars, [
            records[3], record(1, **ADVICE), *records[4:]]))]
    assert found['submissions'][1] == {
        'number': 1, 'submission': 'Bob', 'page': 'pages/0001.html',
        'points': 0, 'of': 5, 'checks': 4, 'advice': 1,
        'tasks': [{'task': 1, 'points': 0, 'of': 2},
                  {'task': 5, 'points': 0, 'of': 2},
                  {'task': None, 'points': 0, 'of': 1}]}


def test_csv_has_a_row_a_submission_and_a_column_a_check(tmp_path):
    """Totals first; a check that has not run is empty; advice is counted."""
    header, records = class_of_two()
    tables.write_csv(tmp_path / 'x', *graded(tmp_path, header, [
        *records[:-1], record(1, **ADVICE), record(
            check='test_file_exists', of=0, points=0, clause='a file')]))
    assert read_csv(tmp_path / 'x') == [
        ['number', 'submission', 'total (of 5)', 'task 1 (of 2)',
         'task 5 (of 2)', 'rules (of 1)', 'advice', 'task 1: test_step (of 2)',
         'task 5: test_step (of 2)', 'rules: test_style (of 1)'],
        ['0', 'Ann', '5', '2', '2', '1', '0', '2', '2', '1'],
        ['1', 'Bob', '0', '0', '0', '0', '1', '0', '0', '']]


@pytest.mark.parametrize('name', HOSTILE)
def test_no_cell_is_a_formula(tmp_path, name):
    """Nor any part of one, for spreadsheets that split at semicolons."""
    cell = tables.cell(name)
    for part in re.split('[;,|]', cell):
        assert not re.match('[\\s"]*[=+\\-@\uff1d\uff0b\uff0d\uff20]', part)
    assert '\n' not in cell and '\t' not in cell
    tables.write_csv(tmp_path / 'x', *graded(
        tmp_path, run(name), [record()]))
    assert read_csv(tmp_path / 'x')[1] == ['0', cell, '2', '2', '0', '2']


def test_a_plain_name_is_left_as_it_is():
    """Also with signs inside."""
    assert tables.cell("Zo\u00eb O'Brien-Smith, 1+1 = 2") == \
        "Zo\u00eb O'Brien-Smith, 1+1 = 2"


def gradescope(folder, header, records):
    """Return what Gradescope is told of the last submission."""
    log, summaries = graded(folder, header, records)
    mine = summaries[-1]
    tables.write_gradescope(folder / 'x', header, mine,
                            log.records(mine.number))
    return json.loads((folder / 'x').read_text())


def test_gradescope_gets_its_documented_format(tmp_path):
    """Every key is one that Gradescope knows, with a value of its kind."""
    header, records = class_of_two()
    found = gradescope(tmp_path, header, [
        *records[3:], record(1, 4, printed='words', printed_bytes=4000)])
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
        'max_score': 2, 'status': 'failed', 'visibility': 'visible',
        'output': '\n'.join(['wrong', WRONG['mistake'], WRONG['message'],
                             WRONG['clause'], WRONG['hint']])}
    assert tests[1]['status'] == 'passed'
    assert tests[1]['output'] == 'it printed 4,000 bytes, of which these ' \
        'are the first 5:\nwords'


def test_advice_does_not_look_failed_in_gradescope(tmp_path):
    """It passes with 0 of 0 points; what is followed is not mentioned."""
    found = gradescope(tmp_path, run('Ann', checks=3), [
        record(), record(check='test_followed', of=0, points=0),
        record(**ADVICE)])
    assert (found['score'], len(found['tests'])) == (2, 2)
    test = found['tests'][1]
    assert test['name'] == 'Beyond the statement, task 1: Each entry is 15.'
    assert (test['score'], test['max_score'], test['status']) == (
        0, 0, 'passed')
    assert test['output'].startswith(
        'beyond the statement\nfor one layer your step changes nothing')
    assert found['output'].endswith('1 piece of advice beyond the statement')


def test_every_file_is_written_and_nothing_outside(tmp_path):
    """Whatever the names are; and again, over what is there."""
    folder = tmp_path / 'a' / 'b'
    log, summaries = graded(folder, run(*HOSTILE), [
        record(i) for i in range(len(HOSTILE))])
    for _ in range(2):
        write(folder, log, summaries)
    numbers = [f'{i:04}' for i in range(len(HOSTILE))]
    assert {str(path.relative_to(folder)) for path in tmp_path.rglob('*')
            if path.is_file()} == {
        'checks.jsonl', 'results.json', 'results.csv', 'index.html',
        *(f'pages/{number}.html' for number in numbers),
        *(f'gradescope/{number}/results.json' for number in numbers)}
    assert len(read_csv(folder / 'results.csv')) == 1 + len(HOSTILE)


def test_a_page_holds_its_own_submission_alone(tmp_path):
    """Pages and Gradescope's files can be handed out one by one."""
    write(tmp_path, *graded(tmp_path, *class_of_two()))
    for path in ['pages/0000.html', 'gradescope/0000/results.json']:
        text = (tmp_path / path).read_text('utf-8')
        assert 'Bob' not in text and 'goes back' not in text


def test_a_file_is_replaced_at_once(tmp_path):
    """A write that fails leaves the old file."""
    (tmp_path / 'x').write_text('old')
    with pytest.raises(ZeroDivisionError):
        with replacing(tmp_path / 'x') as file:
            file.write('new')
            file.write(1 / 0)
    assert (tmp_path / 'x').read_text() == 'old'
