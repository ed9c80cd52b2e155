#!/usr/bin/env bash
# keras 3.13.2 and 3.14.0 on JAX 0.10.2: an activity_regularizer penalizes the
# sum over a batch up to 3.13, and the mean over it from 3.14 on. The same
# layer, weights and batch of 32 have a penalty 32 times as large before. 3.0.5,
# 3.10.0 and 3.12.4 take the sum as well; Keras 2.15 and 3.15.1 take the mean.
#
# One would have guessed the mean throughout, since the loss beside it is one,
# and since the documentation said so in all of these versions.
#
# Why it matters: a strength that was tuned in one of these versions means
# another in the next: who trains with batches of 32 has to multiply it by 32
# to get the same model from 3.14 on, and to divide it when coming from Keras 2
# to 3.0. The penalty on weights, in the same sum, does not change.
#
# Source: keras/src/layers/layer.py, Layer.__call__;
# https://github.com/keras-team/keras/issues/22018 and pull request 22021.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder/jax" \
    jax==0.10.2 || exit 2
for version in 3.13.2 3.14.0; do
    python3 -m pip install --quiet --no-compile --target "$folder/$version" \
        keras==$version || exit 2
    KERAS_BACKEND=jax PYTHONPATH=$folder/$version:$folder/jax python3 -s - <<'EOF'
import keras
import numpy as np

L2 = keras.regularizers.L2
layer = keras.layers.Dense(2, kernel_initializer='ones',
                           kernel_regularizer=L2(0.5),
                           activity_regularizer=L2(0.1))
found = {}
for examples in 1, 32:
    layer(np.ones((examples, 3), 'float32'))
    # outputs of 3, two for each example: 0.1 x 2 x 9 = 1.8 for one; the kernel
    # of 3 x 2 ones has 0.5 x 6 = 3
    found[examples] = sorted(round(float(loss), 4) for loss in layer.losses)
    print(f'keras {keras.__version__}, {examples} examples: outputs and '
          f'kernel {found[examples]}')
summed = keras.__version__ < '3.14'
if found != {1: [1.8, 3.], 32: [3., 57.6] if summed else [1.8, 3.]}:
    raise SystemExit('changed')
EOF
done
