"""Task 4: forward propagation with inverted dropout."""
from types import SimpleNamespace

import numpy as np

from grader.checks import READY, check, oracles
from grader.compare import compare, names
from grader.failure import Failed, show
from grader.solution import Cases, read_value

KEEP_PROBS = '0.8', '0.3', '0.5'
PUBLISHED = 'seed 3, keep_prob=0.8'
KEEP_ALL, ONE_LAYER = 'keep_prob=1', 'a single layer, keep_prob=0.6'
LARGE = 'Z of 1000 in the last layer'
SOFTMAX = 'softmax, float64'


def draw(rng):
    """Return the calls of a run, and the names of those on a wide network.

    Its hidden layers have about 12,000 and 9,000 nodes in all, wide enough to
    tell probabilities apart by five standard errors. The masks' seeds are the
    same in each run, so that chance fails nobody who draws as the example
    does.
    """
    def network(L, m=None):
        sizes, drawn_m = oracles.sizes_of(rng, L)
        X, _, weights = oracles.network(sizes, m or drawn_m, rng)
        return X, weights, L

    X, weights, L = three = network(3)
    four, two, one = network(4), network(2, m=1), network(1)
    first, second, m = (int(n + rng.integers(-9, 10)) for n in (200, 150, 60))
    many, _, wide = oracles.network((6, first, second, 3), m, rng)

    def wide_call(keep_prob, which='first'):
        return (f'{first} and {second} nodes, m={m}, keep_prob={keep_prob}, '
                f'{which} call')

    calls = {'four_layers': f'four layers, m={four[0].shape[1]}, '
             'keep_prob=0.6', 'two_layers': 'two layers, m=1, keep_prob=0.6',
             **{keep_prob: wide_call(keep_prob) for keep_prob in KEEP_PROBS},
             'call': wide_call('0.5', 'second'),
             'seed': wide_call('0.5', 'other seed,')}
    return SimpleNamespace(three=three, one=one, calls=calls, cases=Cases(
        4, 'calls', {
            PUBLISHED: {'args': (*three, 0.8), 'after': True, 'seed': 3},
            KEEP_ALL: {'args': (*three, 1.)},
            calls['four_layers']: {'args': (*four, 0.6), 'seed': 5},
            calls['two_layers']: {'args': (*two, 0.6), 'seed': 5},
            ONE_LAYER: {'args': (*one, 0.6)},
            LARGE: {'args': (X, {**weights, 'b3': 1000 + weights['b3']}, L,
                             1.)},
            **{calls[keep_prob]: {'args': (many, wide, 3, float(keep_prob)),
                                  'seed': 7} for keep_prob in KEEP_PROBS},
            # without a seed: it goes on with the stream of the call before it
            calls['call']: {'args': (many, wide, 3, 0.5)},
            calls['seed']: {'args': (many, wide, 3, 0.5), 'seed': 8}}))


def read_cache(seen):
    """Read a dictionary, and masks of booleans as numbers."""
    cache = read_value(seen)
    if not isinstance(cache, dict):
        return cache
    return {key: value.astype(int) if getattr(value, 'dtype', None) == bool
            else value for key, value in cache.items()}


def answer(solution, call):
    """Return the answer to a call, masks as numbers."""
    return solution.once(answer_of, call)


def answer_of(solution, call):
    """Return the dictionary that a call has returned, masks as numbers.

    Failed where a layer's mask is missing, of another shape, or holds
    anything but 0 and 1.
    """
    found = solution.observe(call, read_cache)
    X, weights, L, _ = solution.inputs.cases[call]['args']
    if not isinstance(found, dict):
        raise Failed(solution.compare(call, {'A0': X}, 'the published output'))

    def failed(index, got, expected):
        return Failed(solution.wrong(call=call, index=index, got=got,
                                     expected=expected))

    masks = {}
    for i in range(1, L):
        key, shape = f'D{i}', (len(weights[f'W{i}']), X.shape[1])
        if key not in found:
            raise failed('the keys', names(found), f'a mask {key}')
        D = found[key]
        if not isinstance(D, np.ndarray) or D.shape != shape:
            raise failed(key, show(D), f'a mask of shape {shape}')
        if not np.isin(D, (0, 1)).all():
            raise failed(key, ', '.join(map(show, np.unique(D)[:5])),
                         'a mask of 0 and 1')
        masks[key] = D.astype(float)
    return {**found, **masks}


def check_outputs(solution, call):
    """Return None where every A follows from the masks of the answer."""
    found = answer(solution, call)
    X, weights, L, keep_prob = solution.inputs.cases[call]['args']
    masks = {f'D{i}': found[f'D{i}'] for i in range(1, L)}
    return compare(
        found, oracles.forward(X, weights, masks, keep_prob),
        'tanh(Z) D / keep_prob with its own masks, and softmax, float64',
        file=solution.file, call=call)


def check_share(solution, call, index, hits, p, variance):
    """Return a Failure where the hits are five standard errors away from p.

    Chance brings that about in one of a million answers that are right.
    """
    error = np.sqrt(variance / hits.size)
    return compare(float(hits.mean()), p,
                   f'five standard errors are {5 * error:.2g}',
                   5 * error / (1 + p), file=solution.file, call=call,
                   index=index)


