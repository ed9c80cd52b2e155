"""The loop over checks: prerequisites, verdicts, points, internal errors."""
import dataclasses
import json

import pytest

from grader import checks, engine, explain, sandbox, submission
from grader.solution import Solution
from grader.failure import Failed, Failure
from grader.mistakes import RIGHT
from made_up import failed, graded, write

FIRST = ['file_exists', 'file_loads', 'function_is_there',
         'function_takes_the_arguments', 'arguments_have_their_names']


@pytest.mark.parametrize('source, verdict, broken', [
    (None, 'missing', 0), ('1 / 0', 'error', 1), ('def f', 'error', 1),
    ('import os\nos._exit(0)', 'exited', 1), ('x = 1', 'missing', 2),
    ('def early_stopping(cost):\n    pass', 'wrong', 3)])
def test_what_a_failed_prerequisite_makes_impossible_is_skipped(
        source, verdict, broken, tmp_path, sandboxes):
    """And says which prerequisite that was; none is skipped before it."""
    write(tmp_path, {} if source is None else {7: source})
    results = engine.grade(tmp_path, sandboxes, 0, 7)
    assert [result.check for result in results[:5]] == FIRST
    assert [result.verdict for result in results[:broken + 1]] == [
        *['pass'] * broken, verdict]
    for result in results[broken + 1:]:
        assert (result.verdict, result.requires) == ('skipped', FIRST[broken])
        assert result.points == 0 and result.failure is None


def test_names_of_arguments_cost_one_point(tmp_path, sandboxes):
    """And nothing else."""
    results = graded(tmp_path, sandboxes, 7, RIGHT[7].replace('cost', 'loss'))
    missed, = failed(results)
    assert missed.check == 'arguments_have_their_names'
    assert missed.failure.got.startswith('loss, opt_loss, ')
    assert missed.failure.expected.startswith('cost, opt_cost, ')
    assert missed.of == 1


@pytest.mark.parametrize('source, kind, facts', [
    ('raise ValueError("mine")', 'error', ('ValueError', 'mine')),
    ('raise SystemExit', 'exited', ('', 'asked to exit')),
    ('raise MemoryError', 'memory', ('', 'out of memory'))])
def test_an_exception_is_told_by_type_message_and_line(source, kind, facts,
                                                       tmp_path, sandboxes):
    """Of the file and of a call."""
    failure = graded(tmp_path / 'file', sandboxes, 7,
                     f'x = 1\n{source}\n')['file_loads'].failure
    assert (failure.kind, failure.line) == (kind, 2)
    assert (failure.exception, failure.message) == facts
    failure = graded(tmp_path / 'call', sandboxes, 7, RIGHT[7].replace(
        '    if', f'    {source}\n    if'))['returns_stop_and_count'].failure
    assert (failure.kind, failure.line) == (kind, 2)
    assert (failure.exception, failure.message) == facts


def test_after_two_timeouts_nothing_is_called(tmp_path, sandboxes,
                                              monkeypatch):
    """What was not called is skipped."""
    monkeypatch.setitem(sandbox.SECONDS, 'numpy', 0.3)
    results = graded(tmp_path, sandboxes, 7, RIGHT[7].replace(
        '    if', '    while True:\n        pass\n    if'))
    verdicts = [result.verdict for result in results.values()]
    assert verdicts[:7] == ['pass'] * 5 + ['timeout'] * 2
    assert set(verdicts[7:]) == {'skipped'}
    assert {result.requires for result in results.values()} == {
        None, 'calls_end_in_time'}


@pytest.mark.parametrize('ending, verdict', [
    ('import os; os._exit(0)', 'exited'), ('while True: pass', 'timeout')])
def test_a_call_that_ends_its_child_hides_no_other(
        ending, verdict, tmp_path, sandboxes, monkeypatch):
    """The others get a child of their own."""
    monkeypatch.setitem(sandbox.SECONDS, 'numpy', 0.5)
    results = graded(tmp_path, sandboxes, 7, RIGHT[7].replace(
        '    if', f'    if patience == 15:\n        {ending}\n    if'))
    missed, = failed(results)
    assert (missed.check, missed.verdict) == ('published_output', verdict)


def test_a_submission_that_has_used_up_its_time_is_not_called(
        tmp_path, sandboxes, monkeypatch):
    """Neither for a check nor to find a known mistake; others lose nothing."""
    monkeypatch.setattr(submission, 'TOTAL', -1)
    results = graded(tmp_path, sandboxes, 7, RIGHT[7])
    assert results['file_exists'].verdict == 'pass'
    loads = results['file_loads']
    assert loads.verdict == 'timeout' and loads.mistake is None
    assert 'not called any more' in loads.failure.message
    monkeypatch.undo()
    assert not failed(graded(tmp_path, sandboxes, 7, RIGHT[7]))


def test_a_copy_costs_what_the_first_has_cost(tmp_path, sandboxes):
    """It has the same results, and is not called again."""
    source = RIGHT[7] + '# this file alone\n'
    write(tmp_path, {7: source})
    first, copy = (submission.Submission(tmp_path, sandboxes)
                   for _ in range(2))
    results = engine.grade_task(first, 7, 0)
    spent = sandboxes['numpy'].spent
    assert engine.grade_task(copy, 7, 0) == results
    assert sandboxes['numpy'].spent == spent
    assert copy.seconds == pytest.approx(first.seconds) and first.seconds


