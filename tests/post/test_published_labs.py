"""What two published assignments print, from our functions where they can.

Not compared, because no function of ours computes it: the slopes dW1 and dW2
through relu (task 1 goes through tanh), but for the rows of dead nodes, which
are all penalty; and the lab's own drawing of data.
"""
import json
import os
import subprocess
import sys

import numpy as np
import pytest

import results
from answers import (dropout_forward_prop, dropout_gradient_descent,
                     l2_reg_cost, l2_reg_gradient_descent)

Y = np.array([[1, 1, 0, 1, 0]])
A3 = np.array([[0.40682402, 0.01629284, 0.16722898, 0.10118111, 0.40682402]])
FOOTBALL = os.environ.get('FOOTBALL_MAT')


def lab_weights(seed_input=True):
    """Draw X and the weights of the lab's 3-2-3-1 network, seed 1."""
    draw = np.random.RandomState(1)
    X = draw.randn(3, 5) if seed_input else None
    weights = {}
    for i, (n_prev, n) in enumerate(((3, 2), (2, 3), (3, 1)), 1):
        weights[f'W{i}'] = draw.randn(n, n_prev)
        weights[f'b{i}'] = draw.randn(n, 1)
    return X, weights


def lab_forward(X, weights, masks=(1, 1), keep_prob=1):
    """Propagate through relu, relu, sigmoid, as the lab does."""
    A = [X]
    for i in (1, 2):
        Z = weights[f'W{i}'] @ A[-1] + weights[f'b{i}']
        A.append(np.maximum(Z, 0) * masks[i - 1] / keep_prob)
    Z = weights['W3'] @ A[-1] + weights['b3']
    return A + [1 / (1 + np.exp(-Z))]


def test_cost_with_the_penalty_is_the_labs():
    """Its cost is 1.78648594516: cross-entropy plus task 0's penalty."""
    _, weights = lab_weights(seed_input=False)
    entropy = -np.mean(Y * np.log(A3) + (1 - Y) * np.log(1 - A3))
    cost = l2_reg_cost(entropy, 0.1, weights, 3, 5)
    assert cost == pytest.approx(1.78648594516, abs=1e-11)


def test_last_layers_slope_is_the_labs():
    """dZ = A - Y for softmax and sigmoid alike, so task 1 gives its dW3."""
    X, weights = lab_weights()
    A = lab_forward(X, weights)
    assert A[3] == pytest.approx(A3, abs=1e-8)
    last = {'W1': weights['W3'].copy(), 'b1': weights['b3'].copy()}
    l2_reg_gradient_descent(Y, last, {'A0': A[2], 'A1': A[3]}, 1, 0.7, 1)
    assert weights['W3'] - last['W1'] == pytest.approx(
        np.array([[-1.77691347, -0.11832879, -0.09397446]]), abs=1e-8)


def test_penaltys_slope_is_the_labs():
    """Rows of dW2 of dead nodes are lambtha / m W and nothing else."""
    X, weights = lab_weights()
    A = lab_forward(X, weights)
    assert not A[2][1:].any()       # nodes 1 and 2 are dead
    W, still = weights['W2'], np.full((3, 5), 1 / 3)
    after = {'W1': W.copy(), 'b1': weights['b2'].copy()}
    l2_reg_gradient_descent(still, after, {'A0': A[1], 'A1': still}, 1, 0.7,
                            1)
    assert (W - after['W1'])[1:] == pytest.approx(
        np.array([[-0.0957219, -0.01720463], [-0.13100772, -0.03750433]]),
        abs=1e-8)


def test_masks_and_their_scaling_are_the_labs():
    """Task 4 draws the lab's masks; through its relu they give its A3."""
    X, weights = lab_weights()
    np.random.seed(1)
    cache = dropout_forward_prop(X, weights, 3, 0.7)
    A = lab_forward(X, weights, (cache['D1'], cache['D2']), 0.7)
    assert A[3] == pytest.approx(np.array(
        [[0.36974721, 0.00305176, 0.04565099, 0.49683389, 0.36974721]]),
        abs=1e-8)


def back_through_mask(W, dZ, D, keep_prob):
    """Return what task 5 hands back to a layer, where tanh' is 1."""
    n, m = D.shape
    weights = {'W1': np.zeros((n, m)), 'b1': np.zeros((n, 1)),
               'W2': W.copy(), 'b2': np.zeros((len(W), 1))}
    cache = {'A0': np.eye(m), 'A1': np.zeros((n, m)), 'A2': dZ, 'D1': D}
    dropout_gradient_descent(np.zeros(dZ.shape), weights, cache, 1,
                             keep_prob, 2)
    return -m * weights['W1']


def test_back_propagation_through_masks_is_the_labs():
    """Task 5 masks and scales as the lab does: its dA2, then its dA1."""
    X, weights = lab_weights()
    D1 = np.array([[1, 0, 1, 1, 1], [1, 1, 1, 1, 0]])
    D2 = np.array([[1, 0, 1, 0, 1], [0, 1, 0, 1, 1], [0, 0, 1, 0, 0]])
    # the lab's cache was made with 0.5, then it goes back with 0.8
    A = lab_forward(X, weights, (D1, D2), 0.5)
    dA2 = back_through_mask(weights['W3'], A[3] - Y, D2, 0.8)
    assert dA2 == pytest.approx(np.array([
        [0.58180856, 0, -0.00299679, 0, -0.27715731],
        [0, 0.53159854, 0, 0.53159854, -0.34089673],
        [0, 0, -0.00292733, 0, 0]]), abs=1e-8)
    dA1 = back_through_mask(weights['W2'], dA2 * (A[2] > 0), D1, 0.8)
    assert dA1 == pytest.approx(np.array([
        [0.36544439, 0, -0.00188233, 0, -0.17408748],
        [0.65515713, 0, -0.00337459, 0, 0]]), abs=1e-8)


def compare(name, row):
    """Assert that a row of costs and accuracies is the published one."""
    costs, (train, test) = results.read(
        'football')['published'][name]
    assert row['costs'] == pytest.approx(costs, rel=1e-9, abs=0)
    assert round(row['train'], 1) == train and row['test'] == test


@pytest.mark.parametrize('name', ['none', 'l2', 'dropout'])
def test_kept_football_numbers_are_the_published(name):
    """The kept run gives the lab's costs to 1e-9 and its accuracies."""
    compare(name, results.read('football')['table'][name])


@pytest.fixture(scope='module')
def fresh():
    """The table of a fresh run on the lab's own data."""
    if not FOOTBALL:
        pytest.skip("the lab's data is not at hand: set FOOTBALL_MAT to the "
                    'path of football.mat')
    code = ('import football, json, sys\n'
            'for name, job in football.JOBS.items():\n'
            '    row = football.run(football.Job(sys.argv[1], *job))\n'
            '    print(json.dumps([name, {key: row[key] for key in '
            '("costs", "train", "test")}]))')
    done = subprocess.run([sys.executable, '-c', code, FOOTBALL],
                          cwd=results.PROGRAMS, text=True,
                          stdout=subprocess.PIPE, check=True)
    return dict(map(json.loads, done.stdout.splitlines()))


@pytest.mark.xdist_group('football')
@pytest.mark.parametrize('name', ['none', 'l2', 'dropout'])
def test_football_comes_out_as_published(name, fresh):
    """A fresh run gives the lab's costs to 1e-9 and its accuracies."""
    compare(name, fresh[name])


def test_mnist_lab_is_within_a_point_of_the_published():
    """Both kept test accuracies are."""
    record = results.read('mnist')
    for row in (record['without'], record['with']):
        assert abs(row['test'] - row['published']) < 1
