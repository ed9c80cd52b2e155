"""Flax: dropout of linen and nnx, and early stopping."""
# /// script
# title = "Flax"
# requires-python = "==3.11.*"
# dependencies = ["flax==0.12.8", "optax==0.2.8", "jax==0.10.2",
#   "numpy==2.4.6"]
# ///
import flax.linen
import flax.nnx
import flax.training.early_stopping
import jax
import numpy as np
import optax

from protocol import decay, dropout, stopping

jax.config.update('jax_enable_x64', True)


@decay('nnx.Optimizer with optax', '''\
optax.chain(
    optax.add_decayed_weights($strength, mask=lambda state:
        jax.tree_util.tree_map_with_path(
            lambda path, w: 'kernel' in str(path), state)),
    optax.sgd($alpha))''', '''optax.chain(
    optax.add_decayed_weights($strength), optax.sgd($alpha))''')
def steps(build, weights, problem, count):
    """Take steps with a real module of nnx."""
    class Network(flax.nnx.Module):
        """The problem's weights as layers."""

        def __init__(self):
            for i in (1, 2):
                layer = flax.nnx.Linear(
                    *weights['W%d' % i].T.shape, rngs=flax.nnx.Rngs(0),
                    param_dtype=np.float64)
                layer.kernel[...] = weights['W%d' % i].T
                layer.bias[...] = weights['b%d' % i].ravel()
                setattr(self, 'layer%d' % i, layer)

    network = Network()

    def current():
        """Return the weights as they are now."""
        return {**{'W%d' % i: np.asarray(
                       getattr(network, 'layer%d' % i).kernel[...]).T
                   for i in (1, 2)},
                **{'b%d' % i: np.asarray(
                       getattr(network, 'layer%d' % i).bias[...])
                   for i in (1, 2)}}

    optimizer = flax.nnx.Optimizer(network, build(), wrt=flax.nnx.Param)
    for step in range(count):
        gradient = problem.gradient(current(), step)
        state = jax.tree_util.tree_map(
            lambda w: 0 * w, flax.nnx.state(network, flax.nnx.Param))
        for i in (1, 2):
            state['layer%d' % i]['kernel'][...] = jax.numpy.asarray(
                gradient['W%d' % i].T)
            state['layer%d' % i]['bias'][...] = jax.numpy.asarray(
                gradient['b%d' % i].ravel())
        optimizer.update(network, state)
    return current()


def slope(build, x, seed):
    """Return the gradient of the sum of a training call of linen's."""
    return jax.grad(lambda x: build().apply(
        {}, x, deterministic=False,
        rngs={'dropout': jax.random.key(seed)}).sum())(x)


@dropout('linen.Dropout', 'flax.linen.Dropout($amount)', slope=slope,
         signature='flax.linen.Dropout')
def linen(build, x, training, seed):
    """Apply the layer, with a key."""
    mode = {} if training is None else {'deterministic': not training}
    return build().apply({}, jax.numpy.asarray(x), **mode,
                         rngs={'dropout': jax.random.key(seed)})


@dropout('nnx.Dropout', 'flax.nnx.Dropout($amount, rngs=flax.nnx.Rngs(seed))',
         signature='flax.nnx.Dropout')
def nnx(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    layer = build(seed=seed)
    if training is not None:
        layer = flax.nnx.view(layer, deterministic=not training)
    return layer(jax.numpy.asarray(x))


@stopping('EarlyStopping', '''\
flax.training.early_stopping.EarlyStopping(
    patience=$patience, min_delta=$threshold)''',
          signature='flax.training.early_stopping.EarlyStopping')
def early_stopping(build, series):
    """Update it with each value until it should stop."""
    stop = build()
    for check, cost in enumerate(series, 1):
        stop = stop.update(cost)
        if stop.should_stop:
            return check
    return len(series)
