#!/usr/bin/env python3
"""The cost of a neural network with L2 regularization, in NumPy."""
import numpy as np


def l2_reg_cost(cost, lambtha, weights, L, m):
    """Add the L2 penalty of every layer's weights to the cost.

    Formula: cost + lambtha / (2 m) * sum over layers of ||W||^2, with the
    Frobenius norm. The factor 1 / (2 m) is this exercise's convention, not
    Keras's. Biases are excluded: they do not make the function steeper.

    Args:
        cost: float or array, cost without the penalty.
        lambtha: float >= 0, strength of the penalty.
        weights: dict with `W1` ... `WL`, arrays of shape (n_l, n_{l-1});
            further keys (biases) are not read.
        L: int >= 1, number of layers.
        m: int >= 1, number of examples that `cost` is the mean of.

    Returns:
        The penalized cost, of the shape of `cost` and in its units.

    Raises:
        ValueError: lambtha is negative or NaN, or m is below 1.
        KeyError: `weights` lacks one of `W1` ... `WL`.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 7.1.1.
    """
    if not lambtha >= 0:
        raise ValueError(f'lambtha: expected >= 0, received {lambtha}')
    if not m >= 1:
        raise ValueError(f'm: expected >= 1, received {m}')
    norms = np.array([np.linalg.norm(weights[f'W{i}'])
                      for i in range(1, L + 1)])               # (L,)
    return cost + np.sum(lambtha / (2 * m) * norms ** 2)
