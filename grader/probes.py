"""What the child does with a submission; it knows no right answers.

A probe takes the loaded module first. It runs where the submission runs, so
its answer is an observation, and never the verdict. Most probes describe
several calls in one child, since to start one, or its first Keras layer, takes
a while.
"""
import collections.abc
import inspect
import itertools
import sys
import traceback

import numpy as np

SEED = np.random.seed  # a submission may replace it
ITEMS = 20_000         # of an answer, as many as inside/wire.py lets through


def interface(module, function, parameters, required):
    """Describe how one function is called; without it, the functions there.

    parameters: the names that it shall have; required: how many of them, the
    first ones, have no default. It may refuse all by position, all by name,
    or the required ones alone by position: each is None or says why.
    """
    found = getattr(module, function, None)
    if not callable(found):
        return {'functions': sorted(
            name for name, item in vars(module).items() if callable(item))}
    signature = inspect.signature(found)

    def refusal(*args, **kwargs):
        try:
            signature.bind(*args, **kwargs)
        except TypeError as error:
            return str(error)

    return {'parameters': list(signature.parameters),
            'by_position': refusal(*parameters),
            'by_name': refusal(**dict.fromkeys(parameters)),
            'required': refusal(*parameters[:required])}


def caller(module, function, parameters, found):
    """Return what calls a function with values in the statement's order.

    found: its interface. By name where it has all names, in another order or
    where it takes none by position: then the values go where they belong.
    """
    function, own = getattr(module, function, None), found.get('parameters')
    if own and not found['by_name'] and (found['by_position'] or (
            own[:len(parameters)] != list(parameters)
            and set(parameters) <= set(own))):
        return lambda *values: function(**dict(zip(parameters, values)))
    return function


def call(module, function, *args, **kwargs):
    """Call one function with plain data."""
    return getattr(module, function)(*args, **kwargs)


def each(module, function, parameters, required, cases, describe):
    """Describe the function, and every call of it under its name.

    One that raises says what it raised, and hides no other.
    """
    found = {'interface': interface(module, function, parameters, required),
             'calls': {}}
    called = caller(module, function, parameters, found['interface'])
    for name, case in cases.items():
        try:
            found['calls'][name] = describe(called, **case)
        except MemoryError:
            raise
        except Exception as error:
            lines = [line for frame, line
                     in traceback.walk_tb(error.__traceback__)
                     if frame.f_code.co_filename == module.__file__]
            found['calls'][name] = {'raised': {
                'exception': type(error).__name__,
                'message': ' '.join(str(error)[:500].split()),
                'line': lines[-1] if lines else None}}
    return found


