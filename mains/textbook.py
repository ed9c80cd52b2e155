"""The functions of tasks 1 to 5 again, each by another road than the answers.

Where stand-ins take MNIST's place there is no published output; an example
is then run with the answers and with these, and both must print the same.

    python mains/textbook.py 1    # print what the example gives, as JSON
"""
import contextlib
import io
import json
import runpy
import sys

import numpy as np

import loading


def l2_reg_gradient_descent(Y, weights, cache, alpha, lambtha, L):
    """Take the step of task 1, all examples at once."""
    m = Y.shape[1]
    dZ = cache[f'A{L}'] - Y
    for i in range(L, 0, -1):
        A, W = cache[f'A{i - 1}'], weights[f'W{i}'].copy()
        weights[f'W{i}'] -= alpha * (dZ @ A.T / m + lambtha / m * W)
        weights[f'b{i}'] -= alpha * dZ.mean(axis=1, keepdims=True)
        dZ = W.T @ dZ * (1 - A ** 2)


def layer_penalties(cost, model):
    """Return task 2's costs, from each kernel's squares and the strength."""
    return loading.load_tensorflow().stack([
        cost + layer.kernel_regularizer.get_config()['l2']
        * np.square(layer.kernel.numpy(), dtype=float).sum()
        for layer in model.layers if hasattr(layer, 'kernel')])


def l2_reg_create_layer(prev, n, activation, lambtha):
    """Make task 3's layer; VarianceScaling's deviation is written out."""
    tf = loading.load_tensorflow()
    # a normal distribution cut at two deviations has 0.8796 of its deviation
    deviation = np.sqrt(4 / (prev.shape[1] + n)) / .87962566103423978
    return tf.keras.layers.Dense(
        n, activation,
        kernel_initializer=tf.keras.initializers.TruncatedNormal(
            stddev=deviation),
        kernel_regularizer=tf.keras.regularizers.L1L2(l2=lambtha))(prev)


def dropout_forward_prop(X, weights, L, keep_prob):
    """Propagate as task 4 does, with masks that NumPy's binomial draws."""
    cache = {'A0': X}
    for i in range(1, L + 1):
        Z = weights[f'W{i}'] @ cache[f'A{i - 1}'] + weights[f'b{i}']
        if i == L:
            cache[f'A{i}'] = np.exp(Z) / np.exp(Z).sum(axis=0)
        else:
            D = np.random.binomial(1, keep_prob, Z.shape)
            cache[f'D{i}'], cache[f'A{i}'] = D, np.tanh(Z) * D / keep_prob
    return cache


def dropout_gradient_descent(Y, weights, cache, alpha, keep_prob, L):
    """Take the published step of task 5, all examples at once."""
    dZ = cache[f'A{L}'] - Y
    for i in range(L, 0, -1):
        A, W = cache[f'A{i - 1}'], weights[f'W{i}'].copy()
        weights[f'W{i}'] -= alpha * (dZ @ A.T / Y.shape[1])
        weights[f'b{i}'] -= alpha * dZ.mean(axis=1, keepdims=True)
        if i > 1:
            dZ = W.T @ dZ * (1 - A ** 2) * cache[f'D{i - 1}'] / keep_prob


TEXTBOOK = {'1-l2_reg_gradient_descent': l2_reg_gradient_descent,
            '2-l2_reg_cost': layer_penalties,
            '3-l2_reg_create_layer': l2_reg_create_layer,
            '4-dropout_forward_prop': dropout_forward_prop,
            '5-dropout_gradient_descent': dropout_gradient_descent}


def printed(main):
    """Return what a main prints."""
    with contextlib.redirect_stdout(io.StringIO()) as output:
        runpy.run_path(str(main), run_name='__main__')
    return output.getvalue()


def both(main):
    """Return what a main prints with the answers, and with these."""
    ours, load = printed(main), loading.load
    loading.load = lambda name: TEXTBOOK.get(name) or load(name)
    try:
        return ours, printed(main)
    finally:
        loading.load = load


if __name__ == '__main__':
    json.dump(both(loading.HERE / f'{sys.argv[1]}-main.py'), sys.stdout)
