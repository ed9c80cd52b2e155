#!/usr/bin/env bash
# opencv-python-headless 4.12.0.88: cv2.ml.LogisticRegression with REG_L1 has
# exactly the parameters that it has with REG_L2, bit by bit: the gradient
# is always that of L2, and only the cost, by which nothing is decided, asks for
# the kind. Nor can the strength be set: it is 1, divided by the number of rows,
# so that with many rows there is hardly any.
#
# One would have guessed that L1 draws weights of no use to 0, as its name says,
# and that a setter for the strength stands beside setRegularization.
#
# Why it matters: who picks L1 to select features gets none selected, and who
# compares both kinds finds that "it makes no difference".
#
# Source: modules/ml/src/lr.cpp, LogisticRegressionImpl: compute_cost tells L1
# from L2 (and divides integers, 1 / (2 * m), which is 0), compute_gradient does
# not; llambda = 1 if there is a norm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    opencv-python-headless==4.12.0.88 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import cv2
import numpy as np

rng = np.random.default_rng(0)
X = rng.normal(size=(200, 4)).astype(np.float32)
y = (X[:, :1] + 0.3 * rng.normal(size=(200, 1)) > 0).astype(np.float32)


def thetas(kind):
    """Return the learned parameters, the intercept first."""
    model = cv2.ml.LogisticRegression_create()
    model.setLearningRate(0.5)
    model.setIterations(5000)
    model.setTrainMethod(cv2.ml.LOGISTIC_REGRESSION_BATCH)
    model.setRegularization(kind)
    model.train(X, cv2.ml.ROW_SAMPLE, y)
    return model.get_learnt_thetas()[0]


none, L1, L2 = (thetas(getattr(cv2.ml, f'LOGISTIC_REGRESSION_REG_{kind}'))
                for kind in ('DISABLE', 'L1', 'L2'))
for name, theta in ('no penalty', none), ('L1', L1), ('L2', L2):
    print(f'{name}: {theta.round(4)}')
setters = [name for name in dir(cv2.ml.LogisticRegression_create())
           if name.startswith('set')]
print('setters:', *setters)
as_described = ((L1 == L2).all() and (abs(none - L2) > 1e-3).any()
                and (L1 != 0).all()
                and not any('ambda' in name or 'rength' in name
                            for name in setters) and len(setters) == 6)
sys.exit(0 if as_described else 'changed')
EOF
