"""Poutyne: Keras's way of training, for PyTorch."""
# /// script
# title = "Poutyne"
# requires-python = "==3.11.*"
# dependencies = ["poutyne==1.19.0", "torch==2.13.0", "numpy==2.4.6"]
# ///
import poutyne
import torch

from protocol import decay, stopping
from torch_training import GROUPS, PLAIN, Network, data


@decay('Model with torch.optim.SGD', GROUPS, PLAIN)
def steps(build, weights, problem, count):
    """Train on the whole batch."""
    network = Network(weights)
    model = poutyne.Model(network, build(model=network), 'cross_entropy')
    for _ in range(count):
        model.train_on_batch(*data(problem))
    return network.read()


@stopping('EarlyStopping', '''\
poutyne.EarlyStopping(
    monitor='val_loss', mode='min', patience=$patience,
    min_delta=$threshold)''', signature='poutyne.EarlyStopping')
def early_stopping(build, series):
    """Fit; a callback before this one puts the next value into the logs."""
    seen = []
    network = torch.nn.Linear(1, 1, bias=False)

    class Feed(poutyne.Callback):
        """Give the next value; let the weight count the checks."""

        def on_epoch_end(self, epoch_number, logs):
            logs['val_loss'] = series[len(seen)]
            seen.append(1)
            with torch.no_grad():
                network.weight.fill_(len(seen))

    model = poutyne.Model(network, 'sgd', 'mse')
    model.fit(torch.zeros(1, 1), torch.zeros(1, 1), epochs=len(series),
              verbose=False, callbacks=[Feed(), build()])
    return len(seen), int(network.weight.item())
