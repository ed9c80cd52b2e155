#!/usr/bin/env python3
"""One step of gradient descent with inverted dropout, in NumPy."""
import numpy as np


def dropout_gradient_descent(Y, weights, cache, alpha, keep_prob, L, *,
                             exact=False):
    """Take one gradient step through the nodes that dropout has kept.

    Formula, with dZ_L = A_L - Y (softmax) and tanh in the hidden layers:
        W <- W - alpha (dZ A_prev^T) / m
        b <- b - alpha (sum of dZ over the examples) / m
        dZ_prev = (W^T dZ) (1 - T^2) D_prev / keep_prob, with the old W
    For the gradient, `exact=True`, T is tanh(Z_prev): where a node is kept,
    A_prev keep_prob. The published update takes A_prev for T, and is not the
    gradient (README.md, Erratum). Masks are reused, never redrawn.

    Args:
        Y: array (classes, m), one-hot labels; the m examples are columns.
        weights: dict with `W1` (n_1, n_0), `b1` (n_1, 1) ... `WL`, `bL`.
        cache: dict from dropout_forward_prop, `A0` ... `AL`, `D1` ...
        alpha: float, learning rate.
        keep_prob: float in (0, 1], probability of keeping a node.
        L: int >= 1, number of layers.
        exact: bool, take the gradient and not the published update.

    Returns:
        None; updates the arrays in `weights` in place.

    Raises, before any array has changed:
        ValueError: keep_prob is not in (0, 1], Y is not of the shape of
            `AL`, another array of `cache` has not m columns, or NumPy
            cannot combine the shapes of other arrays.
        KeyError: `weights` or `cache` lacks an array.

    Source: Srivastava et al., Dropout, JMLR 15 (2014), section 5.1.
    """
    A_L, m = cache[f'A{L}'], Y.shape[-1]
    if not 0 < keep_prob <= 1:
        raise ValueError(f'keep_prob: expected (0, 1], received {keep_prob}')
    if Y.shape != A_L.shape:
        raise ValueError(f'Y: expected shape {A_L.shape}, received {Y.shape}')
    for k in [f'A{i}' for i in range(L)] + [f'D{i}' for i in range(1, L)]:
        if cache[k].shape[1:] != (m,):
            raise ValueError(f'{k}: expected m={m}, received {cache[k].shape}')
    gradients = {f'{key}{i}': np.zeros_like(weights[f'{key}{i}'])
                 for i in range(1, L + 1) for key in 'Wb'}
    # blocks of examples keep the temporary arrays small, which is faster
    for block in [slice(k, k + 500) for k in range(0, m, 500)]:
        dZ = A_L[:, block] - Y[:, block].astype(A_L.dtype)   # (n_L, block)
        for i in range(L, 0, -1):
            A = cache[f'A{i - 1}'][:, block]                 # (n_{i-1}, block)
            gradients[f'W{i}'] += dZ @ A.T
            gradients[f'b{i}'] += dZ.sum(axis=1, keepdims=True)
            if i > 1:
                T = A * keep_prob if exact else A            # exact: tanh(Z)
                dZ = weights[f'W{i}'].T @ dZ
                dZ *= (1 - T ** 2) * cache[f'D{i - 1}'][:, block] / keep_prob
    for key, gradient in gradients.items():
        weights[key] -= alpha / m * gradient
