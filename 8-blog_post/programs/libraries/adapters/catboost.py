"""CatBoost: the penalty of its trees, early stopping."""
# /// script
# title = "CatBoost"
# requires-python = "==3.11.*"
# dependencies = ["catboost==1.2.10", "numpy==2.4.6"]
# ///
import tempfile

import catboost
import numpy as np

from protocol import minimum, stopping

TREE = '''catboost.CatBoostRegressor(
    l2_leaf_reg=$strength, learning_rate=1, iterations=1, depth=1,
    boost_from_average=False, bootstrap_type='No', score_function='L2',
    leaf_estimation_iterations=1, verbose=False,
    allow_writing_files=False)'''


@minimum('CatBoostRegressor: l2_leaf_reg', TREE,
         bare=TREE.replace('l2_leaf_reg=$strength, ', ''), link='leaf',
         note='The weight is the value of a leaf, m the examples in it.')
def tree(build, problem):
    """Fit one stump; return the value of its right leaf."""
    model = build().fit(problem.sides, problem.targets)
    return {'W1': model.predict(np.ones((1, 1)))}


@stopping('od_type Iter, od_wait', '''\
dict(od_type='Iter', od_wait=$patience)''')
def detector(build, series):
    """Fit with a metric that returns the series."""
    class Fed:
        """A metric that is given."""

        def __init__(self):
            self.calls = 0

        def is_max_optimal(self):
            return False

        def evaluate(self, approxes, target, weight):
            if len(target) != 3:
                return 0.0, 1.0
            self.calls += 1
            return series[self.calls - 1], 1.0

        def get_final_error(self, error, weight):
            return error

    with tempfile.TemporaryDirectory() as folder:
        model = catboost.CatBoostRegressor(
            iterations=len(series), eval_metric=Fed(), verbose=False,
            learning_rate=0.5, train_dir=folder, thread_count=1, **build())
        model.fit(np.arange(20.0)[:, None], np.arange(20.0),
                  eval_set=(np.arange(3.0)[:, None], np.arange(3.0)))
        checks = len(next(iter(
            model.evals_result_['validation'].values())))
    return checks, model.tree_count_
