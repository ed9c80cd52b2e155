#!/usr/bin/env python3
"""The cost of a Keras model with L2 regularization."""
import tensorflow as tf


def l2_reg_cost(cost, model):
    """Add each regularized layer's own penalty to the cost.

    Formula: [cost + penalty of layer l, for each regularized layer l], where
    Keras's L2 penalty is lambtha * sum of W^2, without the 1/2 and the m of
    the NumPy exercise. Each entry includes the cost, so that their sum
    is not the total cost. Several penalties of one layer are summed.

    Args:
        cost: scalar tensor, cost of the network without penalties.
        model: built Keras model, some of whose layers have a regularizer.
            The layers of a model in it count in its place, a shared layer
            once, and what a model itself adds not at all.

    Returns:
        Tensor of shape (regularized layers,), in the order of the layers;
        a layer without a penalty has no entry, nor has a frozen one in
        Keras 3. A penalty on outputs counts after a plain call, model(X);
        what `fit` and `predict` leave of it is out of reach. The dtype is
        float64 if that of the cost or of a penalty is, else float32; but
        Keras computes the penalty of float16 weights, which are not those of
        mixed precision, in float16: it is inf above 65,504.

    Raises:
        ValueError: the model is not built, or the cost is not a scalar.

    Source: Krogh, Hertz, A Simple Weight Decay Can Improve Generalization,
        NIPS 4 (1991).
    """
    cost = tf.convert_to_tensor(cost)
    if not model.built:
        raise ValueError('model: expected a built one, received one not built')
    if cost.shape.num_elements() not in (1, None):
        raise ValueError(f'cost: expected a scalar, received {cost.shape}')
    layers, graph = [model], tf.compat.v1.get_default_graph()
    while any(isinstance(layer, tf.keras.Model) for layer in layers):
        layers = [inner for layer in layers for inner in (
            layer.layers if isinstance(layer, tf.keras.Model) else [layer])]
    # a penalty on outputs is out of reach where it lies in another graph
    found = [[tf.convert_to_tensor(p) for p in layer.losses
              if getattr(p, 'graph', graph) is graph]
             for layer in dict.fromkeys(layers)]
    dtypes = [tensor.dtype for tensor in sum(found, [cost])]
    dtype = tf.float64 if tf.float64 in dtypes else tf.float32
    sums = [tf.add_n([tf.cast(p, dtype) for p in own]) for own in found if own]
    return tf.cast(cost, dtype) + tf.convert_to_tensor(sums, dtype)
