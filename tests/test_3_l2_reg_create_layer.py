"""Task 3: a dense Keras layer whose kernel is penalized."""
import numpy as np
import pytest

from grader.compare import Miss, compare
from grader.submission import Settings

pytestmark = pytest.mark.task3
RNG = np.random.default_rng(0)
ONE = {'X': np.array([[1., 2.], [0., -1.]]), 'layers': [[3, 'relu', 0.5]],
       'weights': [np.array([[1., -2., 0.], [3., 0., 1.]]),
                   np.array([0.5, 1., -1.])]}
THREE = {'X': RNG.normal(size=(7, 5)),
         'layers': [[4, 'tanh', 0.05], [3, 'sigmoid', 2.], [2, 'relu', 0.]],
         'weights': [RNG.normal(size=size) for size in (
             (5, 4), (4,), (4, 3), (3,), (3, 2), (2,))]}
# Glorot, He, and any other scale and mode are 20% away or more
LARGE = {'X': np.zeros((1, 200)), 'layers': [[50, 'tanh', 0.05]],
         'weights': []}
PAPER = 'a layer of 3 nodes, lambtha=0.5'
STACKED = 'layers of 4, 3 and 2 nodes, lambtha 0.05, 2 and 0'
NEW = 'a new layer of 50 nodes on 200'
SETTINGS = Settings(3, 'keras_model', {PAPER: ONE, STACKED: THREE, NEW: LARGE})


def seen(solution, name):
    """Return what the probe saw in one setting."""
    seen = solution.look(name, SETTINGS)
    title = f'{solution.file}: {name}'
    if seen['shapes'] is None:
        raise Miss('wrong', f'{title}: expected the output of the new layer, '
                   f'received an object of type {seen["kind"]}')
    nodes = [SETTINGS[name]['X'].shape[1]]
    nodes += [n for n, _, _ in SETTINGS[name]['layers']]
    shapes = [shape for pair in zip(nodes, nodes[1:])
              for shape in (pair, pair[1:])]
    if seen['shapes'] != shapes:
        raise Miss('wrong', f'{title}: expected weights of the shapes '
                   f'{shapes}, a kernel and a bias a layer, received '
                   f'{seen["shapes"]}')
    return seen


def check(solution, name, key, expected, source):
    """Raise a Miss unless one thing seen in a setting is as expected."""
    # of text, that a forged answer may hold, each would be as long as the
    # longest
    compare(f'{solution.file}: {name}, {key}', np.array(
        seen(solution, name)[key], float), np.array(expected), source, 1e-5)


@pytest.mark.clause('output')
def test_output_on_paper(solution):
    """The output of the layer is returned: relu(x W + b)."""
    check(solution, PAPER, 'output',
          [[7.5, 0., 1.], [0., 1., 0.]], 'worked out on paper')


@pytest.mark.clause('penalty')
def test_penalty_on_paper(solution):
    """0.5 x (1 + 4 + 9 + 1) = 7.5, without a half and an m, nor the bias."""
    check(solution, PAPER, 'losses', [7.5], 'worked out on paper')


@pytest.mark.clause('output')
def test_layers_can_be_stacked(solution):
    """Three layers in one model, each with its own activation."""
    A = THREE['X']
    for activation, kernel, bias in zip(
            (np.tanh, lambda Z: 1 / (1 + np.exp(-Z)), lambda Z: Z * (Z > 0)),
            THREE['weights'][::2], THREE['weights'][1::2]):
        A = activation(A @ kernel + bias)
    check(solution, STACKED, 'output', A, 'activation(x W + b)')


@pytest.mark.clause('published')
def test_each_layer_has_its_own_penalty(solution):
    """With lambtha 0 the loss is there as well, and it is 0."""
    check(solution, STACKED, 'losses',
          [lambtha * np.sum(kernel ** 2) for (_, _, lambtha), kernel
           in zip(THREE['layers'], THREE['weights'][::2])],
          'lambtha x the sum of the squares in the kernel')


@pytest.mark.clause('initializer')
def test_kernel_has_the_variance_of_the_initializer(solution):
    """Variance x mean of both fans is the scale, 2, give or take 10%.

    Of 10,000 entries the variance is known to 1.2%, one standard deviation.
    """
    kernel = seen(solution, NEW)['drawn'][0]
    compare(f'{solution.file}: variance of a new kernel x mean of 200 and 50',
            np.var(kernel) * 125, 2., 'VarianceScaling(scale=2.0, '
            'mode="fan_avg")', 0.2 / 3)


@pytest.mark.clause('initializer')
def test_kernel_is_drawn_from_a_truncated_normal(solution):
    """The largest of 10,000 entries is almost 2 / 0.8796 deviations."""
    kernel = seen(solution, NEW)['drawn'][0]
    compare(f'{solution.file}: largest entry of a new kernel / deviation',
            np.abs(kernel).max() / np.std(kernel), 2.274, 'VarianceScaling '
            'truncates a normal distribution at 2 / 0.8796', 0.05)


@pytest.mark.advice('the bias of a new layer does not start at 0')
def test_biases_start_at_zero(solution):
    """A new layer has no bias yet."""
    bias = seen(solution, NEW)['drawn'][1]
    compare(f'{solution.file}: bias of a new layer', bias, np.zeros(50),
            'Dense, unless told otherwise')


# ---- what only ours must do


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


@pytest.mark.parametrize('lambtha', [-0.1, np.nan])
def test_nonsense_is_an_error(ours, tf, lambtha):
    """The message says what was expected and what was received."""
    with pytest.raises(ValueError,
                       match=f'lambtha: expected >= 0, .*{lambtha}'):
        ours(tf.keras.Input(shape=(5,)), 4, 'tanh', lambtha)


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
