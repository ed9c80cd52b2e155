"""What NaN, infinity, overflow, underflow and empty arrays give: IEEE's rule.

NaN goes wherever the formula reaches, a number too large becomes infinite,
one too small becomes 0, and where nothing is left to divide by, it is an
error. NumPy warns of what it sees, but matrix products do not see everything.
"""
import numpy as np
import pytest

from grader.checks import oracles
from ours import ours
from test_steps import SIZES, M, arguments, copies

TINY = 5e-324  # the smallest number above 0


def spoil(array):
    """Put a NaN into an array."""
    array.flat[-1] = np.nan


def with_nan(arrays):
    """Return the keys of the arrays that have a NaN, as a text."""
    return ' '.join(sorted(key for key, a in arrays.items()
                           if np.isnan(a).any()))


# ---- tasks 1 and 5


@pytest.mark.parametrize('key, reached', [
    ('b1', 'b1'), ('b2', 'b2'), ('b3', 'b3'),   # no gradient depends on b
    ('W1', 'W1'),                               # nothing lies before it
    ('W2', 'W1 W2 b1'), ('W3', 'W1 W2 W3 b1 b2'),
    ('A0', 'W1'), ('A1', 'W1 W2 b1'), ('A2', 'W1 W2 W3 b1 b2'),
    ('A3', 'W1 W2 W3 b1 b2 b3'), ('Y', 'W1 W2 W3 b1 b2 b3')])
def test_nan_reaches_what_lies_before_it(step, key, reached):
    """The layer's own arrays, and those of all layers before."""
    given = arguments()
    spoil({**given, **given['weights'], **given['cache']}[key])
    step(**given)
    assert with_nan(given['weights']) == reached


@pytest.mark.task5
def test_a_mask_does_not_hide_nan():
    """NaN times 0 is NaN: a node that was dropped is no exception."""
    given = arguments()
    given['cache']['D2'][:] = 0
    spoil(given['cache']['A2'])
    ours(5)(**given, keep_prob=0.6)
    assert with_nan(given['weights']) == 'W1 W2 W3 b1 b2'


@pytest.mark.task1
def test_a_lambtha_of_1e300_is_the_formulas():
    """W - alpha / m lambtha W, beside which no gradient counts."""
    given = arguments()
    start = {key: a.copy() for key, a in given['weights'].items()}
    ours(1)(**given, lambtha=1e300)
    for key in 'W1', 'W2', 'W3':
        np.testing.assert_allclose(given['weights'][key],
                                   -0.5 / M * 1e300 * start[key], 1e-14)


@pytest.mark.task1
def test_an_infinite_lambtha_is_no_number():
    """W of 0 times infinity is NaN, all other W become infinite."""
    given = arguments()
    start = given['weights']['W2'].copy()
    start[0, 0] = given['weights']['W2'][0, 0] = 0
    with np.errstate(invalid='ignore'):
        ours(1)(**given, lambtha=np.inf)
        expected = -np.inf * start
    np.testing.assert_array_equal(given['weights']['W2'], expected)


def test_overflow_shows(step):
    """With an alpha 1e300 times as large, what is too large is infinite."""
    start, finite, given = (arguments() for _ in range(3))
    for each, alpha in (finite, 1e8), (given, 1e308):
        with np.errstate(over='ignore'):
            step(**{**each, 'alpha': alpha, 'Y': 1e10 * each['Y']})
    for key, array in given['weights'].items():
        W = start['weights'][key]
        with np.errstate(over='ignore'):
            expected = W + 1e300 * (finite['weights'][key] - W)
        assert np.isinf(expected).any()
        np.testing.assert_allclose(array, expected, 1e-6)


@pytest.mark.parametrize('alpha', [TINY, 0.])
def test_a_step_below_the_smallest_number_is_none(step, alpha):
    """alpha / m underflows to 0, and the weights stay to the last bit."""
    given = arguments()
    old = copies(given['weights'])
    step(**{**given, 'alpha': alpha})
    assert copies(given['weights']) == old


