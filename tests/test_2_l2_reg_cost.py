"""Task 2: what only our costs must do; grader/checks asks the rest."""
import numpy as np
import pytest

pytestmark = pytest.mark.task2


def test_layers_without_a_regularizer_have_no_entry(ours, tf):
    """The entries are the costs with the regularizers called by hand."""
    regularizers = tf.keras.regularizers.L2(0.3), None, 'l2'
    x = output = tf.keras.Input(shape=(4,))
    for n, regularizer in zip((3, 5, 2), regularizers):
        output = tf.keras.layers.Dense(
            n, kernel_regularizer=regularizer)(output)
    model = tf.keras.Model(x, output)
    np.testing.assert_array_equal(ours(tf.constant(2.), model), [
        2 + layer.kernel_regularizer(layer.kernel)
        for layer in model.layers[1::2]])
