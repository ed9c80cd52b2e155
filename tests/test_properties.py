"""What holds for every step and mask, on networks that hypothesis makes up.

`make test` tries 50 of each property, `make test-long` 1,000. Gradients are
compared with those of TensorFlow's tape; these tests have no task's marker,
as a learner's loop has no seconds for TensorFlow.
"""
import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from grader.checks import oracles
from ours import ours

SEEDS = st.integers(0, 2 ** 32 - 1)
ALPHAS, LAMBTHAS = st.floats(0, 2), st.floats(0, 10)
KEEP_PROBS = st.floats(0.1, 1)
# 1 to 6 layers of 1 to 9 nodes, 1 to 12 examples
NETWORKS = st.builds(oracles.network, st.lists(
    st.integers(1, 9), min_size=2, max_size=7), st.integers(1, 12), SEEDS)
STEPS = {'task 1': (1, {}), 'task 5': (5, {}),
         'task 5, exact': (5, {'exact': True})}
EACH_STEP = pytest.mark.parametrize('task, options', STEPS.values(), ids=STEPS)
EACH_MARKED = pytest.mark.parametrize('task, options', [
    pytest.param(*step, id=name, marks=getattr(pytest.mark, name[:6].replace(
        ' ', ''))) for name, step in STEPS.items()])


def stepped(task, Y, weights, cache, alpha, strength, **options):
    """Return the weights after a step; strength is lambtha or keep_prob."""
    weights = {key: a.copy() for key, a in weights.items()}
    ours(task)(Y, weights, cache, alpha, strength, len(weights) // 2,
               **options)
    return weights


def close(found, expected, tolerance):
    """Assert that weights agree, relative to the largest that there is."""
    largest = max(np.abs(a).max() for a in expected.values())
    for key, array in expected.items():
        np.testing.assert_allclose(found[key], array, rtol=0, err_msg=key,
                                   atol=tolerance * max(1, largest))


# ---- tasks 1 and 5: the step


def automatic_gradient(tf, X, Y, weights, masks=None, keep_prob=1.0,
                       lambtha=0.0, exact=True):
    """Return the gradient of the cost by TensorFlow's tape, in float64.

    With exact=False each hidden layer has the slope that the published
    update of task 5 takes, as in `oracles.published_cost`.
    """
    L = len([key for key in weights if key[0] == 'W'])
    weights = {key: tf.constant(a, tf.float64) for key, a in weights.items()}
    with tf.GradientTape() as tape:
        tape.watch(weights)
        A = tf.constant(X, tf.float64)
        for i in range(1, L + 1):
            Z = weights[f'W{i}'] @ A + weights[f'b{i}']
            kept = masks[f'D{i}'] / keep_prob if masks and i < L else 1
            A = tf.tanh(Z) * kept
            if not exact:
                slope = tf.stop_gradient((1 - A ** 2) * kept)
                A = tf.stop_gradient(A) + slope * (Z - tf.stop_gradient(Z))
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(
            tf.transpose(Y), tf.transpose(Z)))
        cost += lambtha / (2 * X.shape[1]) * sum(
            tf.reduce_sum(weights[f'W{i}'] ** 2) for i in range(1, L + 1))
    return {key: gradient.numpy()
            for key, gradient in tape.gradient(cost, weights).items()}


