"""Nevergrad: stopping a search that does not improve."""
# /// script
# title = "Nevergrad"
# requires-python = "==3.11.*"
# dependencies = ["nevergrad==1.0.12", "numpy==2.4.6"]
# ///
import nevergrad

from protocol import stopping


@stopping('callbacks.EarlyStopping.no_improvement_stopper', '''\
nevergrad.callbacks.EarlyStopping.no_improvement_stopper($patience)''',
          note='A check is a trial.')
def search(build, series):
    """Search with an objective that returns the series."""
    seen = []

    def objective(_):
        """Return the next value."""
        seen.append(1)
        return series[len(seen) - 1]

    optimizer = nevergrad.optimizers.RandomSearch(
        nevergrad.p.Scalar(), budget=len(series))
    optimizer.register_callback('ask', build())
    optimizer.minimize(objective)
    return len(seen)
