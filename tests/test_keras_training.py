"""Task 6 in the ways in which a model runs, for each value of training.

A plain call, a call that says training or not, fit, evaluate and predict; as
it was made, in another model, saved and loaded. Keras 2 keeps for ever what a
layer was given when the model was made; Keras 3 lets each of them but the
plain call replace it.
"""
import numpy as np
import pytest

pytestmark = [
    pytest.mark.task6,
    # Keras 3 converts tensors in a way that NumPy 2 advises against
    pytest.mark.filterwarnings('ignore:__array__ implementation'),
    # Keras 3.10, the last for Python 3.9, loads one input as a list of inputs:
    # https://github.com/keras-team/keras/issues/21328
    pytest.mark.filterwarnings('ignore:The structure of `inputs` does'),
    # Keras 2 advises against .h5
    pytest.mark.filterwarnings('ignore:You are saving your model as an HDF5')]
N = 64
X = np.ones((128, 4), np.float32)


def as_made(tf, model, folder):
    """Return the model itself."""
    return model


def in_another(tf, model, folder):
    """Return a model that calls the model."""
    x = tf.keras.Input(shape=(4,))
    return tf.keras.Model(x, model(x))


def as_subclass(tf, model, folder):
    """Return a subclassed model that calls the model.

    In Keras 3 fit tells only a model whose call takes the flag that it is
    training, and all others run as in a plain call.
    """
    class Network(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.body = model

        def call(self, x, training=None):
            return self.body(x, training=training)

    return Network()


def loaded(suffix):
    """Return what saves a model in a format, and loads it."""
    def load(tf, model, folder):
        """Return the loaded model."""
        model.save(folder / f'model{suffix}')
        return tf.keras.models.load_model(folder / f'model{suffix}')
    return load


def dropped(tf, model):
    """Return for each way of running whether its outputs are dropped.

    The outputs are ones or, if they are dropped, 0 and 2, with a mean square
    of 2. Among 8,192 of them chance leaves it within 1.5 and 2.5, with
    probability below 2 exp(-2 x 8192 / 8^2) < 1e-100.
    """
    y = np.zeros((len(X), N), np.float32)
    model.compile(tf.keras.optimizers.SGD(0.),
                  loss=lambda y, A: tf.reduce_mean(A ** 2, -1))
    squares = {
        'call': np.mean(model(X).numpy() ** 2),
        'training=True': np.mean(model(X, training=True).numpy() ** 2),
        'training=False': np.mean(model(X, training=False).numpy() ** 2),
        'fit': model.fit(X, y, verbose=0).history['loss'][0],
        'evaluate': model.evaluate(X, y, verbose=0),
        'predict': np.mean(model.predict(X, verbose=0) ** 2)}
    for square in squares.values():
        assert square == pytest.approx(1, 1e-6) or 1.5 < square < 2.5
    return {way for way, square in squares.items() if square > 1.5}


def expected(tf, training, replaced):
    """Return the ways in which outputs are to be dropped.

    replaced: whether a way's own flag takes the place of what the layer was
        given, as in Keras 3; a plain call has no flag.
    """
    if training is False:
        return set()
    if training is None:
        return {'training=True', 'fit'}
    return {'call', 'training=True', 'fit', *(
        () if replaced else ('training=False', 'evaluate', 'predict'))}


@pytest.mark.parametrize('training', [True, False, None])
@pytest.mark.parametrize('form', [
    pytest.param(as_made, id='as made'),
    pytest.param(loaded('.keras'), id='keras'),
    *(pytest.param(form, id=name, marks=pytest.mark.long) for name, form in (
        ('in another', in_another), ('as subclass', as_subclass),
        ('h5', loaded('.h5'))))])
def test_what_drops(ours, tf, tmp_path, form, training):
    """False never, True in a plain call and fit, None in fit alone."""
    x = tf.keras.Input(shape=(4,))
    made = tf.keras.Model(x, ours(x, N, 'sigmoid', 0.5, training=training))
    # sigmoid(4 x 16) = 1
    made.set_weights([16. * np.ones((4, N)), np.zeros(N)])
    replaced = not hasattr(tf.keras.layers.Layer, 'stateful')
    assert dropped(tf, form(tf, made, tmp_path)) == expected(
        tf, training, replaced)


@pytest.mark.parametrize('training', [True, None])
def test_monte_carlo_dropout(ours, tf, training):
    """Calls with training=True differ, in Keras 2 and 3; their mean is 1.

    Of 2,000 draws of D / 0.5 the mean has a deviation of 0.022. Hoeffding: one
    of 64 is 0.2 off with probability below 128 exp(-2 x 2000 x 0.1^2) = 1e-15.
    """
    x = tf.keras.Input(shape=(4,))
    model = tf.keras.Model(x, ours(x, N, 'sigmoid', 0.5, training=training))
    model.set_weights([16. * np.ones((4, N)), np.zeros(N)])
    draws = np.stack([model(X, training=True) for _ in range(16)])
    assert not (draws[0] == draws[1]).all()
    np.testing.assert_allclose(draws.mean((0, 1)), 1, atol=0.2)


@pytest.mark.parametrize('training, drops', [(np.False_, False), (1, True)])
def test_numbers_for_training(ours, tf, training, drops):
    """0 is False, and 1 is True."""
    x = tf.keras.Input(shape=(4,))
    model = tf.keras.Model(x, ours(x, N, 'sigmoid', 0.5, training=training))
    model.set_weights([16. * np.ones((4, N)), np.zeros(N)])
    assert dropped(tf, model) >= {'call', 'fit'} if drops else not dropped(
        tf, model)
