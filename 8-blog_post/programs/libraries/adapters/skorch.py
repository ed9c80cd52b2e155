"""skorch: PyTorch in the form of scikit-learn."""
# /// script
# title = "skorch"
# requires-python = "==3.11.*"
# dependencies = ["skorch==1.4.0", "torch==2.13.0", "numpy==2.4.6"]
# ///
import numpy as np
import skorch
import skorch.callbacks
import torch

from protocol import decay, stopping
from torch_training import Network, data

DECAY = '''dict(
    optimizer=torch.optim.SGD, lr=$alpha, optimizer__weight_decay=$strength)
'''


@decay('optimizer__weight_decay', DECAY.replace(
    '=$strength', '=$strength,\n'
    "    optimizer__param_groups=[('*bias', {'weight_decay': 0})]"), DECAY)
def steps(build, weights, problem, count):
    """Train on the whole batch, one step an epoch."""
    net = skorch.NeuralNet(
        Network, torch.nn.CrossEntropyLoss, module__weights=weights,
        batch_size=-1, max_epochs=count, train_split=None, verbose=0,
        **build())
    X, labels = data(problem)
    net.fit(X, labels)
    return net.module_.read()


STOP = '''skorch.callbacks.EarlyStopping(
    'cost', patience=$patience, threshold=$threshold%s)'''


def early_stopping(build, series):
    """Fit; a callback before this one records the next value."""
    seen = []

    class Feed(skorch.callbacks.Callback):
        """Record the next value; let the weight count the checks."""

        def on_epoch_end(self, net, **_):
            net.history.record('cost', series[len(seen)])
            seen.append(1)
            with torch.no_grad():
                net.module_.weight.fill_(len(seen))

    net = skorch.NeuralNetRegressor(
        torch.nn.Linear, module__in_features=1, module__out_features=1,
        module__bias=False, max_epochs=len(series), train_split=None,
        verbose=0, callbacks=[('feed', Feed()), ('stop', build())])
    net.fit(np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32))
    return len(seen), int(net.module_.weight.item())


stopping("EarlyStopping(threshold_mode='abs')", STOP % (
    ",\n    threshold_mode='abs', sink=lambda text: None"))(early_stopping)
stopping('EarlyStopping', STOP % ',\n    sink=lambda text: None',
         signature='skorch.callbacks.EarlyStopping')(early_stopping)
