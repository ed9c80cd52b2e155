"""MXNet: its Gluon Trainer, and dropout."""
# /// script
# title = "MXNet"
# requires-python = "==3.8.*"
# dependencies = ["mxnet==1.9.1", "numpy==1.23.5"]
# ///
import mxnet
import mxnet.gluon
import numpy as np

from protocol import decay, dropout


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    parameters = mxnet.gluon.ParameterDict()
    for key, w in weights.items():
        parameters.get(key, shape=w.shape, dtype='float64',
                       init=mxnet.init.Constant(mxnet.nd.array(
                           w, dtype='float64')))
    parameters.initialize()
    trainer = build(parameters=parameters)
    for step in range(count):
        found = problem.gradient({key: parameters[key].data().asnumpy()
                                  for key in weights}, step)
        for key, g in found.items():
            with mxnet.autograd.record():
                loss = (parameters[key].data()
                        * mxnet.nd.array(g, dtype='float64')).sum()
            loss.backward()
        trainer.step(1)
    return {key: parameters[key].data().asnumpy() for key in weights}


TRAINER = '''mxnet.gluon.Trainer(
    parameters, '%s', {'learning_rate': $alpha, 'wd': $strength})'''
decay('Trainer, sgd', '''\
for name, parameter in parameters.items():
    if not name.startswith('W'):
        parameter.wd_mult = 0
''' + TRAINER % 'sgd', TRAINER % 'sgd',
      (TRAINER % 'sgd').replace(", 'wd': $strength", ''))(steps)
decay('Trainer, adam', '', TRAINER % 'adam',
      (TRAINER % 'adam').replace(", 'wd': $strength", ''))(steps)


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    mxnet.random.seed(seed)
    x = mxnet.nd.array(x)
    x.attach_grad()
    with mxnet.autograd.record():
        total = build()(x).sum()
    total.backward()
    return x.grad.asnumpy()


@dropout('gluon.nn.Dropout', 'mxnet.gluon.nn.Dropout($amount)', slope=slope,
         signature='mxnet.gluon.nn.Dropout')
def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    mxnet.random.seed(seed)
    x = mxnet.nd.array(x, dtype=x.dtype)
    if training:
        with mxnet.autograd.record():
            return build()(x).asnumpy()
    return build()(x).asnumpy()
