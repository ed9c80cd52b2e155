"""Task 7: when to stop, as a series of costs says that is written out."""
from types import SimpleNamespace

from grader.checks import check
from grader.solution import Cases
from grader.tasks import published

TRAINING = ('no better than itself', 'more than the threshold',
            'the threshold itself', 'the threshold itself again',
            'better in the last moment', 'worse', 'the same',
            'as often as patience says')
AFTERWARDS = 'better after all', 'long after the end'
EXAMPLES = [(1.0, 1.9, 0.5, 15, 5), (1.1, 1.5, 0.5, 15, 2),
            (1.0, 1.5, 0.5, 15, 8), (1.0, 1.5, 0.5, 15, 14)]


def draw(rng):
    """Return the calls of a run: a training run, then two calls after its end.

    All costs are binary fractions, so that nothing is rounded. calls: {name:
    (call in words, what it returns)}.
    """
    def eighths(low, high):
        return int(rng.integers(low, high)) / 8

    patience, threshold = int(rng.integers(3, 9)), eighths(1, 9)
    early = [int(count) for count in rng.integers(0, patience - 2, 3)]
    some = int(rng.integers(1, patience - 1))
    first = eighths(64, 128)
    second = first - threshold - eighths(1, 9)
    third, fourth = second - threshold, second - 2 * threshold
    lowest = fourth - threshold - eighths(1, 9)
    calls = dict(zip(TRAINING + AFTERWARDS, [
        # cost, lowest so far, count before, (stop, count after)
        (first, first, early[0], (False, early[0] + 1)),
        (second, first, some, (False, 0)),
        (third, second, early[1], (False, early[1] + 1)),
        (fourth, third, patience - 2, (False, patience - 1)),
        (lowest, fourth, patience - 1, (False, 0)),
        (lowest + threshold, lowest, early[2], (False, early[2] + 1)),
        (lowest, lowest, patience - 2, (False, patience - 1)),
        (lowest + threshold + eighths(1, 64), lowest, patience - 1,
         (True, patience)),
        (lowest - threshold - eighths(1, 9), lowest, patience, (False, 0)),
        (lowest, lowest, patience + 4, (True, patience + 5))]))
    named, cases = {}, {}
    for name in rng.permutation(list(calls)).tolist():
        cost, opt_cost, count, expected = calls[name]
        call = (f'cost={cost:g}, opt_cost={opt_cost:g}, count={count} '
                f'(threshold={threshold:g}, patience={patience})')
        named[name] = call, expected
        cases[call] = {'args': (cost, opt_cost, threshold, patience, count)}
    examples = {f'the published example {args}': args for args in EXAMPLES}
    return SimpleNamespace(
        calls=named, examples=list(examples), cases=Cases(7, 'calls', {
            **cases, **{call: {'args': args}
                        for call, args in examples.items()}}))


@check(7, 'pair')
def returns_stop_and_count(solution):
    """A boolean first, the new count second."""
    call, expected = solution.inputs.calls[TRAINING[0]]
    return solution.compare(call, expected, 'the statement')


@check(7, 'rule', points=1, cases={name: name for name in TRAINING})
def epoch_by_epoch(solution, case):
    """Each check of a training run, written out by hand."""
    call, expected = solution.inputs.calls[case]
    return solution.compare(call, expected,
                            'a training run written out by hand')


@check(7, 'published')
def published_output(solution):
    """The four published examples come out."""
    for call, line in zip(solution.inputs.examples,
                          published(7).splitlines()):
        stop, count = line.strip('()').split(', ')
        failure = solution.compare(call, (stop == 'True', int(count)),
                                   'the published output')
        if failure:
            return failure


@check(7, advice='asked again after training should have ended, it says '
       'something else than the rule', cases={name: name
                                              for name in AFTERWARDS})
def asked_again_after_the_stop(solution, case):
    """The rule holds for every count, also one that no training reaches."""
    call, expected = solution.inputs.calls[case]
    return solution.compare(call, expected, 'the rule')
