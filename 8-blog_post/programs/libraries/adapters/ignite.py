"""PyTorch-Ignite: its engine and its EarlyStopping."""
# /// script
# title = "PyTorch-Ignite"
# requires-python = "==3.11.*"
# dependencies = ["pytorch-ignite==0.5.5", "torch==2.13.0", "numpy==2.4.6"]
# ///
import logging

import ignite.engine
import ignite.handlers
import torch

from protocol import decay, stopping
from torch_training import GROUPS, PLAIN, Network, data

logging.disable(logging.INFO)


@decay('create_supervised_trainer with torch.optim.SGD', GROUPS, PLAIN)
def steps(build, weights, problem, count):
    """Train on the whole batch, one step an epoch."""
    model = Network(weights)
    trainer = ignite.engine.create_supervised_trainer(
        model, build(model=model), torch.nn.functional.cross_entropy)
    trainer.run([data(problem)], max_epochs=count)
    return model.read()


def run(build, series):
    """Run a trainer whose evaluator reports the next value."""
    seen = []
    trainer = ignite.engine.Engine(lambda engine, batch: None)
    evaluator = ignite.engine.Engine(lambda engine, batch: None)

    def score(engine):
        """Return the next score."""
        seen.append(1)
        return -series[len(seen) - 1]

    evaluator.add_event_handler(
        ignite.engine.Events.COMPLETED,
        build(score=score, trainer=trainer))
    trainer.add_event_handler(ignite.engine.Events.EPOCH_COMPLETED,
                              lambda: evaluator.run([0]))
    trainer.run([0], max_epochs=len(series))
    return len(seen)


STOP = '''ignite.handlers.EarlyStopping(
    $patience, score, trainer, min_delta=$threshold)'''
stopping('EarlyStopping(cumulative_delta=True)', STOP.replace(
    'trainer, min', 'trainer, cumulative_delta=True,\n    min'))(run)
stopping('EarlyStopping', STOP,
         signature='ignite.handlers.EarlyStopping')(run)
