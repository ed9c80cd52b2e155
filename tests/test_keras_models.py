"""Tasks 2, 3 and 6 at work in models of every kind.

Functional, subclassed and sequential ones; compiled by tf.function; saved
and loaded; in mixed precision and in float64; on two devices.
"""

import numpy as np
import pytest

from ours import ours

pytestmark = [
    # Keras 3 converts tensors in a way that NumPy 2 advises against
    pytest.mark.filterwarnings('ignore:__array__ implementation'),
    # Keras 2 advises against .h5
    pytest.mark.filterwarnings('ignore:You are saving your model as an HDF5')]
X = np.float32(np.random.default_rng(0).normal(size=(8, 5)))


def created(tf, task, activation='tanh', n=4):
    """Return a model of one layer made by task 3 or 6.

    Its lambtha is 0.25; its dropout, of 0.5, is left to Keras.
    """
    x = tf.keras.Input(shape=(5,))
    more = {3: {'lambtha': 0.25}, 6: {'keep_prob': 0.5, 'training': None}}
    return tf.keras.Model(x, ours(task)(x, n, activation, **more[task]))


def dense(tf, dtype=None):
    """Return two dense layers with L2."""
    return [tf.keras.layers.Dense(n, dtype=dtype, kernel_regularizer=(
        tf.keras.regularizers.L2(lambtha)))
        for n, lambtha in ((3, 0.25), (2, 0.75))]


def functional(tf, dtype=None):
    """Return a functional model of these layers."""
    first, second = dense(tf, dtype)
    x = tf.keras.Input(shape=(5,))
    return tf.keras.Model(x, second(first(x)))


def sequential(tf):
    """Return a sequential model of these layers, built by its input."""
    return tf.keras.Sequential(dense(tf))


