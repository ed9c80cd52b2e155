"""Who is graded, under which number, and what a run leaves behind."""
import os

from grader.mistakes import RIGHT
from grader.record import Log
from grader.test_grading import grade, write

NAMES = ['b\xfcrger', 'b\xf6rger', 'x]', 'x[0-1]', 'a;=1+1', '[red]',
         'A' * 200]


def submissions(folder, names):
    """Write right answers of task 7 under each name."""
    for name in names:
        write(folder / name, {7: RIGHT[7]})


def test_each_name_is_a_submission_of_its_own(tmp_path):
    """Names that letters alone tell apart, and bytes that are no UTF-8."""
    submissions(tmp_path / 'class', NAMES)
    odd = [os.fsdecode(name) for name in (b'na\xefve', b'na\xeeve')]
    submissions(tmp_path / 'class', odd)
    code, _ = grade(tmp_path / 'class', tmp_path / 'report', '-m', 'task7')
    assert code == 0
    log = Log(tmp_path / 'report' / 'checks.jsonl')
    assert sorted(log.run['submissions']) == sorted(
        [*NAMES, 'na\\udcefve', 'na\\udceeve'])
    counts = {len(log.records(i)) for i in range(len(NAMES) + 2)}
    assert counts == {log.run['checks']}


def test_a_run_goes_on_with_the_same_numbers(tmp_path):
    """Who comes late gets the next number; who is gone is an error."""
    submissions(tmp_path / 'class', ['bob'])
    arguments = tmp_path / 'class', tmp_path / 'report', '-m', 'task7'
    grade(*arguments)
    submissions(tmp_path / 'class', ['ann'])
    code, records = grade(*arguments, '--resume')
    log = Log(tmp_path / 'report' / 'checks.jsonl')
    assert code == 0 and log.run['submissions'] == ['bob', 'ann']
    assert len(records) == 2 * log.run['checks']
    (tmp_path / 'class' / 'bob').rename(tmp_path / 'bob')
    assert grade(*arguments, '--resume')[0] == 2
