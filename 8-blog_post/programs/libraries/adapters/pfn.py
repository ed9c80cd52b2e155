"""pytorch-pfn-extras: Chainer's trigger, for PyTorch."""
# /// script
# title = "pytorch-pfn-extras"
# requires-python = "==3.11.*"
# dependencies = ["pytorch-pfn-extras==0.9.0", "torch==2.13.0",
#   "numpy==2.4.6"]
# ///
import tempfile

import pytorch_pfn_extras
import pytorch_pfn_extras.training.triggers
import torch

from protocol import stopping


@stopping('triggers.EarlyStoppingTrigger', '''\
pytorch_pfn_extras.training.triggers.EarlyStoppingTrigger(
    check_trigger=(1, 'epoch'), monitor='cost', patience=$patience,
    mode='min', max_trigger=(epochs, 'epoch'))''',
          signature='pytorch_pfn_extras.training.triggers.'
          'EarlyStoppingTrigger')
def trigger(build, series):
    """Train; report the next value in each epoch."""
    seen = []
    model = torch.nn.Linear(1, 1)
    with tempfile.TemporaryDirectory() as folder:
        manager = pytorch_pfn_extras.training.ExtensionsManager(
            model, torch.optim.SGD(model.parameters(), 0.1), len(series),
            iters_per_epoch=1, out_dir=folder, extensions=[],
            stop_trigger=build(epochs=len(series)))
        while not manager.stop_trigger:
            with manager.run_iteration():
                pytorch_pfn_extras.reporting.report(
                    {'cost': series[len(seen)]})
                seen.append(1)
    return len(seen)
