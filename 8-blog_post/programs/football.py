#!/usr/bin/env python3
"""The football lab: a small network without, with L2, and with dropout.

With --data football.mat it reproduces the lab's published costs and
accuracies, then trains again with other dropout masks. Without the file it
does the same on scikit-learn's two moons, for which nothing is published.
"""
import argparse
from collections import namedtuple

import numpy as np
from scipy.io import loadmat
from sklearn.datasets import make_moons

import results
from answers_keras import (dropout_create_layer, l2_reg_cost,
                           l2_reg_create_layer, tf)
from parallel import in_parallel
from summaries import mean_and_sd

ORIGIN = results.origin(__file__)
WIDTHS = (2, 20, 3, 1)
ALPHA, STEPS, SHOWN = 0.3, 30000, (0, 10000, 20000)
L2, KEEP_PROB = 0.7, 0.86
SEEDS = range(2, 12)    # other than the lab's own, 1
PUBLISHED = {   # costs at the steps SHOWN; train and test accuracy, %
    'none': ((0.6557412523481002, 0.1632998752572421, 0.1385164242325), (
        94.8, 91.5)),
    'l2': ((0.6974484493131264, 0.2684918873282238, 0.2680916337127301), (
        93.8, 93.0)),
    'dropout': ((0.6543912405149825, 0.0610169865749056, 0.0605824357985131),
                (92.9, 95.0))}
NAMES = {'none': 'nothing', 'l2': 'L2', 'dropout': "dropout, lab's mask"}

# masks: 'none', 'frozen' (drawn once, as in the lab), 'fresh' (at each step)
Job = namedtuple('Job', 'path l2 masks seed steps', defaults=(STEPS,))
JOBS = {'none': (0, 'none', 0), 'l2': (L2, 'none', 0),
        'dropout': (0, 'frozen', 1)}    # the lab seeds its masks with 1


def load(path):
    """Return X (m, 2), Y (m, 1) to train on, and X, Y to test on."""
    if path:
        data = loadmat(path)
        return (data['X'], data['y'].astype(float),
                data['Xval'], data['yval'].astype(float))
    X, Y = make_moons(411, noise=0.3, random_state=0)
    Y = Y[:, None].astype(float)
    return X[:211], Y[:211], X[211:], Y[211:]


def build(masks):
    """Build the network with the lab's first weights.

    Its output is before the sigmoid: the gradient of the cost is then
    A - Y even where the sigmoid has saturated at 0 or 1. Its penalty is
    of strength 1: Keras 3 would round any other to float32.
    """
    X = A = tf.keras.Input(shape=(WIDTHS[0],))
    for n in WIDTHS[1:-1]:
        if masks == 'none':
            A = l2_reg_create_layer(A, n, 'relu', 1.0)
        else:
            A = dropout_create_layer(A, n, 'relu', KEEP_PROB, training=None)
    model = tf.keras.Model(
        X, l2_reg_create_layer(A, WIDTHS[-1], None, 1.0))
    np.random.seed(3)
    first = []
    for n_prev, n in zip(WIDTHS, WIDTHS[1:]):
        first += [(np.random.randn(n, n_prev) / np.sqrt(n_prev)).T,
                  np.zeros(n)]
    model.set_weights(first)
    return model


def frozen_masks(seed, m):
    """Draw the two masks as the lab does, in Keras's shape (m, n)."""
    np.random.seed(seed)
    return [(np.random.rand(n, m) < KEEP_PROB).T.astype(float)
            for n in WIDTHS[1:-1]]


def forward(model, X, masks):
    """Propagate forward, training; `masks` replace Keras's own draws."""
    A, masks = X, iter(masks)
    for layer in model.layers[1:]:
        if isinstance(layer, tf.keras.layers.Dropout):
            A = A * next(masks) / KEEP_PROB
        else:
            A = layer(A)
    return A


def run(job):
    """Train one network.

    Returns:
        Dict: costs at the steps SHOWN that are taken, train and test
        accuracy in percent, and `map`, the output before the sigmoid on
        the picture's grid.
    """
    # float32 drifts to 1 or 2 digits
    tf.keras.backend.set_floatx('float64')
    X, Y, X_test, Y_test = load(job.path)
    m = len(X)
    tf.keras.utils.set_random_seed(job.seed)
    model = build(job.masks)
    masks = frozen_masks(job.seed, m) if job.masks == 'frozen' else None

    def outputs():
        """Return the training output, before the sigmoid."""
        return forward(model, X, masks) if masks else model(X, training=True)

    @tf.function
    def steps(count):
        """Take gradient steps; return the cost before the last of them."""
        shown = tf.constant(0.0, tf.float64)
        for _ in tf.range(count):
            with tf.GradientTape() as tape:
                Z = outputs()
                cost = tf.reduce_mean(
                    tf.nn.sigmoid_cross_entropy_with_logits(Y, Z))
                # task 2 adds the cost to each layer's penalty: take it off
                squares = tf.reduce_sum(l2_reg_cost(cost, model) - cost)
                penalty = job.l2 / (2 * m) * squares
                total = cost + penalty
            slopes = tape.gradient(total, model.trainable_variables)
            for variable, slope in zip(model.trainable_variables, slopes):
                variable.assign_sub(ALPHA * slope)
            A = tf.sigmoid(Z)
            # the lab's own sum: 0 * log(0) is NaN there and is left out
            terms = -Y * tf.math.log(A) - (1 - Y) * tf.math.log(1 - A)
            terms = tf.where(tf.math.is_nan(terms), tf.zeros_like(terms),
                             terms)
            shown = tf.reduce_sum(terms) / m + penalty
        return shown

    shown = [step for step in SHOWN if step < job.steps - 1]
    counts = np.diff([-1, *shown, job.steps - 1])
    costs = [float(steps(tf.constant(count))) for count in counts]

    def accuracy(X, Y):
        """Return the percent right, without dropout."""
        return 100 * float(((model(X, training=False).numpy() > 0)
                            == (Y > 0.5)).mean())

    first, second = np.meshgrid(*grid(X))
    Z = model(np.column_stack([first.ravel(), second.ravel()]),
              training=False).numpy().reshape(first.shape)
    return {'costs': costs[:-1], 'train': accuracy(X, Y),
            'test': accuracy(X_test, Y_test),
            'map': np.clip(Z, -9, 9).round(1).tolist()}


