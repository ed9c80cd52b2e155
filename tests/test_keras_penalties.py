"""Task 2 in models of twelve kinds: one entry for each regularized layer.

All kernels are ones, so that the penalties can be worked out on paper.
"""
import numpy as np
import pytest

pytestmark = [
    pytest.mark.task2,
    # Keras 3 converts tensors in a way that NumPy 2 advises against
    pytest.mark.filterwarnings('ignore:__array__ implementation')]
X = np.ones((2, 4), np.float32)


def dense(tf, n, lambtha, **options):
    """Return a dense layer whose kernel of ones has an L2 penalty."""
    return tf.keras.layers.Dense(
        n, kernel_initializer='ones',
        kernel_regularizer=tf.keras.regularizers.L2(lambtha), **options)


def chain(tf, *layers, shape=(4,)):
    """Return the functional model of these layers, one after the other."""
    x = output = tf.keras.Input(shape=shape)
    for layer in layers:
        output = layer(output)
    return tf.keras.Model(x, output)


def bias_too(tf):
    """0.1 x 4 x 3 + 1 x 3 for kernel and bias, then 1 x 3 x 2."""
    return chain(tf, dense(tf, 3, 0.1, bias_initializer='ones',
                           bias_regularizer=tf.keras.regularizers.L2(1.)),
                 dense(tf, 2, 1.)), [4.2, 6.]


def recurrent(tf):
    """An LSTM of 2 on 4 has four kernels, 4 x 2 and 2 x 2, and biases."""
    L2 = tf.keras.regularizers.L2
    lstm = tf.keras.layers.LSTM(
        2, kernel_initializer='ones', recurrent_initializer='ones',
        bias_initializer='ones', kernel_regularizer=L2(0.5),
        recurrent_regularizer=L2(0.25), bias_regularizer=L2(0.125))
    penalty = 0.5 * 32 + 0.25 * 16 + 0.125 * 8  # forget gates start at 1 too
    return chain(tf, lstm, dense(tf, 3, 1.), shape=(5, 4)), [penalty, 6.]


def both_ways(tf):
    """A GRU of 2 on 4 has three kernels of 4 x 2, in each direction."""
    gru = tf.keras.layers.GRU(2, kernel_initializer='ones',
                              kernel_regularizer=tf.keras.regularizers.L2(.5))
    return chain(tf, tf.keras.layers.Bidirectional(gru), dense(tf, 1, 1.),
                 shape=(5, 4)), [2 * 12., 4.]


def attention(tf):
    """Of queries, keys, values and outputs: four kernels of 4 x 3."""
    x = tf.keras.Input(shape=(5, 4))
    layer = tf.keras.layers.MultiHeadAttention(
        1, 3, kernel_initializer='ones',
        kernel_regularizer=tf.keras.regularizers.L2(0.5))
    return tf.keras.Model(x, dense(tf, 1, 1.)(layer(x, x))), [24., 4.]


def normalization(tf):
    """The scale is 1 at first, the shift 0."""
    L2 = tf.keras.regularizers.L2
    layer = tf.keras.layers.BatchNormalization(
        gamma_regularizer=L2(0.1), beta_regularizer=L2(1.))
    return chain(tf, layer, dense(tf, 2, 1.)), [0.4, 8.]


def nested(tf):
    """The layers of a model in a model in a model stand in its place."""
    inner = chain(tf, dense(tf, 3, 1.), dense(tf, 2, 0.1), shape=(5,))
    middle = tf.keras.Sequential([inner, dense(tf, 3, 0.5)])
    return chain(tf, dense(tf, 5, 0.1), middle, dense(tf, 1, 2.)), [
        2., 15., 0.6, 3., 6.]


def shared(tf):
    """A layer that is called twice, and is in two inner models, is one."""
    twice = dense(tf, 4, 0.5)
    return chain(tf, twice, chain(tf, twice, dense(tf, 4, 1.)),
                 chain(tf, twice), twice), [8., 16.]


def branches(tf):
    """The order is that of the layers, not that in which they were made."""
    x = tf.keras.Input(shape=(4,))
    first, second = dense(tf, 3, 1.), dense(tf, 5, 0.1)
    left = second(x)
    both = tf.keras.layers.Concatenate()([first(left), left])
    return tf.keras.Model(x, dense(tf, 1, 1.)(both)), [2., 15., 8.]


