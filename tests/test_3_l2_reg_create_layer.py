"""Task 3: what only our layer must do; grader/checks asks the rest."""
import numpy as np
import pytest

pytestmark = pytest.mark.task3
RNG = np.random.default_rng(0)


def test_layer_equals_one_written_by_hand(ours, tf):
    """The same seed gives the same weights, outputs and penalty."""
    X, models = np.float32(RNG.normal(size=(7, 5))), []
    for layer in (
            lambda x: ours(x, 4, tf.nn.tanh, 0.3),
            lambda x: tf.keras.layers.Dense(
                4, 'tanh', kernel_regularizer=tf.keras.regularizers.L2(0.3),
                kernel_initializer=tf.keras.initializers.VarianceScaling(
                    2.0, 'fan_avg'))(x)):
        tf.keras.utils.set_random_seed(0)
        x = tf.keras.Input(shape=(5,))
        models.append(tf.keras.Model(x, layer(x)))
    created, by_hand = models
    for W, expected in zip(created.get_weights(), by_hand.get_weights()):
        np.testing.assert_array_equal(W, expected)
    np.testing.assert_array_equal(created(X), by_hand(X))
    assert float(created.losses[0]) == float(by_hand.losses[0])


@pytest.mark.parametrize('n', [2.5, -2.5])
def test_a_part_of_a_node_is_an_error(ours, tf, n):
    """Keras 2 would make it a whole number without a word."""
    with pytest.raises(ValueError, match=f'n: expected an int, .*{n}'):
        ours(tf.keras.Input(shape=(5,)), n, 'tanh', 0.1)


# Keras 3 converts tensors in a way that NumPy 2 advises against
@pytest.mark.filterwarnings('ignore:__array__ implementation')
@pytest.mark.parametrize('lambtha', [np.float32(0.25), np.int64(2)])
def test_numbers_of_numpy(ours, tf, tmp_path, lambtha):
    """They make a layer like Python's own, which can be saved too."""
    x = tf.keras.Input(shape=(5,))
    model = tf.keras.Model(x, ours(x, np.int64(3), 'tanh', lambtha))
    model.save(tmp_path / 'model.keras')
    loaded = tf.keras.models.load_model(tmp_path / 'model.keras')
    for model in model, loaded:
        kernel, bias = model.get_weights()
        assert kernel.shape == (5, 3)
        assert float(model.losses[0]) == pytest.approx(
            lambtha * np.sum(kernel ** 2), 1e-6)
