"""scikit-optimize: stopping a search after hollow iterations."""
# /// script
# title = "scikit-optimize"
# requires-python = "==3.11.*"
# dependencies = ["scikit-optimize==0.10.2", "numpy==2.4.6"]
# ///
import skopt
import skopt.callbacks
import skopt.utils

from protocol import stopping


@stopping('callbacks.HollowIterationsStopper', '''\
skopt.callbacks.HollowIterationsStopper($patience, threshold=$threshold)''',
          signature='skopt.callbacks.HollowIterationsStopper',
          note='A check is a trial.')
def search(build, series):
    """Call it with the result of the search so far, as a search does."""
    stop, place = build(), skopt.Space([(0.0, 1.0)])
    for check in range(1, len(series) + 1):
        if stop(skopt.utils.create_result(
                [[0.5]] * check, series[:check], place)):
            return check
    return len(series)
