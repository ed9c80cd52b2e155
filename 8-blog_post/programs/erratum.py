"""The experiment behind the erratum: task 5's two updates."""
import numpy as np

import training
from answers import (datasets, dropout_forward_prop,
                     dropout_gradient_descent)
from summaries import mean_and_sd, rounded


def update_cosines(data, keep_probs):
    """Compare the directions of task 5's published update and the gradient.

    On the exercise's widths, n_0-256-128-10, with its unit-variance weights
    and with weights divided by the square root of their fan-in.

    Returns:
        {'unit' or 'scaled': {keep_prob: {'W1', 'W2': cosine}}}.
    """
    if data == 'mnist':     # the exercise's own pixels, not the halved ones
        X, labels = datasets.load_mnist('X_train', 'Y_train')
        X, labels = X[:1000].reshape(1000, -1).T.astype(float), labels[:1000]
    else:
        X, labels, _, _ = training.pool(data)
        X = X.T.astype(float)
    cosines = {}
    for scale in ('unit', 'scaled'):
        np.random.seed(0)
        weights = datasets.random_weights(len(X), 256, 128, 10)
        if scale == 'scaled':
            weights = {key: value / value.shape[1] ** 0.5
                       for key, value in weights.items()}
        cosines[scale] = {}
        for keep_prob in keep_probs:
            cache = dropout_forward_prop(X, weights, 3, keep_prob)
            steps = []
            for exact in (False, True):
                after = {key: W.copy() for key, W in weights.items()}
                dropout_gradient_descent(
                    datasets.one_hot(labels, 10), after, cache, 1, keep_prob,
                    3, exact=exact)
                steps.append({key: after[key] - weights[key]
                              for key in ('W1', 'W2')})
            published, true = steps
            cosines[scale][str(keep_prob)] = {
                key: float(np.sum(published[key] * true[key])
                           / np.linalg.norm(published[key])
                           / np.linalg.norm(true[key]))
                for key in ('W1', 'W2')}
    return cosines


def compare(data, sweep):
    """Put task 5's published update beside the true gradient.

    Args:
        data: str, name of the data.
        sweep: {technique: list of {settings, runs}}, with the techniques
            'published' and 'dropout'.

    Returns:
        {'cosines', 'step', 'training': {keep_prob: {'published' or 'true':
        {'test': mean and sd, 'last_norm', 'norm': curve, 'accuracy':
        curve}}}}; the curves are means over the seeds.
    """
    keep_probs = [entry['settings']['keep_prob']
                  for entry in sweep['dropout']]
    record = {str(keep_prob): {} for keep_prob in keep_probs}
    for name, technique in (('published', 'published'), ('true', 'dropout')):
        for entry in sweep[technique]:
            curves = [run['curves'] for run in entry['runs']]
            norm, accuracy = (np.mean([curve[key] for curve in curves],
                                      axis=0) for key in ('norm', 'right'))
            record[str(entry['settings']['keep_prob'])][name] = {
                'test': mean_and_sd(
                    [run['scores']['test'] for run in entry['runs']]),
                'last_norm': float(norm[-1]),
                'norm': rounded(norm),
                'accuracy': rounded(accuracy)}
    return {'training': record, 'step': curves[0]['step'],
            'cosines': update_cosines(data, keep_probs)}


def print_table(record):
    """Print the cosines and what training came to, keep_prob by keep_prob."""
    print("\nTask 5's published update against the true gradient")
    print('keep_prob  cosine W2 (unit, scaled)   test % published, true'
          '   weight norm published, true')
    for key, runs in record['training'].items():
        unit, scaled = (record['cosines'][scale][key]['W2']
                        for scale in ('unit', 'scaled'))
        published, true = runs['published'], runs['true']
        print(f'{key:>9}{unit:17.2f}{scaled:10.3f}'
              f'{published["test"]["mean"]:20.1f}{true["test"]["mean"]:7.1f}'
              f'{published["last_norm"]:25.0f}{true["last_norm"]:7.0f}')
