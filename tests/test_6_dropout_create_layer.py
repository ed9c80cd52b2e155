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


def test_a_keep_prob_that_the_rate_rounds_away_is_an_error(ours, tf):
    """1 - 1e-17 is 1: Keras 2 would raise an error, Keras 3 drop all."""
    with pytest.raises(ValueError, match=r'keep_prob: expected \(0, 1\], '
                       'received 1e-17, at which the rate is 1.0'):
        ours(X, 50, 'tanh', 1e-17)


@pytest.mark.parametrize('n', [2.5, -2.5])
def test_a_part_of_a_node_is_an_error(ours, tf, n):
    """Keras 2 would make it a whole number without a word."""
    with pytest.raises(ValueError, match=f'n: expected an int, .*{n}'):
        ours(X, n, 'tanh', 0.8)


# Keras 3 converts tensors in a way that NumPy 2 advises against
@pytest.mark.filterwarnings('ignore:__array__ implementation')
@pytest.mark.parametrize('training, rate', [
    (True, 0.75), (None, 0.75), (False, 0.)])
def test_numbers_of_numpy(ours, tf, tmp_path, training, rate):
    """They make layers like Python's own, which can be saved too.

    What never drops has the rate 0: there is no flag then that Keras 3 could
    replace.
    """
    x = tf.keras.Input(shape=(5,))
    model = tf.keras.Model(x, ours(x, np.int64(3), 'tanh', np.float32(0.25),
                                   training=training))
    model.save(tmp_path / 'model.keras')
    loaded = tf.keras.models.load_model(tmp_path / 'model.keras')
    for model in model, loaded:
        assert model.layers[-1].rate == rate
        assert model.get_weights()[0].shape == (5, 3)
