"""Small worked examples of the post, and what its pictures show."""
import numpy as np

import training
from answers import l2_reg_cost
from summaries import rounded


def two_weights():
    """Fit two weights alone, so that the cost can be drawn as a map.

    A logistic regression tells twos from threes by two of the 64 pixels.

    Returns:
        {'axis': values of a weight, 'cost': rows for the second weight,
        'strength', 'none', 'l1', 'l2': the best (first, second) weight}.
    """
    X, Y, _, _ = training.pool('digits')
    X, Y = X[np.isin(Y, (2, 3))][:, (37, 4)], Y[np.isin(Y, (2, 3))]
    X = (X - X.mean(axis=0)) / X.std(axis=0) * np.where(Y == 3, 1, -1)[:, None]
    axis = np.linspace(-1, 3, 81)
    first, second = np.meshgrid(axis, axis)
    cost = np.mean([np.log1p(np.exp(-(x * first + y * second)))
                    for x, y in X], axis=0)
    strength = 0.15
    record = {'axis': rounded(axis), 'strength': strength,
              'cost': [rounded(row) for row in cost]}
    for name, charge in (
            ('none', 0), ('l1', abs(first) + abs(second)),
            ('l2', (first ** 2 + second ** 2) / 2)):
        at = np.unravel_index((cost + strength * charge).argmin(),
                              cost.shape)
        record[name] = [round(float(first[at]), 2),
                        round(float(second[at]), 2)]
    return record


def pictured(runs, patience):
    """Return what the pictures show of the runs of the tanh world."""
    edges = np.linspace(-1.2, 1.2, 97)
    histograms = {
        technique: np.histogram(np.concatenate(
            [W.ravel() for W in training.kernels(runs[technique][0]
                                                 ['weights'])]),
            edges)[0].tolist() for technique in ('none', 'l1', 'l2')}
    curves = {technique: {key: rounded(values) for key, values
                          in runs[technique][0]['curves'].items()}
              for technique in ('none', 'early', 'l2')}
    valid = runs['none'][0]['curves']['valid']
    best, last = training.find_stop(valid, 0, patience)
    curves['early']['best_step'] = training.CHECK * best
    curves['early']['stop_step'] = training.CHECK * last
    return {'edges': rounded(edges), 'histograms': histograms,
            'curves': curves}


def augmented(strength):
    """Return images beside altered copies of them, pixels from 0 to 255.

    Returns:
        List of columns, the originals and four of copies; each is a list of
        five images of 64 pixels.
    """
    X = training.split('digits', 0, 0).X_train[:, :5]          # (64, 5)
    draw = np.random.RandomState(0)
    columns = [X] + [training.altered(X, strength, draw) for _ in range(4)]
    return [(255 * column.T).round().astype(int).tolist()
            for column in columns]


def penalty(run, strength, m):
    """Return the parts of the cost of one network trained with L2."""
    cost = run['curves']['train'][-1]
    total = l2_reg_cost(cost, strength, run['weights'], training.L, m)
    return {'cost': cost, 'total': float(total),
            'penalty': float(total - cost)}
