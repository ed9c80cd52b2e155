#!/usr/bin/env bash
# keras 3.15.1 on JAX 0.10.2: a Dropout in a subclassed model drops nothing in
# `fit`, without a word, unless the model's `call` takes `training` and hands it
# to the layer by name. The same model as a functional one drops.
#
# One would have guessed that it drops: Keras 2 hands the flag to every layer by
# its call context, whatever `call` takes. So does Keras 3.15.1 on TensorFlow
# 2.21.0, if `call` takes the argument, be it unused; if `call` does not take
# it, nothing is dropped there either. The same code thus trains with dropout on
# one backend and without it on another.
#
# Why it matters: a model moved from Keras 2 to 3, or to another backend, loses
# its dropout and overfits; its code, summary and log look as before. And a
# BatchNormalization in it never updates its moving averages.
#
# Source: keras/src/backend/jax/trainer.py, compute_loss_and_updates:
# `if self._call_has_training_arg: kwargs["training"] = training`;
# keras/src/layers/layer.py, Layer.__call__.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    keras==3.15.1 jax==0.10.2 || exit 2
KERAS_BACKEND=jax PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import keras
import numpy as np


class Without(keras.Model):
    def __init__(self):
        super().__init__()
        self.dropout = keras.layers.Dropout(0.5)
        self.norm = keras.layers.BatchNormalization()

    def call(self, x):
        return self.dropout(x) + 0 * self.norm(x)


class Named(Without):
    def call(self, x, training=None):
        return self.dropout(x) + 0 * self.norm(x)


class Passed(Without):
    def call(self, x, training=None):
        return (self.dropout(x, training=training)
                + 0 * self.norm(x, training=training))


def functional():
    x = keras.Input((64,))
    norm = keras.layers.BatchNormalization()
    model = keras.Model(x, keras.layers.Dropout(0.5)(x) + 0 * norm(x))
    model.norm = norm
    return model


# ones stay ones, or become 0 and 2 with a mean square of 2
X, squares, means = np.ones((1024, 64), 'float32'), {}, {}
for build in Without, Named, Passed, functional:
    model = build()
    model.compile(keras.optimizers.SGD(0.0), loss=lambda y, A: A ** 2)
    name = build.__name__
    squares[name] = model.fit(X, X, verbose=0).history['loss'][0]
    means[name] = float(np.asarray(model.norm.moving_mean)[0])
    print(f'{name}: mean square of the outputs {squares[name]:.3f}, '
          f'moving mean of inputs of mean 1 {means[name]:.3f}')
as_described = (
    all(squares[name] == 1 and means[name] == 0
        for name in ('Without', 'Named'))
    and all(1.9 < squares[name] < 2.1 and means[name] > 0.1
            for name in ('Passed', 'functional')))
sys.exit(0 if as_described else 'changed')
EOF
