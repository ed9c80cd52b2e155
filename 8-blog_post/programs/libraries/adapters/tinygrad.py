"""tinygrad: optimizers and dropout, in its own Python interpreter."""
# /// script
# title = "tinygrad"
# requires-python = "==3.11.*"
# dependencies = ["tinygrad==0.14.0", "numpy==2.4.6"]
# ///
import os

# needs no C compiler
os.environ['DEV'] = 'PYTHON'
import numpy as np  # noqa: E402
import tinygrad  # noqa: E402

from protocol import decay, dropout  # noqa: E402


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    tensors = {key: tinygrad.Tensor(w.astype(np.float64)).realize()
               for key, w in weights.items()}
    optimizer = build(kernels=[tensors[k] for k in tensors if k[0] == 'W'],
                      biases=[tensors[k] for k in tensors if k[0] == 'b'])
    with tinygrad.Context(TRAINING=1):
        for step in range(count):
            found = problem.gradient(
                {key: w.numpy() for key, w in tensors.items()}, step)
            for key, w in tensors.items():
                w.grad = tinygrad.Tensor(found[key])
            optimizer.step()
    return {key: w.numpy() for key, w in tensors.items()}


decay('SGD', '''\
tinygrad.nn.optim.OptimizerGroup(
    tinygrad.nn.optim.SGD(kernels, $alpha, weight_decay=$strength),
    tinygrad.nn.optim.SGD(biases, $alpha))''', '''\
tinygrad.nn.optim.SGD([*kernels, *biases], $alpha, weight_decay=$strength)''',
      'tinygrad.nn.optim.SGD([*kernels, *biases], $alpha)')(steps)
decay('AdamW', '', '''\
tinygrad.nn.optim.AdamW([*kernels, *biases], $alpha, weight_decay=$strength)
''', 'tinygrad.nn.optim.AdamW([*kernels, *biases], $alpha)')(steps)


@dropout('Tensor.dropout', 'x.dropout($amount)', size=2000,
         signature='tinygrad.Tensor.dropout')
def method(build, x, training, seed):
    """Call the method, in the mode that is asked for."""
    tinygrad.Tensor.manual_seed(seed)
    x = tinygrad.Tensor(x)
    # a sum is computed by that interpreter, a constant is not
    nothing = tinygrad.Tensor(np.zeros(x.shape, x.numpy().dtype))
    if training is None:
        return (build(x=x) + nothing).numpy()
    with tinygrad.Context(TRAINING=int(training)):
        return (build(x=x) + nothing).numpy()
