"""Task 4: forward propagation with inverted dropout."""
import math

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

from grader import oracles
from grader.compare import Miss, compare, show
from grader.submission import Settings, value

pytestmark = pytest.mark.task4
X, _, WEIGHTS = oracles.network()
# hidden layers of 12,000 and 9,000 nodes in all, wide enough to tell
# probabilities apart by five standard errors
MANY, _, WIDE = oracles.network((6, 200, 150, 3), 60, seed=2)
DEEP, SHALLOW = (oracles.network((5, 4, 6, 3, 2), 8, seed=1),
                 oracles.network((3, 6, 2), 1, seed=1))
ONE = oracles.network((4, 3), 5, seed=1)
KEEP_PROBS = 0.8, 0.3, 0.5
KEEP_ALL, PUBLISHED = 'keep_prob=1', 'seed 3, keep_prob=0.8'
FOUR_LAYERS, TWO_LAYERS, ONE_LAYER = (
    'four layers, m=8, keep_prob=0.6', 'two layers, m=1, keep_prob=0.6',
    'a single layer, keep_prob=0.6')
LARGE = 'Z of 1000 in the last layer'


def wide(keep_prob, call='first'):
    """Say in words which call on the wide network is made."""
    return f'200 and 150 nodes, m=60, keep_prob={keep_prob}, {call} call'


AGAIN, OTHER_SEED = wide(0.5, 'second'), wide(0.5, 'other seed,')
SETTINGS = Settings(4, 'calls', {
    PUBLISHED: {'args': (X, WEIGHTS, 3, 0.8), 'after': True, 'seed': 3},
    KEEP_ALL: {'args': (X, WEIGHTS, 3, 1.)},
    FOUR_LAYERS: {'args': (DEEP[0], DEEP[2], 4, 0.6), 'seed': 5},
    TWO_LAYERS: {'args': (SHALLOW[0], SHALLOW[2], 2, 0.6), 'seed': 5},
    ONE_LAYER: {'args': (ONE[0], ONE[2], 1, 0.6)},
    LARGE: {'args': (X, {**WEIGHTS, 'b3': 1000 + WEIGHTS['b3']}, 3, 1.)},
    **{wide(keep_prob): {'args': (MANY, WIDE, 3, keep_prob), 'seed': 7}
       for keep_prob in KEEP_PROBS},
    # without a seed: it goes on with the stream of the call before it
    AGAIN: {'args': (MANY, WIDE, 3, 0.5)},
    OTHER_SEED: {'args': (MANY, WIDE, 3, 0.5), 'seed': 8}})


def returned(solution, name):
    """Return the dictionary that a call has returned, masks as numbers.

    A Miss where a layer's mask is missing, of another shape, or holds
    anything but 0 and 1.
    """
    found = solution.look(name, SETTINGS, value)
    X, weights, L, _ = SETTINGS[name]['args']
    title = f'{solution.file}: {name}'
    if not isinstance(found, dict):
        compare(title, found, {'A0': X}, 'the published output')
    masks = {}
    for i in range(1, L):
        key, shape = f'D{i}', (len(weights[f'W{i}']), X.shape[1])
        if key not in found:
            raise Miss('wrong', f'{title}: expected a mask {key}, received '
                       f'the keys {names(found)}')
        D = found[key]
        if not isinstance(D, np.ndarray) or D.shape != shape:
            raise Miss('wrong', f'{title}, {key}: expected a mask of shape '
                       f'{shape}, received {show(D)}')
        if not np.isin(D, (0, 1)).all():
            raise Miss('wrong', f'{title}, {key}: expected a mask of 0 and 1, '
                       f'received {np.unique(D)[:5]}')
        masks[key] = D.astype(float)
    return {**found, **masks}


def names(cache):
    """Return the keys of a cache in order, as a text."""
    return ', '.join(sorted(map(str, cache)))


def check_outputs(solution, name):
    """Raise a Miss unless every A follows from the masks of the answer."""
    found = returned(solution, name)
    X, weights, L, keep_prob = SETTINGS[name]['args']
    masks = {f'D{i}': found[f'D{i}'] for i in range(1, L)}
    compare(f'{solution.file}: {name}', found,
            oracles.forward(X, weights, masks, keep_prob),
            'tanh(Z) D / keep_prob with its own masks, and softmax, float64')


def check_share(solution, title, hits, p, variance):
    """Raise a Miss where the hits are five standard errors away from p.

    Chance brings that about in one of a million answers that are right.
    """
    error = np.sqrt(variance / hits.size)
    compare(f'{solution.file}: {title}', float(hits.mean()), p,
            f'five standard errors are {5 * error:.2g}', 5 * error / (1 + p))


def check_agreement(solution, title, keep_prob, one, other):
    """Raise a Miss unless masks agree as often as two coins would."""
    p, q = keep_prob, 1 - keep_prob
    agree = p ** 2 + q ** 2
    # pairs of neighbours have a node in common, and so are not independent
    variance = agree - agree ** 2 + 2 * (p ** 3 + q ** 3 - agree ** 2)
    check_share(solution, f'{title}, how often the masks agree', one == other,
                agree, variance)


