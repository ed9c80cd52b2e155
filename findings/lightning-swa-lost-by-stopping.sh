#!/usr/bin/env bash
# lightning 2.6.6: StochasticWeightAveraging beside EarlyStopping. Where training
# is stopped early, fit ends with the weights of the last step, and the average
# is thrown away without a word; where it reaches max_epochs, fit ends with the
# average.
#
# One would have guessed that the average of the epochs since swa_epoch_start is
# what fit leaves in the model, whatever ended it.
#
# Why it matters: both callbacks are against overfitting, and are used together.
# The model that is saved and evaluated after an early stop is the last one, not
# averaged, with the high constant rate of SWA, which is made for being averaged
# and not for use.
#
# Source: lightning/pytorch/callbacks/stochastic_weight_avg.py,
# StochasticWeightAveraging.on_train_end: it moves the average into the model if
# trainer.current_epoch - 1 == self.swa_end, the last epoch of max_epochs.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    lightning==2.6.6 torch==2.13.0 numpy==2.4.6 || exit 2
PYTHONPATH=$folder python3 -s -W ignore - <<'EOF'
import logging
import sys

import lightning.pytorch as pl
import torch
from lightning.pytorch.callbacks import (EarlyStopping,
                                         StochasticWeightAveraging)

logging.getLogger('lightning.pytorch').setLevel(logging.ERROR)


class Model(pl.LightningModule):
    """One weight, which is the number of epochs."""

    def __init__(self, costs):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.zeros(1))
        self.costs = costs

    def training_step(self, batch, _):
        return -self.weight.sum()

    def validation_step(self, batch, _):
        self.log('cost', self.costs[self.current_epoch])

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=1.)


def train(costs):
    """Return the epochs run, the weight after fit, and the average."""
    model = Model(costs)
    loader = torch.utils.data.DataLoader(torch.zeros(1, 1))
    average = StochasticWeightAveraging(swa_lrs=1., swa_epoch_start=2)
    trainer = pl.Trainer(
        accelerator='cpu', max_epochs=8, logger=False,
        enable_checkpointing=False, enable_progress_bar=False,
        enable_model_summary=False, num_sanity_val_steps=0,
        callbacks=[average, EarlyStopping('cost', patience=2)])
    trainer.fit(model, loader, loader)
    return (trainer.current_epoch, model.weight.item(),
            average._average_model.weight.item())


found = {name: train(costs) for name, costs in (
    ('falls to the end', [8., 7., 6., 5., 4., 3., 2., 1.]),
    ('falls, then flat', [8., 7., 6., 5., 5., 5., 5., 5.]))}
for name, (epochs, weight, average) in found.items():
    print(f'{name}: {epochs} epochs, weight {weight}, average {average}')
end, stopped = found.values()
as_described = (end[0] == 8 and end[1] == end[2] < 8
                and stopped[0] == stopped[1] == 6 and stopped[2] < 6)
sys.exit(0 if as_described else 'changed')
EOF
