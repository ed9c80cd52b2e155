"""After how many checks a library stops, and by which rule of task 7's."""
import itertools

import numpy as np

from dropout import defaults, describe
from factors import waiting_for
from protocol import load

early_stopping = load('7-early_stopping')
NAN = float('nan')
LENGTH = 16
# of each: the values, then the last one for ever, and the threshold
SERIES = {
    'flat': ([1.0], 0.0),
    'fall': ([1.0, 0.9, 0.8], 0.0),
    'exact': ([1.0, 0.75, 0.5, 0.25], 0.25),
    'nan': ([1.0, NAN, 0.5], 0.0),
    'small': ([3.0 - 0.125 * i for i in range(LENGTH)], 0.1875),
    'relative': ([4.0, 3.5, 3.0, 2.5, 2.0], 0.25),
    'worse': ([0.5] + [2.0 - 0.0625 * i for i in range(LENGTH - 1)], 0.0),
    'nan first': ([NAN, NAN, 1.0, 0.5], 0.0)}
# How a library's rule may differ from `early_stopping(cost, opt_cost,
# threshold, patience + more, count)`, the simplest first. tie: a gain of just
# the threshold counts. best: opt_cost is the last cost that counted, or the
# lowest. unit: the threshold is absolute, a share of opt_cost, or percent, or
# 'other': the rule is proven without a threshold only. first: the first check
# is the best so far, or counts as one without gain.
RULES = [dict(zip(('more', 'tie', 'best', 'unit', 'first'), values))
         for values in itertools.product(
             (0, 1, -1, 2), (False, True), ('counted', 'lowest'),
             ('absolute', 'share', 'percent'), ('best', 'miss'))]


def full(values):
    """Return a series with its last value repeated."""
    return (values + [values[-1]] * LENGTH)[:LENGTH]


def ours(costs, threshold, patience, rule=RULES[0]):
    """Return the checks that task 7 runs, with a library's habits."""
    best, count = float('inf'), 0
    for i, cost in enumerate(costs, 1):
        needed = threshold
        if rule['unit'] != 'absolute' and np.isfinite(best):
            needed *= abs(best) / (100 if rule['unit'] == 'percent' else 1)
        if rule['tie']:     # just below the threshold, so that it counts
            needed = np.nextafter(needed, -1)
        stop, count = early_stopping(cost, best, needed,
                                     patience + rule['more'], count)
        if i == 1 and rule['first'] == 'miss':
            stop, count = False, 1
        if count == 0 or cost < best and (
                rule['best'] == 'lowest' or i == 1):
            best = cost
        if stop:
            break
    # at the very end none of the libraries tells whether it stopped
    return i if i < len(costs) else None


def random_series(seed, count, thresholds):
    """Return series with many ties, gains of just the threshold, and falls.

    All values are multiples of 1/64, exact in float32 too.

    Returns:
        List of (costs, threshold, patience).
    """
    rng = np.random.RandomState(seed)
    cases = []
    while len(cases) < count:
        steps = rng.choice([0, 2, 4, 8, 16, 24, -4, -8], LENGTH,
                           p=[.2, .2, .2, .1, .1, .05, .1, .05]) / 64
        costs = [float(c) for c in 8 - np.cumsum(steps)]
        cases.append((costs, float(rng.choice(thresholds)),
                      int(rng.randint(1, 6))))
    return cases


def checks(entry, costs, threshold, patience):
    """Return the checks a library runs, None if it never stops, or text."""
    try:
        found = entry.run(entry.builder(
            entry.code, patience=patience, threshold=threshold), costs)
    except (Exception, SystemExit) as error:    # some leave Python
        return describe(error)
    if isinstance(found, tuple):
        found = found[0]
    return int(found) if found < len(costs) else None


def measure(entry):
    """Return the checks on all series, the rule, and what is kept."""
    has_threshold = '$threshold' in entry.code
    table = {name: [checks(entry, full(values), threshold, patience)
                    for patience in range(4)]
             for name, (values, threshold) in SERIES.items()
             if has_threshold or not threshold}
    if isinstance(table['flat'][2], str):
        raise ValueError(entry.name + ': ' + table['flat'][2])
    found = {'threshold': has_threshold, 'checks': table, 'errors': []}
    for row in table.values():
        for patience, their in enumerate(row):
            if isinstance(their, str):
                found['errors'].append(their)
                row[patience] = their.partition(':')[0]
    found['errors'] = sorted(set(found['errors']))
    # the series above are not run again
    cases = [(full(SERIES[name][0]), SERIES[name][1], patience, row[patience])
             for name, row in table.items() if 'nan' not in name
             for patience in (1, 2, 3)]
    cases += [(*case, checks(entry, *case)) for case in random_series(
        1, 60, [0, 1 / 16, 1 / 8, 1 / 4] if has_threshold else [0])]
    found['rule'] = simplest_rule(cases)
    if has_threshold and found['rule'] is None:
        rule = simplest_rule([case for case in cases if case[1] == 0])
        found['rule'] = rule and {**rule, 'unit': 'other'}
    found['lowest_patience'] = 1
    if found['rule'] and table['flat'][0] == ours(
            full([1.0]), 0, 0, found['rule']):
        found['lowest_patience'] = 0
    found['keeps'] = kept_weights(entry)
    found['defaults'] = defaults(entry)
    return found


def simplest_rule(cases):
    """Return the first of RULES that stops where a library did, or None.

    Args:
        cases: list of (costs, threshold, patience, the library's checks).
    """
    return next((rule for rule in RULES if all(
        their == ours(*case, rule=rule) for *case, their in cases)), None)


def kept_weights(entry):
    """Return whose weights a library keeps: 'best', 'last' or '' (unknown).

    The best check is the third of this series, and it never gets better.
    """
    costs = full([4.0, 3.0, 2.0, 3.0])
    try:
        found = entry.run(entry.builder(entry.code, patience=3,
                                        threshold=0.0), costs)
    except Exception:
        return ''
    if not isinstance(found, tuple):
        return ''
    return {3: 'best', found[0]: 'last'}.get(found[1], '')


def prove(entry, found):
    """Return on how many of forty series task 7 stops at the same check.

    Returns:
        Dict with counts of agreeing and tried series. `to`: this exercise's
        numbers said in the library, with threshold 0; `to_threshold`: with
        others; `from`: the library's numbers, told to task 7 by its rule.
    """
    result = {key: {'agree': 0, 'of': 0}
              for key in ('to', 'to_threshold', 'from')}

    def count(key, agrees):
        """Count a series."""
        result[key]['of'] += 1
        result[key]['agree'] += bool(agrees)

    rule = found['rule']
    if rule is None:
        return result
    for key, thresholds, seed in (
            ('to', [0], 2), ('to_threshold', [1 / 16, 1 / 8, 1 / 4], 3)):
        for costs, threshold, patience in random_series(seed, 40, thresholds):
            said = waiting_for(found, threshold, patience)
            if said is not None:
                theirs = checks(entry, costs, said[1], said[0])
                count(key, theirs == ours(costs, threshold, patience))
                count('from', theirs == ours(costs, said[1], said[0], rule))
    if not result['to_threshold']['of']:
        for costs, threshold, patience in random_series(
                4, 40, [1 / 16, 1 / 8, 1 / 4] if found['threshold']
                and rule['unit'] != 'other' else [0]):
            count('from', checks(entry, costs, threshold, patience)
                  == ours(costs, threshold, patience, rule))
    return result
