"""Task 6: a dense Keras layer, and dropout of its nodes when training."""
import numpy as np
import pytest

from published import difference, has_published_mask
from grader.compare import Miss, compare
from grader.submission import Settings

pytestmark = pytest.mark.task6
PUBLISHED = 'the published example'
DEFAULT = 'keep_prob=0.8, no word of training'
# 300 x 50 masks; Glorot, He, and any other scale and mode are 20% off or more
USUAL = {'X': np.float32(np.random.default_rng(0).normal(size=(300, 200)) / 2),
         'n': 50}
SETTINGS = Settings(6, 'keras_layers', {
    'training=False': {'keep_prob': 0.8, 'training': False},
    'keep_prob=0.3, training=True': {'keep_prob': 0.3, 'training': True},
    'keep_prob=1, training=True': {'keep_prob': 1., 'training': True},
    DEFAULT: {'keep_prob': 0.8},
    PUBLISHED: {'X': np.random.RandomState(4).randint(0, 256, size=(10, 784)),
                'n': 256, 'keep_prob': 0.8}}, **USUAL)
DROPPING = pytest.mark.parametrize('name', [
    'keep_prob=0.3, training=True', DEFAULT])


def seen(solution, name):
    """Return what the probe saw in one setting, and tanh(X W + b)."""
    setting = {**USUAL, **SETTINGS[name]}
    seen = solution.look(name, SETTINGS)
    title = f'{solution.file}: {name}'
    if seen['shapes'] is None:
        raise Miss('wrong', f'{title}: expected the output of the new layer, '
                   f'received an object of type {seen["kind"]}')
    m, n_prev, n = *setting['X'].shape, setting['n']
    # of the arrays themselves: a forged answer may say others, and the product
    # of those could take all memory here
    shapes = [W.shape for W in seen['drawn']]
    if shapes != [(n_prev, n), (n,)]:
        raise Miss('wrong', f'{title}: expected a kernel of shape '
                   f'{(n_prev, n)} and a bias of shape {(n,)}, received '
                   f'weights of the shapes {shapes}')
    if seen['output'].shape != (m, n):
        raise Miss('wrong', f'{title}: expected an output of shape {(m, n)}, '
                   f'received {seen["output"].shape}')
    kernel, bias = seen['drawn']
    return {**seen, 'A': np.tanh(setting['X'] @ kernel + bias)}


def check(solution, title, *answers, source, tolerance=1e-5):
    """Raise a Miss unless the answer found is the expected one."""
    compare(f'{solution.file}: {title}', *answers, source, tolerance)


def check_kept(solution, name, tolerance=1e-5):
    """Raise a Miss unless what is kept is divided by keep_prob."""
    found = seen(solution, name)
    kept = found['A'] / SETTINGS[name]['keep_prob']
    check(solution, name, found['output'],
          np.where(found['output'] == 0, 0, kept),
          source='activation(X W + b) / keep_prob, or 0', tolerance=tolerance)


@pytest.mark.clause('output')
def test_output_has_a_row_an_example(solution):
    """By default a tensor of shape (m, n), from a kernel and a bias."""
    seen(solution, DEFAULT)


@pytest.mark.clause('training')
def test_without_training_nothing_is_dropped(solution):
    """training=False gives tanh(X W + b) as it is."""
    found = seen(solution, 'training=False')
    check(solution, 'training=False', found['output'], found['A'],
          source='activation(X W + b)')


@pytest.mark.clause('keep_prob')
def test_keep_prob_1_drops_nothing(solution):
    """All nodes are kept, and divided by 1."""
    found = seen(solution, 'keep_prob=1, training=True')
    check(solution, 'keep_prob=1, training=True', found['output'], found['A'],
          source='activation(X W + b)')


@pytest.mark.clause('dropout')
@DROPPING
def test_kept_nodes_are_divided_by_keep_prob(solution, name):
    """What is not exactly 0 is activation(X W + b) / keep_prob."""
    check_kept(solution, name)