def test_subnormal_numbers_are_rounded_and_not_lost(step):
    """Weights of some TINY stay apart; a gain below half a TINY is no gain."""
    given = arguments()
    b = given['weights']['b1']
    b[:] = [[TINY], [2 * TINY], [3 * TINY]]
    old = b.copy()
    step(**{**given, 'alpha': 0.})
    np.testing.assert_array_equal(b, old)
    given['cache']['A0'] *= TINY
    given['weights']['W1'][:] = TINY
    step(**{**given, 'alpha': 1e-3})
    np.testing.assert_array_equal(given['weights']['W1'], TINY)


def test_a_layer_without_nodes_passes_nothing_back(step):
    """Behind an empty hidden layer only the biases can learn."""
    given = arguments(sizes=(4, 0, 2))
    W2, b2 = (given['weights'][key].copy() for key in ('W2', 'b2'))
    step(**given)
    slope = np.mean(given['cache']['A2'] - given['Y'], axis=1, keepdims=True)
    assert given['weights']['W2'].shape == W2.shape == (2, 0)
    np.testing.assert_allclose(given['weights']['b2'], b2 - 0.5 * slope)


def test_an_input_without_features_is_one_of_zeros(step):
    """All layers but the first take the step that they take for X = 0."""
    zeros = arguments(sizes=(1, 3, 2))
    for key in ('A1', 'A2'):
        zeros['cache'][key] = arguments(sizes=(1, 3, 2))['cache'][key]
    zeros['cache']['A0'][:] = 0
    empty = {**zeros, 'cache': {**zeros['cache'], 'A0': np.ones((0, M))},
             'weights': {**{k: a.copy() for k, a in zeros['weights'].items()},
                         'W1': np.ones((3, 0))}}
    step(**zeros)
    step(**empty)
    for key in 'b1', 'W2', 'b2':
        np.testing.assert_array_equal(empty['weights'][key],
                                      zeros['weights'][key])


# ---- task 4


@pytest.mark.task4
@pytest.mark.parametrize('key, reached', [
    ('X', 'A0 A1 A2 A3'), ('W1', 'A1 A2 A3'), ('b1', 'A1 A2 A3'),
    ('W2', 'A2 A3'), ('b2', 'A2 A3'), ('W3', 'A3'), ('b3', 'A3')])
def test_nan_reaches_the_outputs_behind_it(key, reached):
    """Masks do not hide it, and other examples are not reached by one."""
    X, _, weights = oracles.network(SIZES, M)
    spoil({'X': X, **weights}[key])
    cache = ours(4)(X, weights, 3, 0.6)
    assert with_nan(cache) == reached
    if key == 'X':
        assert not np.isnan(cache['A3'][:, :-1]).any()


@pytest.mark.task4
# infinity - infinity is what is tested
@pytest.mark.filterwarnings('ignore:invalid value:RuntimeWarning')
def test_infinite_numbers_saturate():
    """tanh of infinity is 1; a softmax of it is infinity / infinity."""
    X, _, weights = oracles.network(SIZES, M)
    weights['b1'][:] = np.inf
    cache = ours(4)(X, weights, 3, 1.)
    np.testing.assert_array_equal(cache['A1'], 1)
    assert np.isfinite(cache['A3']).all()
    weights['b3'][0] = np.inf
    assert np.isnan(ours(4)(X, weights, 3, 1.)['A3']).all()


@pytest.mark.task4
def test_empty_layers_in_forward_propagation():
    """Hidden: behind it only biases. First: no features. Last: an error."""
    for sizes in (4, 0, 2), (0, 3, 2):
        X, _, weights = oracles.network(sizes, M)
        cache = ours(4)(X, weights, 2, 1.)
        for key, array in oracles.forward(X, weights).items():
            np.testing.assert_allclose(cache[key], array, 1e-14)
    X, _, weights = oracles.network((4, 3, 1), M)
    with pytest.raises(ValueError, match='zero-size array'):
        ours(4)(X, {**weights, 'W2': np.ones((0, 3)),
                    'b2': np.ones((0, 1))}, 2, 1.)


@pytest.mark.task4
def test_a_keep_prob_close_to_0_drops_all():
    """Nothing is kept, so nothing is divided by it."""
    X, _, weights = oracles.network(SIZES, M)
    cache = ours(4)(X, weights, 3, 1e-300)
    assert not cache['D1'].any() and not cache['A1'].any()
    assert np.isfinite(cache['A3']).all()
