#!/usr/bin/env python3
"""Task 2: the cost of a saved Keras model with each layer's penalty."""
from pathlib import Path

import numpy as np

from datasets import load_mnist, one_hot
from loading import HERE, load, load_tensorflow


def regularized_model():
    """Load model_reg.h5 where there is one, else make the same model."""
    for folder in (Path.cwd(), HERE):
        if (folder / 'model_reg.h5').is_file():
            return tf.keras.models.load_model(folder / 'model_reg.h5',
                                              compile=False)
    tf.keras.utils.set_random_seed(0)
    x = output = tf.keras.Input(shape=(784,))
    for n, activation in (569, 'tanh'), (639, 'sigmoid'), (10, 'softmax'):
        output = tf.keras.layers.Dense(
            n, activation,
            kernel_initializer=tf.keras.initializers.VarianceScaling(
                scale=2.0, mode='fan_avg'),
            kernel_regularizer=tf.keras.regularizers.L2(0.09))(output)
    return tf.keras.Model(x, output)


if __name__ == '__main__':
    tf = load_tensorflow()
    l2_reg_cost = load('2-l2_reg_cost')

    np.random.seed(0)
    m = np.random.randint(1000, 2000)
    X, labels = load_mnist('X_train', 'Y_train')
    model = regularized_model()
    cost = tf.keras.losses.CategoricalCrossentropy()(
        one_hot(labels[:m], 10).T, model(X[:m].reshape(m, -1)))
    print(l2_reg_cost(cost, model))
