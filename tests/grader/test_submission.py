"""One task of one submission: what is asked, and what a miss is called."""
import time
from types import SimpleNamespace

import numpy as np
import pytest

from grader.compare import Miss, alike, compare
from grader.mistakes import MISTAKES, RIGHT
from right_answers import RIGHT_ANSWERS
from grader.sandbox import SECONDS
from grader.statement import FILES, KERAS
from grader.submission import Settings, Solution
from test_interface import SETTINGS
from test_2_l2_reg_cost import test_a_second_call_says_the_same as costs
from test_3_l2_reg_create_layer import test_penalty_on_paper as penalty
from test_6_dropout_create_layer import seen as seen_of_layer


def written(folder, task, source):
    """Write a submission's file of a task."""
    (folder / f'{FILES[task][0]}.py').write_text(source)


@pytest.mark.parametrize('task', [task for task in FILES
                                  if task not in KERAS])
def test_one_child_tells_what_a_child_for_each_tells(task, tmp_path,
                                                     sandboxes):
    """For right answers and mistakes, to the letter."""
    sources = [*RIGHT_ANSWERS[task].values(),
               *(mistake.source.decode() for mistake in MISTAKES
                 if mistake.task == task)]
    # what has no seed goes on with the stream of the case before it, and a
    # generator that the system seeds never tells the same twice
    names = [name for name, case in SETTINGS[task].cases.items()
             if task != 4 or 'seed' in case][:3]
    for source in sources:
        if 'default_rng()' in source:
            continue
        written(tmp_path, task, source)
        solution = Solution(tmp_path, task, sandboxes)
        together = solution.run(SETTINGS[task])
        for name in names:
            alone = solution.run(SETTINGS[task].only(name))
            assert alike(together[name], alone[name])
            assert alike(together[None], alone[None])


@pytest.mark.parametrize('ending, verdict', [
    ('import os; os._exit(0)', 'exited'), ('while True: pass', 'timeout')])
def test_a_case_that_ends_its_child_hides_no_other(
        ending, verdict, tmp_path, sandboxes, monkeypatch):
    """The others get a child of their own."""
    monkeypatch.setitem(SECONDS, 'numpy', 0.5)
    written(tmp_path, 7, RIGHT[7].replace(
        '    if', f'    if count == 1:\n        {ending}\n    if'))
    settings = Settings(7, 'calls', {
        str(count): {'args': (1., 1., 0.25, 3, count)} for count in (0, 1)})
    solution = Solution(tmp_path, 7, sandboxes)
    assert solution.look('0', settings)['value'] == (False, 1)
    with pytest.raises(Miss) as miss:
        solution.look('1', settings)
    assert miss.value.verdict == verdict


@pytest.mark.parametrize('got', [
    10 ** 5000, 'text', None, {}, {'W1': 1}, [], [[1], [1, 2]], (1,),
    (np.array([1, 2]), 1), np.array(['a']), np.nan, np.zeros((0, 3)),
    np.array([1 + 2j]), -np.inf, True], ids=lambda got: type(got).__name__)
@pytest.mark.parametrize('expected', [
    15., (False, 1), 'A0 A1', np.ones((2, 3)), {'W1': np.ones((2, 3))}])
def test_whatever_is_returned_is_a_miss(got, expected):
    """And never an error of the grader's own."""
    with pytest.raises(Miss) as miss:
        compare('7-early_stopping.py: a call', got, expected, 'the statement')
    assert miss.value.verdict == 'wrong'
    assert not alike(got, expected) and not alike(expected, got)


@pytest.mark.parametrize('got, expected', [
    (np.float32(0.1), 0.1), (np.array([15.]), 15.), (15, np.array([15.])),
    ([True, 3], (True, 3)), ((np.bool_(False), np.int64(1)), (False, 1))])
def test_numbers_of_any_kind_are_right(got, expected):
    """Arrays of one number, lists for tuples, NumPy's own types."""
    compare('a call', got, expected, 'the statement')


def test_an_error_is_no_constant(tmp_path, sandboxes):
    """Also where every call raises the same."""
    written(tmp_path, 7, RIGHT[7].replace(
        '    if', '    raise NotImplementedError\n    if'))
    solution = Solution(tmp_path, 7, sandboxes)
    with pytest.raises(Miss) as miss:
        solution.check(next(iter(SETTINGS[7].cases)), SETTINGS[7],
                       (False, 1), 'the statement')
    assert solution.explain(miss.value) is None


def forged(evidence):
    """Return a solution whose child says whatever it likes."""
    return SimpleNamespace(file='x.py', look=lambda *_: evidence)


def test_forged_evidence_takes_no_memory():
    """Of arrays that do not fit a product, of texts an array, may be huge."""
    with pytest.raises(Miss, match=r'of the shapes \[\(200, 1'):
        seen_of_layer(forged({
            'shapes': [(200, 50), (50,)], 'output': np.zeros((300, 50)),
            'drawn': [np.ones((200, 1)), np.ones((2, 1, 1))]}),
            'training=False')
    with pytest.raises(ValueError):
        penalty(forged({'shapes': [(2, 3), (3,)], 'losses': ['long', '1']}))
    with pytest.raises(Miss, match='expected a tensor'):
        costs(forged({'kinds': 'ab', 'values': [['long', '1'], np.ones(2)]}))


def test_a_long_message_keeps_no_pattern_busy(tmp_path, sandboxes):
    """A submission may make it as long as an answer."""
    solution = Solution(tmp_path, 7, sandboxes)
    start = time.monotonic()
    solution.explain(Miss('missing', "module 'tensorflow" * 20_000))
    assert time.monotonic() - start < 1
