"""Task 2: each Keras layer's own penalty, added to the cost."""
import numpy as np
import pytest

from grader.compare import Miss, compare
from grader.submission import Settings

pytestmark = pytest.mark.task2
RNG = np.random.default_rng(0)
# kernel, bias, lambtha; sums of squares: 25 and 25
PAPER = [[np.array([[1., 2.], [2., 0.], [0., 4.]]), np.ones(2), 0.2],
         [np.array([[3.], [4.]]), np.ones(1), 0.5]]
FOUR = [[RNG.normal(size=size), RNG.normal(size=size[1]), lambtha]
        for size, lambtha in [((5, 4), 0.3), ((4, 6), 0.01), ((6, 2), 0.),
                              ((2, 3), 2.)]]
TWO_LAYERS = 'squares 25 and 25, lambtha 0.2 and 0.5'
SETTINGS = Settings(2, 'keras_costs', {
    TWO_LAYERS: {'costs': [10., 0.], 'layers': PAPER},
    'one layer': {'costs': [10.], 'layers': PAPER[:1]},
    'four layers': {'costs': [1.5, 1.5], 'layers': FOUR}})
ON_PAPER = 'worked out on paper'


def seen(solution, name):
    """Return what the probe saw in one setting."""
    seen = solution.look(name, SETTINGS)
    for value, kind in zip(seen['values'], seen['kinds']):
        if not isinstance(value, (np.ndarray, np.generic)):
            raise Miss('wrong', f'{solution.file}: {name}: expected a tensor, '
                       f'received an object of type {kind}')
    return seen


def check(solution, name, expected, source=ON_PAPER, call=0):
    """Raise a Miss unless the costs of one setting are the expected."""
    cost = SETTINGS[name]['costs'][call]
    compare(f'{solution.file}: cost {cost:g}, {name}',
            seen(solution, name)['values'][call], np.array(expected), source,
            1e-5)


@pytest.mark.clause('costs')
def test_costs_on_paper(solution):
    """10 + 0.2 x 25 = 15 and 10 + 0.5 x 25 = 22.5; biases do not count."""
    check(solution, TWO_LAYERS, [15., 22.5])


@pytest.mark.clause('costs')
def test_without_cost_the_penalties_stay(solution):
    """Cost 0 leaves 0.2 x 25 and 0.5 x 25."""
    check(solution, TWO_LAYERS, [5., 12.5], call=1)


@pytest.mark.clause('layers')
def test_one_layer_has_one_entry(solution):
    """A model of one layer gives a tensor of shape (1,), not a scalar."""
    check(solution, 'one layer', [15.])


@pytest.mark.clause('layers')
def test_entries_follow_the_layers(solution):
    """Each layer's entry stands in the order of the layers, also lambtha 0."""
    expected = [lambtha * sum(w * w for w in kernel.flat) + 1.5
                for kernel, _, lambtha in FOUR]
    check(solution, 'four layers', expected, 'the sums over single weights')


@pytest.mark.clause('costs')
def test_a_second_call_says_the_same(solution):
    """Nothing is added to the model."""
    found = seen(solution, 'four layers')
    compare(f'{solution.file}: the same call again', found['values'][1],
            found['values'][0], 'the first call')


@pytest.mark.advice('the weights of the model are changed')
def test_weights_are_left_alone(solution):
    """The model's weights are the same afterwards."""
    weights = [W for layer in FOUR for W in layer[:2]]
    compare(f'{solution.file}: the weights afterwards',
            tuple(seen(solution, 'four layers')['weights']),
            tuple(map(np.float32, weights)), 'the weights before')


# ---- what only ours must do


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


def test_model_without_penalties_has_no_entry(ours, tf):
    """Not even the cost."""
    x = tf.keras.Input(shape=(4,))
    model = tf.keras.Model(x, tf.keras.layers.Dense(3)(x))
    assert ours(tf.constant(2.), model).shape == (0,)
