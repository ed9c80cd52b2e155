"""Many independent runs on every core, with progress."""
import os
import sys
from importlib import import_module
from pathlib import Path

from joblib import Parallel, delayed, parallel_config
from tqdm import tqdm


def in_parallel(title, function, jobs):
    """Return [function(job) for job in jobs], each in some other process.

    Jobs that take long come first, so that no core idles at the end.
    """
    # one thread a process: many networks at once beat many threads
    os.environ.update(TF_NUM_INTRAOP_THREADS='1', TF_NUM_INTEROP_THREADS='1')
    # loky starts fresh interpreters: TensorFlow does not survive a fork
    with parallel_config('loky', n_jobs=-1, inner_max_num_threads=1):
        found = Parallel(return_as='generator')(
            delayed(importable(function))(job) for job in jobs)
        return list(tqdm(found, title, len(jobs), unit='job'))


def importable(function):
    """Return a function as other processes can import it, by its module.

    What the started program defines belongs to `__main__`, and would be sent
    as code whose source TensorFlow cannot find there.
    """
    if function.__module__ != '__main__':
        return function
    program = Path(sys.modules['__main__'].__file__).stem
    return getattr(import_module(program), function.__name__)