def test_a_copy_that_would_use_up_the_time_is_called(tmp_path, sandboxes,
                                                     monkeypatch):
    """As if it were none: what was quick enough alone may be too late."""
    source = RIGHT[7] + '# nor is this a copy\n'
    write(tmp_path, {7: source})
    first, late = (submission.Submission(tmp_path, sandboxes)
                   for _ in range(2))
    engine.grade_task(first, 7, 0)
    late.seconds = submission.TOTAL - first.seconds / 2
    spent = sandboxes['numpy'].spent
    engine.grade_task(late, 7, 0)
    assert sandboxes['numpy'].spent > spent


def test_advice_waits_until_the_task_is_right(tmp_path, sandboxes):
    """It is worth nothing, and no failure."""
    source = RIGHT[0].replace('range(1, L + 1)', 'range(1, 3)').replace(
        'weights[', 'list(weights.values())[0] if False else weights[')
    wrong = source.replace('(2 * m)', 'm')
    advice = 'only_the_first_layers_are_read'
    # the published example has three layers
    source = source.replace('range(1, 3)',
                            'range(1, 1 + len(weights) // 2 + len(weights) % 2'
                            ' * 2)')
    results = graded(tmp_path / 'right', sandboxes, 0, source)
    assert not failed(results)
    result = results[advice]
    assert (result.verdict, result.points, result.of) == ('advice', 0, 0)
    assert result.mistake is None and result.failure.kind == 'wrong'
    result = graded(tmp_path / 'wrong', sandboxes, 0, wrong)[advice]
    assert (result.verdict, result.requires) == ('skipped', 'task_is_right')


@pytest.mark.parametrize('raises', [
    lambda *_: 1 / 0, lambda *_: {}['missing'], lambda *_: [].pop(),
    lambda *_: (_ for _ in ()).throw(MemoryError)])
def test_an_error_of_the_graders_own_costs_one_check(raises, tmp_path,
                                                     sandboxes, monkeypatch):
    """Its neighbours keep their verdicts; where it was raised is kept."""
    real = checks.checks_of(7)
    broken = tuple(dataclasses.replace(check, function=raises)
                   if check.name == 'returns_stop_and_count' else check
                   for check in real)
    monkeypatch.setattr(engine, 'checks_of', lambda task: broken)
    source = RIGHT[7] + '# not a copy\n' * 2
    results = graded(tmp_path, sandboxes, 7, source)
    monkeypatch.undo()
    missed, = failed(results)
    assert (missed.check, missed.verdict) == ('returns_stop_and_count',
                                              'internal error')
    assert missed.failure.exception and missed.failure.line
    assert missed.failure.file == 'test_engine.py'
    # nor does it cost a copy of the file, which is graded anew
    assert not failed(graded(tmp_path, sandboxes, 7, source))
    engine.GRADED.clear()


def test_an_error_while_a_mistake_is_searched_costs_one_check(
        tmp_path, sandboxes, monkeypatch):
    """It is an internal error too."""
    engine.GRADED.clear()
    monkeypatch.setattr(engine, 'explain', lambda *_: 1 / 0)
    results = graded(tmp_path, sandboxes, 7, 'def f')
    assert results['file_loads'].verdict == 'internal error'
    assert results['file_exists'].verdict == 'pass'


def test_what_is_printed_is_kept_once(tmp_path, sandboxes):
    """With the check that was the first to ask for it."""
    results = graded(tmp_path, sandboxes, 7, 'print("x" * 9999)\n' + RIGHT[7])
    printed = [result for result in results.values() if result.printed_bytes]
    assert [result.check for result in printed] == ['file_loads']
    assert printed[0].printed_bytes == 10_000
    assert printed[0].printed == 'x' * 4096


def test_results_are_plain_data(tmp_path, sandboxes):
    """They go through JSON, Failures and all."""
    for result in graded(tmp_path, sandboxes, 7, 'def f').values():
        again = json.loads(json.dumps(dataclasses.asdict(result)))
        assert again['check'] == result.check
        assert result.verdict in engine.VERDICTS


def test_checks_are_described_once():
    """All that a report says of them, in the order of the results."""
    described = engine.describe(0)
    assert len(described) == len(engine.checks())
    assert described[0].keys() == {'check', 'task', 'title', 'rule', 'points',
                                   'advice'}
    assert [each['task'] for each in engine.describe(0, 4)] == [
        4] * len(engine.checks(4))


def test_without_a_file_no_rule_is_asked(tmp_path, sandboxes):
    """But for the README."""
    results = engine.grade(tmp_path, sandboxes, 0)
    rules = {result.check: result for result in results
             if result.task is None}
    assert rules.pop('readme').verdict == 'missing'
    assert {(result.verdict, result.requires) for result in rules.values()
            } == {('skipped', 'files_exist')}


def test_a_failure_that_cannot_be_judged_is_worth_nothing(monkeypatch):
    """Neither for nor against."""
    check = dataclasses.replace(
        checks.checks_of(7)[0], points=2,
        function=lambda _: Failure('not judged'))
    monkeypatch.setattr(engine, 'explain', explain.explain)
    solution = Solution(None, 7, None)
    result = engine.result_of(check, solution)
    assert (result.verdict, result.points, result.of) == ('not judged', 0, 0)
    with pytest.raises(Failed):
        raise Failed(result.failure)


def test_results_are_in_the_order_of_the_tasks(tmp_path, sandboxes):
    """Though those in Keras are graded last, and the written rules earlier."""
    tasks = [result.task for result in engine.grade(tmp_path, sandboxes, 0)]
    assert tasks == sorted(tasks, key=lambda task: (task is None, task))
    assert [*dict.fromkeys(tasks)] == [*range(8), None]
