#!/usr/bin/env python3
"""One step of gradient descent with L2 regularization, in NumPy."""
import numpy as np


def l2_reg_gradient_descent(Y, weights, cache, alpha, lambtha, L):
    """Take one gradient step on the cross-entropy with the L2 penalty.

    Formula, with dZ_L = A_L - Y (softmax) and tanh in the hidden layers:
        W <- W - alpha (dZ A_prev^T + lambtha W) / m
        b <- b - alpha (sum of dZ over the examples) / m
        dZ_prev = (W^T dZ) (1 - A_prev^2), with W as it was before the step

    Biases are not penalized. All weights keep their dtype.

    Args:
        Y: array (classes, m), one-hot labels; the m examples are columns.
        weights: dict with `W1` (n_1, n_0), `b1` (n_1, 1) ... `WL`, `bL`.
        cache: dict with `A0` (the input) ... `AL`, arrays (n_l, m).
        alpha: float, learning rate.
        lambtha: float >= 0, strength of the penalty.
        L: int >= 1, number of layers.

    Returns:
        None; updates the arrays in `weights` in place.

    Raises, before any array has changed:
        ValueError: lambtha is negative or NaN, Y is not of the shape of
            `AL`, another array of `cache` has not m columns, or NumPy
            cannot combine the shapes of other arrays.
        KeyError: `weights` or `cache` lacks an array.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.5, 7.1.1.
    """
    A_L, m = cache[f'A{L}'], Y.shape[-1]
    if not lambtha >= 0:
        raise ValueError(f'lambtha: expected >= 0, received {lambtha}')
    if Y.shape != A_L.shape:
        raise ValueError(f'Y: expected shape {A_L.shape}, received {Y.shape}')
    for k in [f'A{i}' for i in range(L)]:
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
                dZ = weights[f'W{i}'].T @ dZ
                dZ *= 1 - A ** 2
    for key, gradient in gradients.items():
        decay = lambtha * weights[key] if 'W' in key else 0
        weights[key] -= alpha / m * (gradient + decay)
