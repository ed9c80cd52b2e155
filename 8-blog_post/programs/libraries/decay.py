"""Which lambtha gives a library's decay, and the proof by ten steps."""
import math

import numpy as np

from factors import strength_for
from protocol import Problem, Stream

STRENGTH, ALPHA, M = 0.25, 0.5, 8
PROOF = {'lambtha': 0.4, 'alpha': 0.3, 'm': 12}


def problem_of(entry, m):
    """Return the problem that an entry is tried with."""
    if entry.more.get('batch') == 1:
        return Stream(entry.more['link'])
    return Problem(m, entry.more['link'],
                   1 if entry.kind == 'minimum' else 2)


def run(entry, code, problem, steps=1, **settings):
    """Return the weights as float64 after steps or a fit, and their dtype."""
    build = entry.builder(code, **settings)
    if entry.kind == 'minimum':
        found = entry.run(build, problem)
    else:
        found = entry.run(build, {key: w.copy() for key, w in
                                  problem.weights.items()}, problem, steps)
    kind = np.asarray(found['W1']).dtype
    return {key: np.asarray(w, float).reshape(problem.weights[key].shape)
            for key, w in found.items()}, str(kind)


def pulls(entry, code, strength, alpha, m, late=False):
    """Return the lambthas that weights and biases have felt.

    Steps are compared with a step of strength 0, entry by entry; at a minimum
    the penalty's pull is what balances the slope of the cost.

    Args:
        entry, code: the entry, and which of its codes.
        strength, alpha, m: the numbers; strength None has none in the code.
        late: bool, whether the pull is measured against the weight after the
            step, not before.
    """
    problem = problem_of(entry, m)
    settings = {} if strength is None else {'strength': strength}
    after, _ = run(entry, code, problem, alpha=alpha, **settings)
    if entry.kind == 'minimum':
        full = {**{key: np.zeros_like(w) for key, w in
                   problem.weights.items()}, **after}
        pull = {key: -g for key, g in problem.gradient(full).items()
                if key in after}
        start, alpha = after, 1
    else:
        without, _ = run(entry, entry.more['plain'], problem, strength=0.0,
                         alpha=alpha)
        pull = {key: without[key] - after[key] for key in after}
        start = without if late else problem.weights
    return [np.concatenate([
        (problem.m * pull[key] / (alpha * start[key])).ravel()
        for key in sorted(pull) if key[0] == letter] or [np.zeros(0)])
        for letter in 'Wb']


def exponent(ratio):
    """Return the power of 2 that a ratio is, or None if it is none."""
    if not ratio > 0:
        return None
    power = math.log2(ratio)
    return round(power) if abs(power - round(power)) < 0.01 else None


def measure(entry):
    """Return the factors of lambtha = k strength^r m^p alpha^q, and more.

    Returns:
        Dict: `factor` is None if the pull is no multiple of the weight, else
        k, `strength`, `m` and `alpha` the exponents; `biases` is what the
        biases feel, as a share; `late` whether the weight after the gradient
        step decays, not the one before; `default` the strength if none is
        given.
    """
    plain = entry.more['plain']
    late = False

    def lambtha(strength=STRENGTH, alpha=ALPHA, m=M, code=plain):
        """Return the one lambtha of the weights, or None; and the biases'."""
        weights, biases = pulls(entry, code, strength, alpha, m, late)
        middle = float(np.median(weights))
        spread = float(np.abs(weights - middle).max())
        share = float(np.median(biases)) / middle if (
            len(biases) and abs(middle) > 1e-4) else None
        # a fit ends near its minimum; a step in float32 has 6 digits
        uniform = spread <= 2e-3 * abs(middle) + 1e-5
        return (middle if uniform else None), share

    first, biases = lambtha()
    if first is None and entry.kind == 'decay':
        late = True
        first, biases = lambtha()
    known = first is not None and biases is not None
    found = {'biases': round(biases, 3) + 0.0 if known else None,
             'plain': plain if plain != entry.code else '',
             'one_example': entry.more.get('batch') == 1,
             'late': late and first is not None}
    others = [lambtha(strength=2 * STRENGTH)[0], lambtha(m=2 * M)[0],
              lambtha(alpha=ALPHA / 2)[0]]
    powers = [None] * 3
    if first and all(others):
        powers = [exponent(other / first) for other in others]
        if powers[2] is not None:
            powers[2] = -powers[2]
        if found['one_example']:
            powers[1] = 1       # lambtha / m for the m = 1 of each step
    names = ['strength', 'm', 'alpha']
    if None in powers:
        return {**found, 'factor': None, **dict.fromkeys(names)}
    found.update(zip(names, powers))
    k = first / (STRENGTH ** powers[0] * problem_of(entry, M).m ** powers[1]
                 * ALPHA ** powers[2])
    found['factor'] = float('%.3g' % k)
    if entry.more['bare']:
        usual, _ = lambtha(None, code=entry.more['bare'])
        found['default'] = None if usual is None else float(
            '%.3g' % (STRENGTH * (max(usual, 0) / first) ** powers[0]
                      if usual > 1e-6 * first else 0))
    return found


def prove(entry, found):
    """Return how far the library and task 1 are apart after ten steps.

    A fit is compared otherwise: task 1 takes one step from its end, which must
    leave the weights there.
    """
    if not entry.code or found['factor'] is None:
        return None
    lambtha, alpha, m = PROOF['lambtha'], PROOF['alpha'], PROOF['m']
    problem = problem_of(entry, m)
    strength = strength_for(found, lambtha, problem.m, alpha)
    if strength is None:
        return None
    steps = 0 if entry.kind == 'minimum' else 10
    theirs, kind = run(entry, entry.code, problem, steps, strength=strength,
                       alpha=alpha)
    if entry.kind == 'minimum':
        full = {**{key: np.zeros_like(w) for key, w in
                   problem.weights.items()}, **theirs}
        ours = problem.ours(full, 1, lambtha)
    else:
        ours = problem.weights
        for step in range(steps):
            ours = problem.ours(ours, alpha, lambtha, step)
    apart = max(float(np.abs(ours[key] - theirs[key]).max())
                for key in theirs)
    allowed = 1e-6 if kind == 'float64' else 1e-5
    return {'steps': steps, 'dtype': kind, 'apart': float('%.2g' % apart),
            'agrees': apart <= allowed}
