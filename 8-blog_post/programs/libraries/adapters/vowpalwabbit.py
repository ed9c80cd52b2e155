"""Vowpal Wabbit: the penalty of its online learning."""
# /// script
# title = "Vowpal Wabbit"
# requires-python = "==3.11.*"
# dependencies = ["vowpalwabbit==9.11.9", "numpy==2.4.6"]
# ///
import numpy as np
import vowpalwabbit

from protocol import decay


@decay('--l2 with --sgd', '', "'--sgd -l ' + str($alpha) + ' --power_t 0 "
       "--l2 ' + str($strength)", "'--sgd -l ' + str($alpha) + "
       "' --power_t 0'", link='linear', batch=1)
def online(build, weights, problem, count):
    """Learn one example after the other; ask for each weight."""
    model = vowpalwabbit.Workspace(
        build() + ' --quiet --noconstant --min_prediction -99 '
        '--max_prediction 99')

    def text(x, label=''):
        """Return an example in VW's form."""
        return str(label) + ' | ' + ' '.join(
            'f%d:%r' % (i, float(value)) for i, value in enumerate(x))

    for i, w in enumerate(weights['W1'].ravel()):
        model.set_weight(model.hash_feature('f%d' % i, 0), 0, float(w))
    for step in range(count):
        X, Y = problem.examples(step)
        model.learn(text(X[:, 0], float(Y[0, 0])))
    return {'W1': np.float32([model.predict(text(row))
                              for row in np.eye(4)])}
