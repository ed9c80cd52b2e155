"""The relu network of the experiments, in Keras, on tasks 2, 3, 6 and 7."""
from answers_keras import (dropout_create_layer, l2_reg_cost,
                           l2_reg_create_layer, tf)
from training import HIDDEN, cost_and_accuracy, until_stopped

ALPHA = 0.1     # learning rate
STEPS = 1500    # steps, at most
CHECK = 20      # steps from one check of the validation cost to the next


def build(n_0, strength=0, keep_prob=1, batch_norm=False):
    """Build the network; `strength` is L2's in Keras's convention."""
    layers = tf.keras.layers
    X = A = tf.keras.Input(shape=(n_0,))
    for n in HIDDEN:
        if batch_norm:
            A = l2_reg_create_layer(A, n, None, strength)
            A = layers.ReLU()(layers.BatchNormalization()(A))
        elif strength:
            # task 6 knows no penalty, so its second half is added to task 3
            A = l2_reg_create_layer(A, n, 'relu', strength)
            A = layers.Dropout(1 - keep_prob)(A)
        else:
            A = dropout_create_layer(A, n, 'relu', keep_prob, training=None)
    return tf.keras.Model(X, l2_reg_create_layer(A, 10, 'softmax', strength))


def stepper(model, batch):
    """Return a function (X, Y, count) that takes gradient steps.

    Args:
        model: Keras model.
        batch: int, images a step drawn at random; None for all of them.
    """
    entropy = tf.keras.losses.SparseCategoricalCrossentropy()

    @tf.function(reduce_retracing=True)
    def take_steps(X, Y, count):
        """Take `count` gradient steps."""
        for _ in tf.range(count):
            x, y = X, Y
            if batch:
                pick = tf.random.uniform([batch], 0, len(X), tf.int32)
                x, y = tf.gather(X, pick), tf.gather(Y, pick)
            with tf.GradientTape() as tape:
                cost = entropy(y, model(x, training=True))
                # task 2 adds the cost to each layer's penalty: take it off
                total = cost + tf.reduce_sum(l2_reg_cost(cost, model) - cost)
            slopes = tape.gradient(total, model.trainable_variables)
            for variable, slope in zip(model.trainable_variables, slopes):
                variable.assign_sub(ALPHA * slope)
    return take_steps


def train(datas, seeds, l2=0, keep_prob=1, patience=None, batch_norm=False,
          batch=None):
    """Train one network a seed; yield a function that predicts for each.

    Args:
        datas: list of Data, one a seed.
        seeds: list of int.
        l2: float, strength in this exercise's convention, l2 / (2 m).
        keep_prob: float, probability of keeping a hidden node.
        patience: int, as in `training.train`.
        batch_norm: bool, normalize before each hidden activation.
        batch: int, images a step; None for all of them.

    Yields:
        Function from images (n_0, m) to outputs (10, m), for the latest
        seed until the next is asked for.
    """
    n_0, m = datas[0].X_train.shape
    settings = l2 / (2 * m), keep_prob, batch_norm
    model = build(n_0, *settings)
    take_steps = stepper(model, batch)      # traced once, for all seeds

    def predict(X):
        """Return the outputs (10, m) for images (n_0, m)."""
        return model(X.T, training=False).numpy().T

    for data, seed in zip(datas, seeds):
        tf.keras.utils.set_random_seed(seed)
        model.set_weights(build(n_0, *settings).get_weights())
        X, Y = tf.constant(data.X_train.T), tf.constant(data.Y_train)
        if not patience:
            take_steps(X, Y, tf.constant(STEPS))
            yield predict
            continue

        def valid_costs():
            """Train; yield the validation cost at each check."""
            for _ in range(STEPS // CHECK):
                take_steps(X, Y, tf.constant(CHECK))
                yield cost_and_accuracy(predict(data.X_valid),
                                        data.Y_valid)[0]

        for is_best in until_stopped(valid_costs(), 0, patience):
            if is_best:
                best = model.get_weights()
        model.set_weights(best)
        yield predict