@pytest.mark.clause('keys')
def test_keys_of_the_cache(solution):
    """The dictionary has each layer's output, and a mask a hidden layer."""
    found = returned(solution, PUBLISHED)
    if names(found) != 'A0, A1, A2, A3, D1, D2':
        raise Miss('wrong', f'{solution.file}: three layers: expected the '
                   f'keys A0, A1, A2, A3, D1, D2, received {names(found)}')


@pytest.mark.clause('outputs')
def test_keep_prob_one_is_plain_propagation(solution):
    """keep_prob 1 keeps every node."""
    solution.check(KEEP_ALL, SETTINGS, oracles.forward(X, WEIGHTS),
                   'tanh and softmax, float64')


@pytest.mark.clause('masks')
@pytest.mark.parametrize('keep_prob', KEEP_PROBS)
def test_as_many_nodes_are_kept_as_keep_prob_says(solution, keep_prob):
    """Masks are 0 and 1, of the layer's shape, with keep_prob as mean."""
    found = returned(solution, wide(keep_prob))
    for key in 'D1', 'D2':
        check_share(solution, f'{wide(keep_prob)}, the mean of {key}',
                    found[key], keep_prob, keep_prob * (1 - keep_prob))


@pytest.mark.clause('dropout')
@pytest.mark.parametrize('name', [*map(wide, KEEP_PROBS), FOUR_LAYERS,
                                  TWO_LAYERS])
def test_outputs_follow_from_the_masks(solution, name):
    """Every A is what the masks that were returned make of the layer."""
    check_outputs(solution, name)


@pytest.mark.clause('masks')
@pytest.mark.parametrize('keep_prob', KEEP_PROBS)
def test_each_node_has_its_own_draw(solution, keep_prob):
    """Neither examples nor nodes nor layers share a mask."""
    found, case = returned(solution, wide(keep_prob)), wide(keep_prob)
    for key in 'D1', 'D2':
        D = found[key]
        check_agreement(solution, f'{case}, two nodes of {key}', keep_prob,
                        D[1:], D[:-1])
        check_agreement(solution, f'{case}, two examples of {key}', keep_prob,
                        D[:, 1:], D[:, :-1])
    check_agreement(solution, f'{case}, the two layers', keep_prob,
                    found['D1'][:150], found['D2'])


@pytest.mark.clause('masks')
@pytest.mark.parametrize('name', [AGAIN, OTHER_SEED], ids=['call', 'seed'])
def test_each_call_draws_anew(solution, name):
    """A second call and another seed give other masks."""
    first, other = returned(solution, wide(0.5)), returned(solution, name)
    check_agreement(solution, f'{name}, against the first call', 0.5,
                    first['D1'], other['D1'])


@pytest.mark.clause('published')
def test_masks_are_those_of_the_published_stream(solution):
    """The masks are those of np.random.binomial, layer by layer."""
    check_outputs(solution, PUBLISHED)
    found = returned(solution, PUBLISHED)
    masks = oracles.binomial_masks(WEIGHTS, oracles.M, 0.8, 3)
    if not all(np.array_equal(found[key], masks[key]) for key in masks):
        raise Miss('wrong', f'{solution.file}: {PUBLISHED}: right, but drawn '
                   "from another stream than the example's: expected the "
                   'masks of np.random.binomial after np.random.seed(3)')


@pytest.mark.advice('with a single layer, which drops nothing, the output is '
                    'another')
def test_a_single_layer_is_a_softmax(solution):
    """Without a hidden layer there is no mask."""
    solution.check(ONE_LAYER, SETTINGS, oracles.forward(ONE[0], ONE[2]),
                   'softmax, float64')


@pytest.mark.advice('a Z of 1000 overflows in your softmax: subtract its '
                    'maximum first')
def test_large_numbers_do_not_overflow(solution):
    """The same number added to all Z of the softmax changes nothing."""
    solution.check(LARGE, SETTINGS, oracles.forward(X, WEIGHTS),
                   'softmax, float64')


@pytest.mark.advice('X or the weights that come in are changed')
def test_inputs_are_left_alone(solution):
    """X and the weights are the same afterwards."""
    solution.check(PUBLISHED, SETTINGS, {**WEIGHTS, 'X': X},
                   'X and the weights before',
                   lambda seen: {**seen['args'][1], 'X': seen['args'][0]})


# ---- what only ours must do


def expected(X, weights, keep_prob, seed):
    """Return the cache that binomial's masks give."""
    masks = oracles.binomial_masks(weights, X.shape[1], keep_prob, seed)
    return oracles.forward(X, weights, masks, keep_prob)


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


def test_numpys_keep_prob_leaves_float32(ours):
    """np.float64, as np.linspace gives it, makes no output float64."""
    weights = {key: np.float32(array) for key, array in WEIGHTS.items()}
    cache = ours(X, weights, 3, np.float64(0.6))
    assert {cache[f'A{i}'].dtype for i in (1, 2, 3)} == {np.dtype('f4')}


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
