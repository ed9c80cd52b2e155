"""What the adapters of Keras share, whatever its version and backend."""
import numpy as np

from protocol import decay, dropout, stopping

REGULARIZER = '''%s.layers.Dense(
    units, activation, kernel_regularizer=%s.regularizers.L2($strength))'''
SGD = '%s.optimizers.SGD($alpha, weight_decay=$strength)'
EXCLUDED = '''optimizer = %s
optimizer.exclude_from_weight_decay(var_names=['bias'])
optimizer'''
STOP = '''%s.callbacks.EarlyStopping(
    'val_loss', mode='min', patience=$patience, min_delta=$threshold)'''


def network(keras, weights, layers):
    """Return a model of two layers with these weights."""
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.set_weights([w for i in (1, 2) for w in (
        weights['W%d' % i].T, weights['b%d' % i].ravel())])
    return model


def read(model):
    """Return the model's weights as the problems have them."""
    W1, b1, W2, b2 = model.get_weights()
    return {'W1': W1.T, 'b1': b1, 'W2': W2.T, 'b2': b2}


def train(keras, model, optimizer, problem, count):
    """Train a model on the whole batch, so often; return its weights."""
    model.compile(optimizer, 'categorical_crossentropy', run_eagerly=True)
    for _ in range(count):
        model.train_on_batch(problem.X.T, problem.Y.T)
    return read(model)


def register(keras, name, run_dropout, slope=None):
    """Register the entries of one Keras.

    Args:
        keras: the module, `keras` or `tf.keras`.
        name: str, what the code calls it.
        run_dropout: callable, as dropout entries have it.
        slope: callable, as dropout entries have it.
    """
    def regularized(build, weights, problem, count):
        """Train layers that have a penalty."""
        layers = [build(units=5, activation='tanh'),
                  build(units=3, activation='softmax')]
        alpha = build.settings['alpha']
        return train(keras, network(keras, weights, layers),
                     keras.optimizers.SGD(alpha), problem, count)

    def decayed(build, weights, problem, count):
        """Train with an optimizer that decays."""
        layers = [keras.layers.Dense(5, 'tanh'),
                  keras.layers.Dense(3, 'softmax')]
        return train(keras, network(keras, weights, layers), build(),
                     problem, count)

    def stop(build, series):
        """Fit; a callback before this one puts the series into the logs."""
        layer = keras.layers.Dense(1, use_bias=False)
        model = keras.Sequential([keras.Input((1,)), layer])
        model.compile('sgd', 'mse', run_eagerly=True)     # quicker
        seen = []

        class Feed(keras.callbacks.Callback):
            """Give the next value; let the weight count the checks."""

            def on_epoch_end(self, epoch, logs=None):
                """Put the next value into the logs."""
                logs['val_loss'] = series[epoch]
                seen.append(epoch)
                layer.set_weights([np.full((1, 1), epoch + 1.0)])

        model.fit(np.zeros((1, 1)), np.zeros((1, 1)), epochs=len(series),
                  verbose=0, callbacks=[Feed(), build()])
        return len(seen), int(layer.get_weights()[0][0, 0])

    decay('kernel_regularizer=L2', REGULARIZER % (name, name))(regularized)
    decay('SGD(weight_decay=)', EXCLUDED % (SGD % name), SGD % name)(decayed)
    for optimizer in 'AdamW', 'Adam', 'Lion':
        if hasattr(keras.optimizers, optimizer):
            call = '%s.optimizers.%s($alpha, weight_decay=$strength)' % (
                name, optimizer)
            decay(optimizer, '', call,
                  call.replace(', weight_decay=$strength', ''))(decayed)
    dropout('layers.Dropout', name + '.layers.Dropout($amount)', slope)(
        run_dropout)
    stopping('EarlyStopping', STOP % name,
             signature=name + '.callbacks.EarlyStopping')(stop)
