"""Our own functions, in this process and without a sandbox."""
import importlib

from grader.statement import FILES


def ours(task):
    """Return our function of a task."""
    module, function = FILES[task]
    return getattr(importlib.import_module(module), function)
