"""TorchTNT: tools for training with PyTorch."""
# /// script
# title = "TorchTNT"
# requires-python = "==3.11.*"
# dependencies = ["torchtnt==0.2.4", "torch==2.13.0", "setuptools==80.9.0",
#   "numpy==2.4.6"]
# ///
import torch
from torchtnt.utils.early_stop_checker import EarlyStopChecker

from protocol import stopping


def early_stopping(build, series):
    """Check each value until it says so."""
    stop = build()
    for check, cost in enumerate(series, 1):
        if stop.check(torch.tensor(cost, dtype=torch.float64)):
            return check
    return len(series)


CHECKER = '''EarlyStopChecker(
    'min', patience=$patience, min_delta=$threshold%s)'''
stopping("EarlyStopChecker(threshold_mode='abs')",
         CHECKER % ",\n    threshold_mode='abs'")(early_stopping)
stopping("EarlyStopChecker(threshold_mode='rel')",
         CHECKER % ",\n    threshold_mode='rel'",
         signature='EarlyStopChecker')(early_stopping)
