"""Task 6: what only our layer must do; grader/checks asks the rest."""
import numpy as np
import pytest

pytestmark = pytest.mark.task6
X = np.float32(np.random.default_rng(0).normal(size=(300, 200)) / 2)


def test_layers_equal_those_written_by_hand(ours, tf):
    """The same seed gives the same kernel and the same mask."""
    tf.keras.utils.set_random_seed(0)
    layer = tf.keras.layers.Dense(
        50, 'tanh', kernel_initializer=tf.keras.initializers.VarianceScaling(
            2.0, 'fan_avg'))
    dropout = tf.keras.layers.Dropout(1 - 0.8)
    by_hand = dropout(layer(X), training=True)
    tf.keras.utils.set_random_seed(0)
    np.testing.assert_array_equal(
        ours(X, 50, tf.nn.tanh, 0.8), by_hand)


@pytest.mark.parametrize('keep_prob', [0., -0.5, 1.1, np.nan])
def test_nonsense_is_an_error(ours, tf, keep_prob):
    """The message says what was expected and what was received."""
    with pytest.raises(ValueError,
                       match=rf'keep_prob: expected \(0, 1\], .*{keep_prob}'):
        ours(X, 50, 'tanh', keep_prob)
