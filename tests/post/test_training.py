"""200 steps on scikit-learn's digits, in NumPy and in Keras.

The post's networks and data, in float64. A small step along the gradient
lowers the cost that it is the gradient of; with dropout that is the cost
under the masks of the step, which no other step has.
"""
import numpy as np
import pytest

from grader.checks import oracles
import training
from answers import (dropout_forward_prop, dropout_gradient_descent,
                     early_stopping, l2_reg_cost, l2_reg_gradient_descent,
                     load)
from datasets import one_hot

ALPHA, KEEP_PROB, STEPS = 0.1, 0.8, 200
PENALTY = 2 ** -8  # lambtha / (2 m); Keras rounds its lambtha to float32


def beginning(wrong=0.):
    """Return the data, one-hot labels (10, 300) and the first weights."""
    data = training.split('digits', wrong, seed=0)
    weights = training.first_weights(len(data.X_train), seed=0)
    return data, one_hot(data.Y_train, 10), {
        key: a.astype(float) for key, a in weights.items()}


def cross_entropy(cache, Y):
    """Return the mean cross-entropy of the outputs A3."""
    return -np.sum(Y * np.log(cache['A3'])) / Y.shape[1]


def right(weights, data):
    """Return the percent of the test images that are read right."""
    P = training.forward(data.X_test, weights)['A3']
    return training.cost_and_accuracy(P, data.Y_test)[1]


@pytest.mark.task0
@pytest.mark.task1
def test_each_step_with_l2_lowers_the_cost():
    """Cross-entropy and penalty together, by task 0, 200 times in a row."""
    data, Y, weights = beginning()
    m = Y.shape[1]
    costs = []
    for _ in range(STEPS + 1):
        cache = training.forward(data.X_train, weights)
        costs.append(l2_reg_cost(cross_entropy(cache, Y), 2 * m * PENALTY,
                                 weights, 3, m))
        l2_reg_gradient_descent(Y, weights, cache, ALPHA, 2 * m * PENALTY, 3)
    assert np.all(np.diff(costs) < 0)
    assert right(weights, data) > 90


@pytest.mark.task4
@pytest.mark.task5
def test_each_step_with_dropout_lowers_the_cost_under_its_masks():
    """The cost before and after, with the masks that the step was taken by.
    """
    data, Y, weights = beginning()
    for step in range(STEPS):
        np.random.seed(step)
        cache = dropout_forward_prop(data.X_train, weights, 3, KEEP_PROB)
        dropout_gradient_descent(Y, weights, cache, ALPHA, KEEP_PROB, 3,
                                 exact=True)
        np.random.seed(step)
        after = dropout_forward_prop(data.X_train, weights, 3, KEEP_PROB)
        assert cross_entropy(after, Y) < cross_entropy(cache, Y)
    assert right(weights, data) > 90


@pytest.mark.task7
def test_early_stopping_ends_training_at_the_right_step():
    """Training on wrong labels ends `patience` steps after the best one.

    The best step of all 200 is found afterwards, by looking at every cost.
    """
    data, Y, weights = beginning(wrong=0.5)
    patience, costs, stops, count, best = 20, [], [], 0, np.inf
    for _ in range(STEPS):
        P = training.forward(data.X_valid, weights)['A3']
        costs.append(training.cost_and_accuracy(P, data.Y_valid)[0])
        stop, count = early_stopping(costs[-1], best, 0, patience, count)
        stops.append(stop)
        best = min(best, costs[-1])
        l2_reg_gradient_descent(
            Y, weights, training.forward(data.X_train, weights), 1., 0., 3)
    end = stops.index(True)
    assert end == next(k for k in range(STEPS) if np.argmin(
        costs[:k + 1]) == k - patience)
    assert min(costs[:end]) < costs[-1]


# ---- the same in Keras


@pytest.fixture
def float64(tf):
    """Let Keras's layers compute in float64; pixels are exact in float32."""
    tf.keras.mixed_precision.set_global_policy('float64')
    yield
    tf.keras.mixed_precision.set_global_policy('float32')


