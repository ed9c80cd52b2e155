#!/usr/bin/env python3
"""Task 5: the second layer's weights before and after a step with dropout."""
import numpy as np

from datasets import load_mnist, one_hot, random_weights
from loading import load

dropout_forward_prop = load('4-dropout_forward_prop')
dropout_gradient_descent = load('5-dropout_gradient_descent')

if __name__ == '__main__':
    X, labels = load_mnist('X_train', 'Y_train')
    np.random.seed(0)
    weights = random_weights(784, 256, 128, 10)
    cache = dropout_forward_prop(X.reshape(len(X), -1).T, weights, 3, 0.8)
    print(weights['W2'])
    dropout_gradient_descent(one_hot(labels, 10), weights, cache, 0.1, 0.8, 3)
    print(weights['W2'])
