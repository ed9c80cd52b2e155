"""Task 7: when to stop, told by a hand-written list of losses."""
import numpy as np
import pytest
from hypothesis import given, strategies as st

from interface import (test_file_exists, test_file_loads,  # noqa: F401
                       test_function_is_there, test_arguments)
from published import published
from grader.submission import compare

pytestmark = pytest.mark.task7

# threshold 0.25, patience 3; binary fractions, so that nothing is rounded
TRAINING = [  # cost, lowest so far, count before, stop, count after
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
CALLS = {
    f'cost={cost}, opt_cost={opt_cost}, count={count} (threshold=0.25, '
    'patience=3)': ((cost, opt_cost, 0.25, 3, count), (stop, after))
    for cost, opt_cost, count, stop, after in TRAINING}
PUBLISHED = {
    f'the published example {call}': (call, line) for call, line in zip(
        [(1.0, 1.9, 0.5, 15, 5), (1.1, 1.5, 0.5, 15, 2),
         (1.0, 1.5, 0.5, 15, 8), (1.0, 1.5, 0.5, 15, 14)],
        published(7).splitlines())}
SETTINGS = {name: {'args': args}
            for name, (args, _) in [*CALLS.items(), *PUBLISHED.items()]}


def check(solution, name, expected, source):
    """Raise a Miss unless one call returns what is expected."""
    compare(f'{solution.file}: {name}',
            solution.seen(name, 'calls', settings=SETTINGS)['value'],
            expected, source)


@pytest.mark.link('the pair that is returned')
def test_returns_stop_and_count(solution):
    """A boolean first, the new count second."""
    name, (_, expected) = next(iter(CALLS.items()))
    check(solution, name, expected, 'the statement')


@pytest.mark.parametrize('name', CALLS)
def test_epoch_by_epoch(solution, name):
    """Each check of a training run, written out by hand."""
    check(solution, name, CALLS[name][1],
          'a training run written out by hand')


def test_published_output(solution):
    """The four published examples come out."""
    for name, (_, line) in PUBLISHED.items():
        stop, count = line.strip('()').split(', ')
        check(solution, name, (stop == 'True', int(count)),
              'the published output')


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
