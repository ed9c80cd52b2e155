"""A step of tasks 1, 4 and 5, and what one would take in its place.

The floor is the matrix products alone. The textbook's form is the one that
most public solutions have. Libraries differentiate by themselves. The steps:

    gradient     task 1, on activations that are already there
    dropout      task 5, the published update, likewise
    exact        task 5, the gradient, likewise
    forward      task 4
    train        task 4, then task 5's gradient: a whole training step
"""
import functools
import os

import numpy as np

from ours import ours as our_function

SIZES, L = (784, 256, 128, 10), 3
ALPHA, LAMBTHA, KEEP = 0.5, 0.4, 0.8
STEPS = ('gradient', 'dropout', 'exact', 'forward', 'train')
DTYPES = {'float64': (np.float64, np.float64),
          'float32': (np.float32, np.float32),
          'float32 data, float64 weights': (np.float64, np.float32)}
TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}


class Problem:
    """Random data of MNIST's shape, weights, and one forward pass."""

    def __init__(self, step, m, dtype, data_dtype):
        rng = np.random.default_rng(0)
        self.step, self.m, self.dtype = step, m, dtype
        # as in the mains: an example lies in one piece, and is a column
        self.X = rng.random((m, SIZES[0]), dtype=data_dtype).T
        self.Y = np.zeros((SIZES[-1], m), dtype)
        self.Y[rng.integers(0, SIZES[-1], m), np.arange(m)] = 1
        self.start = {}
        for i, (n_prev, n) in enumerate(zip(SIZES, SIZES[1:]), 1):
            self.start[f'W{i}'] = dtype(
                rng.standard_normal((n, n_prev)) / n_prev ** 0.5)
            self.start[f'b{i}'] = dtype(rng.standard_normal((n, 1)))
        np.random.seed(0)
        self.cache = our_function(4)(
            self.X, self.start, L, 1. if step == 'gradient' else KEEP)

    def weights(self):
        """Return the weights to start from, as new arrays."""
        return {key: array.copy() for key, array in self.start.items()}


def floor(problem):
    """Return a step's matrix products; of forward also tanh and the draws."""
    A = [problem.X.astype(problem.dtype, copy=False),
         *(problem.cache[f'A{i}'] for i in range(1, L + 1))]
    W = [problem.start[f'W{i}'] for i in range(1, L + 1)]
    Z, dW = [np.empty_like(a) for a in A[1:]], [np.empty_like(w) for w in W]

    def forward():
        for w, a, z in zip(W, A, Z):
            np.matmul(w, a, out=z)
        for z in Z[:-1]:
            np.tanh(z, out=z)
            np.random.random_sample(z.shape)

    def backward():
        for i in reversed(range(L)):
            np.matmul(A[i + 1], A[i].T, out=dW[i])
            if i:
                np.matmul(W[i].T, A[i + 1], out=Z[i - 1])

    return {'forward': [forward], 'train': [forward, backward]}.get(
        problem.step, [backward])


def textbook_forward(X, weights):
    """Propagate as most public solutions write it."""
    cache = {'A0': X}
    for i in range(1, L + 1):
        Z = np.matmul(weights[f'W{i}'], cache[f'A{i - 1}']) + weights[f'b{i}']
        if i == L:
            cache[f'A{i}'] = np.exp(Z) / np.sum(np.exp(Z), axis=0)
        else:
            D = cache[f'D{i}'] = np.random.binomial(1, KEEP, Z.shape)
            cache[f'A{i}'] = (np.tanh(Z) * D / KEEP).astype(Z.dtype)
    return cache


def textbook_slope(step, cache, i):
    """Return what multiplies W^T dZ, as most public solutions write it."""
    A = cache[f'A{i}']
    if step == 'gradient':
        return 1 - A ** 2
    T = A if step == 'dropout' else A * KEEP
    return (1 - T ** 2) * cache[f'D{i}'].astype(A.dtype) / KEEP


def textbook(problem):
    """Return the textbook's step, and its weights as a function."""
    weights, m = problem.weights(), problem.m

    def run(masks=None):
        cache = problem.cache
        if problem.step in ('forward', 'train'):
            cache = textbook_forward(problem.X, weights)
        if problem.step == 'forward':
            return cache
        dZ = cache[f'A{L}'] - problem.Y
        for i in range(L, 0, -1):
            W = weights[f'W{i}'].copy()
            dW = np.matmul(dZ, cache[f'A{i - 1}'].T) / m
            if problem.step == 'gradient':
                dW = dW + LAMBTHA / m * W
            weights[f'b{i}'] -= ALPHA * np.sum(dZ, axis=1, keepdims=True) / m
            weights[f'W{i}'] -= ALPHA * dW
            if i > 1:
                dZ = np.matmul(W.T, dZ) * textbook_slope(problem.step, cache,
                                                         i - 1)
    return run, lambda: weights


def ours(problem):
    """Return our step, and its weights as a function."""
    weights, Y = problem.weights(), problem.Y
    forward = functools.partial(our_function(4), problem.X,
                                weights, L, KEEP)
    l2, dropout = our_function(1), our_function(5)

    def run(masks=None):
        if problem.step == 'gradient':
            return l2(Y, weights, problem.cache, ALPHA, LAMBTHA, L)
        if problem.step == 'forward':
            return forward()
        cache = forward() if problem.step == 'train' else problem.cache
        return dropout(Y, weights, cache, ALPHA, KEEP, L,
                       exact=problem.step != 'dropout')
    return run, lambda: weights


