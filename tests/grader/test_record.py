"""The log of a run, as it is read again."""
import json

import pytest

from example_records import record, run
from grader.record import Log


def test_what_is_added_is_read(tmp_path):
    """The header and the records come back as they were."""
    records = [record(), record(check='test_x[0.8]', message='a\nb\u2028c'),
               record(task=4, message='Zo\u00eb')]
    log = Log(tmp_path / 'log')
    log.begin(run('Ann'))
    for each in records:
        log.add(each)
    for same in log, Log(tmp_path / 'log'):
        assert same.run == run('Ann')
        assert list(same.all_records()) == records


def test_records_are_in_order_whatever_ended_first(tmp_path):
    """By submission, by task with the written rules last, then by place."""
    log = Log(tmp_path / 'log')
    log.begin(run('Ann', 'Bob'))
    for number, task, place in [(1, 0, 4), (0, None, 2), (0, 5, 1),
                                (0, 0, 11), (0, 0, 9), (1, 0, 3)]:
        log.add(record(number, task, f'test_{place}', place=place))
    assert [(each.submission, each.task, each.place)
            for each in log.all_records()] == [
                (0, 0, 9), (0, 0, 11), (0, 5, 1), (0, None, 2),
                (1, 0, 3), (1, 0, 4)]


@pytest.mark.parametrize('kept', [1, 20, -2, -1])
def test_a_killed_run_loses_only_its_last_line(tmp_path, kept):
    """What is added to half a line is read, and so is what was before."""
    path = tmp_path / 'log'
    log = Log(path)
    log.begin(run('Ann'))
    log.add(record(check='test_a', place=0))
    whole = path.read_bytes()
    log.add(record(check='test_b', place=1))
    last = path.read_bytes()[len(whole):]
    path.write_bytes(whole + last[:kept])
    expected = ['test_a'] + ['test_b'] * (kept == -1)
    log = Log(path)
    assert [each.check for each in log.records(0)] == expected
    log.add(record(check='test_c', place=2))
    for same in log, Log(path):
        assert same.run == run('Ann')
        assert [each.check for each in same.records(0)] == [
            *expected, 'test_c']


def test_a_log_that_was_killed_at_once_has_no_header(tmp_path):
    """Half a header is no header."""
    (tmp_path / 'log').write_bytes(b'{"run": {"isol')
    assert Log(tmp_path / 'log').run is None


def test_the_later_record_of_a_check_counts(tmp_path):
    """A check that ran twice has one record; each task has its own."""
    log = Log(tmp_path / 'log')
    log.begin(run('Ann'))
    for each in record(points=0), record(), record(task=2, points=1):
        log.add(each)
    assert log.records(0) == [record(), record(task=2, points=1)]


def test_the_later_header_counts(tmp_path):
    """A run that goes on may have found more submissions."""
    log = Log(tmp_path / 'log')
    log.begin(run('Ann'))
    log.add(record())
    log.begin(run('Ann', 'Bob'))
    log.add(record(1))
    assert list(Log(tmp_path / 'log').all_records()) == [record(), record(1)]


def test_what_is_no_text_can_be_written_all_the_same():
    """Names of files, and messages, may have half a character in them."""
    bad = record(message='\udcff')
    bad.printed = '\ud800'
    assert (bad.message, bad.printed) == (r'\udcff', r'\ud800')
    json.dumps(vars(bad), ensure_ascii=False).encode()