def check_step(tf, step, network, alpha, how, dtype, tolerance):
    """Compare a step with the tape's; how: what its gradient depends on.

    Rounding costs less than the tolerance of the largest slope, or of 1, and
    each hidden layer may enlarge it: the published slope, (1 - A^2) D /
    keep_prob with |A| up to 1 / keep_prob, reaches keep_prob^-3.
    """
    task, options = step
    X, Y, weights = network
    weights = {key: a.astype(dtype) for key, a in weights.items()}
    keep_prob = how.get('keep_prob', 1)
    cache = oracles.forward(X, weights, how.get('masks'), keep_prob)
    cache = {key: a.astype(dtype) for key, a in cache.items()}
    found = stepped(task, Y, weights, cache, alpha, *(
        how[name] for name in ('lambtha', 'keep_prob') if name in how),
        **options)
    gradient = automatic_gradient(tf, X, Y, weights, **how)
    largest = max(1, *(np.abs(a).max() for a in gradient.values()))
    growth = keep_prob ** (-3 * (len(weights) // 2 - 1))
    for key, W in weights.items():
        assert found[key].dtype == dtype
        np.testing.assert_allclose(
            found[key], W.astype(float) - alpha * gradient[key], rtol=0,
            atol=tolerance * largest * growth, err_msg=key)


@EACH_STEP
@given(NETWORKS, ALPHAS, LAMBTHAS, KEEP_PROBS, SEEDS,
       st.sampled_from([(np.float64, 1e-13), (np.float32, 1e-5)]))
def test_a_step_is_that_of_automatic_differentiation(
        tf, task, options, network, alpha, lambtha, keep_prob, seed, work):
    """Any depth, widths, m, alpha, strength and dtype."""
    X, _, weights = network
    how = {'lambtha': lambtha} if task == 1 else {
        'masks': oracles.binomial_masks(weights, X.shape[1], keep_prob, seed),
        'keep_prob': keep_prob, 'exact': bool(options)}
    check_step(tf, (task, options), network, alpha, how, *work)


@pytest.mark.task1
@given(NETWORKS, ALPHAS, LAMBTHAS)
def test_lambtha_only_adds_the_decay(network, alpha, lambtha):
    """It takes alpha lambtha / m W off each W, and nothing off a b."""
    X, Y, weights = network
    cache = oracles.forward(X, weights)
    plain, found = (stepped(1, Y, weights, cache, alpha, strength)
                    for strength in (0., lambtha))
    decay = alpha * lambtha / X.shape[1]
    close(found, {key: a - decay * weights[key] if key[0] == 'W' else a
                  for key, a in plain.items()}, 1e-13)


@pytest.mark.task1
@pytest.mark.task5
@pytest.mark.parametrize('exact', [False, True])
@given(NETWORKS, ALPHAS)
def test_lambtha_0_and_keep_prob_1_are_the_same_step(exact, network, alpha):
    """Bit for bit: both are plain gradient descent."""
    X, Y, weights = network
    cache = oracles.forward(X, weights, oracles.binomial_masks(
        weights, X.shape[1], 1, 0), 1.)
    plain = stepped(1, Y, weights, cache, alpha, 0.)
    found = stepped(5, Y, weights, cache, alpha, 1., exact=exact)
    for key, array in plain.items():
        np.testing.assert_array_equal(found[key], array)


@given(NETWORKS, ALPHAS)
def test_plain_gradient_descent_is_that_of_automatic_differentiation(
        tf, network, alpha):
    """lambtha 0 gives the gradient of the cost that knows no penalty."""
    X, Y, weights = network
    gradient = automatic_gradient(tf, X, Y, weights)
    close(stepped(1, Y, weights, oracles.forward(X, weights), alpha, 0.),
          oracles.descended(weights, gradient, alpha), 1e-13)


@EACH_MARKED
@given(NETWORKS, ALPHAS, KEEP_PROBS, SEEDS, st.data())
def test_the_order_of_the_examples_does_not_matter(
        task, options, network, alpha, keep_prob, seed, data):
    """The same examples in other columns give the same step."""
    X, Y, weights = network
    masks = oracles.binomial_masks(weights, X.shape[1], keep_prob, seed)
    cache = oracles.forward(X, weights, masks, keep_prob)
    order = data.draw(st.permutations(range(X.shape[1])))
    close(stepped(task, Y[:, order], weights,
                  {key: a[:, order] for key, a in cache.items()},
                  alpha, keep_prob, **options),
          stepped(task, Y, weights, cache, alpha, keep_prob, **options),
          1e-12)


# ---- task 4: the masks. Hypothesis puts NumPy's global stream back after
# each example, so that a test may seed it.


@pytest.mark.task4
@given(NETWORKS, SEEDS)
def test_keep_prob_1_is_plain_propagation(network, seed):
    """Every mask is 1 everywhere, and the outputs are tanh and softmax."""
    X, _, weights = network
    np.random.seed(seed)
    cache = ours(4)(X, weights, len(weights) // 2, 1.)
    for key, array in oracles.forward(X, weights).items():
        np.testing.assert_allclose(cache.pop(key), array, atol=1e-12)
    assert all(mask.all() for mask in cache.values())


WIDE = st.builds(oracles.network, st.tuples(*[st.integers(5, 9)] * 5),
                 st.just(1000), SEEDS)


def chance(ranges):
    """Return how far a sum of independent terms of mean 0 goes by chance.

    Hoeffding: a sum of terms of ranges c is t or more away from 0 with
    probability 2 exp(-2 t^2 / sum of c^2) at most; so is a sum of terms whose
    mean is 0 whatever those before are (Azuma). One run of 1,000 examples
    makes 27,000 + 3,000 + 6,000 comparisons, below 1e5: with sum of c^2 =
    2 t^2 / log(2e11) some right answer fails one with probability below
    1e5 x 2 / 2e11 = 1e-6 a run.
    """
    return np.sqrt(np.log(2e11) / 2 * np.sum(np.square(ranges), axis=-1))


def hidden_layers(network, keep_prob, seed):
    """Run task 4; yield tanh(Z), D and A of each hidden layer."""
    X, _, weights = network
    np.random.seed(seed)
    cache = ours(4)(X, weights, 4, keep_prob)
    for i in (1, 2, 3):
        T = np.tanh(weights[f'W{i}'] @ cache[f'A{i - 1}'] + weights[f'b{i}'])
        yield T, cache[f'D{i}'], cache[f'A{i}']


@pytest.mark.task4
@given(WIDE, KEEP_PROBS, SEEDS)
def test_what_is_kept_makes_up_for_what_is_dropped(network, keep_prob, seed):
    """The expectation of A = tanh(Z) D / keep_prob is tanh(Z), node by node.

    False alarms: below 1e-6 a run, see `chance`.
    """
    for T, _, A in hidden_layers(network, keep_prob, seed):
        off = np.sum(np.sign(T) * (A - T), axis=1)
        assert np.all(np.abs(off) <= chance(T / keep_prob))


@pytest.mark.task4
@given(WIDE, st.floats(0.1, 0.9), SEEDS)
def test_masks_of_layers_are_independent(network, keep_prob, seed):
    """No two layers keep the same nodes, or opposite ones, beyond chance.

    False alarms: below 1e-6 a run, see `chance`.
    """
    masks = [D - keep_prob for _, D, _ in hidden_layers(
        network, keep_prob, seed)]
    for one, other in (masks[:2], masks[1:], masks[::2]):
        n = min(len(one), len(other))
        # the product's values lie between -p (1 - p) and max(p, 1 - p)^2
        assert abs(np.sum(one[:n] * other[:n])) < chance(
            np.ones(one[:n].size) * max(keep_prob, 1 - keep_prob))


@pytest.mark.task4
@given(WIDE, st.floats(0.1, 0.9), SEEDS)
def test_masks_are_independent_of_the_activations(network, keep_prob, seed):
    """Neither the sign nor the size of tanh(Z) decides on what is kept.

    False alarms: below 1e-6 a run, see `chance`.
    """
    for T, D, _ in hidden_layers(network, keep_prob, seed):
        for sign in np.sign(T), np.sign(np.abs(T) - np.median(np.abs(T))):
            assert abs(np.sum(sign * (D - keep_prob))) < chance(
                np.ones(T.size))


@pytest.mark.task4
@given(arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 12)),
              elements=st.floats(-1e300, 1e300)))
def test_every_finite_softmax_is_a_distribution(Z):
    """Columns sum to 1, and the largest Z has the largest part."""
    weights = {'W1': Z, 'b1': np.zeros((len(Z), 1))}
    A = ours(4)(np.eye(Z.shape[1]), weights, 1, 0.5)['A1']
    assert np.all(A >= 0)
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-14)
    np.testing.assert_array_equal(A[Z == Z.max(axis=0)],
                                  np.broadcast_to(A.max(axis=0), Z.shape)[
                                      Z == Z.max(axis=0)])
