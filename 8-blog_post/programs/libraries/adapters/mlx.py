"""MLX: optimizers and dropout, on a CPU."""
# /// script
# title = "MLX"
# requires-python = "==3.11.*"
# dependencies = ["mlx[cpu]==0.32.4", "numpy==2.4.6"]
# ///
import mlx.core
import mlx.nn
import mlx.optimizers
import numpy as np

from protocol import decay, dropout

mlx.core.set_default_device(mlx.core.cpu)


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    parameters = {key: mlx.core.array(w.astype(np.float32))
                  for key, w in weights.items()}
    optimizer = build()
    for step in range(count):
        found = problem.gradient(
            {key: np.array(w) for key, w in parameters.items()}, step)
        parameters = optimizer.apply_gradients(
            {key: mlx.core.array(g.astype(np.float32))
             for key, g in found.items()}, parameters)
    return {key: np.array(w) for key, w in parameters.items()}


@decay('SGD', '''\
mlx.optimizers.MultiOptimizer(
    [mlx.optimizers.SGD($alpha, weight_decay=$strength),
     mlx.optimizers.SGD($alpha)],
    [lambda name, w: name.startswith('W')])''',
       'mlx.optimizers.SGD($alpha, weight_decay=$strength)',
       'mlx.optimizers.SGD($alpha)')
def sgd(build, weights, problem, count):
    """Take steps."""
    return steps(build, weights, problem, count)


for NAME in 'AdamW', 'Lion', 'Muon':
    CALL = 'mlx.optimizers.%s($alpha, weight_decay=$strength)' % NAME
    decay(NAME, '', CALL, CALL.replace(', weight_decay=$strength', ''))(steps)


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    mlx.core.random.seed(seed)
    return np.array(mlx.core.grad(lambda x: build()(x).sum())(
        mlx.core.array(x)))


@dropout('nn.Dropout', 'mlx.nn.Dropout($amount)', slope=slope,
         signature='mlx.nn.Dropout')
def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    mlx.core.random.seed(seed)
    drop = build()
    if training is not None:
        drop.train(training)
    x = mlx.core.array(x, mlx.core.float64 if x.dtype == np.float64
                       else mlx.core.float32)
    return np.array(drop(x))
