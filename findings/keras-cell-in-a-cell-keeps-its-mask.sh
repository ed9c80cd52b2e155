#!/usr/bin/env bash
# keras 3.15.1 on JAX 0.10.2 (the same on torch): a cell of one's own around
# LSTMCell(dropout=0.5), in an RNN layer. The LSTM cell draws its dropout mask in
# the first training call, and then never again: every later batch and epoch
# drops the same inputs of the same rows.
#
# One would have guessed a new mask in every call, as LSTMCell alone gives.
#
# Why it matters: attention around a cell, residual or zoneout cells are written
# like this. A mask that stays is no dropout: half of the inputs are removed for
# good in training, and are there again, with weights that nothing has trained,
# in evaluation.
#
# Source: keras/src/layers/rnn/dropout_rnn_cell.py keeps the mask in the cell;
# keras/src/layers/rnn/rnn.py, RNN._maybe_reset_dropout_masks, forgets it only
# in a DropoutRNNCell and in the cells of a StackedRNNCells.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    keras==3.15.1 jax==0.10.2 || exit 2
KERAS_BACKEND=jax PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import keras
import numpy as np


class Around(keras.layers.Layer):
    """A cell that does what another does."""

    def __init__(self, cell):
        super().__init__()
        self.cell = cell
        self.state_size, self.output_size = cell.state_size, cell.output_size

    def build(self, shape):
        self.cell.build(shape)
        self.built = True

    def get_initial_state(self, batch_size=None):
        return self.cell.get_initial_state(batch_size)

    def call(self, inputs, states, training=None):
        return self.cell(inputs, states, training=training)


x = np.ones((4, 3, 16), 'float32')
same = {}
for name, wrap in (('the cell', lambda cell: cell),
                   ('a cell around it', Around)):
    layer = keras.layers.RNN(wrap(keras.layers.LSTMCell(8, dropout=0.5)),
                             unroll=True)
    first, *others = [np.asarray(layer(x, training=True)) for _ in range(10)]
    same[name] = sum(np.array_equal(first, other) for other in others)
    print(f'{name}: {same[name]} of 9 further calls have the first mask; '
          f'evaluation is another: '
          f'{not np.allclose(first, np.asarray(layer(x)))}')
sys.exit(0 if list(same.values()) == [0, 9] else 'changed')
EOF
