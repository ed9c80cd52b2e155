"""What is reported of many numbers: a mean and its spread, or fewer digits."""
import numpy as np


def mean_and_sd(values):
    """Return mean and sample standard deviation, to be kept."""
    return {'mean': float(np.mean(values)),
            'sd': float(np.std(values, ddof=1)) if len(values) > 1 else 0.0}


def rounded(values):
    """Return a list with four significant digits, to keep files small."""
    return [float(f'{value:.4g}') for value in values]
