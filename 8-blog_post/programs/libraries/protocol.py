"""What an adapter is made of, and the problems that libraries are given.

This and the adapters run in the environment of one library each, from
Python 3.8 on; of packages only NumPy is sure to be there.
"""
import ast
import importlib.util
import string
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[3]


def load(name):
    """Return the function of a task file, such as '7-early_stopping'."""
    spec = importlib.util.spec_from_file_location(
        name, str(ROOT / (name + '.py')))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name[2:])


class Entry:
    """One way to say a setting in a library: its code and how it is run.

    Attributes:
        kind: str, 'decay', 'minimum', 'dropout' or 'stopping'.
        name: str, the library's name for it.
        code: str, what a reader copies: Python with `$strength`, `$alpha`,
            `$amount`, `$patience` or `$threshold`; its last expression is
            what the library is then run with. Empty: it cannot be said.
        run: callable, the adapter's function.
        more: dict, what else the kind knows; see the decorators below.
    """

    def __init__(self, kind, name, code, run, more):
        self.kind, self.name, self.code, self.run = kind, name, code, run
        self.more = more
        self.names = {}     # what the code may use: the adapter's module

    def builder(self, code, **settings):
        """Return a function that runs the code with settings filled in.

        It takes further names for the code, and returns the value of the
        code's last expression. Its attribute `settings` has the settings.
        """
        text = string.Template(code).substitute(
            {key: repr(value) for key, value in settings.items()})
        *before, last = ast.parse(text).body

        def build(**names):
            """Run the code in the adapter's module."""
            names = {**self.names, **names}
            module = ast.Module(before, [])
            exec(compile(module, self.name, 'exec'), names)
            return eval(compile(ast.Expression(last.value), self.name,
                                'eval'), names)
        build.settings = settings
        return build


ENTRIES = []     # of the one adapter that a process imports


def _register(kind, name, code, more):
    """Return a decorator that adds an entry to ENTRIES."""
    def add(run):
        ENTRIES.append(Entry(kind, name, code, run, more))
        return run
    return add


def decay(name, code, plain=None, bare=None, link='softmax', batch=None,
          note=''):
    """Register steps with weight decay.

    The function is called as run(build, weights, problem, steps) and returns
    the weights, a dict of arrays, after so many steps. `build` may name the
    weights as `kernels` and `biases`.

    Args:
        name: str, the library's name for it.
        code: str, decay of the kernels alone, as in this exercise.
        plain: str, decay as said most simply; None if that is `code`.
        bare: str, the same without a strength, to see its default.
        link: str, 'softmax' (a network of two layers), 'linear', or 'leaf'
            (one weight, the value that a tree gives to half the examples).
        batch: int, the only number of examples a step can have, or None.
        note: str, what is measured nowhere but must be said.
    """
    return _register('decay', name, code, dict(
        plain=plain or code, bare=bare, link=link, batch=batch, note=note))


def minimum(name, code, plain=None, bare=None, link='linear', note=''):
    """Register a fit that ends at the minimum of a penalized cost.

    The function is called as run(build, problem) and returns the weights `W1`
    (outputs, inputs) and `b1` (outputs, 1), the latter only if there is one.
    """
    return _register('minimum', name, code, dict(
        plain=plain or code, bare=bare, link=link, note=note))


def dropout(name, code, slope=None, export=None, signature=None, size=100000,
            note=''):
    """Register a dropout layer, with its setting as `$amount`.

    The function is called as run(build, x, training, seed) and returns an
    array of x's shape; x is of float32 or float64. With training None, the
    layer is called as it was made, without a word about it.

    Args:
        name, code, note: as in `decay`.
        slope: callable (build, x, seed), the gradient of the sum of a
            training call with respect to x.
        export: callable (build), returns what ONNX has of it, as a str.
        signature: str, what in the adapter has the defaults.
        size: int, of how many numbers to drop some; fewer if it is slow.
    """
    return _register('dropout', name, code, dict(
        slope=slope, export=export, signature=signature, size=size,
        note=note))


def stopping(name, code, signature=None, note=''):
    """Register early stopping, with `$patience` and maybe `$threshold`.

    The function is called as run(build, series) and returns how many of the
    values were looked at before it stopped, or a tuple of that and the check
    (from 1) whose weights the library keeps. All of them: it never stopped.

    Args:
        name, code, note: as in `decay`.
        signature: str, what in the adapter has the defaults.
    """
    return _register('stopping', name, code, dict(
        signature=signature, note=note))


class Problem:
    """Examples and a model, small and the same in every library.

    Attributes:
        X: array (4, m) of float64.
        Y: array (outputs, m), one-hot labels, or numbers if linear.
        m: int, number of examples in one step.
        L: int, number of layers: 2 for a network (tanh, softmax), else 1.
    """

    step = staticmethod(load('1-l2_reg_gradient_descent'))

    def __init__(self, m, link='softmax', layers=2):
        rng = np.random.RandomState(m)
        self.m, self.link = m, link
        self.X = rng.randn(4, m)
        self.labels = np.arange(m) % 3
        if link != 'softmax':
            self.Y = 3 + rng.randn(1, m) + self.X[:1]
            sizes = [4, 1]
        else:
            self.Y = np.eye(3)[self.labels].T
            sizes = [4, 5, 3] if layers == 2 else [4, 3]
        self.L = len(sizes) - 1
        if link == 'leaf':
            # trees see a side, 0 or 1, and targets that are 0 on side 0
            self.X, sizes = np.ones((1, m)), [1, 1]
            self.sides = np.repeat([[0.0], [1.0]], m, axis=0)
            self.targets = np.append(np.zeros(m), self.Y)
        rng = np.random.RandomState(0)
        self.weights = {}
        for i in range(1, self.L + 1):
            self.weights['W%d' % i] = 0.5 + rng.rand(sizes[i], sizes[i - 1])
            self.weights['b%d' % i] = 0.5 + rng.rand(sizes[i], 1)

    def cache(self, weights, X):
        """Return the outputs of all layers, `A0` to `AL`."""
        cache = {'A0': X}
        for i in range(1, self.L + 1):
            Z = (weights['W%d' % i] @ cache['A%d' % (i - 1)]
                 + weights['b%d' % i])
            if i < self.L:
                Z = np.tanh(Z)
            elif self.link == 'softmax':
                Z = np.exp(Z - Z.max(axis=0))
                Z = Z / Z.sum(axis=0)
            cache['A%d' % i] = Z
        return cache

    def examples(self, step):
        """Return X and Y of one step: all, or one of them if m is 1."""
        return self.X, self.Y

    def ours(self, weights, alpha, lambtha, step=0):
        """Take one step of task 1; return new weights."""
        X, Y = self.examples(step)
        weights = {key: np.array(w, float) for key, w in weights.items()}
        self.step(Y, weights, self.cache(weights, X), alpha, lambtha, self.L)
        return weights

    def gradient(self, weights, step=0):
        """Return the gradient of the cost without a penalty, by task 1."""
        weights = {key: np.asarray(w, float).reshape(self.weights[key].shape)
                   for key, w in weights.items()}
        after = self.ours(weights, 1, 0, step)
        return {key: weights[key] - after[key] for key in weights}


class Stream(Problem):
    """The same for a library that takes one example at a time."""

    def __init__(self, link):
        super().__init__(16, link)
        self.m = 1

    def examples(self, step):
        """Return one example after the other."""
        return self.X[:, step:step + 1], self.Y[:, step:step + 1]
