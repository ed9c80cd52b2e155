#!/usr/bin/env bash
# scikit-learn 1.9.1: SGDRegressor and SGDClassifier with early_stopping=True and
# an L2 penalty compute the validation score with weights that have not been
# shrunk. L2 decay is kept as one factor beside the weights, which is multiplied
# in at the end of fit; the score is taken before that. The factor gets smaller
# with every example, so that the score belongs to weights that are ever larger
# than the model's: 50,000 times with alpha=1 after six epochs.
#
# One would have guessed that the score which ends training is that of the model
# that fit returns. (With average=True it is not either: there the score is that
# of the last weights, and the averaged ones are kept.)
#
# Why it matters: with alpha=0.1 the validation score seems to collapse while
# the model gets better, so that training ends n_iter_no_change epochs after the
# first, whatever the data. Whoever chooses alpha by such runs compares models
# that were stopped by the penalty, not by the data.
#
# Source: sklearn/linear_model/_sgd_fast.pyx.tp, _plain_sgd:
# validation_score_cb(weights.base, intercept) in each epoch, and
# w.reset_wscale() only after the last.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    scikit-learn==1.9.1 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import numpy as np
from sklearn.linear_model import SGDRegressor

heard = []


class Heard(SGDRegressor):
    """Keeps what each validation score is computed with."""

    def score(self, X, y, sample_weight=None):
        value = super().score(X, y, sample_weight)
        heard.append((self.coef_.ravel().copy(), value, X, y))
        return value


rng = np.random.default_rng(0)
X = rng.normal(size=(200, 3))
y = X @ [1, 2, 3] + 0.5 * rng.normal(size=200)
as_described = True
for alpha in 0, 0.01, 0.1, 1:
    heard.clear()
    model = Heard(alpha=alpha, early_stopping=True, n_iter_no_change=5,
                  learning_rate='constant', eta0=0.01, random_state=0)
    model.fit(X, y)
    coef, score, X_val, y_val = heard[-1]
    real = SGDRegressor.score(model, X_val, y_val)
    ratio = coef / model.coef_
    print(f'alpha {alpha}: {model.n_iter_} epochs; last score {score:.4g}, of '
          f'the model on the same rows {real:.4g}; weights times '
          f'{ratio[0]:.4g}')
    as_described &= bool(np.allclose(ratio, ratio[0])) and (
        (score == real and ratio[0] == 1) if alpha == 0
        else ratio[0] > 1 + 10 * alpha and score < real)
sys.exit(0 if as_described else 'changed')
EOF
