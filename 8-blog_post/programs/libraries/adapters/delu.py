"""delu: helpers for deep learning with PyTorch."""
# /// script
# title = "delu"
# requires-python = "==3.11.*"
# dependencies = ["delu==0.0.26", "torch==2.13.0", "numpy==2.4.6"]
# ///
import delu.tools

from protocol import stopping


@stopping('tools.EarlyStopping', '''\
delu.tools.EarlyStopping($patience, mode='min', min_delta=$threshold)''',
          signature='delu.tools.EarlyStopping')
def early_stopping(build, series):
    """Update it with each value until it should stop."""
    stop = build()
    for check, cost in enumerate(series, 1):
        stop.update(cost)
        if stop.should_stop():
            return check
    return len(series)
