"""PaddlePaddle: optimizers, dropout, and early stopping."""
# /// script
# title = "PaddlePaddle"
# requires-python = "==3.11.*"
# dependencies = ["paddlepaddle==3.3.1", "setuptools==80.9.0",
#   "numpy==2.4.6"]
# ///
import numpy as np
import paddle

from protocol import decay, dropout, stopping

SGD = '''paddle.optimizer.SGD(
    $alpha, parameters=[*kernels, *biases], weight_decay=$strength)'''


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    tensors = {key: paddle.base.framework.EagerParamBase.from_tensor(
        paddle.to_tensor(w)) for key, w in weights.items()}
    optimizer = build(kernels=[tensors[k] for k in tensors if k[0] == 'W'],
                      biases=[tensors[k] for k in tensors if k[0] == 'b'])
    for step in range(count):
        found = problem.gradient(
            {key: w.numpy() for key, w in tensors.items()}, step)
        loss = sum((w * paddle.to_tensor(found[key])).sum()
                   for key, w in tensors.items())
        loss.backward()
        optimizer.step()
        optimizer.clear_grad()
    return {key: w.numpy() for key, w in tensors.items()}


decay('SGD', '''\
paddle.optimizer.SGD($alpha, parameters=[
    {'params': kernels, 'weight_decay': paddle.regularizer.L2Decay($strength)},
    {'params': biases}])''', SGD,
      SGD.replace(', weight_decay=$strength', ''))(steps)
decay('AdamW', '', SGD.replace('SGD', 'AdamW'),
      SGD.replace('SGD', 'AdamW').replace(', weight_decay=$strength', '')
      )(steps)


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    paddle.seed(seed)
    x = paddle.to_tensor(x, stop_gradient=False)
    build()(x).sum().backward()
    return x.grad.numpy()


def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    paddle.seed(seed)
    drop = build()
    if training is not None:
        drop.train() if training else drop.eval()
    return drop(paddle.to_tensor(x)).numpy()


dropout('nn.Dropout', 'paddle.nn.Dropout($amount)', slope=slope,
        signature='paddle.nn.Dropout')(layer)
dropout("nn.Dropout(mode='downscale_in_infer')", '''\
paddle.nn.Dropout($amount, mode='downscale_in_infer')''')(layer)


@stopping('callbacks.EarlyStopping', '''\
paddle.callbacks.EarlyStopping(
    'loss', mode='min', patience=$patience, min_delta=$threshold,
    save_best_model=False, verbose=0)''',
          signature='paddle.callbacks.EarlyStopping')
def early_stopping(build, series):
    """Fit; a callback before this one puts the next value into the logs."""
    seen = []
    network = paddle.nn.Linear(1, 1)

    class Feed(paddle.callbacks.Callback):
        """Give the next value; let the weight count the checks."""

        def on_eval_end(self, logs=None):
            logs['loss'] = [series[len(seen)]]
            seen.append(1)
            network.bias.set_value(np.float32([len(seen)]))

    model = paddle.Model(network)
    model.prepare(paddle.optimizer.SGD(0.0, parameters=network.parameters()),
                  paddle.nn.MSELoss())
    rows = [(np.zeros(1, np.float32), np.zeros(1, np.float32))]
    model.fit(rows, rows, epochs=len(series), verbose=0,
              callbacks=[Feed(), build()])
    return len(seen), int(network.bias.item())
