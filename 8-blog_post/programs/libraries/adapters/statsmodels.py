"""statsmodels: penalized regression."""
# /// script
# title = "statsmodels"
# requires-python = "==3.11.*"
# dependencies = ["statsmodels==0.15.0", "numpy==2.4.6"]
# ///
import numpy as np
import statsmodels.api

from protocol import minimum


def fit(build, problem):
    """Fit with a constant; return what belongs to the inputs and to it."""
    model = build(X=statsmodels.api.add_constant(problem.X.T),
                  y=problem.Y.ravel())
    return {'W1': np.asarray(model.params)[1:],
            'b1': np.asarray(model.params)[:1]}


@minimum('OLS.fit_regularized', '''\
statsmodels.api.OLS(y, X).fit_regularized(
    alpha=[0] + [$strength] * (X.shape[1] - 1), L1_wt=0)''', '''\
statsmodels.api.OLS(y, X).fit_regularized(alpha=$strength, L1_wt=0)''')
def least_squares(build, problem):
    """Fit."""
    return fit(build, problem)


@minimum('GLM.fit_regularized', '', '''\
statsmodels.api.GLM(y, X).fit_regularized(alpha=$strength, L1_wt=0)''')
def generalized(build, problem):
    """Fit a Gaussian model."""
    return fit(build, problem)
