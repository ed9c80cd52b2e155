"""optax: decay as a transformation of its own."""
# /// script
# title = "optax"
# requires-python = "==3.11.*"
# dependencies = ["optax==0.2.8", "jax==0.10.2", "numpy==2.4.6"]
# ///
import jax
import numpy as np
import optax

from protocol import decay

jax.config.update('jax_enable_x64', True)
MASK = '''mask={key: key.startswith('W') for key in weights}'''


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    weights = {key: jax.numpy.asarray(w) for key, w in weights.items()}
    optimizer = build(weights=weights)
    state = optimizer.init(weights)
    for step in range(count):
        gradient = {key: jax.numpy.asarray(g) for key, g in
                    problem.gradient(weights, step).items()}
        updates, state = optimizer.update(gradient, state, weights)
        weights = optax.apply_updates(weights, updates)
    return {key: np.asarray(w) for key, w in weights.items()}


CHAIN = '''optax.chain(
    optax.add_decayed_weights($strength%s), optax.sgd($alpha))'''
decay('add_decayed_weights, then sgd', CHAIN % (',\n        ' + MASK),
      CHAIN % '')(steps)
decay('sgd, then add_decayed_weights', '', '''optax.chain(
    optax.sgd($alpha), optax.add_decayed_weights($strength))''',
      note='The wrong way round: the weights grow.')(steps)
for NAME in 'adamw', 'lion', 'lamb':
    CALL = 'optax.' + NAME + '($alpha, weight_decay=$strength)'
    decay(NAME, '', CALL, CALL.replace(', weight_decay=$strength', ''))(steps)
decay('adafactor', '', '''optax.adafactor(
    $alpha, weight_decay_rate=$strength, factored=False)''')(steps)
