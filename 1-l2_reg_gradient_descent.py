#!/usr/bin/env python3
"""One step of gradient descent with L2 regularization, in NumPy."""
import numpy as np


def l2_reg_gradient_descent(Y, weights, cache, alpha, lambtha, L):
    """Take one gradient step on the cross-entropy with the L2 penalty.

    Formula, with dZ_L = A_L - Y (softmax) and tanh in the hidden layers:
        W <- W - alpha (dZ A_prev^T + lambtha W) / m
        b <- b - alpha (sum of dZ over the examples) / m
        dZ_prev = (W^T dZ) (1 - A_prev^2), with W as it was before the step

    Biases are not penalized. The work is done in the dtype of `AL`.

    Args:
        Y: array (classes, m), one-hot labels; the m examples are columns.
        weights: dict with `W1` (n_1, n_0), `b1` (n_1, 1) ... `WL`, `bL`.
        cache: dict with `A0` (the input) ... `AL`, arrays (n_l, m).
        alpha: float, learning rate.
        lambtha: float >= 0, strength of the penalty.
        L: int >= 1, number of layers.

    Returns:
        None; updates `weights` in place, all arrays or on any error none.

    Raises:
        ValueError: lambtha is negative or NaN, Y is not of the shape of
            `AL`, another array does not fit, or `weights` are read-only.
        KeyError: `weights` or `cache` lacks an array.

    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.5, 7.1.1.
    """
    A_L = cache[f'A{L}']
    if not lambtha >= 0:
        raise ValueError(f'lambtha: expected >= 0, received {lambtha}')
    if Y.shape != A_L.shape:
        raise ValueError(f'Y: expected shape {A_L.shape}, received {Y.shape}')
    # with an np.float64 NumPy 2 would leave float32
    alpha, lambtha = float(alpha), float(lambtha)
    keys = [key + str(i) for i in range(1, L + 1) for key in 'Wb']
    # written onto itself: a read-only array is an error before any change
    old = {key: np.positive(weights[key], out=weights[key]) for key in keys}
    new = {key: np.zeros_like(old[key]) for key in keys}
    part = {key: np.empty_like(old[key], A_L.dtype) for key in keys}
    # blocks of 11 kB a node keep temporaries small, in memory that is reused
    starts = range(0, Y.shape[1], 11_200 // A_L.itemsize)
    room = {i: np.empty_like(cache[f'A{i}'][:, :starts.step], A_L.dtype)
            for i in range(1, L)}
    for block in map(slice, starts, [*starts[1:], None]):
        dZ = np.subtract(A_L[:, block], Y[:, block], dtype=A_L.dtype)
        for i in range(L, 0, -1):                    # dZ: (n_i, block)
            A = cache[f'A{i - 1}'][:, block]         # (n_{i-1}, block)
            # out: no array of another shape is broadcast
            new[f'W{i}'] += np.matmul(dZ, A.T, out=part[f'W{i}'])
            new[f'b{i}'] += dZ.sum(axis=1, keepdims=True, out=part[f'b{i}'])
            if i > 1:
                dZ = np.matmul(old[f'W{i}'].T, dZ,
                               out=room[i - 1][:, :dZ.shape[1]])
                dZ -= dZ * A ** 2                    # dZ (1 - A^2)
    for key, gradient in new.items():
        penalty = lambtha * old[key] if key[0] == 'W' else 0
        new[key] = old[key] - alpha / Y.shape[1] * (gradient + penalty)
    # one call: an interrupt finds every array updated, or none
    list(map(np.positive, new.values(), old.values()))
