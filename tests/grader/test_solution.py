"""What the calls of a file give enters within bounds, whatever it is."""
import time
from types import SimpleNamespace

import numpy as np
import pytest

from grader import engine
from grader.checks import checks_of, inputs_of
from grader.compare import alike
from grader.mistakes import MISTAKES, RIGHT
from grader.sandbox import Other
from grader.solution import Solution, read_value, taken
from grader.submission import Submission
from grader.tasks import KERAS, TASKS
from made_up import failure_of, write
from right_answers import RIGHT_ANSWERS


@pytest.mark.long
@pytest.mark.parametrize('task', [task for task in TASKS
                                  if task not in KERAS])
def test_one_child_says_what_a_child_for_each_says(task, tmp_path, sandboxes):
    """For right answers and mistakes, to the letter."""
    sources = [*RIGHT_ANSWERS[task].values(),
               *(mistake.source for mistake in MISTAKES
                 if mistake.task == task)]
    cases = inputs_of(task, 0).cases
    # what has no seed goes on with the stream of the call before it, and a
    # generator that the system seeds never says the same twice
    calls = [call for call, case in cases.calls.items()
             if task != 4 or 'seed' in case][:3]
    for source in sources:
        if 'default_rng()' in str(source):
            continue
        write(tmp_path, {task: source})
        solution = Solution(Submission(tmp_path, sandboxes), task,
                            lambda: inputs_of(task, 0))
        together = solution.seen(cases)
        for call in calls:
            alone = solution.seen(cases.only(call))
            assert alike(together['calls'][call], alone['calls'][call])
            assert alike(together['interface'], alone['interface'])


def solution_that_sees(task, answer):
    """Return a Solution whose child says whatever it likes."""
    solution = Solution(SimpleNamespace(source=lambda file: b''), task,
                        lambda: inputs_of(task, 0))
    solution.seen = lambda cases: answer
    return solution


FORGED = [
    None, [], 7, 'text', {}, {'calls': None}, {'interface': {}},
    {'interface': {'parameters': 3}, 'calls': {}},
    {'interface': {'functions': [[]] * 9}, 'calls': []}]
INTERFACE = {'parameters': ['x'], 'by_position': None, 'by_name': None,
             'required': None}
SEEN = [
    None, {}, [], {'raised': 3}, {'raised': {'exception': []}},
    {'raised': {'exception': 'E', 'message': 'm', 'line': 'no line'}},
    {'value': None, 'args': None}, {'value': {}, 'args': []},
    {'value': [[[]]], 'args': [[]] * 9}, {'value': Other('Liar')},
    {'shapes': [(200, 50), (50,)], 'output': np.zeros((300, 50)),
     'drawn': [np.ones((200, 1)), np.ones((2, 1, 1))], 'losses': []},
    {'shapes': [], 'output': 'a', 'drawn': 'b', 'losses': ['long', '1']},
    {'shapes': None, 'kind': None}, {'kinds': 'ab', 'weights': [],
                                     'values': [['long', '1'], np.ones(2)]},
    {'kinds': [], 'values': [], 'weights': []},
    {'kinds': 3, 'values': [np.array(1)] * 9, 'weights': [[[1], []]]},
    {'kinds': ['t'] * 2, 'values': [np.array(['x', 'y'])] * 2,
     'weights': [np.array(1j)]}]


@pytest.mark.parametrize('task', TASKS)
def test_a_forged_answer_is_the_submissions_own_failure(task, monkeypatch):
    """Of no form does the grader itself fail, nor does it take long."""
    monkeypatch.setattr(engine, 'explain', lambda *_: None)
    start = time.monotonic()
    calls = inputs_of(task, 0).cases.calls
    for answer in [*FORGED, *({'interface': INTERFACE, 'calls': dict.fromkeys(
            calls, seen)} for seen in SEEN)]:
        for result in engine.results_of(solution_that_sees(task, answer),
                                        task):
            assert result.verdict != 'internal error', (answer, result)
    assert time.monotonic() - start < 20


@pytest.mark.parametrize('returned, value', [
    ('collections.namedtuple("Decision", "stop count")(False, 1)',
     (False, 1)),
    ('type("L", (list,), {})([False, 1])', [False, 1]),
    ('type("F", (float,), {})(1.5)', 1.5), ('type("S", (str,), {})("a")', 'a'),
    ('np.float32(1.5)', 1.5), ('np.matrix([[1.5]])', [[1.5]]),
    ('collections.OrderedDict(a=1)', {'a': 1}), ('True', True),
    ('collections.UserDict(a=1)', {'a': 1}),
    ('{type("S", (str,), {"__str__": lambda _: "b"})("a"): 1}', {'a': 1})])
def test_a_class_of_ones_own_is_as_good_as_pythons(returned, value, tmp_path,
                                                   sandboxes):
    """What comes from the child is plain data."""
    write(tmp_path, {7: 'import collections\nimport numpy as np\n'
                     'def early_stopping(*_):\n'
                     f'    return {returned}\n'})
    solution = Solution(Submission(tmp_path, sandboxes), 7,
                        lambda: inputs_of(7, 0))
    found = solution.observe(next(iter(solution.inputs.cases.calls)))
    if isinstance(found, np.ndarray):
        found = found.tolist()
    assert found == value and type(found) in (type(value), np.float32)


def test_a_tensor_of_one_number_is_a_number(tmp_path, sandboxes):
    """Also in a task that needs no TensorFlow."""
    write(tmp_path, {0: RIGHT[0].replace(
        'return ', 'import tensorflow as tf\n    return tf.constant('
        ).replace('squares\n', 'squares)\n').replace(
            'tf.constant(cost', 'tf.constant(cost', 1)})
    solution = Solution(Submission(tmp_path, sandboxes), 0,
                        lambda: inputs_of(0, 0))
    for check in checks_of(0)[5:]:
        if check.name != 'published_output':  # it is float32
            assert check.function(solution) is None


def test_too_many_items_are_an_error_of_the_call(tmp_path, sandboxes):
    """And not a reason to call each again, nor to wait."""
    write(tmp_path, {7: 'def early_stopping(*_):\n'
                     '    return [0] * 10_000_000\n'})
    solution = Solution(Submission(tmp_path, sandboxes), 7,
                        lambda: inputs_of(7, 0))
    for call in list(solution.inputs.cases.calls)[:2]:
        failure = failure_of(solution.observe, call)
        assert failure.exception == 'ValueError'
        assert 'at most 20000 items' in failure.message
    assert len(solution.outcomes) == 1


def test_the_same_exception_in_another_line_is_the_same():
    """The line is told, and not compared."""
    got = [taken({'calls': {'c': {'raised': {
        'exception': 'E', 'message': 'm', 'line': line}}}}, 'c', read_value)
        for line in (1, 2)]
    assert alike(got[0][0], got[1][0])
    assert [raised['line'] for _, raised in got] == [1, 2]