def subclassed(tf):
    """Layers in a list, and one that holds a layer of its own."""
    class Block(tf.keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.layers = [dense(tf, 4, 0.5), dense(tf, 4, 0.25)]

        def call(self, x):
            return self.layers[1](self.layers[0](x))

    class Network(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.parts = [dense(tf, 4, 1.), Block()]
            self.last = dense(tf, 1, 1.)

        def call(self, x):
            return self.last(self.parts[1](self.parts[0](x)))

    model = Network()
    model(X)
    return model, [16., 8. + 4., 4.]


def wrapped(tf):
    """A layer for each step in time, and one without a penalty."""
    return chain(tf, tf.keras.layers.TimeDistributed(dense(tf, 3, 1.)),
                 tf.keras.layers.Dense(2), dense(tf, 1, 1.),
                 shape=(5, 4)), [12., 2.]


def dtypes(tf):
    """The weights of one layer are float64."""
    return chain(tf, dense(tf, 3, 0.5), dense(tf, 2, 1., dtype='float64'),
                 dense(tf, 1, 0.5, dtype='bfloat16')), [6., 6., 1.]


def outputs_too(tf):
    """0.5 x (4^2) for each output of the last layer, the examples' mean.

    They are out of reach until the model is called.
    """
    return chain(tf, dense(tf, 2, 1.), dense(
        tf, 3, 1., activity_regularizer=tf.keras.regularizers.L2(0.5))), [
            8., 6.]


KINDS = [bias_too, recurrent, both_ways, attention, normalization, nested,
         shared, branches, subclassed, wrapped, dtypes, outputs_too]


@pytest.mark.parametrize('compiled', [False, True])
@pytest.mark.parametrize('kind', KINDS)
def test_each_layer_has_one_entry(ours, tf, kind, compiled):
    """In the order of the layers, and under tf.function too."""
    model, penalties = kind(tf)
    costs = (tf.function(ours) if compiled else ours)(tf.constant(2.), model)
    assert costs.dtype == ('float64' if kind is dtypes else 'float32')
    np.testing.assert_allclose(costs, 2 + np.array(penalties), 1e-6)


@pytest.mark.parametrize('kind', [bias_too, recurrent, attention, nested])
def test_a_saved_model_has_the_same_entries(ours, tf, kind, tmp_path):
    """Loaded without being compiled, and cloned."""
    model, penalties = kind(tf)
    model.save(tmp_path / 'model.keras')
    for same in (tf.keras.models.load_model(tmp_path / 'model.keras',
                                            compile=False),
                 tf.keras.models.clone_model(model)):
        np.testing.assert_allclose(ours(tf.constant(2.), same),
                                   2 + np.array(penalties), 1e-6)


def test_penalties_on_outputs_count_after_a_plain_call(ours, tf):
    """Each of 3 outputs is 8; fit and predict leave nothing in reach.

    Of one example: Keras 3.10 and 3.12 take the sum of several, 3.15 and 2.15
    the mean.
    """
    model, penalties = outputs_too(tf)
    x = X[:1]
    whole = 2 + np.array(penalties) + [0., 0.5 * 3 * 8 ** 2]
    model.compile('sgd', loss=lambda y, A: 0. * A)

    def costs():
        return ours(tf.constant(2.), model)

    model.predict(x, verbose=0)
    np.testing.assert_allclose(costs(), 2 + np.array(penalties), 1e-6)
    model.fit(x, x[:, :3], verbose=0)
    after_fit = costs()
    model(x)
    assert costs()[0] == after_fit[0]
    assert costs()[1] > after_fit[1]
    model.set_weights([np.ones_like(W) * (W.ndim == 2)
                       for W in model.get_weights()])
    model(x)
    np.testing.assert_allclose(costs(), whole, 1e-6)
    np.testing.assert_allclose(tf.function(costs)(), whole, 1e-6)

    @tf.function
    def called_inside():
        model(x / 2)
        return costs()

    np.testing.assert_allclose(
        called_inside(), 2 + np.array(penalties) + [0., 24.], 1e-6)
    # what that graph left is out of reach, here and in another
    np.testing.assert_allclose(costs(), 2 + np.array(penalties), 1e-6)
    np.testing.assert_allclose(tf.function(costs)(), 2 + np.array(penalties),
                               1e-6)


def test_frozen_layers_count_as_in_the_loss_of_keras(ours, tf):
    """Keras 2 counts them, Keras 3 does not."""
    frozen = dense(tf, 3, 0.1)
    model = chain(tf, frozen, dense(tf, 2, 1.))
    frozen.trainable = False
    model.compile(loss=lambda y, A: 0. * A)
    costs = ours(tf.constant(0.), model)
    assert costs.shape in ((1,), (2,))
    assert float(sum(costs)) == pytest.approx(
        model.evaluate(X, X[:, :2], verbose=0))


def test_a_penalty_may_be_a_number_of_python(ours, tf):
    """That of a regularizer of one's own."""
    class Constant(tf.keras.regularizers.Regularizer):
        def __call__(self, W):
            return 0.5

    layer = tf.keras.layers.Dense(3, kernel_regularizer=Constant())
    np.testing.assert_array_equal(
        ours(tf.constant(2.), chain(tf, layer, dense(tf, 1, 1.))), [2.5, 5.])


@pytest.mark.parametrize('cost, dtype, added', [
    ('float64', 'float64', 0.1), ('float16', 'float32', 0.125),
    ('bfloat16', 'float32', 0.125), ('int32', 'float32', 1)])
def test_the_cost_keeps_its_digits(ours, tf, cost, dtype, added):
    """1e8 + 0.1 in float64; 0.125 + 996 is 1000 in bfloat16."""
    model = chain(tf, dense(tf, 249, 1.))
    cost = tf.constant(1e8 + added if dtype == 'float64' else added, cost)
    costs = ours(cost, model)
    assert costs.dtype == dtype
    assert costs.numpy() == [996 + cost.numpy().astype(dtype)]


def test_penalties_of_float16_weights_are_summed_in_float32(ours, tf):
    """60,000 from the kernel and 60,000 from the bias are 120,000."""
    L2 = tf.keras.regularizers.L2
    layer = dense(tf, 60, 250., bias_initializer='ones',
                  bias_regularizer=L2(1000.), dtype='float16')
    costs = ours(tf.constant(100., 'float16'), chain(tf, layer))
    assert costs.dtype == 'float32'
    assert costs.numpy() == [120_100.]


def test_only_a_model_that_is_built_can_have_no_penalty(ours, tf):
    """Else its layers have no weights yet, and the answer would be empty."""
    model = tf.keras.Sequential([dense(tf, 3, 1.)])
    with pytest.raises(ValueError, match='model: expected a built one'):
        ours(tf.constant(2.), model)
    model(X)
    np.testing.assert_array_equal(ours(tf.constant(2.), model), [14.])
    plain = chain(tf, tf.keras.layers.Dense(3))
    for cost in 'float16', 'float64':
        costs = ours(tf.constant(2., cost), plain)
        assert costs.shape == (0,)
        assert costs.dtype == {'float16': 'float32'}.get(cost, cost)


@pytest.mark.parametrize('compiled', [False, True])
def test_a_cost_for_each_example_is_refused(ours, tf, compiled):
    """Two examples and two layers would be added without a word."""
    model = chain(tf, dense(tf, 3, 1.), dense(tf, 2, 1.))
    function = tf.function(ours) if compiled else ours
    for shape in (2,), (2, 1), (0,):
        with pytest.raises(ValueError, match='cost: expected a scalar, '
                           rf'received \({shape[0]},'):
            function(tf.zeros(shape), model)
    np.testing.assert_array_equal(function(tf.constant([1.]), model),
                                  [13., 7.])


def test_a_cost_whose_shape_is_not_known_is_taken(ours, tf):
    """A tf.function may be traced for every shape."""
    model = chain(tf, dense(tf, 3, 1.))
    costs = tf.function(lambda cost: ours(cost, model), input_signature=[
        tf.TensorSpec(None)])(tf.constant(2.))
    np.testing.assert_array_equal(costs, [14.])
