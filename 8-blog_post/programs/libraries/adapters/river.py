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
    optimizer=river.optim.SGD($alpha), intercept_lr=$alpha, l2=$strength)'''


@decay('LinearRegression', '', MODEL, MODEL.replace(', l2=$strength', ''),
       link='linear', batch=1,
       note='Its squared loss has no 1/2, so that the gradient of the data is '
            'twice this exercise\'s.')
def online(build, weights, problem, count):
    """Learn one example after the other."""
    model = build()
    names = ['x%d' % i for i in range(4)]
    model._weights.update(dict(zip(names, weights['W1'].ravel())))
    model.intercept = float(weights['b1'][0, 0])
    for step in range(count):
        X, Y = problem.examples(step)
        model.learn_one(dict(zip(names, X[:, 0])), Y[0, 0])
    return {'W1': np.array([model.weights[name] for name in names]),
            'b1': np.array([model.intercept])}
