"""The data of the examples: MNIST wherever it lies, or a stand-in."""
import sys

import numpy as np

import mnist

STAND_INS = (
    "No MNIST: these are stand-ins, scikit-learn's digits in MNIST's shape. "
    'Outputs that depend on pixels cannot be compared with the published '
    f'ones. To have MNIST, {mnist.WHERE}.')


def load_mnist(*names):
    """Return the named arrays of MNIST.npz, or of its stand-in.

    The names are X_train (50000, 28, 28), X_valid and X_test (10000, 28, 28),
    float32 pixels in [0, 1), and Y_train, Y_valid and Y_test, int64 labels.
    That there is no MNIST is reported on standard error, and stand-ins are
    returned. A file that is not MNIST ends the program with one line.
    """
    try:
        path = mnist.find()
        if path:
            return mnist.read(path, *names)
    except mnist.MnistError as error:
        sys.exit(str(error))
    print(STAND_INS, file=sys.stderr)
    arrays = stand_ins()
    return [arrays[name] for name in names]


def stand_ins():
    """Return scikit-learn's 1,797 digits, repeated in the shape of MNIST.

    The images of the three parts come from 1,197, 300 and 300 digits, so
    that none is in two parts.
    """
    from sklearn.datasets import load_digits
    X, Y = load_digits(return_X_y=True)
    X = np.kron(X.reshape(-1, 8, 8) * 255 // 16, np.ones((1, 3, 3)))
    X = np.pad(X, ((0, 0), (2, 2), (2, 2)))
    parts = [(slice(1197), 50000), (slice(1197, 1497), 10000),
             (slice(1497, None), 10000)]
    (X_train, X_valid, X_test), (Y_train, Y_valid, Y_test) = (
        [np.resize(a[part], (m, *a.shape[1:])) for part, m in parts]
        for a in (X, Y))
    return mnist.split(np.concatenate([X_train, X_valid]),
                       np.concatenate([Y_train, Y_valid]), X_test, Y_test)


def one_hot(labels, classes):
    """Return the labels as columns with a single 1, (classes, m)."""
    return np.eye(classes)[:, labels]


def random_weights(*sizes):
    """Return unit-variance weights and zero biases for layers of the sizes.

    The published examples use this scale; to train, divide W by the square
    root of its fan-in.
    """
    weights = {}
    for i, (n_prev, n) in enumerate(zip(sizes, sizes[1:]), 1):
        weights[f'W{i}'] = np.random.randn(n, n_prev)
        weights[f'b{i}'] = np.zeros((n, 1))
    return weights
