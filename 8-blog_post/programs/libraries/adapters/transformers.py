"""Transformers: its Trainer."""
# /// script
# title = "Transformers"
# requires-python = "==3.11.*"
# dependencies = ["transformers==5.24.0", "torch==2.13.0",
#   "accelerate==1.15.0", "numpy==2.4.6"]
# ///
import tempfile

import torch
import transformers

from protocol import decay, stopping
from torch_training import Network, data

transformers.logging.set_verbosity_error()
QUIET = dict(disable_tqdm=True, report_to='none', use_cpu=True,
             save_strategy='no')


class Scored(torch.nn.Module):
    """A network that returns its loss, as the Trainer expects."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x, labels):
        logits = self.network(x)
        return {'loss': torch.nn.functional.cross_entropy(logits, labels),
                'logits': logits}


DECAY = '''dict(
    learning_rate=$alpha, weight_decay=$strength, optim='%s',
    lr_scheduler_type='constant', max_grad_norm=0)'''


def steps(build, weights, problem, count):
    """Train on the whole batch, one step an epoch."""
    network = Network(weights)
    X, labels = data(problem)
    rows = [{'x': x, 'labels': label} for x, label in zip(X, labels)]
    with tempfile.TemporaryDirectory() as folder:
        transformers.Trainer(
            Scored(network), transformers.TrainingArguments(
                folder, per_device_train_batch_size=problem.m,
                num_train_epochs=count, **QUIET, **build()),
            train_dataset=rows).train()
    return network.read()


decay("TrainingArguments(optim='sgd')", DECAY % 'sgd', None,
      (DECAY % 'sgd').replace(' weight_decay=$strength,', ''))(steps)
decay("TrainingArguments(optim='adamw_torch')", '', DECAY % 'adamw_torch',
      (DECAY % 'adamw_torch').replace(' weight_decay=$strength,', ''))(steps)


@stopping('EarlyStoppingCallback', '''\
transformers.EarlyStoppingCallback(
    early_stopping_patience=$patience,
    early_stopping_threshold=$threshold)''',
          signature='transformers.EarlyStoppingCallback')
def early_stopping(build, series):
    """Train; each epoch's evaluation gives the next value."""
    seen = []

    def metrics(_):
        """Return the next value."""
        seen.append(1)
        return {'cost': series[len(seen) - 1]}

    network = Scored(torch.nn.Linear(1, 2))
    rows = [{'x': torch.zeros(1), 'labels': torch.tensor(0)}]
    with tempfile.TemporaryDirectory() as folder:
        transformers.Trainer(
            network, transformers.TrainingArguments(
                folder, eval_strategy='epoch', num_train_epochs=len(series),
                metric_for_best_model='cost', greater_is_better=False,
                **QUIET),
            train_dataset=rows, eval_dataset=rows, compute_metrics=metrics,
            callbacks=[build()]).train()
    return len(seen)
