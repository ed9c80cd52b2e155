"""pytorch-tabnet: early stopping."""
# /// script
# title = "pytorch-tabnet"
# requires-python = "==3.11.*"
# dependencies = ["pytorch-tabnet==4.1.0", "torch==2.13.0", "pandas==2.3.3",
#   "numpy==2.4.6"]
# ///
import numpy as np
import pytorch_tabnet.metrics
import pytorch_tabnet.tab_model

from protocol import stopping


class Given(pytorch_tabnet.metrics.Metric):
    """A metric that is given; the library finds it again by its name."""

    _name, _maximize = 'given', False
    series, seen = [], []

    def __init__(self):
        """The name and direction are the class's."""

    def __call__(self, y_true, y_score):
        Given.seen.append(1)
        return Given.series[len(Given.seen) - 1]


@stopping('TabNetRegressor.fit', 'dict(patience=$patience)',
          signature='pytorch_tabnet.tab_model.TabNetRegressor.fit')
def fit(build, series):
    """Fit with a metric that returns the series."""
    Given.series, Given.seen = series, []
    model = pytorch_tabnet.tab_model.TabNetRegressor(
        n_d=2, n_a=2, n_steps=1, n_shared=1, n_independent=1, verbose=0)
    X, y = np.random.rand(4, 2).astype('f'), np.random.rand(4, 1).astype('f')
    model.fit(X, y, eval_set=[(X, y)], eval_metric=[Given], batch_size=4,
              virtual_batch_size=4, drop_last=False, max_epochs=len(series),
              **build())
    return len(Given.seen)