def grid(X):
    """Return the 60 values of each coordinate that a picture of X shows."""
    return [np.linspace(x.min() - 0.1 * np.ptp(x), x.max() + 0.1 * np.ptp(x),
                        60).round(3) for x in X.T]


def spread(runs):
    """Return what the test accuracy came to over the seeds."""
    tests = [run['test'] for run in runs]
    return {**mean_and_sd(tests), 'least': min(tests),
            'most': max(tests), 'tests': tests}


def print_table(table, spreads, published, m_test):
    """Print costs and accuracies, beside the published ones if there are."""
    shown = SHOWN[:len(table['none']['costs'])]
    print(f'\n{"":21}' + ''.join(f'{"cost at " + str(step):>15}'
                                 for step in shown)
          + f'{"train %":>10}{"test %":>8}')
    for name, row in table.items():
        print(f'{NAMES[name]:21}'
              + ''.join(f'{cost:15.8f}' for cost in row['costs'])
              + f'{row["train"]:10.1f}{row["test"]:8.1f}')
        if published:
            costs, (train, test) = published[name]
            print(f'{"  published":21}'
                  + ''.join(f'{cost:15.8f}' for cost in costs)
                  + f'{train:10.1f}{test:8.1f}')
    seeds = len(spreads['fresh']['tests'])
    print(f'\ntest % with dropout over {seeds} seeds: mean, least, most')
    for name, row in spreads.items():
        print(f'{name:21}{row["mean"]:10.1f}{row["least"]:8.1f}'
              f'{row["most"]:8.1f}')
    print(f'One of the {m_test} test points is {100 / m_test:.1f} %; the '
          'standard error of such a test is '
          f'{standard_error(table["none"]["test"], m_test):.1f} points.')


def standard_error(percent, m):
    """Return the standard error, in points, of a percentage of m."""
    return (percent * (100 - percent) / m) ** 0.5


def main():
    """Train, print, and keep the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', metavar='football.mat')
    parser.add_argument('--quick', action='store_true',
                        help='few steps, two seeds, nothing kept')
    parser.add_argument('--anew', action='store_true',
                        help='replace numbers that this code gave before')
    args = parser.parse_args()
    path, steps = args.data, 300 if args.quick else STEPS
    seeds = SEEDS[:2] if args.quick else SEEDS
    jobs = [Job(path, *job, steps) for job in JOBS.values()]
    jobs += [Job(path, 0, masks, seed, steps)
             for masks in ('frozen', 'fresh') for seed in seeds]
    found = in_parallel('training', run, jobs)
    table = dict(zip(JOBS, found))
    frozen, fresh = np.split(np.array(found[len(JOBS):]), 2)
    spreads = {'frozen': spread(frozen), 'fresh': spread(fresh)}
    X, Y, _, Y_test = load(path)
    print_table(table, spreads, PUBLISHED if path else None, len(Y_test))
    if args.quick:
        return
    record = {
        'table': {name: {key: row[key] for key in ('costs', 'train', 'test')}
                  for name, row in table.items()},
        'spreads': spreads, 'seeds': len(SEEDS), 'test_points': len(Y_test),
        'one_point': 100 / len(Y_test),
        'standard_error': standard_error(table['none']['test'], len(Y_test))}
    # dropout is pictured with fresh masks, as it is meant to be
    picture = {'axes': [axis.tolist() for axis in grid(X)],
               'points': X.round(3).tolist(),
               'labels': Y[:, 0].astype(int).tolist(),
               'maps': [table['none']['map'], table['l2']['map'],
                        fresh[0]['map']]}
    if path:
        results.write('football', ORIGIN, {**record, 'published': PUBLISHED},
                      args.anew)
        # nobody gave leave to pass these points on: git ignores this file
        results.write('football-picture', ORIGIN, {'picture': picture},
                      args.anew)
    else:
        results.write('football-moons', ORIGIN,
                      {**record, 'picture': picture}, args.anew)


if __name__ == '__main__':
    main()
