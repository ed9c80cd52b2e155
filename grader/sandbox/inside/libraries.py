"""What a child may read: Python, its packages, the shared libraries."""
import functools
import os
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]  # the grader


def packages():
    """Return the folder that NumPy is installed in, without importing it."""
    return Path(find_spec('numpy').origin).parents[1]


@functools.lru_cache(maxsize=None)
def libraries():
    """Return what a child may read: Python, packages, shared libraries."""
    paths = [Path(prefix, name) for prefix in (sys.prefix, sys.base_prefix)
             for name in ('bin', 'lib', 'lib64', 'pyvenv.cfg')]
    paths += map(Path, (
        sysconfig.get_path('stdlib'), packages(), '/usr', '/bin', '/lib',
        '/lib64', '/etc/alternatives', '/etc/ld.so.cache'))
    return {path for path in paths if path.exists()}


def hidden():
    """Return the folder that no child may read, wherever it lies.

    That is the grader, and all of the repository unless it is installed
    among other packages.
    """
    folder = PACKAGE.parent
    is_installed = folder.name in ('site-packages', 'dist-packages') or any(
        folder == path.resolve() for path in libraries())
    return PACKAGE if is_installed else folder


@functools.lru_cache(maxsize=None)
def visible():
    """Return {path that a child may read: whether with all that is below}.

    Of a folder with the hidden one somewhere below, a child may list what is
    there, and read all the rest.
    """
    found, covered, paths = {}, hidden(), list(libraries())
    while paths:
        path = paths.pop()
        if path.resolve() in covered.parents:
            found[path] = False
            paths += [Path(entry) for entry in os.scandir(path)
                      if os.path.exists(entry)]
        elif path.resolve() != covered:
            found[path] = True
    return found
