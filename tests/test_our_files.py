"""What is asked of anybody's files, asked of our eight."""
import pytest

from grader import engine
from ours import ROOT

SEED = 0  # tests/grader asks with others
CHECKS = [pytest.param(
    check.task, check.name, id=f'{check.task}-{check.name}',
    marks=[pytest.mark.xdist_group(f'checks of {check.task}'), *(
        [] if check.task is None
        else [getattr(pytest.mark, f'task{check.task}')])])
    for check in engine.checks()]
GRADED = {}  # {task: the results of our file}


@pytest.mark.parametrize('task, name', CHECKS)
def test_our_files_pass(task, name, sandboxes):
    """Each check of the grader, advice too."""
    if task not in GRADED:
        GRADED[task] = {result.check: result for result
                        in engine.grade_task(engine.Submission(
                            ROOT, sandboxes), task, SEED)}
    result = GRADED[task][name]
    assert result.verdict == 'pass', result
