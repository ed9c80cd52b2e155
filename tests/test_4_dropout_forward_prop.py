"""Task 4: forward propagation with inverted dropout."""
import math

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

import oracles
from interface import (test_file_exists, test_file_loads,  # noqa: F401
                       test_function_is_there, test_arguments)
from grader.submission import Miss

pytestmark = pytest.mark.task4
X, _, WEIGHTS = oracles.network()
SOURCE = "masks by np.random.binomial, outputs by the formula, float64"


def expected(X, weights, keep_prob, seed):
    """Return the cache that binomial's masks give."""
    masks = oracles.binomial_masks(weights, X.shape[1], keep_prob, seed)
    return oracles.forward(X, weights, masks, keep_prob)


def keys(outcome):
    """Pick the names of what the cache holds, in order."""
    if not isinstance(outcome.value, dict):
        raise Miss('wrong', f'got {outcome.value!r}, expected a dictionary')
    return ' '.join(sorted(map(str, outcome.value)))


@pytest.mark.link('the keys of the dictionary')
def test_keys_of_the_cache(solution):
    """The dictionary has each layer's output, and a mask a hidden layer."""
    solution.check('three layers, the keys', (X, WEIGHTS, 3, 0.8),
                   'A0 A1 A2 A3 D1 D2', 'the statement', keys)


@pytest.mark.link('the outputs without dropping')
def test_keep_prob_one_is_plain_propagation(solution):
    """keep_prob 1 keeps every node."""
    solution.check('keep_prob=1', (X, WEIGHTS, 3, 1.),
                   oracles.forward(X, WEIGHTS), 'tanh and softmax, float64')


@pytest.mark.parametrize('keep_prob', [0.8, 0.3])
def test_masks_and_outputs(solution, keep_prob):
    """Masks come layer by layer from the global stream; outputs are scaled."""
    solution.check(f'seed 3, keep_prob={keep_prob}',
                   (X, WEIGHTS, 3, keep_prob),
                   expected(X, WEIGHTS, keep_prob, 3), SOURCE, seed=3)


@pytest.mark.parametrize('sizes, m', [((4, 3), 5), ((3, 6, 2), 1),
                                      ((5, 4, 6, 3, 2), 8)])
def test_any_depth_and_width(solution, sizes, m):
    """One, two and four layers, of all widths, and a single example."""
    X, _, weights = oracles.network(sizes, m, seed=1)
    solution.check(f'{len(sizes) - 1} layers, m={m}, keep_prob=0.6',
                   (X, weights, len(sizes) - 1, 0.6),
                   expected(X, weights, 0.6, 5), SOURCE, seed=5)


def test_the_last_layer_keeps_all_nodes(solution):
    """Every column of the softmax sums to 1."""
    solution.check('the columns of A3, keep_prob=0.5', (X, WEIGHTS, 3, 0.5),
                   np.ones(oracles.M), 'probabilities',
                   lambda outcome: np.sum(outcome.value['A3'], axis=0))


def test_inputs_are_left_alone(solution):
    """X and the weights are the same afterwards."""
    solution.check('X and the weights afterwards', (X, WEIGHTS, 3, 0.5),
                   {**WEIGHTS, 'X': X}, 'X and the weights before',
                   lambda outcome: {**outcome.args[2], 'X': outcome.args[1]})


EDGE = np.random.RandomState(6).rand()  # the first draw of seed 6


@given(st.floats(0.001, 1), st.integers(0, 2 ** 32 - 1))
@example(0.5, 0)
@example(EDGE, 6)
@example(1 - EDGE, 6)
def test_masks_are_binomials_draw_for_draw(ours, keep_prob, seed):
    """Every draw, and the state of the stream afterwards."""
    masks = oracles.binomial_masks(WEIGHTS, oracles.M, keep_prob, seed)
    after = np.random.rand()
    np.random.seed(seed)
    cache = ours(X, WEIGHTS, 3, keep_prob)
    assert np.random.rand() == after
    for name, mask in masks.items():
        np.testing.assert_array_equal(cache[name], mask)


def test_no_finite_input_overflows(ours):
    """Z of 1e300 still gives a softmax, without a warning."""
    weights = {'W1': np.array([[1e300], [-1e300], [1e299]]),
               'b1': np.zeros((3, 1))}
    cache = ours(np.array([[1., -1.]]), weights, 1, 0.5)
    np.testing.assert_array_equal(cache['A1'], [[1, 0], [0, 1], [0, 0]])


def test_more_examples_than_a_block(ours):
    """2,100 examples give what they give in the formula."""
    X, _, weights = oracles.network((3, 4, 2), 2100)
    np.random.seed(0)
    for name, array in ours(X, weights, 2, 0.6).items():
        np.testing.assert_allclose(
            array, expected(X, weights, 0.6, 0)[name], atol=1e-12)


@pytest.mark.parametrize('dtype', [np.float32, np.float64])
def test_weights_decide_the_dtype(ours, dtype):
    """Whatever X is, outputs have the weights' dtype; masks are int8."""
    weights = {key: array.astype(dtype) for key, array in WEIGHTS.items()}
    for other in np.float32, np.float64, np.uint8:
        cache = ours(X.astype(other), weights, 3, 0.8)
        assert {cache[f'A{i}'].dtype for i in (1, 2, 3)} == {np.dtype(dtype)}
        assert cache['D1'].dtype == cache['D2'].dtype == np.int8


def test_work_in_float32_whoever_makes_keep_prob(ours):
    """np.float64, as np.linspace gives it, works as Python's float does."""
    weights = {key: np.float32(array) for key, array in WEIGHTS.items()}
    caches = []
    for keep_prob in 0.6, np.float64(0.6):
        np.random.seed(0)
        caches.append(ours(X, weights, 3, keep_prob))
    for key, array in caches[0].items():
        np.testing.assert_array_equal(array, caches[1][key])


def test_flat_biases_are_a_column(ours):
    """With as many examples as nodes they would broadcast along a row."""
    _, _, weights = oracles.network((3, 4, 4), 4)
    flat = {key: a.ravel() if key[0] == 'b' else a
            for key, a in weights.items()}
    X = np.linspace(-1, 1, 12).reshape(3, 4)
    for name, array in ours(X, flat, 2, 1.).items():
        np.testing.assert_array_equal(array, ours(X, weights, 2, 1.)[name])


@pytest.mark.parametrize('bad', [0, -0.5, 1.5, math.nan])
def test_nonsense_is_an_error(ours, bad):
    """The message says what was expected and what was received."""
    message = rf'keep_prob: expected \(0, 1\], received {bad}'
    with pytest.raises(ValueError, match=message):
        ours(X, WEIGHTS, 3, bad)


def test_missing_weights_are_named(ours):
    """Asking for a fourth layer of three is a KeyError that names it."""
    with pytest.raises(KeyError, match='W4'):
        ours(X, WEIGHTS, 4, 0.8)
