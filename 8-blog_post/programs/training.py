"""The data and the tanh networks of the experiments: tasks 1, 4, 5, 7."""
from collections import namedtuple
from functools import lru_cache

import numpy as np
from scipy import ndimage
from sklearn.datasets import load_digits

from answers import (datasets, dropout_forward_prop,
                     dropout_gradient_descent, early_stopping,
                     l2_reg_gradient_descent)

HIDDEN = (128, 64)          # nodes of the hidden layers
L = len(HIDDEN) + 1         # layers
ALPHA = 0.2                 # learning rate; at 0.5 the runs with L2 bounce
STEPS = 1000                # full-batch steps
CHECK = 20                  # steps from one check of the costs to the next
VARIANTS = 20               # altered copies of each image to pick from
TURN = 20                   # degrees that go with a shift of 1/8 of a side

# X (n_0, m), Y (m,) labels. `wrong` are the columns of X_train whose label is
# wrong on purpose; the labels for validation and test are all right.
Data = namedtuple('Data', 'X_train Y_train wrong X_valid Y_valid '
                  'X_test Y_test')


@lru_cache(maxsize=None)
def pool(name):
    """Return (X, Y, X_test, Y_test), images in rows, of 'digits' or 'mnist'.

    The test images are the same for every seed, and no strength is chosen
    on them.
    """
    if name == 'digits':
        digits = load_digits()
        order = np.random.RandomState(0).permutation(len(digits.target))
        X = (digits.data[order] / 16).astype(np.float32)       # (1797, 64)
        Y = digits.target[order]
        return X[:600], Y[:600], X[600:], Y[600:]
    X, Y, X_test, Y_test = datasets.load_mnist(
        'X_train', 'Y_train', 'X_test', 'Y_test')
    # the mean of each 2 x 2 pixels: a quarter of the work
    X, X_test = (a[:2000].reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
                 .reshape(-1, 196) for a in (X, X_test))       # (2000, 196)
    return X, Y[:2000], X_test, Y_test[:2000]


def split(name, wrong_share, seed):
    """Draw half of the images to train on, half to validate on, as Data.

    Args:
        name: 'digits' or 'mnist'.
        wrong_share: float, share of the training labels to make wrong.
        seed: int, decides on the halves and on the wrong labels.
    """
    X, Y, X_test, Y_test = pool(name)
    draw = np.random.RandomState(seed)
    train, valid = np.split(draw.permutation(len(Y)), 2)
    Y_train = Y[train]
    wrong = draw.permutation(len(train))[:round(wrong_share * len(train))]
    Y_train[wrong] = (Y_train[wrong] + draw.randint(1, 10, len(wrong))) % 10
    return Data(X[train].T, Y_train, wrong, X[valid].T, Y[valid],
                X_test.T, Y_test)


def first_weights(n_0, seed):
    """Draw float32 weights of variance 1 / fan in, and zero biases."""
    np.random.seed(seed)
    return {key: (value / value.shape[1] ** 0.5).astype(np.float32)
            for key, value in datasets.random_weights(
                n_0, *HIDDEN, 10).items()}


def kernels(weights):
    """Return the arrays W1 ... WL, without the biases."""
    return [weights[f'W{i}'] for i in range(1, L + 1)]


def forward(X, weights):
    """Propagate forward without dropout; return the cache A0 ... AL."""
    cache = {'A0': X}
    for i in range(1, L + 1):
        Z = weights[f'W{i}'] @ cache[f'A{i - 1}'] + weights[f'b{i}']
        cache[f'A{i}'] = np.tanh(Z)                            # (n_i, m)
    E = np.exp(Z - Z.max(axis=0))
    cache[f'A{L}'] = E / E.sum(axis=0)
    return cache


def cost_and_accuracy(P, labels):
    """Return mean cross-entropy and percent right of the outputs (10, m)."""
    right = P[labels, np.arange(len(labels))]
    return (float(-np.log(np.maximum(right, 1e-30)).mean()),
            100 * float((P.argmax(axis=0) == labels).mean()))


def altered(X, strength, draw):
    """Shift and turn each image a little, at random.

    Args:
        X: array (n_0, m), square images in columns.
        strength: float, largest shift in eighths of the image's side; the
            largest turn is TURN degrees times that.
        draw: numpy.random.RandomState.
    """
    side = round(len(X) ** 0.5)
    middle = np.full(2, (side - 1) / 2)
    new = np.empty_like(X)
    for i, image in enumerate(X.T.reshape(-1, side, side)):
        turn, *shift = draw.uniform(-strength, strength, 3)
        c, s = np.cos(np.radians(TURN * turn)), np.sin(
            np.radians(TURN * turn))
        matrix = np.array([[c, -s], [s, c]])
        # 'nearest' carries on strokes that reach the edge, as many do
        new[:, i] = ndimage.affine_transform(
            image, matrix, middle - matrix @ middle
            + np.array(shift) * side / 8, mode='nearest').ravel()
    return new.clip(0, 1)


