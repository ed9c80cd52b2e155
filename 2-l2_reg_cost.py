#!/usr/bin/env python3
"""The cost of a Keras model with L2 regularization."""
import tensorflow as tf


def l2_reg_cost(cost, model):
    """Add each regularized layer's own penalty to the cost.

    Formula: [cost + penalty of layer l, for each regularized layer l], where
    Keras's L2 penalty is lambtha * sum of W^2, without the 1/2 and the m of
    the NumPy exercise. Each entry includes the cost, so that their sum
    is not the total cost.

    Args:
        cost: scalar tensor, cost of the network without penalties.
        model: built Keras model, some of whose layers have a regularizer.

    Returns:
        Tensor of shape (regularized layers,), in the order of the layers;
        a layer without a regularizer has no entry. Its dtype is that of the
        penalties, float32 in mixed precision.

    Source: Krogh, Hertz, A Simple Weight Decay Can Improve Generalization,
        NIPS 4 (1991).
    """
    penalties = tf.convert_to_tensor(model.losses)
    return tf.cast(cost, penalties.dtype) + penalties
