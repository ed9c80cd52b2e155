"""Task 0: the L2 penalty of the weights, added to the cost."""
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from interface import (test_file_exists, test_file_loads,  # noqa: F401
                       test_function_is_there, test_arguments)
from published import published, tolerance

pytestmark = pytest.mark.task0
PAPER = {'W1': np.array([[1., 2.], [2., 0.], [0., 4.]]), 'b1': np.ones((3, 1)),
         'W2': np.array([[3., 0., 4.]]), 'b2': np.ones((1, 1))}


@pytest.mark.link('the value')
def test_cost_on_paper(solution):
    """||W1||^2 = 25, ||W2||^2 = 25, so 10 + 0.8 / (2 x 4) x 50 = 15."""
    solution.check('cost 10, squares 25 + 25, lambtha=0.8, m=4',
                   (10., 0.8, PAPER, 2, 4), 15., 'worked out on paper')


def test_published_output(solution):
    """The published example comes out to the last printed digit."""
    np.random.seed(0)
    weights = {'W1': np.random.randn(256, 784),
               'W2': np.random.randn(128, 256), 'W3': np.random.randn(10, 128)}
    cost = np.abs(np.random.randn(1))
    expected = published(0).split()[1].strip('[]')
    solution.check('the published example', (cost, 0.1, weights, 3, 1000),
                   np.array([float(expected)]), 'the published output',
                   tolerance=tolerance(expected) / (1 + float(expected)))


def test_without_lambtha_the_cost_stays(solution):
    """lambtha 0 adds nothing."""
    solution.check('lambtha=0', (10., 0., PAPER, 2, 4), 10., 'no penalty')


def test_biases_are_not_penalized(solution):
    """Large biases change nothing."""
    weights = {**PAPER, 'b1': np.full((3, 1), 100.)}
    solution.check('biases of 100', (10., 0.8, weights, 2, 4), 15.,
                   'the cost with biases of 1')


def test_only_the_first_layers_are_read(solution):
    """L says how many layers count, whatever else the dictionary holds."""
    solution.check('L=1 of 2 layers', (10., 0.8, PAPER, 1, 4), 12.5,
                   'worked out on paper')


def test_inputs_are_left_alone(solution):
    """The weights are the same afterwards."""
    solution.check('the weights afterwards', (10., 0.8, PAPER, 2, 4), PAPER,
                   'the weights before', pick=lambda outcome: outcome.args[3])


@given(st.integers(1, 4), st.integers(1, 50),
       st.floats(0, 1e3), st.floats(-1e3, 1e3), st.integers(0, 2 ** 32 - 1))
def test_penalty_is_the_sum_of_squares(ours, L, m, lambtha, cost, seed):
    """The penalty is the sum over single weights, with rounding errors."""
    rng = np.random.default_rng(seed)
    weights = {f'W{i}': rng.normal(size=rng.integers(1, 6, 2))
               for i in range(1, L + 1)}
    squares = math.fsum(w * w for W in weights.values() for w in W.flat)
    expected = cost + lambtha * squares / (2 * m)
    assert ours(cost, lambtha, weights, L, m) == pytest.approx(expected, 1e-12)


@pytest.mark.parametrize('bad', [{'lambtha': -0.1}, {'lambtha': math.nan},
                                 {'m': 0}, {'m': -3}])
def test_nonsense_is_an_error(ours, bad):
    """The message says what was expected and what was received."""
    arguments = {'cost': 1., 'lambtha': 0.1, 'weights': PAPER, 'L': 2, 'm': 4,
                 **bad}
    (name, value), = bad.items()
    with pytest.raises(ValueError, match=f'{name}: expected >= .*{value}'):
        ours(**arguments)


def test_missing_weights_are_named(ours):
    """Asking for a third layer of two is a KeyError that names it."""
    with pytest.raises(KeyError, match='W3'):
        ours(1., 0.1, PAPER, 3, 4)


def test_float32_stays(ours):
    """A float32 cost and float32 weights give a float32 cost."""
    weights = {key: np.float32(W) for key, W in PAPER.items()}
    assert ours(np.float32(10), 0.8, weights, 2, 4).dtype == np.float32
