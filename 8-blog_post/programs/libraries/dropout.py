"""What a library's dropout keeps, scales and lets through."""
import inspect
import re

import numpy as np

from factors import amount_for
from protocol import load

dropout_forward_prop = load('4-dropout_forward_prop')
SHARE = 0.3


def describe(error):
    """Return an exception as short text without addresses or paths."""
    text = ' '.join(str(error).split())
    return type(error).__name__ + (': ' + text[:100] if text else '')


def defaults(entry):
    """Return the settings that an entry's signature has a default for."""
    if not entry.more['signature']:
        return {}
    return {name: parameter.default for name, parameter in inspect.signature(
                eval(entry.more['signature'], entry.names)).parameters.items()
            if re.search('^p$|rate|ratio|mode|patience|delta|tol|rounds|wait|'
                         'threshold|restore|n_iter|inference|determ|training|'
                         'early|save_best|cumulative|iteration', name)
            and isinstance(parameter.default, (bool, int, float, str))}


def outcome(entry, amount, training=True, x=None, seed=1):
    """Return the layer's output as an array, or its exception as text."""
    x = np.ones((10, 10)) if x is None else x
    try:
        return np.asarray(entry.run(entry.builder(entry.code, amount=amount),
                                    x.astype(np.float32), training, seed))
    except Exception as error:
        return describe(error)


def word(values, x):
    """Return in a word what came out of a call with x."""
    if isinstance(values, str):
        return values
    if np.isnan(values).any():
        return 'nan'
    if not values.any():
        return 'zeros'
    if np.array_equal(values, x):
        return 'unchanged'
    return 'drops' if (values == 0).any() else 'scaled'


def measure(entry):
    """Return what a dropout entry does, as fields."""
    x = np.ones((entry.more['size'] // 100, 100))
    y = outcome(entry, SHARE, x=x)
    if isinstance(y, str):
        raise ValueError(entry.name + ': ' + y)
    kept = float((y != 0).mean())
    found = {
        'sets': 'keep_prob' if abs(kept - SHARE) < 0.02 else 'drop rate',
        'kept': round(kept, 4),
        'scale': float('%.7g' % y[y != 0].mean()),
        'evaluation': word(outcome(entry, SHARE, False, x), x),
        'untold': word(outcome(entry, SHARE, None, x), x),
        'zero': word(outcome(entry, 0.0), np.ones((10, 10))),
        'one': word(outcome(entry, 1.0), np.ones((10, 10))),
        'defaults': defaults(entry)}
    masks = []
    for dtype in np.float32, np.float64:
        try:
            masks.append(np.asarray(entry.run(
                entry.builder(entry.code, amount=SHARE), x.astype(dtype),
                True, 7)))
        except Exception as error:
            masks.append(describe(error))
    if any(isinstance(mask, str) for mask in masks):
        found['same_mask'] = next(m for m in masks if isinstance(m, str))
    elif masks[1].dtype != np.float64:
        found['same_mask'] = 'no float64'
    else:
        found['same_mask'] = bool(((masks[0] == 0) == (masks[1] == 0)).all())
    for name, call in (
            ('slope_at_one', lambda: word(np.asarray(entry.more['slope'](
                entry.builder(entry.code, amount=1.0),
                np.ones((10, 10), np.float32), 1)), None)),
            ('onnx', lambda: entry.more['export'](
                entry.builder(entry.code, amount=SHARE)))):
        key = {'slope_at_one': 'slope', 'onnx': 'export'}[name]
        if entry.more[key]:
            try:
                found[name] = call()
            except Exception as error:
                found[name] = describe(error)
    return found


def prove(entry, found):
    """Compare the share kept and the scale with task 4's, at keep_prob 0.8.

    Both shares must lie within four standard errors of each other, and both
    scales within seven digits.
    """
    keep_prob = 0.8
    amount = amount_for(found, keep_prob)
    theirs = outcome(entry, amount, seed=3,
                     x=np.ones((entry.more['size'] // 100, 100)))
    np.random.seed(0)
    weights = {'W1': np.zeros((100, 1)), 'b1': np.ones((100, 1)),
               'W2': np.zeros((1, 100)), 'b2': np.zeros((1, 1))}
    cache = dropout_forward_prop(np.zeros((1, 1000)), weights, 2,
                                 keep_prob)
    ours = cache['A1'] / np.tanh(1)
    shares = [float((y != 0).mean()) for y in (ours, theirs)]
    scales = [float(y[y != 0].mean()) for y in (ours, theirs)]
    error = (keep_prob * (1 - keep_prob)
             * (1 / ours.size + 1 / theirs.size)) ** 0.5
    return {'ours': round(shares[0], 5), 'theirs': round(shares[1], 5),
            'scales_apart': float('%.2g' % abs(scales[0] - scales[1])),
            'agrees': abs(shares[0] - shares[1]) <= 4 * error
            and abs(scales[0] - scales[1]) <= 1e-5}
