#!/usr/bin/env python3
"""Task 3: the cost of a model of two layers with L2 regularization."""
from datasets import load_mnist, one_hot
from loading import load, load_tensorflow

if __name__ == '__main__':
    tf = load_tensorflow()
    l2_reg_cost = load('2-l2_reg_cost')
    l2_reg_create_layer = load('3-l2_reg_create_layer')

    X, labels = load_mnist('X_train', 'Y_train')
    tf.keras.utils.set_random_seed(0)
    x = tf.keras.Input(shape=(784,))
    h1 = l2_reg_create_layer(x, 256, tf.nn.tanh, 0.05)
    model = tf.keras.Model(x, l2_reg_create_layer(h1, 10, tf.nn.softmax, 0.))
    cost = tf.keras.losses.CategoricalCrossentropy()(
        one_hot(labels, 10).T, model(X.reshape(len(X), -1)))
    print(l2_reg_cost(cost, model))
