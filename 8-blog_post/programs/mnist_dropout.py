#!/usr/bin/env python3
"""The MNIST lab: the same Keras network without dropout and with it.

784-128-64-10, relu, Adam, 10 epochs in batches of 32. As in the assignment,
the first 5,000 of the 60,000 training images are set aside, and `fit` keeps
a fifth of the other 55,000 to validate on.
"""
import argparse

import numpy as np

import results
from answers import datasets
from answers_keras import dropout_create_layer, tf

ORIGIN = results.origin(__file__)
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


def train(X, Y, X_test, Y_test, keep_prob, epochs):
    """Train one network; return its test accuracy and its curves, in %."""
    tf.keras.utils.set_random_seed(0)
    model = build(keep_prob)
    history = model.fit(X, Y, batch_size=32, epochs=epochs,
                        validation_split=0.2, verbose=2).history
    _, accuracy = model.evaluate(X_test, Y_test, verbose=0)
    return {
        'test': 100 * accuracy,
        'train_curve': [100 * value for value in history['accuracy']],
        'valid_curve': [100 * value for value in history['val_accuracy']]}


def main():
    """Train without and with dropout, print, and keep the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--quick', action='store_true',
                        help='one epoch on 2,000 images, nothing kept')
    parser.add_argument('--anew', action='store_true',
                        help='replace numbers that this code gave before')
    args = parser.parse_args()
    X, Y, X_valid, Y_valid, X_test, Y_test = datasets.load_mnist(
        'X_train', 'Y_train', 'X_valid', 'Y_valid', 'X_test', 'Y_test')
    X = np.concatenate([X, X_valid])[5000:].reshape(-1, 784)
    Y = np.concatenate([Y, Y_valid])[5000:]
    if args.quick:
        X, Y = X[:2000], Y[:2000]
    record = {}
    for name, keep_prob in (('without', 1.0), ('with', 0.5)):
        print(f'\n{name} dropout', flush=True)
        found = train(X, Y, X_test.reshape(-1, 784), Y_test, keep_prob,
                      1 if args.quick else 10)
        record[name] = {'test': found.pop('test'),
                        'published': PUBLISHED[name], **found}
    print(f'\n{"test %":17}{"ours":>8}{"published":>11}')
    for name, row in record.items():
        print(f'{name + " dropout":17}{row["test"]:8.2f}'
              f'{row["published"]:11.2f}')
    if args.quick:
        return
    found = datasets.mnist.find()
    if not found:
        print('These are not MNIST but stand-ins: copies of 1,797 digits, '
              'so the\npublished figures do not apply.')
    percent = record['with']['test']
    results.write('mnist' if found else 'mnist-stand-ins', ORIGIN, {
        **record, 'standard_error':
        (percent * (100 - percent) / len(Y_test)) ** 0.5}, args.anew)


if __name__ == '__main__':
    main()
