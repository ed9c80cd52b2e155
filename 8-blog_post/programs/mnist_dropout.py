#!/usr/bin/env python3
"""The MNIST lab: the same Keras network without dropout and with it.

784-128-64-10, relu, Adam, 10 epochs in batches of 32. As in the assignment,
the first 5,000 of the 60,000 training images are set aside, and `fit` keeps
a fifth of the other 55,000 to validate on.
"""
import numpy as np

import figures
import results
from answers import datasets
from answers_keras import dropout_create_layer, tf

ORIGIN = results.origin([
    'mnist_dropout.py', '6-dropout_create_layer.py', 'datasets.py'])
PUBLISHED = {'without': 97.28, 'with': 96.85}   # test accuracy, %


def build(keep_prob):
    """Build the network from task 6's layers, as yet untrained."""
    X = A = tf.keras.Input(shape=(784,))
    for n in (128, 64):
        # None: drops in fit, and in evaluate it does not
        A = dropout_create_layer(A, n, 'relu', keep_prob, training=None)
    A = dropout_create_layer(A, 10, 'softmax', 1.0, training=None)
    model = tf.keras.Model(X, A)
    model.compile('adam', 'sparse_categorical_crossentropy',
                  metrics=['accuracy'])
    return model


def main():
    """Train both, print, keep the numbers and draw the history."""
    X, Y, X_valid, Y_valid, X_test, Y_test = datasets.load_mnist(
        'X_train', 'Y_train', 'X_valid', 'Y_valid', 'X_test', 'Y_test')
    X = np.concatenate([X, X_valid])[5000:].reshape(-1, 784)
    Y = np.concatenate([Y, Y_valid])[5000:]
    record = {}
    for name, keep_prob in (('without', 1.0), ('with', 0.5)):
        print(f'\n{name} dropout', flush=True)
        tf.keras.utils.set_random_seed(0)
        model = build(keep_prob)
        history = model.fit(X, Y, batch_size=32, epochs=10,
                            validation_split=0.2, verbose=2).history
        _, accuracy = model.evaluate(X_test.reshape(-1, 784), Y_test,
                                     verbose=0)
        record[name] = {
            'test': 100 * accuracy, 'published': PUBLISHED[name],
            'train_curve': [100 * value for value in history['accuracy']],
            'valid_curve': [100 * value for value in history['val_accuracy']]}
    mnist = datasets.find_mnist()
    print(f'\n{"test %":17}{"ours":>8}{"published":>11}')
    for name, row in record.items():
        print(f'{name + " dropout":17}{row["test"]:8.2f}'
              f'{row["published"]:11.2f}')
    if mnist:
        percent = record['with']['test']
        results.write('mnist', ORIGIN, {
            **record, 'standard_error':
            (percent * (100 - percent) / len(Y_test)) ** 0.5})
        figures.draw('mnist')
    else:
        print('These are not MNIST but stand-ins: copies of 1,797 digits, '
              'so the\npublished figures do not apply, and no numbers are '
              'kept.')
        figures.save(figures.history(record), 'mnist-history-stand-ins.svg',
                     '')


if __name__ == '__main__':
    main()