def rows(problem):
    """Return X, Y, masks and weights as libraries want them: rows, X W + b."""
    masks = [] if problem.step == 'gradient' else [
        np.ascontiguousarray(problem.cache[f'D{i}'].T, problem.dtype)
        for i in range(1, L)]
    return (problem.X.T, np.ascontiguousarray(problem.Y.T), masks,
            {key: np.ascontiguousarray(a.T)
             for key, a in problem.start.items()})


def loss(weights, X, Y, masks, tanh, log_softmax, total):
    """Return the cost, with dropout or else with L2, in any library."""
    m, A = X.shape[0], X
    for i in range(1, L + 1):
        Z = A @ weights[f'W{i}'] + weights[f'b{i}']
        A = tanh(Z)
        if masks and i < L:
            A = A * masks[i - 1] / KEEP
    cost = -total(Y * log_softmax(Z)) / m
    if masks:
        return cost
    return cost + LAMBTHA / (2 * m) * sum(total(weights[f'W{i}'] ** 2)
                                          for i in range(1, L + 1))


def torch(problem):
    """Return PyTorch's step by autograd, and its weights as a function."""
    import torch
    X, Y, masks, start = rows(problem)
    weights = {key: torch.tensor(a, requires_grad=True)
               for key, a in start.items()}
    cost = functools.partial(
        loss, weights, torch.from_numpy(X), torch.from_numpy(Y),
        tanh=torch.tanh, total=torch.sum,
        log_softmax=functools.partial(torch.log_softmax, dim=1))

    def draw():
        return [(torch.rand(mask.shape) < KEEP).to(weights['W1'].dtype)
                for mask in masks]

    def descend(value, again):
        slopes = torch.autograd.grad(value, list(weights.values()),
                                     retain_graph=again)
        for array, slope in zip(weights.values(), slopes):
            array.data -= ALPHA * slope

    value = cost([torch.from_numpy(mask) for mask in masks])
    return {'train': lambda masks=None: descend(
        cost([torch.from_numpy(m) for m in masks] if masks else draw()), False)
    }.get(problem.step, lambda masks=None: descend(value, True)), (
        lambda: {key: a.detach().numpy().T for key, a in weights.items()})


def tensorflow(problem):
    """Return TensorFlow's step by GradientTape, its weights as a function."""
    # what it says on import would break the progress bar
    os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'
    import tensorflow as tf
    X, Y, masks, start = rows(problem)
    X, Y, masks = tf.constant(X), tf.constant(Y), list(map(tf.constant, masks))
    weights = {key: tf.Variable(a) for key, a in start.items()}
    cost = functools.partial(loss, tanh=tf.tanh, total=tf.reduce_sum,
                             log_softmax=tf.nn.log_softmax)

    @tf.function
    def forward(X, Y, masks):
        return cost(weights, X, Y, masks)

    @tf.function
    def draw():
        return [tf.cast(tf.random.uniform(tf.shape(mask)) < KEEP, mask.dtype)
                for mask in masks]

    @tf.function
    def descend(slopes):
        for key, array in weights.items():
            array.assign_sub(ALPHA * slopes[key])

    @tf.function
    def train(X, Y, masks):
        with tf.GradientTape() as tape:
            value = cost(weights, X, Y, masks)
        descend(tape.gradient(value, weights))

    with tf.GradientTape(persistent=True) as tape:
        value = forward(X, Y, masks)
    return {'train': lambda masks=None: train(X, Y, masks or draw())}.get(
        problem.step, lambda masks=None: descend(tape.gradient(value, weights))
    ), lambda: {key: a.numpy().T for key, a in weights.items()}


def jax(problem):
    """Return JAX's compiled step, and its weights as a function."""
    import jax
    jax.config.update('jax_enable_x64', True)
    X, Y, masks, start = jax.tree_util.tree_map(jax.numpy.asarray,
                                                rows(problem))
    cost = jax.jit(functools.partial(
        loss, tanh=jax.numpy.tanh, total=jax.numpy.sum,
        log_softmax=jax.nn.log_softmax))
    state = {'weights': start, 'key': jax.random.PRNGKey(0)}

    @jax.jit
    def draw(key):
        return [jax.random.bernoulli(key, KEEP, mask.shape).astype(mask.dtype)
                for key, mask in zip(jax.random.split(key, L - 1), masks)]

    @jax.jit
    def descend(weights, backward):
        slopes, = backward(jax.numpy.ones((), X.dtype))
        return {key: a - ALPHA * slopes[key] for key, a in weights.items()}

    @jax.jit
    def train(weights, X, Y, masks):
        slopes = jax.grad(cost)(weights, X, Y, masks)
        return {key: a - ALPHA * slopes[key] for key, a in weights.items()}

    def run(masks=None):
        if problem.step == 'train':
            state['key'], key = jax.random.split(state['key'])
            state['weights'] = train(state['weights'], X, Y,
                                     masks or draw(key))
        else:
            state['weights'] = descend(state['weights'], backward)
        jax.block_until_ready(state['weights'])

    _, backward = jax.vjp(lambda w: cost(w, X, Y, masks), start)
    return run, lambda: {key: np.asarray(a).T
                         for key, a in state['weights'].items()}


def compare(problem, got):
    """Fail unless a run has given what the textbook gives."""
    np.random.seed(0)
    run, weights = textbook(problem)
    expected = run() or weights()
    for key, array in expected.items():
        np.testing.assert_allclose(
            got[key], array, rtol=0, atol=TOLERANCE[problem.dtype],
            err_msg=f'{problem.step}, m={problem.m}, {key}')


PEERS = {'textbook': textbook, 'ours': ours, 'torch': torch,
         'tensorflow': tensorflow, 'jax': jax}
NUMPY, LIBRARIES = ('textbook', 'ours'), ('torch', 'tensorflow', 'jax')
