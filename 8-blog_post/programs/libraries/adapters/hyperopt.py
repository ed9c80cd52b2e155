"""Hyperopt: stopping a search that makes no progress."""
# /// script
# title = "Hyperopt"
# requires-python = "==3.11.*"
# dependencies = ["hyperopt==0.3.0", "numpy==2.4.6"]
# ///
import hyperopt
import hyperopt.early_stop
import numpy as np

from protocol import stopping


@stopping('early_stop.no_progress_loss', '''\
hyperopt.early_stop.no_progress_loss(
    $patience, percent_increase=$threshold)''',
          signature='hyperopt.early_stop.no_progress_loss',
          note='A check is a trial; the threshold is in percent.')
def search(build, series):
    """Search with an objective that returns the series."""
    seen = []

    def objective(_):
        """Return the next value."""
        seen.append(1)
        return series[len(seen) - 1]

    hyperopt.fmin(objective, hyperopt.hp.uniform('x', 0, 1),
                  algo=hyperopt.rand.suggest, max_evals=len(series),
                  rstate=np.random.default_rng(0), show_progressbar=False,
                  verbose=False, early_stop_fn=build())
    return len(seen)
