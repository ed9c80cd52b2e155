"""What a child may read: Python, its packages, the shared libraries."""
import functools
import sys
import sysconfig
from pathlib import Path

import numpy as np


@functools.lru_cache(maxsize=None)
def libraries():
    """Return what a child may read: Python, packages, shared libraries."""
    packages = Path(np.__file__).parents[1]
    paths = [Path(prefix, name) for prefix in (sys.prefix, sys.base_prefix)
             for name in ('bin', 'lib', 'lib64', 'pyvenv.cfg')]
    paths += map(Path, (
        sysconfig.get_path('stdlib'), packages, '/usr', '/bin', '/lib',
        '/lib64', '/etc/alternatives', '/etc/ld.so.cache'))
    return {path for path in paths if path.exists()}
