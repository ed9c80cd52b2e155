"""TensorFlow 2.15 with Keras 2, as the exercise's statement has it."""
# /// script
# title = "TensorFlow, tf.keras"
# requires-python = "==3.11.*"
# dependencies = ["tensorflow-cpu==2.15.1", "numpy==1.26.4"]
# ///
import tensorflow as tf

from keras_entries import register
from protocol import dropout

tf.keras.backend.set_floatx('float64')


def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    tf.keras.utils.set_random_seed(seed)
    drop = tf.keras.layers.Dropout.from_config(
        {**build().get_config(), 'dtype': x.dtype.name, 'seed': seed})
    mode = {} if training is None else {'training': training}
    return drop(tf.constant(x), **mode).numpy()


register(tf.keras, 'tf.keras', layer)


@dropout('tf.nn.dropout', 'tf.nn.dropout(x, $amount)')
def function(build, x, training, seed):
    """Call the function, which has no mode."""
    if training is False:
        return x
    tf.random.set_seed(seed)
    return build(x=tf.constant(x)).numpy()


@dropout('tf.compat.v1.nn.dropout', '''\
tf.compat.v1.nn.dropout(x, keep_prob=$amount)''')
def first_version(build, x, training, seed):
    """Call the function of TensorFlow 1, which has no mode."""
    if training is False:
        return x
    tf.random.set_seed(seed)
    return build(x=tf.constant(x)).numpy()