def plain(value, counted=None):
    """Return what a function has returned as data that can be sent.

    What is of a class of the submission's own, or TensorFlow's, is as good as
    Python's or NumPy's. ValueError beyond as many items as may be sent.
    """
    counted = counted or itertools.count()
    if next(counted) >= ITEMS:
        raise ValueError(f'expected at most {ITEMS} items')
    if value is None or isinstance(value, (bool, np.generic)):
        return value
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, str):
        return str.__str__(value)  # its own __str__ may say anything
    for kind in (tuple, list):
        if isinstance(value, kind):
            return kind(plain(item, counted) for item in value)
    if isinstance(value, collections.abc.Mapping):
        return {plain(key, counted): plain(item, counted)
                for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return np.asarray(value)
    if 'tensorflow' in sys.modules:
        import tensorflow as tf
        if tf.is_tensor(value) and hasattr(value, 'numpy'):
            return value.numpy()
    return value


def calls(module, function, parameters, required, cases):
    """Call one function with the arguments of each case.

    after: whether to report the arguments as they are after the call, which
    may be much to keep; seed: for NumPy's global stream, which goes on where
    the call before has left it if there is none.
    """
    def describe(called, args, seed=None, after=False):
        if seed is not None:
            SEED(seed)
        value = plain(called(*args))
        return {'value': value,
                **({'args': plain(list(args))} if after else {})}

    return each(module, function, parameters, required, cases, describe)


def keras_costs(module, function, parameters, required, cases):
    """Describe what is made of costs with penalties: kinds and values."""
    import tensorflow as tf

    def describe(called, costs, layers):
        x = output = tf.keras.Input(shape=(len(layers[0][0]),))
        for kernel, bias, lambtha in layers:
            penalty = tf.keras.regularizers.L2(lambtha)
            layer = tf.keras.layers.Dense(len(bias),
                                          kernel_regularizer=penalty)
            output = layer(output)
            layer.set_weights([kernel, bias])
        model = tf.keras.Model(x, output)
        values = [called(tf.constant(cost), model) for cost in costs]
        return {'kinds': [type(value).__name__ for value in values],
                'values': [value.numpy() if tf.is_tensor(value) else None
                           for value in values],
                'weights': model.get_weights()}

    return each(module, function, parameters, required, cases, describe)


def dense_weights(variables, shapes):
    """Return the variables of dense layers that have these shapes, in order.

    They are told by how many entries they have, wherever they stand: a kernel
    may be transposed, a bias a row or a column. None for what is not there.
    """
    return [next((variable for variable in variables
                  if np.prod(variable.shape) == np.prod(shape)), None)
            for shape in shapes]


def turned(array, shape):
    """Return an array in another shape, transposed where that is how it lies.
    """
    is_transposed = [n for n in array.shape if n > 1] == list(shape[::-1])
    return np.reshape(array.T if is_transposed else array, shape)


def keras_model(module, function, parameters, required, cases):
    """Describe a model of the layers that a function creates.

    shapes: of their kernels and biases, in order; weights: what these shall
    be instead of what was drawn, as far as they are there.
    """
    import tensorflow as tf

    def describe(called, X, layers, shapes, weights):
        tf.keras.utils.set_random_seed(0)
        x = output = tf.keras.Input(shape=X.shape[1:])
        for n, activation, lambtha in layers:
            output = called(output, n, getattr(tf.nn, activation), lambtha)
        if not isinstance(output, type(x)):
            return {'kind': type(output).__name__, 'shapes': None}
        model = tf.keras.Model(x, output)
        found = dense_weights(model.weights, shapes)
        drawn = described(found, shapes)
        for variable, array in zip(found, weights):
            if variable is not None:
                variable.assign(turned(array, variable.shape))
        return {'kind': 'a tensor', 'drawn': drawn,
                'shapes': [tuple(W.shape) for W in model.weights],
                'output': model(X).numpy(),
                'losses': [float(loss) for loss in model.losses]}

    return each(module, function, parameters, required, cases, describe)


def described(variables, shapes):
    """Return variables as arrays of these shapes, None where there is none."""
    return [None if variable is None else turned(variable.numpy(), shape)
            for variable, shape in zip(variables, shapes)]


def keras_layers(module, function, parameters, required, cases, X, n):
    """Describe the output of a new layer of n nodes for X, and its weights.

    options: keep_prob, and perhaps training. X, n: the usual ones; a case may
    have others.

    Every way to write a layer works on arrays, tf.nn.dropout as well; what
    it has drawn is seen by a tape, which watches all that can be trained.
    """
    import tensorflow as tf

    call = tf.keras.layers.Dropout.__call__

    def call_by_position(layer, inputs, *training, **options):
        """Let Keras 3 take `training` by position, as the statement's does."""
        return call(layer, inputs, **dict(zip(['training'], training)),
                    **options)

    tf.keras.layers.Dropout.__call__ = call_by_position

    def describe(called, options, X=X, n=n):
        tf.keras.utils.set_random_seed(4)
        with tf.GradientTape() as tape:
            output = called(X, n, tf.nn.tanh, *options)
        if not tf.is_tensor(output):
            return {'kind': type(output).__name__, 'shapes': None}
        shapes, variables = [(X.shape[1], n), (n,)], tape.watched_variables()
        return {'kind': 'a tensor', 'output': output.numpy(),
                'shapes': [tuple(W.shape) for W in variables],
                'drawn': described(dense_weights(variables, shapes), shapes)}

    return each(module, function, parameters, required, cases, describe)
