"""What is graded in a run, under which number, and how one goes on."""
import os
from dataclasses import asdict

import pytest

from command import write
from grader.__main__ import options
from grader.engine import Result
from grader.mistakes import RIGHT
from grader.runs import run as runs
from grader.runs import worker
from grader.runs.run import Run
from grader.submissions import Submission

NAMES = ['b\xfcrger', 'b\xf6rger', 'x]', 'x[0-1]', 'a;=1+1', '[red]',
         'A' * 200]


@pytest.fixture
def folder(tmp_path):
    """A class of two, Ann and Bob."""
    for name in 'ann', 'bob':
        write(tmp_path / 'class' / name, {7: RIGHT[7]})
    return tmp_path / 'class'


@pytest.fixture
def begin(folder, tmp_path):
    """A function of options: a run of the class, closed after the test."""
    begun = []

    def begin(*arguments):
        begun.append(Run(options([str(folder), '--report',
                                  str(tmp_path / 'report'), *arguments])))
        return begun[-1]

    yield begin
    for run in begun:
        run.close()
        assert not run.scratch.exists()


def grade(run, isolation='landlock', verdict='pass'):
    """Write down results for each submission that remains, all alike."""
    run.isolate(isolation)
    for number in run.remaining:
        checks = worker.describe(run.header['seed'], run.header['task'])
        run.add(number, isolation, [asdict(Result(
            check['check'], check['task'], verdict, check['points'],
            check['points'])) for check in checks])


def test_each_name_is_a_submission_of_its_own(tmp_path):
    """Names that letters alone tell apart, and bytes that are no UTF-8."""
    odd = [os.fsdecode(name) for name in (b'na\xefve', b'na\xeeve')]
    for name in NAMES + odd:
        write(tmp_path / 'class' / name, {7: RIGHT[7]})
    run = Run(options([str(tmp_path / 'class')]))
    assert sorted(run.header['submissions']) == sorted(
        [*NAMES, 'na\\udcefve', 'na\\udceeve'])
    assert len(run.remaining) == len(NAMES) + 2
    run.close()


def test_names_that_look_alike_are_marked():
    """By joiners and spaces; a mark depends on the name alone."""
    found = [Submission(name, None) for name in (
        'Ann', 'A\u200dnn', ' Ann', 'Bob')]
    names = runs.named(found)
    assert len(names) == 4 and 'Bob' in names and 'Ann' not in names
    assert set(runs.named(found[1::-1])) < set(names)


def test_a_run_goes_on_with_the_same_numbers(folder, begin):
    """Who comes late gets the next number; who is gone is said, and kept."""
    grade(begin('--task=7'))
    write(folder / 'aaron', {7: RIGHT[7]})
    (folder / 'bob').rename(folder / 'zoe')
    run = begin('--task=7', '--resume')
    assert run.header['submissions'] == ['ann', 'bob', 'aaron', 'zoe']
    assert run.remaining == [2, 3]
    assert 'no longer there, and kept as graded: bob' in run.messages
    grade(run)
    assert [len(records) for *_, records in run.log.submissions()] == [
        len(run.header['checks'])] * 4


@pytest.mark.parametrize('change', [
    lambda path: path.write_text('pass\n'), lambda path: path.chmod(0o644),
    lambda path: path.with_name('README.md').write_text('x'),
    lambda path: path.unlink()])
def test_what_has_changed_is_graded_again(folder, begin, change):
    """Contents, mode, what came and what went; nothing else is."""
    grade(begin())
    assert begin('--resume').remaining == []
    change(folder / 'bob' / '7-early_stopping.py')
    assert begin('--resume').remaining == [1]
    assert begin().remaining == [0, 1]


def test_a_run_that_was_killed_goes_on(begin):
    """With what has no whole line in the log."""
    run = begin()
    grade(run)
    kept = run.log.path.read_bytes()
    run.log.path.write_bytes(kept[:-30])
    assert begin('--resume').remaining == [1]


def test_where_the_grader_has_failed_it_tries_again(begin):
    """A machine that was too busy may be so no more."""
    grade(begin(), verdict='internal error')
    assert begin('--resume').remaining == [0, 1]


def test_the_seed_of_the_log_wins(begin):
    """And a task that differs is said: the checks must be the same."""
    grade(begin('--seed=5', '--task=7'))
    run = begin('--resume', '--seed=6', '--task=0')
    assert (run.header['seed'], run.header['task']) == (5, 7)
    assert run.messages[-2:] == [
        '--seed=6: the run was begun with --seed=5, and goes on with that',
        '--task=0: the run was begun with --task=7, and goes on with that']
    assert not [line for line in begin('--resume', '--task=7').messages
                if 'begun' in line]


def test_seeds_are_drawn_anew(begin):
    """So that no table of answers is right for long."""
    begun = [begin() for _ in range(3)]
    found = {run.header["seed"] for run in begun}
    assert len(found) == 3 and all(0 <= seed < 1 << 32 for seed in found)


@pytest.mark.parametrize('before, now, taken', [
    ('message', 'values', 'message'), ('values', 'none', 'none'),
    ('none', 'none', 'none')])
def test_the_stricter_reveal_is_taken(begin, before, now, taken):
    """What was hidden from learners stays hidden."""
    grade(begin(f'--reveal={before}'))
    run = begin('--resume', f'--reveal={now}')
    assert run.header['reveal'] == taken
    assert any('which shows less' in line for line in run.messages) == (
        taken != now)


def test_the_report_has_the_weakest_isolation(begin):
    """Of all that was graded, whatever is taken from now on."""
    grade(begin(), 'limits')
    run = begin('--resume')
    run.isolate('bubblewrap')
    assert run.reported()['isolation'] == 'limits'


def test_another_grader_begins_anew(begin, monkeypatch):
    """Its checks may be others; another NumPy is said alone."""
    grade(begin())
    versions = worker.versions()
    monkeypatch.setattr(worker, 'versions',
                        lambda: {**versions, 'numpy': 'other'})
    run = begin('--resume')
    assert run.remaining == []
    assert any(line.endswith('another version of numpy')
               for line in run.messages)
    monkeypatch.setattr(worker, 'versions',
                        lambda: {**versions, 'grader': 'other'})
    run = begin('--resume')
    assert run.remaining == [0, 1] and 'all are graded anew' in run.messages


@pytest.mark.parametrize('files', [1, 2])
def test_a_report_is_not_a_learner(folder, begin, files):
    """But a learner's folder is none because of what lies in it."""
    for name in 'grades', 'ann':
        (folder / name).mkdir(exist_ok=True)
        for file in ('checks.jsonl', 'index.html')[:files]:
            (folder / name / file).write_text('')
    run = begin()
    assert run.header['submissions'] == ['ann', 'bob']
    assert 'grades: a report, not graded' in run.messages


def test_a_report_that_is_a_file_is_an_error(folder, tmp_path):
    """Of one line, that names it."""
    (tmp_path / 'file').write_text('')
    for name in 'file', 'file/below':
        with pytest.raises(ValueError, match=f'{name}: expected a folder, rec'
                           'eived a file'):
            Run(options([str(folder), f'--report={tmp_path / name}']))
