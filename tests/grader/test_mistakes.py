"""Each known mistake is one edit, and its failures get its own name."""
import pytest

from grader.mistakes import CONSTANT, MISTAKES, RIGHT
from grader.tasks import KERAS, TASKS
from made_up import failed, graded, stub
from test_checks import FEW


def pytest_generate_tests(metafunc):
    """Run a test for each mistake and each of the seeds asked for.

    With few seeds, those of a task in Keras get one: they take long.
    """
    if 'mistake' in metafunc.fixturenames:
        seeds = metafunc.config.option.seeds
        metafunc.parametrize('mistake, seed', [
            pytest.param(mistake, seed,
                         id=f'{mistake.task}-{mistake.name}-{seed}',
                         marks=pytest.mark.xdist_group(
                             f'checks of {mistake.task}'))
            for task in TASKS for seed in range(
                1 if task in KERAS and seeds <= FEW else seeds)
            for mistake in MISTAKES if mistake.task == task])


def test_each_mistake_gets_its_own_name(mistake, seed, tmp_path, sandboxes):
    """The mistake is caught, and no failure is given another's name."""
    source = b'"""With words."""\n' + mistake.source
    missed = failed(graded(tmp_path, sandboxes, mistake.task, source, seed))
    assert {result.mistake for result in missed} == {mistake.name}, missed
    assert {result.hint for result in missed} == {mistake.hint}


@pytest.mark.parametrize('task, constant', [(0, '12.5'), (7, 'False, 0')])
def test_a_constant_is_called_one(task, constant, tmp_path, sandboxes):
    """Whatever comes in, the same comes out."""
    source = stub(task).replace('pass', f'return {constant}')
    missed = failed(graded(tmp_path, sandboxes, task, source))
    assert {result.mistake for result in missed} == {CONSTANT.name}


def test_a_mistake_is_known_by_its_task_and_name():
    """However often a name is there, it has one question."""
    hints = {(mistake.task, mistake.name): mistake.hint
             for mistake in MISTAKES}
    for mistake in MISTAKES:
        assert mistake.hint == hints[mistake.task, mistake.name]


def test_an_edit_that_does_not_fit_is_an_error():
    """What is edited must be in the right answer, once."""
    for right, count in ('no such text', 0), ('weights', 2):
        mistake = type(MISTAKES[0])(0, 'x', ((right, ''),), 'why?')
        with pytest.raises(ValueError, match=f'once, found it '
                           f'{RIGHT[0].count(right)} times'):
            mistake.source
        assert RIGHT[0].count(right) >= count