def train(data, seed, l1=0, l2=0, keep_prob=1, patience=None, augment=0,
          exact=True):
    """Train one network; an argument left out is a technique not used.

    Args:
        data: Data.
        seed: int, of the first weights, the masks and the altered images.
        l1: float, strength of the penalty l1 / m * sum of |W|.
        l2: float, strength of the penalty l2 / (2 m) * sum of W^2.
        keep_prob: float, probability of keeping a hidden node.
        patience: int, checks without a lower validation cost after which to
            stop; the best weights are then handed back, not the last.
        augment: float, strength of `altered`.
        exact: bool, whether task 5 takes the true gradient.

    Returns:
        (weights, curves): dict of arrays, and dict of lists with an entry
        for each check: step, train and valid (costs), right (percent of the
        validation images), norm (of all weights).
    """
    Y, m = datasets.one_hot(data.Y_train, 10), len(data.Y_train)
    weights = first_weights(len(data.X_train), seed)
    draw = np.random.RandomState(seed)
    if augment:
        variants = np.array([altered(data.X_train, augment, draw)
                             for _ in range(VARIANTS)])
        variants = variants.transpose(0, 2, 1).copy()   # (VARIANTS, m, n_0)
    curves = {'step': [], 'train': [], 'valid': [], 'right': [], 'norm': []}

    def valid_costs():
        """Train; yield the validation cost at each check."""
        for step in range(STEPS + 1):
            if step % CHECK == 0:
                now = costs(data, weights)
                for key, value in zip(curves, (step, *now)):
                    curves[key].append(value)
                yield now[1]
            take_step()

    def take_step():
        """Take one gradient step, with the techniques that are used."""
        X = data.X_train
        if augment:
            X = variants[draw.randint(VARIANTS, size=m), np.arange(m)].T
        if keep_prob < 1:
            # task 5 knows no penalty: its share of the step comes after
            decays = [ALPHA * l2 / m * W for W in kernels(weights)]
            cache = dropout_forward_prop(X, weights, L, keep_prob)
            dropout_gradient_descent(Y, weights, cache, ALPHA, keep_prob, L,
                                     exact=exact)
            for W, decay in zip(kernels(weights), decays):
                W -= decay
        else:
            l2_reg_gradient_descent(Y, weights, forward(X, weights), ALPHA,
                                    l2, L)
        if l1:
            # move towards 0 and halt there: the slope of |W| never would
            for W in kernels(weights):
                W[:] = np.sign(W) * np.maximum(abs(W) - ALPHA * l1 / m, 0)
    for is_best in until_stopped(valid_costs(), 0, patience or np.inf):
        if patience and is_best:
            best = {key: W.copy() for key, W in weights.items()}
    return (best if patience else weights), curves


def until_stopped(costs, threshold, patience):
    """Ask task 7 about each cost, until it says stop or none is left.

    Args:
        costs: iterable of validation costs, asked for one at a time, so that
            training may go on in between.
        threshold: float, as in task 7.
        patience: int, or infinity never to stop.

    Yields:
        bool, whether the cost is the best so far.
    """
    best_cost, count = np.inf, 0
    for cost in costs:
        stop, count = early_stopping(cost, best_cost, threshold, patience,
                                     count)
        if count == 0:
            best_cost = cost
        yield count == 0
        if stop:
            return


def find_stop(costs, threshold, patience):
    """Return which checks of a list of costs are the best and the last."""
    checks = list(until_stopped(costs, threshold, patience))
    last = len(checks) - 1
    return last - checks[::-1].index(True), last


def costs(data, weights):
    """Return both costs, the validation percent and the weights' norm."""
    train, valid = (cost_and_accuracy(forward(X, weights)[f'A{L}'], labels)
                    for X, labels in ((data.X_train, data.Y_train),
                                      (data.X_valid, data.Y_valid)))
    norm = sum(np.linalg.norm(W.astype(float)) ** 2
               for W in kernels(weights)) ** 0.5
    return train[0], valid[0], valid[1], float(norm)


def scores(data, predict):
    """Return what is reported of a trained network, in percent.

    Args:
        data: Data.
        predict: function from images (n_0, m) to outputs (10, m).

    Returns:
        Dict with the percent right of train, valid and test, and `learned`:
        the percent of the wrong labels that the network gives itself.
    """
    found = predict(data.X_train)
    return {
        'train': cost_and_accuracy(found, data.Y_train)[1],
        'valid': cost_and_accuracy(predict(data.X_valid), data.Y_valid)[1],
        'test': cost_and_accuracy(predict(data.X_test), data.Y_test)[1],
        'learned': cost_and_accuracy(
            found[:, data.wrong], data.Y_train[data.wrong])[1]
        if len(data.wrong) else 0.0}
