"""A small tanh network on two half-moons, on tasks 1, 4 and 5."""
import numpy as np
from sklearn.datasets import make_moons

from answers import (datasets, dropout_forward_prop,
                     dropout_gradient_descent, l2_reg_gradient_descent)

WIDTHS = (2, 20, 20, 2)
L = len(WIDTHS) - 1         # layers
ALPHA, STEPS = 1, 1500     # learning rate, full-batch steps
# what a slider offers, from nothing to too much
STRENGTHS = {'l2': (0, 0.03, 0.1, 0.3, 1, 3, 10, 30),
             'keep_prob': (1, 0.95, 0.9, 0.8, 0.65, 0.5, 0.3, 0.15)}


def draw_points(m, seed):
    """Return m points of two half-moons, (2, m), and their labels, (m,)."""
    points, labels = make_moons(m, noise=0.3, random_state=seed)
    return points.T, labels


def forward(X, weights):
    """Return the outputs (2, m) of the whole network."""
    return dropout_forward_prop(X, weights, L, keep_prob=1)[f'A{L}']


def train(X, labels, l2=0, keep_prob=1, steps=STEPS):
    """Train a network without, with L2 or with dropout; return its weights.

    Args:
        X: array (2, m), points.
        labels: array (m,), 0 or 1.
        l2: float, strength of the penalty, task 1's lambtha.
        keep_prob: float, probability of keeping a hidden node; below 1 there
            is no penalty.
        steps: int.
    """
    np.random.seed(0)
    weights = {key: value / value.shape[1] ** 0.5 for key, value
               in datasets.random_weights(*WIDTHS).items()}
    Y = datasets.one_hot(labels, 2)
    for _ in range(steps):
        cache = dropout_forward_prop(X, weights, L, keep_prob)
        if keep_prob < 1:
            dropout_gradient_descent(Y, weights, cache, ALPHA, keep_prob, L,
                                     exact=True)
        else:
            l2_reg_gradient_descent(Y, weights, cache, ALPHA, l2, L)
    return weights


def accuracy(X, labels, weights):
    """Return the percent of the points that are on the right side."""
    return 100 * float((forward(X, weights).argmax(axis=0) == labels).mean())
