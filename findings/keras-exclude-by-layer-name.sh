#!/usr/bin/env bash
# keras 3.15.1 on JAX 0.10.2: optimizer.exclude_from_weight_decay(var_names=
# ['head']) excludes nothing, without a word, in a model whose last layer is
# named head. The names are looked for in a variable's name, which is only
# 'kernel' or 'bias'; the layer stands in its path, 'model/head/kernel'.
#
# One would have guessed that the head's kernel does not decay: in Keras 2 a
# variable's name was 'head/kernel:0', and the same line worked. var_names=
# ['bias'], which all examples show, still works.
#
# Why it matters: code from before Keras 3 that spares a layer (an embedding, a
# pretrained body, a head) runs on, and everything decays. The loss does not
# show it. What spares a layer is var_list=layer.variables.
#
# Source: keras/src/optimizers/base_optimizer.py, _use_weight_decay:
# re.search(name, variable.name).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    keras==3.15.1 jax==0.10.2 || exit 2
KERAS_BACKEND=jax PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import keras


def kernels(**excluded):
    """Return body's and head's weight 1 after a step without gradients."""
    model = keras.Sequential([keras.Input((1,)), *(
        keras.layers.Dense(1, name=name, kernel_initializer='ones')
        for name in ('body', 'head'))])
    optimizer = keras.optimizers.SGD(0.5, weight_decay=0.25)
    optimizer.exclude_from_weight_decay(**{
        key: model.get_layer('head').variables if value == 'its variables'
        else value for key, value in excluded.items()})
    weights = model.trainable_variables
    optimizer.apply([0 * w for w in weights], weights)
    return [float(model.get_layer(name).kernel[0, 0])
            for name in ('body', 'head')]


found = [kernels(**excluded) for excluded in (
    {'var_names': ['kernel']}, {'var_names': ['head']},
    {'var_names': ['head/kernel']}, {'var_list': 'its variables'})]
for name, (body, head) in zip((
        "var_names ['kernel']", "var_names ['head']",
        "var_names ['head/kernel']", 'var_list of the head'), found):
    print(f'{name}: body {body}, head {head}')
as_described = found == [[1, 1], [0.875, 0.875], [0.875, 0.875], [0.875, 1]]
sys.exit(0 if as_described else 'changed')
EOF
