#!/usr/bin/env bash
# catboost 1.2.10: l2_leaf_reg is multiplied by the mean sample weight. So a
# weight of 1,000 for every row changes nothing at all, while each row ten times
# makes the penalty ten times weaker. In LightGBM 4.7.0 both weaken lambda_l2,
# and a weight of 10 is the row ten times.
#
# One would have guessed that in all libraries of boosted trees a sample weight
# of k is k equal rows, also beside a penalty.
#
# Why it matters: weights that sum to one, or class weights in the hundreds, act
# on the strength of the penalty in LightGBM and XGBoost, and a setting tuned
# there says nothing about CatBoost; a table of counts is not the table of rows.
#
# Source: catboost/private/libs/algo_helpers/online_predictor.h, ScaleL2Reg:
# l2Regularizer * (sumAllWeights / allDocCount).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    catboost==1.2.10 lightgbm==4.7.0 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import lightgbm
import numpy as np
from catboost import CatBoostRegressor

# one split, one leaf of four rows with the target 2: sum / (4 weights + l2)
X, y = np.array([[0.], [1.]] * 4), np.array([0., 2.] * 4)


def catboost(X, y, weight):
    """Return the output of a tree's leaf under l2_leaf_reg 4."""
    model = CatBoostRegressor(
        iterations=1, depth=1, learning_rate=1., l2_leaf_reg=4.,
        boost_from_average=False, bootstrap_type='No', verbose=False,
        leaf_estimation_iterations=1, score_function='L2',
        allow_writing_files=False)
    model.fit(X, y, sample_weight=np.full(len(y), weight))
    return float(model.predict([[1.]])[0])


def light(X, y, weight):
    """Return the output of a tree's leaf under lambda_l2 4."""
    settings = {'objective': 'l2', 'num_leaves': 2, 'min_data_in_leaf': 1,
                'min_data_in_bin': 1, 'min_sum_hessian_in_leaf': 0,
                'lambda_l2': 4., 'learning_rate': 1., 'verbose': -1,
                'boost_from_average': False}
    data = lightgbm.Dataset(X, y, weight=np.full(len(y), weight),
                            params=settings)
    return float(lightgbm.train(settings, data, 1).predict([[1.]])[0])


outputs = {}
for fit in catboost, light:
    outputs[fit.__name__] = [
        fit(X, y, 1.), fit(X, y, 10.), fit(X, y, 1000.),
        fit(np.tile(X, (10, 1)), np.tile(y, 10), 1.)]
    print(f'{fit.__name__}: weight 1, 10, 1000, rows ten times:',
          np.round(outputs[fit.__name__], 4))
as_described = (np.allclose(outputs['catboost'], [1, 1, 1, 80 / 44], 1e-6)
                and np.allclose(outputs['light'], [
                    1, 80 / 44, 8000 / 4004, 80 / 44], 1e-6))
sys.exit(0 if as_described else 'changed')
EOF
