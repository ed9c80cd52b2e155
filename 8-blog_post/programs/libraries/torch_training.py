"""What the adapters of trainers for PyTorch share."""
import torch


class Network(torch.nn.Module):
    """The problem's two layers; returns the logits of examples in rows."""

    def __init__(self, weights):
        super().__init__()
        self.hidden, self.out = (
            torch.nn.Linear(*weights['W%d' % i].T.shape, dtype=torch.float64)
            for i in (1, 2))
        with torch.no_grad():
            for i, layer in enumerate((self.hidden, self.out), 1):
                layer.weight.copy_(torch.tensor(weights['W%d' % i]))
                layer.bias.copy_(torch.tensor(weights['b%d' % i].ravel()))

    def forward(self, x):
        """Return logits (m, 3)."""
        return self.out(torch.tanh(self.hidden(x)))

    def read(self):
        """Return the weights as the problems have them."""
        layers = [self.hidden, self.out]
        return {**{'W%d' % i: layer.weight.detach().numpy()
                   for i, layer in enumerate(layers, 1)},
                **{'b%d' % i: layer.bias.detach().numpy()
                   for i, layer in enumerate(layers, 1)}}


def data(problem):
    """Return the problem's examples in rows and their labels."""
    return (torch.tensor(problem.X.T.copy()),
            torch.tensor(problem.labels))


GROUPS = '''torch.optim.SGD([
    {'params': [p for name, p in model.named_parameters()
                if name.endswith('weight')], 'weight_decay': $strength},
    {'params': [p for name, p in model.named_parameters()
                if name.endswith('bias')], 'weight_decay': 0}], lr=$alpha)'''
PLAIN = '''torch.optim.SGD(
    model.parameters(), lr=$alpha, weight_decay=$strength)'''
