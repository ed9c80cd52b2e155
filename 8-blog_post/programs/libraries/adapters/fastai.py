"""fastai: its Learner, which decays no biases, and early stopping."""
# /// script
# title = "fastai"
# requires-python = "==3.11.*"
# dependencies = ["fastai==2.8.12", "torch==2.13.0", "numpy==2.4.6"]
# ///
import fastai.callback.tracker
import fastai.data.core
import fastai.learner
import fastai.optimizer
import torch

from protocol import decay, stopping
from torch_training import Network, data
LEARNER = '''fastai.learner.Learner(
    loaders, model, loss, opt_func=fastai.optimizer.%s, lr=$alpha,
    wd=$strength)'''


def loaders_of(X, y, size):
    """Return fastai's loaders of one batch, for training and validation."""
    rows = list(zip(X, y))
    return fastai.data.core.DataLoaders(
        *(fastai.data.load.DataLoader(rows, bs=size) for _ in range(2)))


def steps(build, weights, problem, count):
    """Train on the whole batch, one step an epoch."""
    model = Network(weights)
    learner = build(loaders=loaders_of(*data(problem), problem.m),
                    model=model, loss=torch.nn.functional.cross_entropy)
    learner.remove_cb(fastai.learner.Recorder)      # it wants float32
    if count:
        with learner.no_logging(), learner.no_bar():
            learner.fit(count, lr=learner.lr)
    return model.read()


for NAME in 'SGD', 'Adam':
    decay('Learner with ' + NAME, LEARNER % NAME if NAME == 'SGD' else '',
          LEARNER % NAME,
          (LEARNER % NAME).replace(',\n    wd=$strength', ''))(steps)


@stopping('EarlyStoppingCallback', '''\
fastai.callback.tracker.EarlyStoppingCallback(
    'given', comp=numpy.less, patience=$patience, min_delta=$threshold)''',
          signature='fastai.callback.tracker.EarlyStoppingCallback')
def early_stopping(build, series):
    """Fit with a metric that returns the series."""
    import numpy
    seen = []

    class Given(fastai.learner.Metric):
        """A metric that is given; the weight counts the checks."""

        name = 'given'

        def reset(self):
            """Keep nothing."""

        def accumulate(self, learn):
            """Take nothing."""

        @property
        def value(self):
            seen.append(1)
            return series[len(seen) - 1]

    model = torch.nn.Linear(1, 1)
    learner = fastai.learner.Learner(
        loaders_of(torch.zeros(1, 1), torch.zeros(1, 1), 1), model,
        torch.nn.functional.mse_loss, metrics=[Given()])
    with learner.no_bar(), learner.no_logging():
        learner.fit(len(series), cbs=[build(numpy=numpy)])
    return len(seen)
