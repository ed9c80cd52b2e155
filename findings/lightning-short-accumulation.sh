#!/usr/bin/env bash
# lightning 2.6.6: accumulate_grad_batches=4 and 5 batches in an epoch. The fifth
# batch makes a step of its own, with a quarter of its gradient: the loss is
# divided by 4, though one batch only is in the sum. The weight decay of that
# step is whole, and so is momentum's; beside the loss both are four times as
# strong there.
#
# One would have guessed that a step with what is left of an epoch takes the
# mean of the batches that are in it, as the others do (or that there is none).
#
# Why it matters: with k batches left of n the penalty of that step is n / k
# times as strong as it was chosen, once an epoch. A run with 4 x batch 8 is
# then not the run with batch 32 that it stands for: there a short last batch
# has its own mean.
#
# Source: lightning/pytorch/loops/optimization/automatic.py, ClosureResult.
# from_training_step_output: closure_loss / normalize, with normalize always
# trainer.accumulate_grad_batches.
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

logging.getLogger('lightning.pytorch').setLevel(logging.ERROR)
RATE, DECAY = 0.5, 0.25


class Model(pl.LightningModule):
    """One weight of 2, whose slope in each batch is 1."""

    def __init__(self, decay):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([2.]))
        self.decay = decay
        self.steps = [2.]

    def training_step(self, batch, _):
        return (self.weight * batch).mean()

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), lr=RATE,
                               weight_decay=self.decay)

    def on_train_batch_end(self, *_):
        if self.weight.item() != self.steps[-1]:
            self.steps.append(self.weight.item())


def train(batch_size, accumulate, decay):
    """Return the weight after each step of one epoch of five examples."""
    model = Model(decay)
    pl.Trainer(accelerator='cpu', max_epochs=1, logger=False,
               accumulate_grad_batches=accumulate,
               enable_checkpointing=False, enable_progress_bar=False,
               enable_model_summary=False).fit(
        model, torch.utils.data.DataLoader(torch.ones(5, 1), batch_size))
    return model.steps


found = {}
for batch_size, accumulate in (4, 1), (1, 4):
    _, first, last = train(batch_size, accumulate, 0.)
    _, *decayed = train(batch_size, accumulate, DECAY)
    slope = (first - last) / RATE
    penalty = (decayed[0] - decayed[1]) / RATE - slope
    found[accumulate] = slope, penalty / decayed[0]
    print(f'batches of {batch_size}, {accumulate} a step: in the last step a '
          f'slope of {slope}, a decay of {penalty / decayed[0]}')
sys.exit(0 if found == {1: (1., DECAY), 4: (0.25, DECAY)} else 'changed')
EOF
