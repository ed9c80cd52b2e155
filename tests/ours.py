"""Our own functions, in this process and without a sandbox."""
import importlib
from pathlib import Path

from grader.tasks import TASKS

ROOT = Path(__file__).resolve().parents[1]


def ours(task):
    """Return our function of a task."""
    module = importlib.import_module(TASKS[task].module)
    return getattr(module, TASKS[task].function)
