#!/usr/bin/env bash
# statsmodels 0.15.0: GLM(..., freq_weights=2).fit_regularized(alpha) is not the
# fit of the same rows twice, though GLM's docstring says of these weights that
# they "produce the same results as repeating observations by the frequencies",
# and plain fit() agrees. The penalty is compared with the log likelihood
# divided by the number of rows, not by the sum of the weights: a weight of 2
# halves the penalty. Rows that are really there twice leave it as it was.
#
# One would have guessed that frequency weights stand for repeated rows in
# fit_regularized as they do in fit.
#
# Why it matters: who compresses a table of equal rows into counts, as one does
# with Poisson data, fits with a penalty that is weaker by the mean count. An
# alpha chosen on one form of the data is wrong for the other.
#
# Source: statsmodels/base/elastic_net.py, fit_elasticnet:
# -model.loglike(...) / nobs, where nobs is the number of rows;
# statsmodels/genmod/generalized_linear_model.py, Notes of class GLM.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    statsmodels==0.15.0 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

import numpy as np
import statsmodels.api as sm

rng = np.random.default_rng(0)
X = sm.add_constant(rng.normal(size=(30, 2)))
y = rng.poisson(np.exp(X @ [0.1, 0.5, -0.3]))
twice = np.vstack([X, X]), np.concatenate([y, y])
counts = {'freq_weights': np.full(30, 2.)}


def fit(X, y, alpha=0.2, L1_wt=0., **weights):
    """Return the parameters, without a penalty if alpha is None."""
    model = sm.GLM(y, X, family=sm.families.Poisson(), **weights)
    if alpha is None:
        return model.fit().params
    return model.fit_regularized(alpha=alpha, L1_wt=L1_wt).params


as_described = True
for name, options in (('no penalty', {'alpha': None}),
                      ('ridge, alpha 0.2', {}),
                      ('elastic net, alpha 0.2', {'L1_wt': 0.5})):
    repeated, counted = fit(*twice, **options), fit(X, y, **counts, **options)
    print(f'{name}: rows twice {repeated.round(4)}, freq_weights 2 '
          f'{counted.round(4)}')
    as_described &= np.allclose(repeated, counted, atol=1e-4) == (
        name == 'no penalty')
half = fit(X, y, alpha=0.1)
print(f'ridge, alpha 0.1, rows once: {half.round(4)}')
as_described &= np.allclose(half, fit(X, y, **counts), atol=1e-4)
sys.exit(0 if as_described else 'changed')
EOF
