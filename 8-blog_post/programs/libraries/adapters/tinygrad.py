"""tinygrad: optimizers and dropout, on the processor.

It compiles with clang, which pip does not install: `apt install clang`.
"""
# /// script
# title = "tinygrad"
# requires-python = "==3.11.*"
# dependencies = ["tinygrad==0.14.0", "numpy==2.4.6"]
# ///
import os

os.environ['DEV'] = 'CPU'
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


@dropout('Tensor.dropout', 'x.dropout($amount)',
         signature='tinygrad.Tensor.dropout',
         note='On a processor it needs clang, which pip does not install.')
def method(build, x, training, seed):
    """Call the method, in the mode that is asked for."""
    tinygrad.Tensor.manual_seed(seed)
    x = tinygrad.Tensor(x)
    if training is None:
        return build(x=x).numpy()
    with tinygrad.Context(TRAINING=int(training)):
        return build(x=x).numpy()
