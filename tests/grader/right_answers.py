"""Right answers as different people write them: every check passes them all.

A grader that knew one road only would fail those who took another.
"""
import textwrap

from grader.mistakes import RIGHT
from grader.submission import FILES, ROOT

OTHERWISE = {task: textwrap.dedent(text).lstrip() for task, text in {
    0: '''
    import numpy


    def l2_reg_cost(cost, lambtha, weights, L, m):
        layers = [weights["W%d" % (layer + 1)] for layer in range(L)]
        penalty = sum(numpy.square(W).sum() for W in layers)
        return penalty * lambtha / m / 2 + cost
    ''', 1: '''
    import numpy as np


    def l2_reg_gradient_descent(Y, weights, cache, alpha, lambtha, L):
        """Make new arrays, layer by layer, after all gradients are known."""
        m, delta, steps = len(Y[0]), cache['A%d' % L] - Y, {}
        for l in reversed(range(L)):
            A, W = cache['A%d' % l], weights['W%d' % (l + 1)]
            steps['W%d' % (l + 1)] = (delta.dot(A.T) + lambtha * W) / m
            steps['b%d' % (l + 1)] = delta.mean(axis=1)[:, np.newaxis]
            delta = np.dot(W.T, delta) * (1 + A) * (1 - A)
        for key in steps:
            weights[key] = weights[key] - alpha * steps[key]
        return weights
    ''', 2: '''
    def l2_reg_cost(cost, model):
        return cost + model.losses
    ''', 3: '''
    from tensorflow import keras as K


    def l2_reg_create_layer(prev, n, activation, lambtha):
        return K.layers.Dense(n, activation, True, K.initializers.
                              VarianceScaling(2, 'fan_avg'), 'zeros',
                              K.regularizers.l2(lambtha))(prev)
    ''', 4: '''
    from numpy import exp, max, random, sum


    def dropout_forward_prop(X, weights, L, keep_prob):
        """Mask with booleans; write tanh and softmax by exponentials."""
        cache = dict(A0=X)
        for layer in range(1, L + 1):
            Z = weights[f'W{layer}'] @ X + weights[f'b{layer}']
            if layer < L:
                kept = random.binomial(1, keep_prob, Z.shape).astype(bool)
                X = (1 - 2 / (exp(2 * Z) + 1)) / keep_prob
                X[~kept] = 0
                cache[f'D{layer}'] = kept
            else:
                X = exp(Z - max(Z, axis=0))
                X /= sum(X, axis=0)
            cache[f'A{layer}'] = X
        return cache
    ''', 5: '''
    import numpy as np


    def dropout_gradient_descent(Y, weights, cache, alpha, keep_prob, L):
        """Go down the layers, and keep the weights above for the way."""
        m = Y.shape[1]
        for layer in range(L, 0, -1):
            W, A = weights[f'W{layer}'], cache[f'A{layer}']
            if layer == L:
                dZ = (A - Y) / m
            else:
                dZ = np.matmul(above.T, dZ) * (1 - A * A)
                dZ = dZ * (cache[f'D{layer}'] / keep_prob)
            above = np.array(W)
            W -= alpha * np.einsum('im,jm->ij', dZ, cache[f'A{layer - 1}'])
            weights[f'b{layer}'] -= alpha * dZ.sum(1).reshape(-1, 1)
    ''', 6: '''
    import tensorflow as tf


    def dropout_create_layer(prev, n, activation, keep_prob, training=True):
        """Drop by TensorFlow's function, and only when training."""
        init = tf.initializers.VarianceScaling(scale=2.0, mode=('fan_avg'))
        A = tf.keras.layers.Dense(n, kernel_initializer=init,
                                  activation=activation)(prev)
        if not training:
            return A
        return tf.nn.dropout(A, rate=1 - keep_prob)
    ''', 7: '''
    import numpy as np


    def early_stopping(cost, opt_cost, threshold, patience, count):
        better = np.greater(opt_cost - cost, threshold)
        return [bool((count := (not better) * (count + 1)) >= patience), count]
    '''}.items()}
STYLES = {
    'ours': {task: (ROOT / f'{file}.py').read_bytes()
             for task, (file, _) in FILES.items()},
    'textbook': RIGHT, 'otherwise': OTHERWISE}
