"""Task 1: what only our step must do; grader/checks asks the rest."""
import numpy as np
import pytest

pytestmark = pytest.mark.task1


def test_no_error_goes_back_to_the_input(ours):
    """Inputs whose squares overflow are right, and give no warning."""
    weights = {'W1': np.array([[1.], [0.]]), 'b1': np.zeros((2, 1))}
    A = np.array([[.25], [.75]])
    ours(np.array([[0.], [1.]]), weights, {'A0': np.array([[2. ** 600]]),
                                           'A1': A}, 0.5, 0., 1)
    np.testing.assert_array_equal(weights['W1'],
                                  [[-2. ** 597], [2. ** 597]])
