"""Many independent runs on every core, with progress."""
import os

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
            delayed(function)(job) for job in jobs)
        return list(tqdm(found, title, len(jobs), unit='job'))