@pytest.mark.clause('keep_prob')
@DROPPING
def test_as_many_are_kept_as_keep_prob_says(solution, name):
    """Of 15,000 nodes; the bounds are six standard deviations wide."""
    p, kept = SETTINGS[name]['keep_prob'], seen(solution, name)['output'] != 0
    compare(f'{solution.file}: {name}, part of the nodes kept', kept.mean(),
            p, 'keep_prob', 6 * np.sqrt(p * (1 - p) / kept.size) / (1 + p))


@pytest.mark.clause('keep_prob')
@DROPPING
def test_each_node_has_its_own_draw(solution, name):
    """Examples do not share a mask, nor do the nodes of an example."""
    kept = seen(solution, name)['output'] != 0
    for axis, what in (0, 'a node in all examples'), (1, 'all of an example'):
        alike = kept.all(axis) | ~kept.any(axis)
        compare(f'{solution.file}: {name}, how often {what} is kept or '
                'dropped as one', alike.mean(), 0.,
                'an own draw for each node of each example', 0.1)


@pytest.mark.clause('initializer')
def test_kernel_is_drawn_by_the_initializer(solution):
    """Variance x mean of both fans is 2; the normal is cut at 2 / 0.8796.

    Of 10,000 entries the variance is known to 1.2%, one standard deviation.
    """
    kernel = seen(solution, DEFAULT)['drawn'][0]
    for what, value, expected, tolerance in (
            ('variance x mean of 200 and 50', np.var(kernel) * 125, 2., 0.2),
            ('largest entry / standard deviation',
             np.abs(kernel).max() / np.std(kernel), 2.274, 0.16)):
        compare(f'{solution.file}: a new kernel, {what}', value, expected,
                'VarianceScaling(scale=2.0, mode="fan_avg")',
                tolerance / (1 + expected))


@pytest.mark.clause('published')
@pytest.mark.skipif(not has_published_mask(), reason='needs Keras 2, whose '
                    'draws do not depend on which layer is made first')
def test_published_output(solution):
    """Every number that is kept there and here comes out to 1e-4."""
    found = seen(solution, PUBLISHED)
    fault = difference(6, found['printed'], same_mask=False)
    if fault:
        # pixels up to 255 cost float32 two more digits
        check_kept(solution, PUBLISHED, tolerance=1e-3)
        raise Miss('wrong', f'{solution.file}: {PUBLISHED}: right, but drawn '
                   "from another stream than the example's, in which the "
                   f'dense layer is made first ({fault})')


# ---- what only ours must do


def test_layers_equal_those_written_by_hand(ours, tf):
    """The same seed gives the same kernel and the same mask."""
    tf.keras.utils.set_random_seed(0)
    layer = tf.keras.layers.Dense(
        50, 'tanh', kernel_initializer=tf.keras.initializers.VarianceScaling(
            2.0, 'fan_avg'))
    dropout = tf.keras.layers.Dropout(1 - 0.8)
    by_hand = dropout(layer(USUAL['X']), training=True)
    tf.keras.utils.set_random_seed(0)
    np.testing.assert_array_equal(
        ours(USUAL['X'], 50, tf.nn.tanh, 0.8), by_hand)


@pytest.mark.parametrize('keep_prob', [0., -0.5, 1.1, np.nan])
def test_nonsense_is_an_error(ours, tf, keep_prob):
    """The message says what was expected and what was received."""
    with pytest.raises(ValueError,
                       match=rf'keep_prob: expected \(0, 1\], .*{keep_prob}'):
        ours(USUAL['X'], 50, 'tanh', keep_prob)


def test_a_keep_prob_that_the_rate_rounds_away_is_an_error(ours, tf):
    """1 - 1e-17 is 1: Keras 2 would raise an error, Keras 3 drop all."""
    with pytest.raises(ValueError, match=r'keep_prob: expected \(0, 1\], '
                       'received 1e-17, at which the rate is 1.0'):
        ours(USUAL['X'], 50, 'tanh', 1e-17)


@pytest.mark.parametrize('n', [2.5, -2.5])
def test_a_part_of_a_node_is_an_error(ours, tf, n):
    """Keras 2 would make it a whole number without a word."""
    with pytest.raises(ValueError, match=f'n: expected an int, .*{n}'):
        ours(USUAL['X'], n, 'tanh', 0.8)


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
