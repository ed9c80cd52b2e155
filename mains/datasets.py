"""The data of the examples: MNIST wherever it lies, or a stand-in."""
import hashlib
import os
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SHA256 = {  # first 16 hex digits, of each array's bytes in C order
    'X_train': '776032e7e6a9793a', 'Y_train': '3fc61c21900fc0b5',
    'X_valid': '04197cf3c7f94ed5', 'Y_valid': 'bfddcd2fec192366',
    'X_test': '0194b01ac10d2940', 'Y_test': '2fd8de6bdb8d1178'}
URL = ('https://storage.googleapis.com/tensorflow/tf-keras-datasets/'
       'mnist.npz')
KERAS_SHA256 = ('731c5ac602752760c8e48fbffcf8c3b8'
                '50d9dc2a2aedcf2cc48468fc17b673d1')
STAND_INS = (
    "No MNIST: these are stand-ins, scikit-learn's digits in MNIST's shape. "
    'Outputs that depend on pixels cannot be compared with the published '
    f'ones. To have MNIST, put MNIST.npz into {HERE} or the working folder, '
    'or its path into the environment variable MNIST_NPZ.')


def load_mnist(*names):
    """Return the named arrays of MNIST.npz, or of its stand-in.

    The names are X_train (50000, 28, 28), X_valid and X_test (10000, 28, 28),
    float32 pixels in [0, 1), and Y_train, Y_valid and Y_test, int64 labels.
    A file whose content is not the published one is a ValueError; that there
    is no file at all is said on standard error, and stand-ins are returned.
    """
    path = find_mnist()
    if path is None:
        print(STAND_INS, file=sys.stderr)
        arrays = stand_ins()
        return [arrays[name] for name in names]
    with np.load(path) as arrays:
        if 'x_train' in arrays:         # as Keras has it, not yet split
            arrays = split(*(arrays[name] for name in (
                'x_train', 'y_train', 'x_test', 'y_test')))
        return [checked(name, arrays[name]) for name in names]


def find_mnist():
    """Return the path of MNIST, downloaded if need be; None if out of reach.

    An environment variable MNIST_NPZ is the last word, and an empty one says
    that there is no MNIST.
    """
    if 'MNIST_NPZ' in os.environ:
        return Path(os.environ['MNIST_NPZ']) if os.environ['MNIST_NPZ'] \
            else None
    for folder in (Path.cwd(), HERE):
        if (folder / 'MNIST.npz').is_file():
            return folder / 'MNIST.npz'
    return download_mnist()


def download_mnist():
    """Return the path of MNIST as Keras hands it out; None if out of reach.

    pooch puts the file in its place whole and of the known content, or not
    at all, and next time finds it there.
    """
    import pooch    # only who downloads needs it
    try:
        return Path(pooch.retrieve(
            URL, KERAS_SHA256, 'mnist-keras.npz', HERE,
            downloader=pooch.HTTPDownloader(timeout=20)))
    except OSError as error:
        print(f'MNIST was not downloaded: {error}', file=sys.stderr)
        return None


def split(X, Y, X_test, Y_test):
    """Return the arrays of MNIST.npz from pixels 0 to 255 and labels."""
    X, X_test = np.float32(X) / 256, np.float32(X_test) / 256
    Y, Y_test = np.int64(Y), np.int64(Y_test)
    return {'X_train': X[:50000], 'Y_train': Y[:50000],
            'X_valid': X[50000:], 'Y_valid': Y[50000:],
            'X_test': X_test, 'Y_test': Y_test}


def checked(name, array):
    """Return the array if its content is the published one."""
    digest = hashlib.sha256(np.ascontiguousarray(array)).hexdigest()[:16]
    if digest != SHA256[name]:
        raise ValueError(
            f'{name} of MNIST.npz: expected SHA-256 {SHA256[name]}..., '
            f'received {digest}... ({array.dtype}, shape {array.shape}, '
            f'maximum {array.max()}). Pixels must be float32, divided by '
            '256, and the split the first 50,000 and the last 10,000.')
    return array


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
    return split(np.concatenate([X_train, X_valid]),
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
