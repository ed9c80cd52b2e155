"""Haiku: a function that drops; its steps are optax's."""
# /// script
# title = "Haiku"
# requires-python = "==3.11.*"
# dependencies = ["dm-haiku==0.0.17", "optax==0.2.8", "jax==0.10.2",
#   "numpy==2.4.6"]
# ///
import haiku
import jax
import numpy as np
import optax

from protocol import decay, dropout

jax.config.update('jax_enable_x64', True)


@decay('transform with optax', '''\
optax.chain(
    optax.add_decayed_weights($strength, mask=lambda parameters:
        haiku.data_structures.map(
            lambda module, name, w: name == 'w', parameters)),
    optax.sgd($alpha))''', '''optax.chain(
    optax.add_decayed_weights($strength), optax.sgd($alpha))''')
def steps(build, weights, problem, count):
    """Take steps with the parameters of a real network of Haiku."""
    network = haiku.transform(lambda x: haiku.nets.MLP(
        [5, 3], activation=jax.numpy.tanh)(x))
    parameters = network.init(jax.random.key(0), problem.X.T)
    names = sorted(parameters)

    def of(values):
        """Return weights in Haiku's form."""
        return {name: {'w': jax.numpy.asarray(values['W%d' % i].T),
                       'b': jax.numpy.asarray(values['b%d' % i].ravel())}
                for i, name in enumerate(names, 1)}

    parameters = of(weights)
    optimizer = build()
    state = optimizer.init(parameters)
    for step in range(count + 1):
        current = {key: np.asarray(w) for i, name in enumerate(names, 1)
                   for key, w in (('W%d' % i, parameters[name]['w'].T),
                                  ('b%d' % i, parameters[name]['b']))}
        if step == count:
            return current
        updates, state = optimizer.update(
            of(problem.gradient(current, step)), state, parameters)
        parameters = optax.apply_updates(parameters, updates)


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    def total(x):
        """Return the sum of what is kept."""
        return build(x=x, key=jax.random.key(seed)).sum()
    return jax.grad(total)(x)


@dropout('dropout', 'haiku.dropout(key, $amount, x)', slope=slope,
         note='A function without a mode: whoever does not want to drop does '
              'not call it.')
def function(build, x, training, seed):
    """Call the function, where it is to drop."""
    if training is False:
        return x
    return build(x=jax.numpy.asarray(x), key=jax.random.key(seed))
