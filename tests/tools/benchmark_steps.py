"""Measure the steps of tasks 1, 4 and 5 against what one would take instead.

make bench. The peers of a process take turns there with the matrix products
alone (the floor), so that a ratio compares one machine at one time. Most is
passed through three times, since a machine has slow minutes, and processes:
the table has the middle one of three ratios. The NumPy steps also run once
with one BLAS thread, where what is not a product weighs half as much. An
update is compared with the textbook's, to 1e-10 in float64, before it is
timed. The table goes to README.md. The steps:

    gradient     task 1, on activations that are already there
    dropout      task 5, the published update, likewise
    exact        task 5, the gradient, likewise
    forward      task 4
    train        task 4, then task 5's gradient: a whole training step
"""
import functools
import importlib
import json
import multiprocessing
import os
import platform
import resource
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from tqdm import tqdm

from tools.tables import fill_row

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))
SIZES, L = (784, 256, 128, 10), 3
ALPHA, LAMBTHA, KEEP = 0.5, 0.4, 0.8
PASSES, ROUNDS, EXAMPLES = 3, 7, (5_000, 50_000, 500_000)
TABLE, PLOTTED = 50_000, ('gradient', 'float64')
DTYPES = {'float64': (np.float64, np.float64),
          'float32': (np.float32, np.float32),
          'float32 data, float64 weights': (np.float64, np.float32)}
TOLERANCE = {np.float64: 1e-10, np.float32: 1e-5}
NUMPY, LIBRARIES = ('textbook', 'ours'), ('torch', 'tensorflow', 'jax')
STEPS = ('gradient', 'dropout', 'exact', 'forward', 'train')


