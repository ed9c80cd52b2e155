"""What each child would do at its first use of TensorFlow, done only once.

A child is forked from a process that has done this, and starts with it. All
that starts a thread must wait for the child, since a thread of its parent is
not there: so no tensor and no graph is made here.
"""
import collections.abc
import functools
import importlib

import numpy as np


def prepare():
    """Import TensorFlow, and do what a first layer does before its tensors.
    """
    tf = importlib.import_module('tensorflow')
    run_plainly()
    tf.keras.layers.Dense(  # its name leaves other names as they are
        1, activation=tf.nn.tanh, name='prepared',
        kernel_initializer=tf.keras.initializers.VarianceScaling(
            scale=2.0, mode='fan_avg'),
        kernel_regularizer=tf.keras.regularizers.L2(0.1))
    remember_kinds(tf)


def run_plainly():
    """Let an operation run as such, and not as a function of its own.

    TensorFlow asks for a function each time, and so puts a first operation of
    each kind through all that it does to optimize graphs: a quarter of what a
    child does, for the same numbers. It is the one setting of a context that
    nothing public reaches.
    """
    calls = importlib.import_module('tensorflow.python.pywrap_tfe')
    calls.TFE_ContextOptionsSetRunEagerOpAsFunction = lambda *_: None


def remember_kinds(tf):
    """Ask once whether what a layer handles is a mapping, a variable ...

    An abstract class asks all that inherit from it, and then knows it by
    heart. TensorFlow has hundreds of them, and asks about each argument.
    """
    ops, variables, composite = map(importlib.import_module, (
        'tensorflow.python.framework.ops',
        'tensorflow.python.ops.resource_variable_ops',
        'tensorflow.python.framework.composite_tensor'))
    for kind in (np.ndarray, tuple, list, functools.partial, ops.EagerTensor,
                 variables.ResourceVariable, *tf.Tensor.__mro__):
        for each in (collections.abc.Mapping, tf.Variable,
                     composite.CompositeTensor):
            issubclass(kind, each)
