"""The eight tasks as data: files, functions, and what the statement asks.

A check may take points only for what stands here: a sentence of the
statement, in our words, or a published output.
"""
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
RULES = {  # of every task
    'file': 'the statement: each task names the file to hand in',
    'runs': 'the statement: the files are run by python3, with NumPy and '
            'TensorFlow',
    'function': "the statement: each task gives the function's name",
    'arguments': "the statement: each task gives the function's arguments"}
INITIALIZER = ('the written rules: the weights of a layer are drawn by '
               "VarianceScaling(scale=2.0, mode='fan_avg')")
WRITTEN_RULES = {  # of all files
    'first line': 'the written rules: the first line of all files is exactly '
                  '#!/usr/bin/env python3',
    'last line': 'the written rules: all files end with a new line',
    'executable': 'the written rules: all files must be executable',
    'documentation': 'the written rules: all modules, classes and functions '
                     'have documentation',
    'imports': 'the written rules: no module is imported except numpy as np '
               'and tensorflow as tf',
    'unused': 'the written rules: no module is imported unless it is being '
              'used',
    'style': 'the written rules: the code keeps the pycodestyle style, '
             'version 2.11.1',
    'readme': 'the written rules: a README.md at the root of the folder is '
              'mandatory'}


class Task(NamedTuple):
    """One task.

    module: the file's name without .py. parameters: their names; required: how
    many of them, the first ones, have no default. libraries: 'numpy' or
    'tensorflow'. rules: {short name: the sentence of the statement, or the
    published output, that a check enforces}.
    """

    number: int
    module: str
    function: str
    parameters: tuple
    required: int
    libraries: str
    rules: dict

    @property
    def file(self):
        """The name of the file to hand in."""
        return self.module + '.py'

    def libraries_of(self, source):
        """Return which libraries are there already for a file, given as bytes.

        TensorFlow where it is named, also in a task that does without it: to
        import it would take too long.
        """
        return 'tensorflow' if re.search(b'tensorflow|keras', source) \
            else self.libraries


STATEMENT = [  # module, function, parameters, libraries, rules
    ('0-l2_reg_cost', 'l2_reg_cost', 'cost lambtha weights L m', 'numpy', {
        'cost': 'the statement: the cost that accounts for L2 regularization '
                'is returned',
        'weights': 'the published output: its penalty is lambtha / (2m) times '
                   'the squares of W1, W2, ..., and of no bias',
        'published': 'the published output of 0-main.py'}),
    ('1-l2_reg_gradient_descent', 'l2_reg_gradient_descent',
     'Y weights cache alpha lambtha L', 'numpy', {
        'step': 'the statement: weights and biases take a step of gradient '
                'descent with L2 regularization, in place',
        'network': 'the statement: tanh on each layer but the last, softmax '
                   'on the last; L layers, m data points'}),
    ('2-l2_reg_cost', 'l2_reg_cost', 'cost model', 'tensorflow', {
        'costs': 'the statement: a tensor with the total cost for each layer '
                 'is returned',
        'layers': 'the published output: one entry for each layer, in the '
                  'order of the layers'}),
    ('3-l2_reg_create_layer', 'l2_reg_create_layer',
     'prev n activation lambtha', 'tensorflow', {
        'output': 'the statement: the output of a new layer of n nodes with '
                  'this activation is returned',
        'penalty': 'the statement: the layer includes L2 regularization with '
                   'lambtha',
        'published': 'the published output: every layer adds a penalty, also '
                     'with lambtha 0',
        'initializer': INITIALIZER}),
    ('4-dropout_forward_prop', 'dropout_forward_prop',
     'X weights L keep_prob', 'numpy', {
        'keys': 'the published output: the dictionary holds A0, A1, ... and, '
                'for each hidden layer, D1, D2, ..., and nothing else',
        'outputs': 'the statement: tanh on each layer but the last, softmax '
                   'on the last, whose nodes are all kept in the published '
                   'output',
        'masks': 'the statement: keep_prob is the probability that a node '
                 'will be kept; in the published output a mask is 1 where '
                 'the node is kept and 0 where not',
        'dropout': 'the published output: the outputs of a hidden layer are '
                   'masked, and divided by keep_prob',
        'published': "the published output: the masks are drawn from NumPy's "
                     'global stream'}),
    ('5-dropout_gradient_descent', 'dropout_gradient_descent',
     'Y weights cache alpha keep_prob L', 'numpy', {
        'step': 'the statement: the weights take a step of gradient descent '
                'with dropout, in place',
        'published': 'the published output: one step through the masks of '
                     'the cache, with the slope 1 - A^2',
        'network': 'the statement: tanh on each layer but the last, softmax '
                   'on the last; L layers, m data points'}),
    ('6-dropout_create_layer', 'dropout_create_layer',
     'prev n activation keep_prob training=True', 'tensorflow', {
        'output': 'the statement: the output of a new layer of n nodes with '
                  'this activation is returned',
        'training': 'the statement: training says whether the model is in '
                    'training mode; nodes are dropped in training only',
        'keep_prob': 'the statement: keep_prob is the probability that a node '
                     'will be kept',
        'dropout': 'the published output: what is kept is divided by '
                   'keep_prob',
        'initializer': INITIALIZER,
        'published': 'the published output of 6-main.py'}),
    ('7-early_stopping', 'early_stopping',
     'cost opt_cost threshold patience count', 'numpy', {
        'pair': 'the statement: a boolean is returned, followed by the '
                'updated count',
        'rule': 'the statement: stop when the cost has not decreased by more '
                'than the threshold, relative to the optimal cost, over the '
                'patience count',
        'published': 'the published output of 7-main.py'})]
TASKS = {number: Task(number, module, function,
                      tuple(parameters.replace('=True', '').split()),
                      parameters.partition('=')[0].count(' ')
                      + ('=' not in parameters), libraries,
                      {**RULES, **rules})
         for number, (module, function, parameters, libraries, rules)
         in enumerate(STATEMENT)}
KERAS = tuple(task for task in TASKS if TASKS[task].libraries == 'tensorflow')


def published(task):
    """Return the text that the task's published example prints.

    In the repository it is kept in mains/published/, in an installed package
    in published/ beside this file.
    """
    folders = HERE / 'published', HERE.parent / 'mains' / 'published'
    folder = next(filter(Path.is_dir, folders))
    return (folder / f'{task}.txt').read_text()
