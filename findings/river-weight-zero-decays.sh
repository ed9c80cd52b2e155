#!/usr/bin/env bash
# river 0.26.1: learn_one(x, y, w=0) with an example that does not count takes a
# full step of L2 decay all the same. The sample weight scales the gradient of
# the loss and not that of the penalty, so a weight of w makes the penalty 1 / w
# times as strong beside the loss, and one example of weight 2 is not the same
# example twice, nor two of weight 1/2 one.
#
# One would have guessed that an example of weight 0 leaves the model alone.
#
# Why it matters: in a stream weights of 0 or near 0 are usual (importance
# weights, warm-up, what a sampler rejects). Each of them draws the weights
# towards 0, so that the model forgets while it learns nothing.
#
# Source: river/linear_model/base.py, GLM._eval_gradient_one:
# loss_gradient *= w, then l2 * weights is added, unscaled.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    river==0.26.1 || exit 2
PYTHONPATH=$folder python3 -s - <<'EOF'
import sys

from river import linear_model, optim


def weight(*calls):
    """Return the weight after calls of learn_one, with w as given."""
    model = linear_model.LinearRegression(
        optimizer=optim.SGD(0.5), l2=0.25, intercept_lr=0.)
    for w in calls:
        model.learn_one({'a': 1.}, 2., w=w)
    return model.weights['a']


print('one example of weight 1:', weight(1.))
for rounds in 1, 10, 100:
    print(f'and {rounds} of weight 0:', weight(1., *[0.] * rounds))
print('weight 0.25 twice:', weight(0.25, 0.25), 'once 0.5:', weight(0.5))
as_described = (weight(1.) == 2 and weight(1., 0.) == 1.75
                and abs(weight(1., *[0.] * 100) - 2 * 0.875 ** 100) < 1e-12)
sys.exit(0 if as_described else 'changed')
EOF
