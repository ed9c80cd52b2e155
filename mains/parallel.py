"""Many independent runs on every core, with progress."""
import os
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tqdm import tqdm


def in_parallel(title, function, jobs, networks=lambda job: 1):
    """Return [function(job) for job in jobs], each in some other process.

    Args:
        title: str, to stand before the progress bar.
        function: of the main module, as are its arguments' classes.
        jobs: list.
        networks: function from a job to how many networks it trains.
    """
    # one thread a process: many networks at once beat many threads
    os.environ.update(OMP_NUM_THREADS='1', OPENBLAS_NUM_THREADS='1',
                      TF_NUM_INTRAOP_THREADS='1', TF_NUM_INTEROP_THREADS='1')
    # the longest first, so that no core idles at the end
    order = sorted(range(len(jobs)), key=lambda i: -networks(jobs[i]))
    found = [None] * len(jobs)
    # a fresh interpreter each: TensorFlow does not survive a fork
    with ProcessPoolExecutor(mp_context=get_context('spawn')) as executor, \
            tqdm(desc=title, total=sum(map(networks, jobs)),
                 unit='network') as bar:
        futures = {executor.submit(function, jobs[i]): i for i in order}
        for future in as_completed(futures):
            i = futures[future]
            found[i] = future.result()
            bar.update(networks(jobs[i]))
    return found
