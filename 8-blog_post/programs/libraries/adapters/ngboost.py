"""NGBoost: early stopping."""
# /// script
# title = "NGBoost"
# requires-python = "==3.11.*"
# dependencies = ["ngboost==0.6.0", "numpy==2.4.6"]
# ///
import ngboost
import numpy as np

from protocol import stopping


@stopping('NGBRegressor', 'dict(early_stopping_rounds=$patience)',
          signature='ngboost.NGBRegressor')
def boosting(build, series):
    """Fit; let the validation loss of each round be the next value."""
    calls = []
    real = ngboost.distns.normal.NormalLogScore.score

    def score(self, Y):
        """Return the next value for the 3 rows of validation data."""
        if len(Y) != 3:
            return real(self, Y)
        calls.append(1)
        return np.full(3, series[len(calls) - 1])

    ngboost.distns.normal.NormalLogScore.score = score
    try:
        model = ngboost.NGBRegressor(n_estimators=len(series), verbose=False)
        model.fit(np.arange(20.0)[:, None], np.arange(20.0) % 7,
                  X_val=np.arange(3.0)[:, None], Y_val=np.arange(3.0),
                  **build())
    except IndexError:
        return len(series)
    finally:
        ngboost.distns.normal.NormalLogScore.score = real
    # an attribute says which round was best; predict takes all
    return len(calls), len(model.base_models)
