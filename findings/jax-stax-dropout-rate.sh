#!/usr/bin/env bash
# jax 0.10.2: the rate of jax.example_libraries.stax.Dropout(rate) is the
# probability of keeping. Dropout(0.1) drops nine values in ten and multiplies
# what is left by ten. In flax, haiku, equinox and Keras, all built on the same
# JAX, a rate of 0.1 drops one in ten, and so has every other `rate` of the
# field since Keras.
#
# One would have guessed that rate is the probability of dropping: the docstring
# says "a dropout layer with given rate". So Dropout(0.) gives nothing but zeros.
#
# Why it matters: the small network libraries and courses that began with stax
# took over its layers. A model carried over from flax with rate 0.1 hardly
# learns; with 0.5, the value most often used, one sees nothing.
#
# Source: jax/example_libraries/stax.py, Dropout:
# keep = random.bernoulli(rng, rate, inputs.shape).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    jax==0.10.2 equinox==0.13.8 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import equinox
import jax
import jax.numpy as jnp
from jax.example_libraries import stax

x, key = jnp.ones(100_000), jax.random.key(0)


def dropped(rate):
    """Return stax's output of ones."""
    return stax.Dropout(rate)[1]((), x, rng=key)


kept = {'stax': float((dropped(0.1) != 0).mean()),
        'equinox': float((equinox.nn.Dropout(0.1)(x, key=key) != 0).mean())}
largest, of_zero = float(dropped(0.1).max()), dropped(0.)
print('kept at rate 0.1:', {name: round(share, 3)
                            for name, share in kept.items()})
print('what is kept is multiplied by', largest)
print('rate 0 gives', of_zero[:3])
as_described = (0.09 < kept['stax'] < 0.11 and 0.89 < kept['equinox'] < 0.91
                and abs(largest - 10) < 1e-4 and not of_zero.any())
sys.exit(0 if as_described else 'changed')
EOF