def check_agreement(solution, call, index, one, other):
    """Return a Failure unless masks agree as often as two coins would."""
    p = solution.inputs.cases[call]['args'][3]
    q = 1 - p
    agree = p ** 2 + q ** 2
    # pairs of neighbours have a node in common, and so are not independent
    variance = agree - agree ** 2 + 2 * (p ** 3 + q ** 3 - agree ** 2)
    return check_share(solution, call, f'{index}, how often the masks agree',
                       one == other, agree, variance)


@check(4, 'keys')
def keys_of_the_cache(solution):
    """The dictionary has each layer's output, and a mask a hidden layer."""
    found = answer(solution, PUBLISHED)
    expected = ['A0', 'A1', 'A2', 'A3', 'D1', 'D2']
    if set(found) != set(expected):
        return solution.wrong(call='three layers', index='the keys',
                              got=names(found), expected=', '.join(expected))


@check(4, 'outputs')
def keep_prob_one_is_plain_propagation(solution):
    """keep_prob 1 keeps every node."""
    X, weights, _ = solution.inputs.three
    return solution.compare(KEEP_ALL, oracles.forward(X, weights),
                            'tanh and softmax, float64', read_cache)


@check(4, 'masks', cases={each: each for each in KEEP_PROBS})
def as_many_nodes_are_kept_as_keep_prob_says(solution, case):
    """Masks are 0 and 1, of the layer's shape, with keep_prob as mean."""
    call, p = solution.inputs.calls[case], float(case)
    found = answer(solution, call)
    return next(filter(None, (
        check_share(solution, call, f'the mean of {key}', found[key], p,
                    p * (1 - p)) for key in ('D1', 'D2'))), None)


@check(4, 'dropout', cases={each: each for each in (
    *KEEP_PROBS, 'four_layers', 'two_layers')})
def outputs_follow_from_the_masks(solution, case):
    """Every A is what the masks that were returned make of the layer."""
    return check_outputs(solution, solution.inputs.calls[case])


@check(4, 'masks', cases={each: each for each in KEEP_PROBS})
def each_node_has_its_own_draw(solution, case):
    """Neither examples nor nodes nor layers share a mask."""
    call = solution.inputs.calls[case]
    found = answer(solution, call)
    pairs = {'the two layers': (found['D1'][:len(found['D2'])], found['D2'])}
    for key in 'D1', 'D2':
        D = found[key]
        pairs[f'two nodes of {key}'] = D[1:], D[:-1]
        pairs[f'two examples of {key}'] = D[:, 1:], D[:, :-1]
    return next(filter(None, (check_agreement(solution, call, index, *pair)
                              for index, pair in pairs.items())), None)


@check(4, 'masks', cases={'call': 'call', 'seed': 'seed'})
def each_call_draws_anew(solution, case):
    """A second call and another seed give other masks."""
    call = solution.inputs.calls[case]
    first = answer(solution, solution.inputs.calls['0.5'])
    return check_agreement(solution, call, 'D1 and that of the first call',
                           first['D1'], answer(solution, call)['D1'])


@check(4, 'published', requires=(
    *READY, 'as_many_nodes_are_kept_as_keep_prob_says[0.8]'))
def masks_are_those_of_the_published_stream(solution):
    """The masks are those of np.random.binomial, layer by layer."""
    failure = check_outputs(solution, PUBLISHED)
    if failure:
        return failure
    found, (X, weights, _) = answer(solution, PUBLISHED), solution.inputs.three
    masks = oracles.binomial_masks(weights, X.shape[1], 0.8, 3)
    if not all(np.array_equal(found[key], masks[key]) for key in masks):
        return solution.wrong(
            call=PUBLISHED, stream=True, expected='the masks of '
            'np.random.binomial after np.random.seed(3)')


@check(4, advice='with a single layer, which drops nothing, the output is '
       'another')
def a_single_layer_is_a_softmax(solution):
    """Without a hidden layer there is no mask."""
    X, weights, _ = solution.inputs.one
    return solution.compare(ONE_LAYER, oracles.forward(X, weights), SOFTMAX,
                            read_cache)


@check(4, advice='a Z of 1000 overflows in your softmax: subtract its maximum '
       'first')
def large_numbers_do_not_overflow(solution):
    """The same number added to all Z of the softmax changes nothing."""
    X, weights, _ = solution.inputs.three
    return solution.compare(LARGE, oracles.forward(X, weights), SOFTMAX,
                            read_cache)


def read_inputs_afterwards(seen):
    """Read X and the weights that came in, as they are after the call."""
    return {**seen['args'][1], 'X': seen['args'][0]}


@check(4, advice='X or the weights that come in are changed')
def inputs_are_left_alone(solution):
    """X and the weights are the same afterwards."""
    X, weights, _ = solution.inputs.three
    return solution.compare(PUBLISHED, {**weights, 'X': X},
                            'X and the weights before', read_inputs_afterwards)
