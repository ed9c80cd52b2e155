"""XGBoost: penalties of trees and of linear models, early stopping."""
# /// script
# title = "XGBoost"
# requires-python = "==3.11.*"
# dependencies = ["xgboost-cpu==3.2.0", "numpy==2.4.6"]
# ///
import json

import numpy as np
import xgboost

from protocol import minimum, stopping

TREE = '''dict(
    reg_lambda=$strength, eta=1, max_depth=1, min_child_weight=0,
    base_score=0.0)'''


@minimum('reg_lambda of trees', TREE, link='leaf',
         bare=TREE.replace('reg_lambda=$strength, ', ''),
         note='The weight is the value of a leaf, m the examples in it.')
def tree(build, problem):
    """Train one stump; return the value of its right leaf."""
    data = xgboost.DMatrix(problem.sides, problem.targets)
    booster = xgboost.train(build(), data, 1)
    return {'W1': booster.predict(xgboost.DMatrix(np.ones((1, 1))))}


LINEAR = '''dict(
    booster='gblinear', updater='coord_descent', reg_lambda=$strength,
    base_score=0.0)'''


@minimum('reg_lambda of booster gblinear', LINEAR,
         bare=LINEAR.replace(' reg_lambda=$strength,', ''))
def linear(build, problem):
    """Train a linear model to its minimum; read its weights."""
    data = xgboost.DMatrix(problem.X.T, problem.Y.ravel())
    booster = xgboost.train(build(), data, 2000)
    found = json.loads(booster.get_dump(dump_format='json')[0])
    return {'W1': np.float32(found['weight']),
            'b1': np.float32(found['bias'])}


def train(series, **settings):
    """Train with a metric that returns the series; return the checks."""
    calls = []

    def metric(predictions, data):
        """Return the next value."""
        calls.append(1)
        return 'cost', series[len(calls) - 1]

    data = xgboost.DMatrix(np.zeros((2, 1)), np.arange(2))
    booster = xgboost.train(
        {'disable_default_eval_metric': True}, data, len(series),
        [(data, 'data')], verbose_eval=False, custom_metric=metric,
        **settings)
    return len(calls), booster.num_boosted_rounds()


@stopping('callback.EarlyStopping', '''\
xgboost.callback.EarlyStopping(
    rounds=$patience, min_delta=$threshold, maximize=False)''',
          signature='xgboost.callback.EarlyStopping')
def early_stopping(build, series):
    """Train with the callback."""
    return train(series, callbacks=[build()])


@stopping('train(early_stopping_rounds=)',
          'dict(early_stopping_rounds=$patience)')
def rounds(build, series):
    """Train with the number of rounds alone."""
    return train(series, maximize=False, **build())
