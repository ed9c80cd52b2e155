"""Equinox: its dropout; its steps are optax's."""
# /// script
# title = "Equinox"
# requires-python = "==3.11.*"
# dependencies = ["equinox==0.13.8", "optax==0.2.8", "jax==0.10.2",
#   "numpy==2.4.6"]
# ///
import equinox
import jax
import numpy as np
import optax

from protocol import decay, dropout

jax.config.update('jax_enable_x64', True)


@decay('apply_updates with optax', '''\
optax.chain(
    optax.add_decayed_weights($strength, mask=lambda model:
        jax.tree_util.tree_map(lambda w: w.ndim > 1, model)),
    optax.sgd($alpha))''', '''optax.chain(
    optax.add_decayed_weights($strength), optax.sgd($alpha))''')
def steps(build, weights, problem, count):
    """Take steps with real layers of Equinox."""
    layers = [equinox.nn.Linear(*weights['W%d' % i].T.shape,
                                key=jax.random.key(0)) for i in (1, 2)]
    layers = [equinox.tree_at(
        lambda layer: (layer.weight, layer.bias), layer,
        (jax.numpy.asarray(weights['W%d' % i]),
         jax.numpy.asarray(weights['b%d' % i].ravel())))
        for i, layer in enumerate(layers, 1)]

    def current():
        """Return the weights as they are now."""
        return {**{'W%d' % i: np.asarray(layer.weight)
                   for i, layer in enumerate(layers, 1)},
                **{'b%d' % i: np.asarray(layer.bias)
                   for i, layer in enumerate(layers, 1)}}

    optimizer = build()
    state = optimizer.init(equinox.filter(layers, equinox.is_array))
    for step in range(count):
        found = problem.gradient(current(), step)
        gradient = [equinox.tree_at(
            lambda layer: (layer.weight, layer.bias), layer,
            (jax.numpy.asarray(found['W%d' % i]),
             jax.numpy.asarray(found['b%d' % i].ravel())))
            for i, layer in enumerate(layers, 1)]
        updates, state = optimizer.update(
            equinox.filter(gradient, equinox.is_array), state,
            equinox.filter(layers, equinox.is_array))
        layers = equinox.apply_updates(layers, updates)
    return current()


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    return jax.grad(lambda x: build()(
        x, key=jax.random.key(seed)).sum())(x)


@dropout('nn.Dropout', 'equinox.nn.Dropout($amount)', slope=slope,
         signature='equinox.nn.Dropout')
def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    drop = build()
    if training is not None:
        drop = equinox.nn.inference_mode(drop, not training)
    return drop(jax.numpy.asarray(x), key=jax.random.key(seed))