def network(tf, weights, hidden, last):
    """Return a Keras model of these weights, one of hidden layers and last.

    hidden and last: functions of the previous output, n and the activation.
    """
    A = X = tf.keras.Input(shape=(weights['W1'].shape[1],))
    for i in (1, 2):
        A = hidden(A, len(weights[f'W{i}']), 'tanh')
    model = tf.keras.Model(X, last(A, len(weights['W3']), 'softmax'))
    # copies: TensorFlow may share an array's memory, and ours change in place
    model.set_weights([weights[f'{key}{i}'].T.copy() if key == 'W' else
                       weights[f'b{i}'][:, 0].copy()
                       for i in (1, 2, 3) for key in 'Wb'])
    return model


def descent(tf, model, outputs):
    """Return a function: a step on cross-entropy and penalties.

    It takes X and Y with examples as rows, and returns the cost and outputs.
    outputs: a model of the layers of `model` that gives what hidden layers
    say too, or `model` itself.
    """
    @tf.function
    def step(X, Y):
        with tf.GradientTape() as tape:
            found = tf.nest.flatten(outputs(X, training=True))
            cost = -tf.reduce_mean(tf.reduce_sum(
                Y * tf.math.log(found[-1]), axis=1))
            cost += sum(model.losses)
        slopes = tape.gradient(cost, model.trainable_variables)
        for variable, slope in zip(model.trainable_variables, slopes):
            variable.assign_sub(ALPHA * slope)
        return cost, found
    return step


def assert_same(model, weights):
    """Assert that a Keras model has these weights, to 1e-9."""
    found = model.get_weights()
    for i in (1, 2, 3):
        np.testing.assert_allclose(found[2 * i - 2].T, weights[f'W{i}'],
                                   rtol=0, atol=1e-9)
        np.testing.assert_allclose(found[2 * i - 1], weights[f'b{i}'][:, 0],
                                   rtol=0, atol=1e-9)


@pytest.mark.parametrize('size', [
    300, pytest.param(100, marks=pytest.mark.long)])
def test_keras_with_l2_takes_the_same_steps(tf, float64, size):
    """Task 3's lambtha is task 1's lambtha / (2 m), m being the batch's size.

    From the same weights on the same batches, after each of 200 steps; with
    all 300 images in one batch the cost falls at each.
    """
    data, Y, weights = beginning()
    create_layer = load('3-l2_reg_create_layer')
    model = network(tf, weights, *[
        lambda *layer: create_layer(*layer, PENALTY)] * 2)
    descend = descent(tf, model, model)
    lambtha, costs = 2 * size * PENALTY, []
    for step in range(STEPS):
        batch = slice(step * size % 300, step * size % 300 + size)
        X, y = data.X_train[:, batch].astype(float), Y[:, batch]
        cache = training.forward(X, weights)
        expected = l2_reg_cost(cross_entropy(cache, y), lambtha, weights, 3,
                               size)
        l2_reg_gradient_descent(y, weights, cache, ALPHA, lambtha, 3)
        costs.append(float(descend(X.T, y.T)[0]))
        assert costs[-1] == pytest.approx(expected, 1e-9)
        assert_same(model, weights)
    assert size < 300 or np.all(np.diff(costs) < 0)
    assert right(weights, data) > 90


@pytest.mark.long
def test_keras_with_dropout_takes_the_same_steps(tf, float64):
    """With the masks that Keras has drawn, task 5's exact step is Keras's.

    The masks show in the outputs of its dropout layers. Each step lowers the
    cost under them.
    """
    data, Y, weights = beginning()
    X = data.X_train.astype(float)
    dense = tf.keras.layers.Dense
    create_layer = load('6-dropout_create_layer')
    model = network(tf, weights,
                    lambda *layer: create_layer(*layer, KEEP_PROB),
                    lambda A, n, activation: dense(n, activation)(A))
    outputs = tf.keras.Model(model.input, [
        layer.output for layer in model.layers
        if isinstance(layer, tf.keras.layers.Dropout)] + [model.output])
    descend = descent(tf, model, outputs)
    for _ in range(STEPS):
        cost, found = descend(X.T, Y.T)
        found = [A.numpy().T for A in found]
        masks = {f'D{i}': (found[i - 1] != 0).astype(int) for i in (1, 2)}
        cache = {'A0': X, **masks,
                 **{f'A{i}': A for i, A in enumerate(found, 1)}}
        dropout_gradient_descent(Y, weights, cache, ALPHA, KEEP_PROB, 3,
                                 exact=True)
        assert_same(model, weights)
        after = oracles.forward(X, weights, masks, KEEP_PROB)
        assert cross_entropy(after, Y) < float(cost)
    assert right(weights, data) > 90
