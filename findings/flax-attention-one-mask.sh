#!/usr/bin/env bash
# flax 0.12.8 on JAX 0.10.2: dropout_rate in MultiHeadDotProductAttention (linen)
# and MultiHeadAttention (nnx). One mask is drawn for the attention weights, and
# it serves every example of the batch and every head: broadcast_dropout is True
# unless something else is asked for. Equal examples get equal outputs.
#
# One would have guessed a mask for each example and each head, as torch and
# Keras draw them, and as flax's own Dropout does.
#
# Why it matters: the noise of a batch no longer averages out. The batch's
# gradient is as noisy as that of one example with one head, whatever its size,
# so that the same rate regularizes otherwise than elsewhere, and a result that
# is taken over from torch with its rate does not come out again.
#
# Source: flax/nnx/nn/attention.py and flax/linen/attention.py,
# dot_product_attention_weights: if broadcast_dropout, the mask's shape is 1 on
# all axes of the batch and the heads.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    flax==0.12.8 jax==0.10.2 || exit 2
PYTHONPATH=$folder python3 -s -W ignore - <<'EOF'
import sys

import jax
import numpy as np
from flax import linen, nnx

x = jax.numpy.ones((16, 6, 8))


def run_linen(**options):
    """Return a training call's output."""
    layer = linen.MultiHeadDotProductAttention(
        num_heads=2, dropout_rate=0.5, deterministic=False, **options)
    first, second = jax.random.split(jax.random.key(0))
    return layer.apply(layer.init({'params': first, 'dropout': first}, x), x,
                       rngs={'dropout': second})


def run_nnx(**options):
    """Return a training call's output."""
    return nnx.MultiHeadAttention(
        num_heads=2, in_features=8, dropout_rate=0.5, decode=False,
        rngs=nnx.Rngs(0), **options)(x, deterministic=False)


def run_dropout():
    """Return a training call's output of the layer for dropout alone."""
    return nnx.Dropout(0.5, rngs=nnx.Rngs(0))(x, deterministic=False)


same = {}
for name, outputs in (
        ('linen', run_linen()), ('nnx', run_nnx()),
        ('linen, broadcast_dropout=False', run_linen(broadcast_dropout=False)),
        ('nnx, broadcast_dropout=False', run_nnx(broadcast_dropout=False)),
        ('nnx.Dropout', run_dropout())):
    first, *others = np.asarray(outputs)
    same[name] = sum(np.allclose(first, other) for other in others)
    print(f'{name}: {same[name]} of 15 equal examples have the output of the '
          'first')
sys.exit(0 if list(same.values()) == [15, 15, 0, 0, 0] else 'changed')
EOF
