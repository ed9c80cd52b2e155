"""scikit-learn: its networks, linear models and boosting."""
# /// script
# title = "scikit-learn"
# requires-python = "==3.11.*"
# dependencies = ["scikit-learn==1.9.1", "numpy==2.4.6"]
# ///
import numpy as np
import sklearn.ensemble
import sklearn.linear_model
import sklearn.neural_network
from sklearn.linear_model import _stochastic_gradient

from protocol import decay, minimum, stopping

NETWORK = '''sklearn.neural_network.MLPClassifier(
    (5,), 'tanh', solver='sgd', alpha=$strength, learning_rate_init=$alpha,
    momentum=0, batch_size=m, shuffle=False)'''


@decay('MLPClassifier, MLPRegressor', NETWORK,
       bare=NETWORK.replace('alpha=$strength, ', ''))
def mlp(build, weights, problem, steps):
    """Take full-batch steps by partial_fit."""
    network = build(m=problem.m)
    rate = network.learning_rate_init
    # the first call makes the weights, and takes a step from them
    network.partial_fit(problem.X.T, problem.labels,
                        classes=np.unique(problem.labels))
    assert network._optimizer.learning_rate == rate
    for i in (1, 2):
        network.coefs_[i - 1][...] = weights['W%d' % i].T
        network.intercepts_[i - 1][...] = weights['b%d' % i].ravel()
    for _ in range(steps):
        network.partial_fit(problem.X.T, problem.labels)
    return {**{'W%d' % i: network.coefs_[i - 1].T for i in (1, 2)},
            **{'b%d' % i: network.intercepts_[i - 1] for i in (1, 2)}}


SGD = '''sklearn.linear_model.SGDRegressor(
    alpha=$strength, learning_rate='constant', eta0=$alpha)'''


@decay('SGDRegressor, SGDClassifier', SGD, link='linear', batch=1,
       bare=SGD.replace('alpha=$strength, ', ''))
def sgd(build, weights, problem, steps):
    """Take steps of one example each by partial_fit."""
    model = build()
    model.set_params(eta0=1e-300).partial_fit([[0, 0, 0, 0]], [0])
    model.set_params(eta0=build().eta0)
    model.coef_[:] = weights['W1'].ravel()
    model.intercept_[:] = weights['b1'].ravel()
    for step in range(steps):
        X, Y = problem.examples(step)
        model.partial_fit(X.T, Y.ravel())
    return {'W1': model.coef_, 'b1': model.intercept_}


@minimum('Ridge', 'sklearn.linear_model.Ridge(alpha=$strength)',
         bare='sklearn.linear_model.Ridge()')
def ridge(build, problem):
    """Fit."""
    model = build().fit(problem.X.T, problem.Y.ravel())
    return {'W1': model.coef_, 'b1': np.array([model.intercept_])}


@minimum('LogisticRegression',
         'sklearn.linear_model.LogisticRegression('
         'C=$strength, tol=1e-12, max_iter=10000)', link='softmax',
         bare='sklearn.linear_model.LogisticRegression('
         'tol=1e-12, max_iter=10000)')
def logistic(build, problem):
    """Fit to labels."""
    model = build().fit(problem.X.T, problem.labels)
    return {'W1': model.coef_, 'b1': model.intercept_}


@stopping('MLPClassifier, MLPRegressor', '''\
sklearn.neural_network.MLPRegressor(
    solver='sgd', early_stopping=True, n_iter_no_change=$patience,
    tol=$threshold)''', signature='sklearn.neural_network.MLPRegressor')
def mlp_stopping(build, series):
    """Let the score of each epoch be the next value, times -1."""
    seen = []

    class Fed(sklearn.neural_network.MLPRegressor):
        """A network whose validation score is given."""

        def _score(self, X, y, **_):
            seen.append([c.copy() for c in self.coefs_])
            return -series[len(seen) - 1]

    network = Fed(**{**build().get_params(), 'max_iter': len(series),
                     'hidden_layer_sizes': (2,)})
    network.fit(np.ones((20, 1)), np.arange(20.0))
    kept = [i for i, coefs in enumerate(seen, 1)
            if np.array_equal(coefs[0], network.coefs_[0])]
    return len(seen), kept[0] if kept else 0


@stopping('SGDClassifier, SGDRegressor', '''\
sklearn.linear_model.SGDRegressor(
    early_stopping=True, n_iter_no_change=$patience, tol=$threshold)''',
          signature='sklearn.linear_model.SGDRegressor')
def sgd_stopping(build, series):
    """Let the validation score of each epoch be the next value, times -1."""
    seen = []

    def score(self, coef, intercept):
        """Return the next score."""
        seen.append(float(coef[0]))
        return -series[len(seen) - 1]

    real = _stochastic_gradient._ValidationScoreCallback.__call__
    _stochastic_gradient._ValidationScoreCallback.__call__ = score
    try:
        model = build().set_params(max_iter=len(series), shuffle=False,
                                   eta0=1e-3, learning_rate='constant')
        model.fit(np.ones((20, 1)), np.arange(20.0))
    finally:
        _stochastic_gradient._ValidationScoreCallback.__call__ = real
    kept = [i for i, w in enumerate(seen, 1)
            if np.isclose(w, model.coef_[0], 1e-12)]
    return len(seen), kept[0] if kept else 0


class Given:
    """A loss whose value on validation data is given, 2 rows of 20."""

    def __init__(self, loss, series):
        self.loss, self.series, self.calls = loss, series, 0

    def __call__(self, y_true, raw_prediction, sample_weight=None):
        if len(y_true) != 2:
            return self.loss(y_true, raw_prediction, sample_weight)
        self.calls += 1
        return self.series[self.calls - 1]

    def __getattr__(self, name):
        return getattr(self.loss, name)


@stopping('GradientBoostingRegressor', '''\
sklearn.ensemble.GradientBoostingRegressor(
    n_iter_no_change=$patience, tol=$threshold)''',
          signature='sklearn.ensemble.GradientBoostingRegressor')
def boosting(build, series):
    """Let the validation loss of each stage be the next value."""
    class Fed(sklearn.ensemble.GradientBoostingRegressor):
        """Boosting whose validation loss is given."""

        def _fit_stages(self, *args, **keywords):
            self._loss = Given(self._loss, series)
            return super()._fit_stages(*args, **keywords)

    model = Fed(**{**build().get_params(), 'n_estimators': len(series)})
    model.fit(np.arange(20.0)[:, None], np.arange(20.0))
    return model.n_estimators_, model.n_estimators_


@stopping('HistGradientBoostingRegressor', '''\
sklearn.ensemble.HistGradientBoostingRegressor(
    early_stopping=True, n_iter_no_change=$patience, tol=$threshold)''',
          signature='sklearn.ensemble.HistGradientBoostingRegressor',
          note='It scores once before the first round, which counts here as '
               'the first check.')
def histogram_boosting(build, series):
    """Score with the next value, times -1, wherever it is validated."""
    calls = []

    def score(model, X, y):
        """Return the next score for the 2 rows of validation data."""
        if len(y) != 2:
            return 0.0
        calls.append(1)
        return -series[len(calls) - 1]

    model = build().set_params(max_iter=len(series) - 1, scoring=score)
    model.fit(np.arange(20.0)[:, None], np.arange(20.0))
    return len(calls), len(calls)
