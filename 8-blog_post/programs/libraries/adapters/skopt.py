"""scikit-optimize: stopping a search after hollow iterations."""
# /// script
# title = "scikit-optimize"
# requires-python = "==3.11.*"
# dependencies = ["scikit-optimize==0.10.2", "numpy==2.4.6"]
# ///
import skopt
import skopt.callbacks

from protocol import stopping


@stopping('callbacks.HollowIterationsStopper', '''\
skopt.callbacks.HollowIterationsStopper($patience, threshold=$threshold)''',
          signature='skopt.callbacks.HollowIterationsStopper',
          note='A check is a trial.')
def search(build, series):
    """Search with an objective that returns the series."""
    seen = []

    def objective(_):
        """Return the next value."""
        seen.append(1)
        return series[len(seen) - 1]

    skopt.dummy_minimize(objective, [(0.0, 1.0)], n_calls=len(series),
                         callback=build(), random_state=0)
    return len(seen)
