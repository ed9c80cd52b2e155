#!/usr/bin/env python3
"""Task 4: the outputs and the dropout masks of a forward propagation."""
import numpy as np

from datasets import load_mnist, random_weights
from loading import load

dropout_forward_prop = load('4-dropout_forward_prop')

if __name__ == '__main__':
    X, = load_mnist('X_train')
    np.random.seed(0)
    weights = random_weights(784, 256, 128, 10)
    cache = dropout_forward_prop(X.reshape(len(X), -1).T, weights, 3, 0.8)
    for name, array in sorted(cache.items()):
        print(name, array)
