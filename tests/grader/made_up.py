"""Made-up submissions: files written into folders, and what comes of them."""
import pytest

from grader import engine
from grader.failure import Failed
from grader.tasks import TASKS


def write(folder, sources):
    """Write a submission's files, by task, as text or bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for task, source in sources.items():
        path = folder / TASKS[task].file
        path.write_bytes(source if isinstance(source, bytes)
                         else source.encode())
        path.chmod(0o755)


def stub(task):
    """Return a file that has the function and does nothing."""
    task = TASKS[task]
    return f'def {task.function}({", ".join(task.parameters)}):\n    pass\n'


def graded(folder, sandboxes, task, source, seed=0):
    """Return the Results of one file by the name of the check."""
    write(folder, {task: source})
    return {result.check: result
            for result in engine.grade(folder, sandboxes, seed, task)}


def failed(results):
    """Return the Results of checks that cost points."""
    return [result for result in results.values()
            if result.verdict not in ('pass', 'skipped', 'advice')]


def failure_of(function, *arguments):
    """Return the Failure that a call ends with."""
    with pytest.raises(Failed) as ended:
        function(*arguments)
    return ended.value.failure
