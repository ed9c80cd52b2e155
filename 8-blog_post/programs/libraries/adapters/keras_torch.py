"""Keras 3 on PyTorch."""
# /// script
# title = "Keras (PyTorch)"
# requires-python = "==3.11.*"
# dependencies = ["keras==3.15.1", "torch==2.13.0", "numpy==2.4.6"]
# ///
import os

os.environ['KERAS_BACKEND'] = 'torch'
import keras  # noqa: E402

from keras_entries import register  # noqa: E402

keras.config.set_floatx('float64')


def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    drop = keras.layers.Dropout.from_config(
        {**build().get_config(), 'dtype': x.dtype.name, 'seed': seed})
    mode = {} if training is None else {'training': training}
    return keras.ops.convert_to_numpy(
        drop(keras.ops.convert_to_tensor(x, x.dtype.name), **mode))


register(keras, 'keras', layer)
