#!/usr/bin/env python3
"""A fully connected Keras layer with dropout."""
import tensorflow as tf


def dropout_create_layer(prev, n, activation, keep_prob, training=True):
    """Pass the previous output through a new dense layer, then dropout.

    Formula: A = activation(prev W + b); when training A D / keep_prob, where
    each entry of the mask D is 1 with probability keep_prob, else 0; when
    not training A as it is. Keras counts the other way: its rate is the
    probability of dropping, 1 - keep_prob.

    Args:
        prev: tensor (m, n_prev), output of the previous layer.
        n: int >= 1, number of nodes of the new layer.
        activation: callable or Keras name, such as `tf.nn.tanh` or 'tanh'.
        keep_prob: float in (0, 1], probability of keeping a node.
        training: bool, whether to drop; None leaves it to Keras, so that
            one model drops in `fit` and not in `predict` (in Keras 3 a
            subclassed one if its `call` takes `training`). False never drops.
            True drops in model(X) and `fit`; in `predict` and `evaluate` in
            Keras 2 alone, since in Keras 3 their own flag replaces it. For
            Monte Carlo dropout call model(X, training=True) in either.

    Returns:
        Tensor (m, n), the output of the new layer.

    Raises:
        ValueError: keep_prob is not in (0, 1], or so small that the rate
            rounds to 1; or n is no whole number.

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural
        Networks from Overfitting, JMLR 15 (2014).
    """
    rate = 1 - keep_prob
    if not 0 <= rate < 1:
        raise ValueError(f'keep_prob: expected (0, 1], received {keep_prob}, '
                         f'at which the rate is {rate}')
    if n != int(n):
        raise ValueError(f'n: expected an int, received {n}')
    # Keras 3 takes no NumPy numbers
    layer = tf.keras.layers.Dense(
        int(n), activation,
        kernel_initializer=tf.keras.initializers.VarianceScaling(
            scale=2.0, mode='fan_avg'))
    # in fit Keras 3 replaces a False given below
    dropout = tf.keras.layers.Dropout(
        float(rate) if training is None or training else 0.)
    return dropout(layer(prev), training=training)
