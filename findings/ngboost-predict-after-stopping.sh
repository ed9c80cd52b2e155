#!/usr/bin/env bash
# ngboost 0.6.0: after early stopping, predict and pred_dist use every tree that
# was fitted, those of the rounds without a gain as well. And
# pred_dist(max_iter=best_val_loss_itr) is not the best model either: the index
# counts from 0, and max_iter counts trees, so that it leaves out the very tree
# that made the loss the lowest.
#
# One would have guessed that predictions are the best iteration's, as in
# LightGBM, CatBoost and XGBoost's scikit-learn interface, or at least that the
# number kept for it gives them.
#
# Why it matters: training is stopped because the validation loss has risen for
# early_stopping_rounds rounds, and then the risen model is the one that is
# used. Here its negative log likelihood is more than twice the best one.
#
# Source: ngboost/ngboost.py, NGBoost.fit sets best_val_loss_itr = itr;
# NGBoost.pred_param never reads it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    ngboost==0.6.0 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import numpy as np
from ngboost import NGBRegressor

rng = np.random.default_rng(0)
X, X_val = rng.normal(size=(2, 80, 3))
y, y_val = X[:, 0] + rng.normal(size=80), X_val[:, 0] + rng.normal(size=80)
model = NGBRegressor(n_estimators=300, learning_rate=0.1, random_state=0,
                     verbose=False)
model.fit(X, y, X_val=X_val, Y_val=y_val, early_stopping_rounds=20)
recorded = model.evals_result['val']['LOGSCORE']
best = model.best_val_loss_itr


def loss(**options):
    """Return the mean negative log likelihood of the validation data."""
    return -model.pred_dist(X_val, **options).logpdf(y_val).mean()


print(f'{len(model.base_models)} rounds, best_val_loss_itr {best}, the lowest '
      f'validation loss {min(recorded):.4f}')
for name, options in (('pred_dist(X)', {}),
                      ('max_iter=best_val_loss_itr', {'max_iter': best}),
                      ('max_iter=best_val_loss_itr + 1',
                       {'max_iter': best + 1})):
    print(f'  {name}: {loss(**options):.4f}')
as_described = (
    best == int(np.argmin(recorded)) < len(model.base_models) - 1
    and loss() > 2 * min(recorded)
    and np.isclose(loss(max_iter=best), recorded[best - 1], 1e-9)
    and np.isclose(loss(max_iter=best + 1), min(recorded), 1e-9))
sys.exit(0 if as_described else 'changed')
EOF
