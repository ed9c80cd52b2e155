#!/usr/bin/env python3
"""Forward propagation with inverted dropout, in NumPy."""
import numpy as np


def dropout_forward_prop(X, weights, L, keep_prob):
    """Propagate forward, dropping nodes of the hidden layers at random.

    Formula: Z = W A_prev + b; hidden layers A = tanh(Z) D / keep_prob, where
    each entry of the mask D is 1 with probability keep_prob, else 0; the
    last layer A = softmax(Z), without a mask. The division keeps the
    expected value of A at tanh(Z).

    The masks are drawn layer by layer from NumPy's global stream, as
    np.random.binomial(1, keep_prob, shape) would draw them. The outputs
    have the dtype of `weights`.

    Args:
        X: array (n_0, m), the input; the m examples are columns.
        weights: dict with `W1` (n_1, n_0), `b1` (n_1, 1) ... `WL`, `bL`.
        L: int >= 1, number of layers.
        keep_prob: float in (0, 1], probability of keeping a node.

    Returns:
        Dict with `A0` (X itself), `A1` ... `AL`, arrays (n_l, m), and the
        masks `D1` ... `D{L-1}`, int8 arrays (n_l, m).

    Raises:
        ValueError: keep_prob is not in (0, 1].
        KeyError: `weights` lacks an array.

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural
        Networks from Overfitting, JMLR 15 (2014), sections 4 and 10.
    """
    if not 0 < keep_prob <= 1:
        raise ValueError(f'keep_prob: expected (0, 1], received {keep_prob}')
    cache = {'A0': X}
    for i in range(1, L + 1):
        W = weights[f'W{i}']
        cache[f'A{i}'] = np.empty((len(W), X.shape[1]), W.dtype)
        if i < L:
            D = np.random.rand(len(W), X.shape[1])             # (n_l, m)
            # as np.random.binomial draws, at half the cost
            D = D <= keep_prob if keep_prob > 0.5 else D > 1 - keep_prob
            cache[f'D{i}'] = D.astype(np.int8)
    # blocks of examples keep the temporary arrays small, which is faster
    for start in range(0, X.shape[1], 500):
        block = slice(start, start + 500)
        for i in range(1, L + 1):
            Z = weights[f'W{i}'] @ cache[f'A{i - 1}'][:, block]
            Z += weights[f'b{i}'].reshape(len(Z), 1)           # (n_l, block)
            if i < L:
                A = np.tanh(Z) * cache[f'D{i}'][:, block] / keep_prob
            else:
                E = np.exp(Z - Z.max(axis=0))
                A = E / E.sum(axis=0)
            # unlike =, copyto refuses to cut A to whole numbers
            np.copyto(cache[f'A{i}'][:, block], A)
    return cache
