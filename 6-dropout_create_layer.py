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
            one model drops in `fit` and not in `predict`.

    Returns:
        Tensor (m, n), the output of the new layer.

    Raises:
        ValueError: keep_prob is not in (0, 1].

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural
        Networks from Overfitting, JMLR 15 (2014).
    """
    if not 0 < keep_prob <= 1:
        raise ValueError(f'keep_prob: expected (0, 1], received {keep_prob}')
    layer = tf.keras.layers.Dense(
        n, activation,
        kernel_initializer=tf.keras.initializers.VarianceScaling(
            scale=2.0, mode='fan_avg'))
    dropout = tf.keras.layers.Dropout(1 - keep_prob)
    return dropout(layer(prev), training=training)
