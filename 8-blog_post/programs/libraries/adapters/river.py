"""River: linear models that learn one example at a time."""
# /// script
# title = "River"
# requires-python = "==3.11.*"
# dependencies = ["river==0.26.1", "numpy==2.4.6"]
# ///
import numpy as np
import river.linear_model
import river.optim

from protocol import decay

MODEL = '''river.linear_model.LinearRegression(
    optimizer=river.optim.SGD($alpha), intercept_lr=$alpha, l2=$strength,
    loss=river.optim.losses.%s)'''


def online(build, weights, problem, count):
    """Learn one example after the other."""
    model = build()
    names = ['x%d' % i for i in range(4)]
    model._weights.update(zip(names, weights['W1'].ravel()))
    model.intercept = float(weights['b1'][0, 0])
    for step in range(count):
        X, Y = problem.examples(step)
        model.learn_one(dict(zip(names, X[:, 0])), Y[0, 0])
    return {'W1': np.array([model.weights[name] for name in names]),
            'b1': np.array([model.intercept])}


@decay('LinearRegression', MODEL % 'Squared()', link='linear', batch=1,
       bare=(MODEL % 'Squared()').replace(', l2=$strength', ''))
def regression(build, weights, problem, count):
    """Learn."""
    return online(build, weights, problem, count)
