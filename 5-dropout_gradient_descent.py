#!/usr/bin/env python3
"""One step of gradient descent with inverted dropout, in NumPy."""
import numpy as np


def dropout_gradient_descent(Y, weights, cache, alpha, keep_prob, L, *,
                             exact=False):
    """Take one gradient step through the nodes that dropout has kept.

    Formula, with dZ_L = A_L - Y (softmax) and tanh in the hidden layers:
        W <- W - alpha (dZ A_prev^T) / m
        b <- b - alpha (sum of dZ over the examples) / m
        dZ_prev = (W^T dZ) (1 - c A_prev^2) D_prev / keep_prob, with the old W
    The gradient, `exact=True`, has c = keep_prob^2: A_prev keep_prob is the
    tanh of kept nodes. The published update has c = 1 and is not the gradient,
    see README.md. Masks are reused, never redrawn; the work has `AL`'s dtype.

    Args:
        Y: array (classes, m), one-hot labels; the m examples are columns.
        weights: dict with `W1` (n_1, n_0), `b1` (n_1, 1) ... `WL`, `bL`.
        cache: dict from dropout_forward_prop, `A0` ... `AL`, `D1` ...
        alpha: float, learning rate.
        keep_prob: float in (0, 1], probability of keeping a node.
        L: int >= 1, number of layers.
        exact: bool, take the gradient and not the published update.

    Returns:
        None; updates `weights` in place, all arrays or on any error none.

    Raises:
        ValueError: keep_prob not in (0, 1], Y not of `AL`'s shape, another
            array does not fit, or `weights` are read-only.
        KeyError: an array is missing.

    Source: Srivastava et al., Dropout, JMLR 15 (2014), section 5.1.
    """
    A_L = cache[f'A{L}']
    if not 0 < keep_prob <= 1:
        raise ValueError(f'keep_prob: expected (0, 1], received {keep_prob}')
    if Y.shape != A_L.shape:
        raise ValueError(f'Y: expected shape {A_L.shape}, received {Y.shape}')
    # with an np.float64 NumPy 2 would leave float32
    alpha, keep_prob = float(alpha), float(keep_prob)
    c = keep_prob ** 2 if exact else 1
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
                dZ = np.matmul(old[f'W{i}'].T / keep_prob, dZ,
                               out=room[i - 1][:, :dZ.shape[1]])
                dZ -= dZ * (c * A ** 2)              # dZ (1 - c A^2)
                dZ *= cache[f'D{i - 1}'][:, block].reshape(dZ.shape)
    for key in keys:
        new[key] = old[key] - alpha / Y.shape[1] * new[key]
    # one call: an interrupt finds every array updated, or none
    list(map(np.positive, new.values(), old.values()))
