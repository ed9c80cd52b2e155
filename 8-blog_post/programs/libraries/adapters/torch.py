"""PyTorch: optimizers, nn.Dropout, and the scheduler that waits."""
# /// script
# title = "PyTorch"
# requires-python = "==3.11.*"
# dependencies = ["torch==2.13.0", "numpy==2.4.6", "onnx==1.23.2",
#   "onnxscript==0.7.2"]
# ///
import io

import onnx
import torch

from protocol import decay, dropout, stopping

GROUPS = '''torch.optim.%s([
    {'params': kernels, 'weight_decay': $strength},
    {'params': biases, 'weight_decay': 0}], lr=$alpha)'''
PLAIN = '''torch.optim.%s(
    [*kernels, *biases], lr=$alpha, weight_decay=$strength)'''


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    tensors = {key: torch.tensor(w, requires_grad=True)
               for key, w in weights.items()}
    optimizer = build(kernels=[tensors[key] for key in tensors if
                               key[0] == 'W'],
                      biases=[tensors[key] for key in tensors if
                              key[0] == 'b'])
    for step in range(count):
        gradient = problem.gradient(
            {key: w.detach().numpy() for key, w in tensors.items()}, step)
        for key, w in tensors.items():
            w.grad = torch.tensor(gradient[key])
        optimizer.step()
    return {key: w.detach().numpy() for key, w in tensors.items()}


for NAME in 'SGD', 'AdamW', 'Adam', 'RMSprop', 'NAdam':
    decay(NAME, GROUPS % NAME if NAME == 'SGD' else '', PLAIN % NAME,
          (PLAIN % NAME).replace(', weight_decay=$strength', ''))(steps)


def exported(build):
    """Return what two exports to ONNX have of a layer."""
    found = []
    for name, training in (('model.eval()', False), ('model.train()', True)):
        model = torch.nn.Sequential(build(), torch.nn.Linear(4, 2))
        model.train(training)
        file = io.BytesIO()
        torch.onnx.export(
            model, (torch.ones(2, 4),), file, dynamo=False,
            training=torch.onnx.TrainingMode.PRESERVE)
        nodes = onnx.load_from_string(file.getvalue()).graph.node
        found.append('%s: %s' % (name, 'a Dropout node' if any(
            node.op_type == 'Dropout' for node in nodes) else 'gone'))
    return '; '.join(found)


def slope(build, x, seed):
    """Return the gradient of the sum of a training call."""
    torch.manual_seed(seed)
    x = torch.tensor(x, requires_grad=True)
    build()(x).sum().backward()
    return x.grad.numpy()


@dropout('nn.Dropout', 'torch.nn.Dropout($amount)', slope=slope,
         export=exported, signature='torch.nn.Dropout')
def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    torch.manual_seed(seed)
    drop = build()
    if training is not None:
        drop.train(training)
    return drop(torch.tensor(x)).numpy()


@stopping('optim.lr_scheduler.ReduceLROnPlateau', '''\
torch.optim.lr_scheduler.ReduceLROnPlateau(
    optimizer, patience=$patience, threshold=$threshold,
    threshold_mode='abs')''',
          signature='torch.optim.lr_scheduler.ReduceLROnPlateau',
          note='It does not stop but cuts the learning rate: counted is the '
               'first cut.')
def plateau(build, series):
    """Report each value; return the check of the first cut."""
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    scheduler = build(optimizer=optimizer)
    for check, cost in enumerate(series, 1):
        scheduler.step(cost)
        if optimizer.param_groups[0]['lr'] < 1:
            return check
    return len(series)