def subclassed(tf):
    """Return a subclassed model of these layers, built by its input."""
    class Network(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.first, self.second = dense(tf)

        def call(self, x):
            return self.second(self.first(x))

    return Network()


def penalties(model, lambthas=(0.25, 0.75)):
    """Return lambtha times the sum of squares of each kernel, in float64."""
    kernels = [W for W in model.get_weights() if W.ndim == 2]
    return np.array([lambtha * np.sum(W.astype(float) ** 2)
                     for lambtha, W in zip(lambthas, kernels)])


@pytest.mark.task2
@pytest.mark.parametrize('compiled', [False, True])
@pytest.mark.parametrize('build', [functional, sequential, subclassed])
def test_costs_of_every_kind_of_model(tf, build, compiled):
    """Each kind gives its layers' costs, under tf.function as well."""
    model = build(tf)
    model(X)
    costs = (tf.function(ours(2)) if compiled else ours(2))(
        tf.constant(2.), model)
    np.testing.assert_allclose(costs, 2 + penalties(model), 1e-6)


@pytest.mark.task2
def test_costs_can_be_trained(tf):
    """Under tf.function the gradient of the costs is 2 lambtha W."""
    model = functional(tf)

    @tf.function
    def gradients():
        with tf.GradientTape() as tape:
            costs = ours(2)(tf.constant(2.), model)
        return tape.gradient(costs, model.trainable_variables[::2])

    for gradient, W, lambtha in zip(gradients(), model.get_weights()[::2],
                                    (0.25, 0.75)):
        np.testing.assert_allclose(gradient, 2 * lambtha * W, 1e-6)


@pytest.mark.task2
@pytest.mark.parametrize('policy, cost, dtype', [
    ('mixed_float16', 'float16', 'float32'),
    ('float64', 'float64', 'float64')])
def test_costs_are_as_exact_as_the_penalties(tf, policy, cost, dtype):
    """Mixed precision gives float32, finite where float16 is not."""
    model = functional(tf, policy)
    model.set_weights([200 + W for W in model.get_weights()])
    costs = ours(2)(tf.constant(2., cost), model)
    assert costs.dtype == dtype
    np.testing.assert_allclose(costs, 2 + penalties(model),
                               {'float32': 1e-6, 'float64': 1e-12}[dtype])


@pytest.mark.task2
def test_costs_on_two_devices_are_those_on_one(tf):
    """Under MirroredStrategy each replica sees the whole penalty."""
    strategy = tf.distribute.MirroredStrategy(['CPU:0', 'CPU:1'])
    with strategy.scope():
        model = functional(tf)
    costs = strategy.experimental_local_results(strategy.run(
        tf.function(lambda: ours(2)(tf.constant(2.), model))))
    assert len(costs) == 2
    for replica in costs:
        np.testing.assert_allclose(replica, 2 + penalties(model), 1e-6)


@pytest.mark.task3
@pytest.mark.parametrize('devices', [1, 2])
def test_penalty_in_a_subclassed_model(tf, devices):
    """It counts once in the loss, not once a device."""
    class Network(tf.keras.Model):
        def __init__(self):
            super().__init__()
            self.body = created(tf, 3)

        def call(self, x):
            return self.body(x)

    names = [f'CPU:{i}' for i in range(devices)]
    with tf.distribute.MirroredStrategy(names).scope():
        network = Network()
        network.compile(loss=lambda y, A: 0. * A)
    loss = network.evaluate(X, X[:, :4], verbose=0)
    assert loss == pytest.approx(penalties(network)[0], 1e-6)


@pytest.mark.parametrize('task', [
    pytest.param(task, marks=getattr(pytest.mark, f'task{task}'))
    for task in (3, 6)])
# Keras 3.10, the last for Python 3.9, loads one input as a list of inputs:
# https://github.com/keras-team/keras/issues/21328
@pytest.mark.filterwarnings('ignore:The structure of `inputs` does')
@pytest.mark.parametrize('suffix', ['.keras', '.h5'])
@pytest.mark.parametrize('activation', [
    'tanh', 'softmax', 'tf.nn.tanh', 'tf.nn.relu', 'tf.nn.softmax'])
def test_saved_models_stay(tf, tmp_path, task, suffix, activation):
    """Outputs and penalties of a loaded model are the saved one's."""
    name = activation.rpartition('.')[2]
    before = created(tf, task, getattr(tf.nn, name)
                     if 'tf.' in activation else name)
    before.save(tmp_path / f'model{suffix}')
    # Keras 3 saves tf.nn.softmax as softmax_v2, and must be told what it is
    after = tf.keras.models.load_model(
        tmp_path / f'model{suffix}',
        custom_objects={'softmax_v2': tf.nn.softmax})
    np.testing.assert_array_equal(after(X), before(X))
    assert list(map(float, after.losses)) == list(map(float, before.losses))


@pytest.fixture
def mixed_precision(tf):
    """Layers compute in float16 and keep their weights in float32."""
    tf.keras.mixed_precision.set_global_policy('mixed_float16')
    yield
    tf.keras.mixed_precision.set_global_policy('float32')


@pytest.mark.task3
def test_mixed_precision_penalizes_in_float32(tf, mixed_precision):
    """The penalty of large weights is finite."""
    model = created(tf, 3)
    model.set_weights([200 + W for W in model.get_weights()])
    assert model(X).dtype == 'float16'
    assert model.losses[0].dtype == 'float32'
    assert float(model.losses[0]) == pytest.approx(penalties(model)[0], 1e-6)


@pytest.mark.task6
def test_mixed_precision_drops(tf, mixed_precision):
    """The output is float16, and what is kept is doubled."""
    model = created(tf, 6)
    dropped, whole = model(X, training=True).numpy(), model(X).numpy()
    assert dropped.dtype == 'float16'
    np.testing.assert_array_equal(dropped[dropped != 0],
                                  2 * whole[dropped != 0])


@pytest.mark.task6
def test_masks_average_to_no_dropout(tf):
    """Compiled or not each call has its own mask; their mean is 1.

    The mean of 4,000 draws of D / 0.5 has deviation 1 / sqrt(4000) = 0.016.
    Hoeffding: one of 32 means is 0.11 off with probability below
    64 exp(-2 x 4000 x 0.055^2) = 2e-9.
    """
    model = created(tf, 6)
    call = tf.function(lambda: model(np.tile(X, (40, 1)), training=True))
    masks = [(call() / model(np.tile(X, (40, 1)))).numpy() for _ in range(100)]
    assert not np.array_equal(masks[0], masks[1])
    mean = np.mean(masks, axis=0).reshape(40, 8, 4).mean(axis=0)
    np.testing.assert_allclose(mean, 1, atol=0.11)
