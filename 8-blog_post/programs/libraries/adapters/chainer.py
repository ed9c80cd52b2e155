"""Chainer: a hook that decays, dropout, and a trigger that stops."""
# /// script
# title = "Chainer"
# requires-python = "==3.8.*"
# dependencies = ["chainer==7.8.1", "numpy==1.23.5", "setuptools<60"]
# ///
import tempfile

import chainer
import chainer.functions
import chainer.optimizer_hooks
import chainer.optimizers
import chainer.training.triggers
import numpy as np

from protocol import decay, dropout, stopping


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    link = chainer.Link()
    with link.init_scope():
        for key, w in weights.items():
            setattr(link, key, chainer.Parameter(w.copy()))
    optimizer = build(link=link)
    for step in range(count):
        found = problem.gradient(
            {key: getattr(link, key).array for key in weights}, step)
        for key, g in found.items():
            getattr(link, key).grad = g
        optimizer.update()
    return {key: getattr(link, key).array for key in weights}


decay('WeightDecay', '''\
optimizer = chainer.optimizers.SGD($alpha).setup(link)
for name, parameter in link.namedparams():
    if name.startswith('/W'):
        parameter.update_rule.add_hook(
            chainer.optimizer_hooks.WeightDecay($strength))
optimizer''', '''\
optimizer = chainer.optimizers.SGD($alpha).setup(link)
optimizer.add_hook(chainer.optimizer_hooks.WeightDecay($strength))
optimizer''')(steps)
decay('Adam(weight_decay_rate=)', '', '''\
chainer.optimizers.Adam($alpha, weight_decay_rate=$strength).setup(link)''',
      'chainer.optimizers.Adam($alpha).setup(link)')(steps)


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    np.random.seed(seed)
    x = chainer.Variable(x)
    with chainer.using_config('train', True):
        chainer.functions.sum(build(x=x)).backward()
    return x.grad


@dropout('functions.dropout', 'chainer.functions.dropout(x, $amount)',
         slope=slope, signature='chainer.functions.dropout')
def function(build, x, training, seed):
    """Call the function, in the mode that is asked for."""
    np.random.seed(seed)
    if training is None:
        return build(x=x).array
    with chainer.using_config('train', training):
        return build(x=x).array


@stopping('triggers.EarlyStoppingTrigger', '''\
chainer.training.triggers.EarlyStoppingTrigger(
    check_trigger=(1, 'epoch'), monitor='cost', patience=$patience,
    mode='min', max_trigger=(epochs, 'epoch'))''',
          signature='chainer.training.triggers.EarlyStoppingTrigger')
def trigger(build, series):
    """Train; report the next value in each epoch."""
    seen = []
    link = chainer.Link()
    with link.init_scope():
        link.w = chainer.Parameter(np.zeros(1, np.float32))
    optimizer = chainer.optimizers.SGD().setup(link)

    class Fed(chainer.training.StandardUpdater):
        """Report in place of training."""

        def update_core(self):
            self.get_iterator('main').next()
            chainer.report({'cost': series[len(seen)]})
            seen.append(1)

    data = chainer.iterators.SerialIterator([0.0], 1)
    with tempfile.TemporaryDirectory() as folder:
        trainer = chainer.training.Trainer(
            Fed(data, optimizer), build(epochs=len(series)), out=folder)
        trainer.run()
    return len(seen)
