"""LightGBM: the penalty of its trees, early stopping."""
# /// script
# title = "LightGBM"
# requires-python = "==3.11.*"
# dependencies = ["lightgbm==4.7.0", "numpy==2.4.6"]
# ///
import lightgbm
import numpy as np

from protocol import minimum, stopping

TREE = '''dict(
    lambda_l2=$strength, learning_rate=1, num_leaves=2, min_data_in_leaf=1,
    min_sum_hessian_in_leaf=0, boost_from_average=False)'''


@minimum('lambda_l2', TREE, link='leaf',
         bare=TREE.replace('lambda_l2=$strength, ', ''),
         note='The weight is the value of a leaf, m the examples in it.')
def tree(build, problem):
    """Train one stump; return the value of its right leaf."""
    booster = lightgbm.train(
        {**build(), 'verbose': -1, 'min_data_in_bin': 1},
        lightgbm.Dataset(problem.sides, problem.targets), 1)
    return {'W1': booster.predict(np.ones((1, 1)))}


@stopping('early_stopping', '''\
lightgbm.early_stopping(
    $patience, min_delta=$threshold, verbose=False)''',
          signature='lightgbm.early_stopping')
def early_stopping(build, series):
    """Train with a metric that returns the series."""
    calls = []

    def metric(predictions, data):
        """Return the next value."""
        calls.append(1)
        return 'cost', series[len(calls) - 1], False

    data = lightgbm.Dataset(np.arange(20.0)[:, None], np.arange(20.0))
    booster = lightgbm.train(
        {'verbose': -1, 'metric': 'None', 'min_data_in_leaf': 1}, data,
        len(series), [data.create_valid(np.zeros((3, 1)), np.zeros(3))],
        ['valid'], feval=metric, callbacks=[build()])
    # predict takes best_iteration, if there is one
    return len(calls), booster.best_iteration or len(calls)
