"""Task 7: when to stop, told by a hand-written list of losses."""
import numpy as np
import pytest
from hypothesis import given, strategies as st

from grader.submission import Settings
from published import published

pytestmark = pytest.mark.task7


def name_of(cost, opt_cost, count):
    """Say in words which call is made."""
    return (f'cost={cost}, opt_cost={opt_cost}, count={count} '
            '(threshold=0.25, patience=3)')


# threshold 0.25, patience 3; binary fractions, so that nothing is rounded
TRAINING = {name_of(*call): (call, expected) for call, expected in {
    # cost, lowest so far, count before: stop, count after
    (4.00, 4.00, 0): (False, 1),   # the first check: no better than itself
    (3.50, 4.00, 1): (False, 0),   # 0.5 better: more than the threshold
    (3.25, 3.50, 0): (False, 1),   # 0.25 better: the threshold itself
    (3.00, 3.25, 1): (False, 2),   # and again
    (2.50, 3.00, 2): (False, 0),   # 0.5 better, in the last moment
    (2.75, 2.50, 0): (False, 1),   # worse
    (2.50, 2.50, 1): (False, 2),   # the same
    (9.00, 2.50, 2): (True, 3)}.items()}   # three in a row
AFTERWARDS = {name_of(*call): (call, expected) for call, expected in {
    (2.00, 2.50, 3): (False, 0),   # 0.5 better after all
    (2.00, 2.00, 7): (True, 8)}.items()}   # asked again long after the end
PUBLISHED = {
    f'the published example {call}': (call, line) for call, line in zip(
        [(1.0, 1.9, 0.5, 15, 5), (1.1, 1.5, 0.5, 15, 2),
         (1.0, 1.5, 0.5, 15, 8), (1.0, 1.5, 0.5, 15, 14)],
        published(7).splitlines())}
SETTINGS = Settings(7, 'calls', {
    **{name: {'args': (cost, opt_cost, 0.25, 3, count)}
       for name, ((cost, opt_cost, count), _) in [*TRAINING.items(),
                                                  *AFTERWARDS.items()]},
    **{name: {'args': call} for name, (call, _) in PUBLISHED.items()}})


@pytest.mark.clause('pair')
def test_returns_stop_and_count(solution):
    """A boolean first, the new count second."""
    name, (_, expected) = next(iter(TRAINING.items()))
    solution.check(name, SETTINGS, expected, 'the statement')


@pytest.mark.clause('rule')
@pytest.mark.parametrize('name', TRAINING)
def test_epoch_by_epoch(solution, name):
    """Each check of a training run, written out by hand."""
    solution.check(name, SETTINGS, TRAINING[name][1],
                   'a training run written out by hand')


@pytest.mark.clause('published')
def test_published_output(solution):
    """The four published examples come out."""
    for name, (_, line) in PUBLISHED.items():
        stop, count = line.strip('()').split(', ')
        solution.check(name, SETTINGS, (stop == 'True', int(count)),
                       'the published output')


@pytest.mark.advice('asked again after training should have ended, it says '
                    'something else than the rule')
@pytest.mark.parametrize('name', AFTERWARDS)
def test_asked_again_after_the_stop(solution, name):
    """The rule holds for every count, also one that no training reaches."""
    solution.check(name, SETTINGS, AFTERWARDS[name][1], 'the rule')


# ---- what only ours must do

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
