"""The oracles of the steps are nearer to the gradient than a check asks."""
import numpy as np
import pytest

from grader.checks import inputs_of, oracles
from grader.mistakes import RIGHT
from grader.tasks import TASKS


@pytest.mark.parametrize('task', [1, 5])
def test_differences_are_right_whatever_the_seed(task, pytestconfig):
    """To a hundredth of a check's tolerance, also behind strong dropout."""
    names = {}
    exec(RIGHT[task], names)
    for seed in [*range(pytestconfig.option.seeds), 22, 33, 35]:
        for step in inputs_of(task, seed).steps.values():
            weights = {key: a.copy() for key, a in step.weights.items()}
            Y, _, *others = step.args
            names[TASKS[task].function](Y, weights, *others)
            for key, expected in step.expected.items():
                np.testing.assert_allclose(weights[key], expected, 1e-7, 1e-7)


def test_the_global_stream_is_left_alone():
    """Masks of a seed are those that the global stream would draw."""
    _, _, weights = oracles.network()
    np.random.seed(1)
    before = np.random.get_state()[1].tolist()
    masks = oracles.binomial_masks(weights, 7, 0.8, 3)
    assert np.random.get_state()[1].tolist() == before
    np.random.seed(3)
    for i, n in enumerate(oracles.SIZES[1:-1], 1):
        np.testing.assert_array_equal(masks[f'D{i}'],
                                      np.random.binomial(1, 0.8, (n, 7)))


def test_sizes_are_all_different():
    """Of the layers and of the examples, for up to five layers."""
    for L in range(1, 6):
        sizes, m = oracles.sizes_of(np.random.default_rng(L), L)
        assert len({*sizes, m}) == L + 2 and min(*sizes, m) >= 3
