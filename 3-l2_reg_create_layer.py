#!/usr/bin/env python3
"""A fully connected Keras layer with L2 regularization."""
import tensorflow as tf


def l2_reg_create_layer(prev, n, activation, lambtha):
    """Pass the previous output through a new dense layer with L2 penalty.

    Formula: activation(prev W + b), and lambtha * sum of W^2 is added to the
    losses of the model. Only the kernel W is penalized, not the bias b. W is
    drawn with variance 2 / mean(fan in, fan out), b starts at zero.

    Args:
        prev: tensor (m, n_prev), output of the previous layer.
        n: int >= 1, number of nodes of the new layer.
        activation: callable or Keras name, such as `tf.nn.tanh` or 'tanh'.
        lambtha: float >= 0, strength of the penalty in Keras's convention,
            without 1/2 and m.

    Returns:
        Tensor (m, n), the output of the new layer.

    Raises:
        ValueError: lambtha is negative or NaN.

    Source: Glorot, Bengio, Understanding the Difficulty of Training Deep
        Feedforward Neural Networks, AISTATS (2010), for the mean of fans.
    """
    if not lambtha >= 0:
        raise ValueError(f'lambtha: expected >= 0, received {lambtha}')
    layer = tf.keras.layers.Dense(
        n, activation,
        kernel_initializer=tf.keras.initializers.VarianceScaling(
            scale=2.0, mode="fan_avg"),
        kernel_regularizer=tf.keras.regularizers.L2(lambtha))
    return layer(prev)
