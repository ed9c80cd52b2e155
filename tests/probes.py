"""What the child does with a submission; it knows no right answers.

A probe takes the loaded module first. It runs where the submission runs, so
its answer is evidence, and never the verdict.
"""
import inspect


def interface(module, function):
    """Describe a module's documentation and one function's parameters."""
    found = getattr(module, function, None)
    if not callable(found):
        return {'functions': sorted(
            name for name, item in vars(module).items() if callable(item))}
    return {'doc': found.__doc__, 'module_doc': module.__doc__,
            'parameters': list(inspect.signature(found).parameters)}


def call(module, function, *args, **kwargs):
    """Call one function with plain data."""
    return getattr(module, function)(*args, **kwargs)
