"""InterpretML: early stopping of its boosting."""
# /// script
# title = "InterpretML"
# requires-python = "==3.11.*"
# dependencies = ["interpret-core==0.7.8", "numpy==2.4.6"]
# ///
import interpret.glassbox
import interpret.glassbox._ebm._boost
import numpy as np

from protocol import stopping

Booster = interpret.glassbox._ebm._boost.Booster


@stopping('ExplainableBoostingRegressor', '''\
dict(early_stopping_rounds=$patience, early_stopping_tolerance=$threshold)''',
          signature='interpret.glassbox.ExplainableBoostingRegressor',
          note='One feature, so that a check is a round.')
def boosting(build, series):
    """Fit; let the validation loss of each round be the next value."""
    seen = []

    class Fed(Booster):
        """A booster whose validation loss is given, but for intercepts."""

        def generate_term_update(self, rng, term_idx, *args, **keywords):
            self.term = term_idx
            return super().generate_term_update(rng, term_idx, *args,
                                                **keywords)

        def apply_term_update(self):
            value = super().apply_term_update()
            if self.term < 0:
                return value
            seen.append(1)
            return series[len(seen) - 1]

    interpret.glassbox._ebm._boost.Booster = Fed
    try:
        interpret.glassbox.ExplainableBoostingRegressor(
            interactions=0, outer_bags=1, n_jobs=1, smoothing_rounds=0,
            greedy_ratio=0, max_rounds=len(series), **build()).fit(
                np.arange(40.0)[:, None], np.arange(40.0) % 7)
    finally:
        interpret.glassbox._ebm._boost.Booster = Booster
    return len(seen)
