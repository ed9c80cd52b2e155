#!/usr/bin/env python3
"""Task 1: the first layer's weights before and after one step with L2."""
import numpy as np

from datasets import load_mnist, one_hot, random_weights
from loading import load

l2_reg_gradient_descent = load('1-l2_reg_gradient_descent')

if __name__ == '__main__':
    X, labels = load_mnist('X_train', 'Y_train')
    np.random.seed(0)
    weights = random_weights(784, 256, 128, 10)
    cache = {'A0': X.reshape(len(X), -1).T}                  # (784, 50000)
    for i in (1, 2):
        cache[f'A{i}'] = np.tanh(
            weights[f'W{i}'] @ cache[f'A{i - 1}'] + weights[f'b{i}'])
    E = np.exp(weights['W3'] @ cache['A2'] + weights['b3'])
    cache['A3'] = E / E.sum(axis=0)
    print(weights['W1'])
    l2_reg_gradient_descent(one_hot(labels, 10), weights, cache, 0.1, 0.1, 3)
    print(weights['W1'])
