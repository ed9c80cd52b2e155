"""The search for a known mistake calls nobody's code, and never raises."""
import time

import numpy as np
import pytest

from grader.checks import inputs_of
from grader.explain import explain
from grader.failure import Failed, Failure
from grader.mistakes import RIGHT
from grader.sandbox import Other
from grader.solution import (
    Observation, Solution, read_interface, read_value)
from grader.submission import Submission
from made_up import failed, graded, write


def solution_of(task, folder, sandboxes, source):
    """Return a Solution that is written into a folder."""
    write(folder, {task: source})
    return Solution(Submission(folder, sandboxes), task,
                    lambda: inputs_of(task, 0))


def test_an_error_is_no_constant(tmp_path, sandboxes):
    """Also where every call raises the same."""
    solution = solution_of(7, tmp_path, sandboxes, RIGHT[7].replace(
        '    if', '    raise NotImplementedError\n    if'))
    with pytest.raises(Failed) as found:
        solution.observe(next(iter(solution.inputs.cases.calls)))
    assert explain(solution, found.value.failure) is None


def test_unknown_objects_are_no_constant(tmp_path, sandboxes):
    """Nothing is known of them but their type."""
    source = ('class Answer:\n    pass\n\n\n'
              'def early_stopping(cost, opt_cost, threshold, patience, count):'
              '\n    return Answer()\n')
    for result in failed(graded(tmp_path, sandboxes, 7, source)):
        assert result.mistake is None


@pytest.mark.parametrize('got', [
    Other('Liar'), np.zeros((2,) * 4), np.array(['text']), 'text', {}, [],
    {'exception': 'E'}, 2 ** 70, np.full(9, np.nan)],
    ids=lambda got: type(got).__name__)
def test_nothing_that_was_observed_is_called_or_raises(got, tmp_path,
                                                       sandboxes):
    """The submission's file is not asked for; here there is none."""
    solution = Solution(Submission(tmp_path, sandboxes), 7,
                        lambda: inputs_of(7, 0))
    call = next(iter(solution.inputs.cases.calls))
    found = Observation(solution.inputs.cases, call, read_value, got, None)
    solution.observed[call, read_value] = found
    assert explain(solution, Failure('wrong')) is None


def test_names_of_parameters_count_only_where_nothing_else_is_known(
        tmp_path, sandboxes):
    """A function that takes only the cost is known by that."""
    solution = solution_of(2, tmp_path, sandboxes, 'def l2_reg_cost(cost):\n'
                           '    pass\n')
    solution.interface()
    assert solution.observed[None, read_interface].got == {
        'parameters': ['cost'],
        'by_position': 'too many positional arguments',
        'by_name': "got an unexpected keyword argument 'model'",
        'required': 'too many positional arguments'}
    assert explain(solution, Failure('wrong')).name == 'takes only the cost'


@pytest.mark.parametrize('failure, task, name', [
    (Failure('error', exception='AttributeError', message="module "
             "'tensorflow' has no attribute 'layers'"), 3, 'TensorFlow 1'),
    (Failure('error', exception='AttributeError', message="module "
             "'tensorflow' has no attribute 'layers'"), 7, None),
    (Failure('error', call='training=False', exception='UnboundLocalError'),
     6, 'dropout is made only when training'),
    (Failure('error', call='keep_prob=1, training=True',
             exception='UnboundLocalError'), 6, None),
    (Failure('wrong', message='training=False: UnboundLocalError'), 6, None)])
def test_some_mistakes_are_shown_by_the_message_of_an_exception(
        failure, task, name, tmp_path):
    """By its type and message; never by a sentence of ours."""
    solution = Solution(Submission(tmp_path, {}), task,
                        lambda: inputs_of(task, 0))
    found = explain(solution, failure)
    assert (found and found.name) == name


@pytest.mark.parametrize('source, name', [
    ("import numpy as np\nnp.load('MNIST.npz')", 'does more than define'),
    ('input()', 'does more than define'),
    ("f = __import__('4-dropout_forward_prop').dropout_forward_prop",
     'imports something else'),
    ('import matplotlib.pyplot', 'imports something else'),
    ("import os\nos.mkdir('logs')", 'writes files'),
    ('\ufeffx = 1'.encode('utf-16-le'), 'not saved as UTF-8'),
    ('"""\xf3"""'.encode('latin-1'), 'not saved as UTF-8'),
    ("''|0", 'newer than Python 3.9'), ('0 + None', None),
    ("'a'.encode('ascii') + 'b'", None), ('1 +', None)])
def test_what_keeps_a_file_from_loading_has_a_name(source, name, tmp_path,
                                                   sandboxes):
    """And a question, whatever the task is; but for what says enough."""
    missed, = failed(graded(tmp_path, sandboxes, 7, source))
    assert (missed.check, missed.mistake) == ('file_loads', name)
    assert bool(missed.hint) is bool(name)


def test_what_is_missing_for_a_call_is_not_what_a_file_does(tmp_path,
                                                            sandboxes):
    """Of a function that reads a file, nothing belongs elsewhere."""
    for result in failed(graded(tmp_path, sandboxes, 7, RIGHT[7].replace(
            '    if', "    open('costs.txt')\n    if"))):
        assert result.failure.exception == 'FileNotFoundError'
        assert result.mistake is None


def test_masks_of_booleans_hide_no_mistake(tmp_path, sandboxes):
    """And one that is not the mask asked for has no stream to be told of."""
    source = RIGHT[4].replace('np.random.binomial(1, keep_prob, size=Z.shape)',
                              'np.random.rand(*Z.shape) > keep_prob')
    missed = failed(graded(tmp_path, sandboxes, 4, source))
    assert {result.mistake for result in missed} == {
        'keep and drop are swapped'}
    assert not any(result.failure.stream for result in missed)


def test_a_long_message_keeps_no_pattern_busy(tmp_path):
    """A submission may make it as long as an answer."""
    solution = Solution(Submission(tmp_path, {}), 7,
                        lambda: inputs_of(7, 0))
    start = time.monotonic()
    explain(solution, Failure('error', exception='E',
                              message="module 'tensorflow" * 20_000))
    assert time.monotonic() - start < 1
