"""Lightning: its Trainer and its EarlyStopping."""
# /// script
# title = "Lightning"
# requires-python = "==3.11.*"
# dependencies = ["lightning==2.6.6", "torch==2.13.0", "numpy==2.4.6"]
# ///
import logging

import lightning.pytorch
import torch

from protocol import decay, stopping
from torch_training import GROUPS, PLAIN, Network, data

logging.getLogger('lightning.pytorch').setLevel(logging.ERROR)
QUIET = dict(accelerator='cpu', logger=False, enable_checkpointing=False,
             enable_progress_bar=False, enable_model_summary=False)


@decay('configure_optimizers with torch.optim.SGD', GROUPS, PLAIN)
def steps(build, weights, problem, count):
    """Train on the whole batch, one step an epoch."""
    class Module(lightning.pytorch.LightningModule):
        """The network."""

        def __init__(self):
            super().__init__()
            self.network = Network(weights)

        def training_step(self, batch, _):
            return torch.nn.functional.cross_entropy(
                self.network(batch[0]), batch[1])

        def configure_optimizers(self):
            return build(model=self.network)

    module = Module()
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*data(problem)), problem.m)
    lightning.pytorch.Trainer(max_epochs=count, **QUIET).fit(module, loader)
    return module.network.read()


@stopping('EarlyStopping', '''\
lightning.pytorch.callbacks.EarlyStopping(
    'cost', mode='min', patience=$patience, min_delta=$threshold)''',
          signature='lightning.pytorch.callbacks.EarlyStopping')
def early_stopping(build, series):
    """Train; each epoch's validation logs the next value."""
    seen = []

    class Module(lightning.pytorch.LightningModule):
        """A weight that counts the checks."""

        def __init__(self):
            super().__init__()
            self.weight = torch.nn.Parameter(torch.zeros(1))

        def training_step(self, batch, _):
            with torch.no_grad():
                self.weight += 1
            return 0 * self.weight.sum()

        def validation_step(self, batch, _):
            self.log('cost', torch.tensor(series[len(seen)],
                                          dtype=torch.float64))
            seen.append(1)

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.0)

    module = Module()
    loader = torch.utils.data.DataLoader(torch.zeros(1, 1))
    lightning.pytorch.Trainer(
        max_epochs=len(series), callbacks=[build()], num_sanity_val_steps=0,
        **QUIET).fit(module, loader, loader)
    return len(seen), int(module.weight.item())