def task(module):
    """Return the function of a task file."""
    return getattr(importlib.import_module(module), module[2:])


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
        self.cache = task('4-dropout_forward_prop')(
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
    forward = functools.partial(task('4-dropout_forward_prop'), problem.X,
                                weights, L, KEEP)
    l2, dropout = (task('1-l2_reg_gradient_descent'),
                   task('5-dropout_gradient_descent'))

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
    m, A = len(X), X
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


def temporaries(run, problem):
    """Return MB of the peak beyond what a run returns or must sum up."""
    tracemalloc.start()
    kept = run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    kept = problem.start if kept is None else {
        key: a for key, a in kept.items() if key != 'A0'}
    return (peak - sum(a.nbytes for a in kept.values())) / 1e6


def memory(peer, step, m, dtype):
    """Return a peer's resident memory and temporaries at their peak, in MB."""
    problem = Problem(step, m, *DTYPES[dtype])
    run, _ = globals()[peer](problem)
    run(rows(problem)[2])
    found = {'peak_MB': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
             / 1e3}
    if peer in NUMPY and step != 'train':
        found['temporaries_MB'] = temporaries(run, problem)
    return found


def seconds(peers, step, m, dtype, threads):
    """Return the seconds of the floor and of each peer, a list of rounds."""
    problem = Problem(step, m, *DTYPES[dtype])
    parts = floor(problem)
    turns = {'floor': lambda: [part() for part in parts]}
    for peer in peers:
        turns[peer], weights = globals()[peer](problem)
        np.random.seed(0)
        compare(problem, turns[peer](rows(problem)[2]) or weights())
    rounds = {name: [] for name in turns}
    with threadpool_limits(threads):
        for _ in range(ROUNDS + 1):
            for name, run in turns.items():
                start = time.perf_counter()
                run()
                rounds[name].append(time.perf_counter() - start)
    # the first round warms up
    return {name: times[1:] for name, times in rounds.items()}


def plan():
    """Return what to measure: peers of a process, step, m, dtype, threads.

    Threads None are as many as BLAS takes. Each library has its own process,
    since its threads would wait beside another's. Libraries take no published
    update, no forward pass alone and no mixed dtypes. Other numbers of
    examples than the table's are for the plot. 500,000 examples and one
    thread take minutes: these pass once.
    """
    cases = [(peers, step, m, dtype, threads)
             for m in EXAMPLES for dtype in DTYPES for step in STEPS
             for peers, threads in [(NUMPY, None), (NUMPY, 1),
                                    *(((name,), None) for name in LIBRARIES)]
             if (m == TABLE or (step, dtype, threads) == (*PLOTTED, None))
             and (peers == NUMPY or (step not in ('dropout', 'forward')
                                     and ',' not in dtype))]
    again = [case for case in cases if case[2] <= TABLE and case[4] is None]
    return cases + again * (PASSES - 1)


def run_all():
    """Return a record of each peer and case, and what is not installed.

    A record's seconds, `floor` and `own`, are a list of rounds a process.
    """
    records, missing = {}, {}
    spawn = multiprocessing.get_context('spawn')

    def alone(function, *case):
        with spawn.Pool(1) as pool:
            return pool.apply(function, case)

    for peers, *case in tqdm(plan(), unit='case'):
        if peers[0] in missing:
            continue
        try:
            found = alone(seconds, peers, *case)
        except ImportError as error:
            missing[peers[0]] = str(error)
            continue
        for peer in peers:
            key = peer, *case
            record = records.setdefault(key, {
                **dict(zip(('peer', 'step', 'm', 'dtype', 'threads'), key)),
                'floor': [], 'own': []})
            record['floor'].append(found['floor'])
            record['own'].append(found[peer])
    for (*case, threads), record in records.items():
        if threads is None:
            record.update(alone(memory, *case))
    return list(records.values()), missing


def ratio(record):
    """Return the middle one of the processes' ratios of medians."""
    return np.median(np.median(record['own'], axis=1)
                     / np.median(record['floor'], axis=1))


def machine():
    """Return what a ratio depends on, and nothing that names the machine."""
    np.ones((2, 2)) @ np.ones((2, 2))
    blas, = (i for i in threadpool_info() if i['user_api'] == 'blas')
    return (f"{os.cpu_count()} cores, {blas['internal_api']} "
            f"{blas['version']} with {blas['num_threads']} threads, NumPy "
            f'{np.__version__}, Python {platform.python_version()}')


def ratios(records):
    """Return {(step, dtype, m): cells}: ratios to the floor, temporaries."""
    cases = {}
    for r in records:
        row = cases.setdefault((r['step'], r['dtype'], r['m']), {})
        row[r['peer'], r['threads']] = r
    columns = [(peer, threads) for threads, peers in
               ((None, NUMPY + LIBRARIES), (1, NUMPY)) for peer in peers]
    return {case: [f'{ratio(row[key]):.2f}' if key in row else ''
                   for key in columns]
            + [f"{row[peer, None]['temporaries_MB']:.0f}"
               if 'temporaries_MB' in row[peer, None] else ''
               for peer in NUMPY]
            for case, row in sorted(cases.items(), key=lambda case: (
                STEPS.index(case[0][0]), case[0][1:]))}


def plotted(records):
    """Return the records that the plot shows."""
    return [r for r in records
            if (r['step'], r['dtype'], r['threads']) == (*PLOTTED, None)]


def plot(records, facts, path):
    """Draw time and temporaries of the gradient step against m."""
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    chosen = plotted(records)
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    floor = {r['m']: np.median(r['floor']) for r in chosen
             if r['peer'] == 'ours'}
    for peer in dict.fromkeys(r['peer'] for r in chosen):
        line = [r for r in chosen if r['peer'] == peer]
        m = [r['m'] for r in line]
        # beside one floor: the machine was not as fast at all times
        left.loglog(m, [ratio(r) * floor[r['m']] for r in line], 'o-',
                    label=peer)
        if peer in NUMPY:
            right.loglog(m, [r['temporaries_MB'] for r in line], 'o-',
                         label=peer)
    left.loglog(*zip(*floor.items()), 'k--', label='matrix products alone')
    left.set(xlabel='examples', ylabel='seconds',
             title='A gradient step in float64')
    right.set(xlabel='examples', ylabel='MB', title='Its temporaries')
    fig.suptitle(facts)
    left.legend(loc='lower right', fontsize='small')
    right.legend()
    for axes in left, right:
        axes.grid(alpha=0.3)
    fig.tight_layout()
    fig.savefig(path)


def growth(records):
    """Return a line with the growth of our time on the log-log plot."""
    line = [r for r in plotted(records) if r['peer'] == 'ours']
    slope, _ = np.polyfit(np.log([r['m'] for r in line]),
                          np.log([np.median(r['own']) for r in line]), 1)
    return f'{", ".join(PLOTTED)}: time grows as m^{slope:.2f}'


if __name__ == '__main__':
    records, missing = run_all()
    facts, table = machine(), ratios(records)
    print(facts)
    for peer, why in missing.items():
        print(f'{peer}: not measured, {why}')
    print('step, dtype, examples, and times as long as the floor:',
          *NUMPY + LIBRARIES, '; with one thread:', *NUMPY,
          '; MB of temporaries:', *NUMPY)
    for case, cells in table.items():
        print(*case, *(cell or '-' for cell in cells))
    print(growth(records))
    (HERE / 'benchmark_steps.json').write_text(json.dumps(
        {'machine': facts, 'missing': missing, 'records': records},
        indent=1) + '\n')
    plot(records, facts, HERE / 'benchmark_steps.svg')
    for (step, dtype, m), cells in table.items():
        if m == TABLE:
            fill_row(f'{step}, {dtype}', *cells)
