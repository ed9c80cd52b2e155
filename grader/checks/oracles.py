"""Right answers by another road than the solutions take.

The cost is written out in full, and gradients are central differences of it
in float64: nothing here knows a formula for a gradient.
"""
import numpy as np

SIZES = (6, 5, 4, 3)  # all different, and different from M
M = 7
NEAR = 1e-7  # h of differences that are right to 1e-7 of any network here


def sizes_of(rng, L):
    """Return L + 1 widths from 3 to 9 and m, all different, as ints."""
    *sizes, m = rng.choice(np.arange(3, 10), L + 2, replace=False).tolist()
    return tuple(sizes), m


def network(sizes=SIZES, m=M, seed=0):
    """Return a random input, one-hot labels and weights, all float64.

    seed: an int, or a generator, which is drawn from.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(sizes[0], m))
    Y = np.eye(sizes[-1])[:, rng.integers(sizes[-1], size=m)]
    weights = {}
    for i, (n_prev, n) in enumerate(zip(sizes, sizes[1:]), 1):
        weights[f'W{i}'] = rng.normal(size=(n, n_prev)) / np.sqrt(n_prev)
        weights[f'b{i}'] = rng.normal(size=(n, 1)) / 4
    return X, Y, weights


def forward(X, weights, masks=None, keep_prob=None):
    """Return the output of each layer: tanh, dropped by masks, and softmax.

    masks: dict of `D1` ... for the hidden layers, or None to keep all.
    """
    L = len(weights) // 2
    cache = {'A0': X}
    for i in range(1, L + 1):
        Z = np.einsum('ij,jm->im', weights[f'W{i}'], cache[f'A{i - 1}'])
        Z = Z + weights[f'b{i}']
        if i == L:
            log_sum = np.logaddexp.reduce(Z, axis=0)
            cache[f'A{i}'] = np.exp(Z - log_sum)
        else:
            kept = masks[f'D{i}'] / keep_prob if masks else 1
            cache[f'A{i}'] = np.tanh(Z) * kept
    return {**cache, **(masks or {})}


def binomial_masks(weights, m, keep_prob, seed):
    """Return the masks that np.random.binomial draws, layer by layer.

    They are those of the global stream after np.random.seed(seed), which is
    left alone.
    """
    stream = np.random.RandomState(seed)
    return {f'D{i}': stream.binomial(1, keep_prob, (len(weights[f'W{i}']), m))
            for i in range(1, len(weights) // 2)}


def cross_entropy(X, Y, weights, masks=None, keep_prob=None, lambtha=0.0):
    """Return the mean cross-entropy with the L2 penalty, lambtha / (2 m)."""
    m = X.shape[1]
    L = len(weights) // 2
    A = forward(X, weights, masks, keep_prob)[f'A{L}']
    penalty = sum(np.vdot(weights[f'W{i}'], weights[f'W{i}'])
                  for i in range(1, L + 1))
    return -np.sum(Y * np.log(A)) / m + lambtha / (2 * m) * penalty


def central_differences(cost, weights, h=1e-5):
    """Return the gradient of cost(weights), two costs for every entry.

    h: half the distance of the two; where the cost bends much, as behind
    strong dropout, a smaller one is nearer to the gradient.
    """
    gradient = {}
    for key, array in weights.items():
        gradient[key] = np.zeros_like(array)
        for index in np.ndindex(array.shape):
            ends = []
            for shift in h, -h:
                moved = {**weights, key: array.copy()}
                moved[key][index] += shift
                ends.append(cost(moved))
            gradient[key][index] = (ends[0] - ends[1]) / (2 * h)
    return gradient


def descended(weights, gradient, alpha):
    """Return the weights after one step of gradient descent."""
    return {key: weights[key] - alpha * gradient[key] for key in weights}


def published_cost(X, Y, weights, masks, keep_prob):
    """Return a cost whose gradient at `weights` is task 5's published update.

    Around `weights` each hidden layer is a straight line through its output
    A, with the slope that the published update takes, (1 - A^2) D / keep_prob
    of the A that has been divided by keep_prob.
    """
    L = len(masks) + 1
    here = forward(X, weights, masks, keep_prob)
    lines = {i: (weights[f'W{i}'] @ here[f'A{i - 1}'] + weights[f'b{i}'],
                 (1 - here[f'A{i}'] ** 2) * masks[f'D{i}'] / keep_prob)
             for i in range(1, L)}

    def cost(moved):
        A = X
        for i in range(1, L + 1):
            Z = moved[f'W{i}'] @ A + moved[f'b{i}']
            if i < L:
                start, slope = lines[i]
                A = here[f'A{i}'] + slope * (Z - start)
        return np.sum(np.logaddexp.reduce(Z, axis=0)
                      - np.sum(Y * Z, axis=0)) / X.shape[1]

    return cost
