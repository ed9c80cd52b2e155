"""Task 7: when to stop, told by a hand-written list of losses."""
import numpy as np
import pytest
from hypothesis import given, strategies as st

from interface import (test_file_exists, test_file_loads,  # noqa: F401
                       test_function_is_there, test_arguments)
from published import published

pytestmark = pytest.mark.task7

# threshold 0.25, patience 3; binary fractions, so that nothing is rounded
TABLE = [  # cost, lowest so far, count before, stop, count after
    (4.00, 4.00, 0, False, 1),   # the first check: nothing to be better than
    (3.50, 4.00, 1, False, 0),   # 0.5 better: more than the threshold
    (3.25, 3.50, 0, False, 1),   # 0.25 better: the threshold itself
    (3.00, 3.25, 1, False, 2),   # and again
    (2.50, 3.00, 2, False, 0),   # 0.5 better, in the last moment
    (2.75, 2.50, 0, False, 1),   # worse
    (2.50, 2.50, 1, False, 2),   # the same
    (9.00, 2.50, 2, True, 3),    # three in a row
    (2.00, 2.50, 3, False, 0),   # 0.5 better after all
    (2.00, 2.00, 7, True, 8)]    # asked again long after the end


@pytest.mark.link('the pair that is returned')
def test_returns_stop_and_count(solution):
    """A boolean first, the new count second."""
    solution.check('no gain (threshold=0.25, patience=3, count=0)',
                   (1., 1., 0.25, 3, 0), (False, 1), 'the statement')


@pytest.mark.parametrize('row', TABLE)
def test_epoch_by_epoch(solution, row):
    """Each check of a training run, written out by hand."""
    cost, opt_cost, count, *expected = row
    solution.check(
        f'cost={cost}, opt_cost={opt_cost}, count={count} (threshold=0.25, '
        'patience=3)', (cost, opt_cost, 0.25, 3, count), tuple(expected),
        'a training run written out by hand')


def test_published_output(solution):
    """The published example comes out."""
    calls = [(1.0, 1.9, 0.5, 15, 5), (1.1, 1.5, 0.5, 15, 2),
             (1.0, 1.5, 0.5, 15, 8), (1.0, 1.5, 0.5, 15, 14)]
    for call, line in zip(calls, published(7).splitlines()):
        stop, count = line.strip('()').split(', ')
        solution.check(f'the published example {call}', call,
                       (stop == 'True', int(count)), 'the published output')


COSTS = st.floats(0, 1e6, width=32)


@given(COSTS, COSTS, st.integers(0, 100), st.integers(1, 100),
       st.integers(-9, 9))
def test_units_do_not_matter(ours, cost, opt_cost, count, patience, power):
    """Scaling costs and threshold by a power of two changes nothing."""
    costs = np.array([cost, opt_cost, 0.25])
    assert ours(*costs, patience, count) == ours(*costs * 2.0 ** power,
                                                 patience, count)


def test_nan_is_no_gain(ours):
    """A training run that blows up is stopped like one that stands still."""
    assert ours(float('nan'), 1., 0., 3, 2) == (True, 3)
