"""Task 7: what only our stop must do; grader/checks asks the rest."""
import numpy as np
import pytest
from hypothesis import given, strategies as st

pytestmark = pytest.mark.task7


COSTS = st.floats(0, 1e6, width=32)


@given(COSTS, COSTS, st.integers(0, 100), st.integers(1, 100),
       st.integers(-9, 9))
def test_units_do_not_matter(ours, cost, opt_cost, count, patience, power):
    """Scaling costs and threshold by a power of two changes nothing."""
    costs = np.array([cost, opt_cost, 0.25])
    assert ours(*costs, patience, count) == ours(*costs * 2.0 ** power,
                                                 patience, count)


# 64ths up to 2^20: sums and powers of two of these are exact
FRACTIONS = st.integers(-2 ** 26, 2 ** 26).map(lambda k: k / 64)
THRESHOLDS = st.integers(0, 2 ** 10).map(lambda k: k / 64)
COUNTS = st.integers(0, 20)


@given(FRACTIONS, FRACTIONS, THRESHOLDS, COUNTS, COUNTS, COUNTS)
def test_more_patience_never_stops_earlier(ours, cost, opt_cost, threshold,
                                           patience, more, count):
    """Who stops with more patience stops with less; the count is the same."""
    stop, after = ours(cost, opt_cost, threshold, patience, count)
    later, same = ours(cost, opt_cost, threshold, patience + more, count)
    assert same == after and (stop or not later)


@given(FRACTIONS, THRESHOLDS, THRESHOLDS, FRACTIONS, st.integers(-50, 50),
       COUNTS, COUNTS)
def test_units_and_zero_of_the_cost_do_not_matter(
        ours, cost, gain, threshold, shift, power, patience, count):
    """Costs may be shifted, and scaled with the threshold."""
    found = ours(cost, cost + gain, threshold, patience, count)
    scale = 2. ** power
    assert found == ours((cost + shift) * scale, (cost + gain + shift) * scale,
                         threshold * scale, patience, count)
