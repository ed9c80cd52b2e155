"""Known mistakes: each is one edit of a right answer, with a question.

They explain failures: a submission whose answers are exactly a mistake's
answers, and no other's, gets its name (explain.py). And they test the checks:
each must fail under its own name.

To add one, add a row to MISTAKES: the task, a name, edits of the right answer
above (each text stands there exactly once), a question, and where to read on
in README.md if that is not Conventions ('' for nowhere). A name may have
several rows, where the same is done in several ways. A mistake that gives the
same answers as another needs a call that tells them apart: in a check.
"""
import functools
import textwrap
from dataclasses import dataclass

RIGHT = {task: textwrap.dedent(text).lstrip() for task, text in {
    0: '''
    import numpy as np


    def l2_reg_cost(cost, lambtha, weights, L, m):
        squares = 0
        for i in range(1, L + 1):
            squares += np.linalg.norm(weights['W' + str(i)]) ** 2
        return cost + lambtha / (2 * m) * squares
    ''', 1: '''
    import numpy as np


    def l2_reg_gradient_descent(Y, weights, cache, alpha, lambtha, L):
        m = Y.shape[1]
        old = {key: array.copy() for key, array in weights.items()}
        dZ = cache['A' + str(L)] - Y
        for i in range(L, 0, -1):
            W = old['W' + str(i)]
            b = old['b' + str(i)]
            A = cache['A' + str(i - 1)]
            dW = np.matmul(dZ, A.T) / m + lambtha / m * W
            db = np.sum(dZ, axis=1, keepdims=True) / m
            weights['W' + str(i)] -= alpha * dW
            weights['b' + str(i)] -= alpha * db
            dZ = np.matmul(W.T, dZ) * (1 - A ** 2)
    ''', 2: '''
    import tensorflow as tf


    def l2_reg_cost(cost, model):
        return cost + tf.stack(model.losses)
    ''', 3: '''
    import tensorflow as tf


    def l2_reg_create_layer(prev, n, activation, lambtha):
        layer = tf.keras.layers.Dense(
            units=n, activation=activation,
            kernel_initializer=tf.keras.initializers.VarianceScaling(
                scale=2.0, mode='fan_avg'),
            kernel_regularizer=tf.keras.regularizers.L2(lambtha))
        return layer(prev)
    ''', 4: '''
    import numpy as np


    def dropout_forward_prop(X, weights, L, keep_prob):
        cache = {'A0': X}
        for i in range(1, L + 1):
            A = cache['A' + str(i - 1)]
            Z = np.matmul(weights['W' + str(i)], A) + weights['b' + str(i)]
            if i == L:
                E = np.exp(Z)
                A = E / np.sum(E, axis=0)
            else:
                D = np.random.binomial(1, keep_prob, size=Z.shape)
                A = np.tanh(Z) * D
                A = A / keep_prob
                cache['D' + str(i)] = D
            cache['A' + str(i)] = A
        return cache
    ''', 5: '''
    import numpy as np


    def dropout_gradient_descent(Y, weights, cache, alpha, keep_prob, L):
        m = Y.shape[1]
        old = {key: array.copy() for key, array in weights.items()}
        dZ = cache['A' + str(L)] - Y
        for i in range(L, 0, -1):
            W = old['W' + str(i)]
            A = cache['A' + str(i - 1)]
            dW = np.matmul(dZ, A.T) / m
            db = np.sum(dZ, axis=1, keepdims=True) / m
            weights['W' + str(i)] -= alpha * dW
            weights['b' + str(i)] -= alpha * db
            if i > 1:
                D = cache['D' + str(i - 1)]
                dA = np.matmul(W.T, dZ)
                dA = dA * D
                dA = dA / keep_prob
                dZ = dA * (1 - A ** 2)
    ''', 6: '''
    import tensorflow as tf


    def dropout_create_layer(prev, n, activation, keep_prob, training=True):
        layer = tf.keras.layers.Dense(
            units=n, activation=activation,
            kernel_initializer=tf.keras.initializers.VarianceScaling(
                scale=2.0, mode='fan_avg'))
        dropout = tf.keras.layers.Dropout(rate=1 - keep_prob)
        return dropout(layer(prev), training=training)
    ''', 7: '''
    def early_stopping(cost, opt_cost, threshold, patience, count):
        if opt_cost - cost > threshold:
            count = 0
        else:
            count += 1
        return count >= patience, count
    '''}.items()}

CONVENTIONS, ERRATUM = 'Conventions', 'Erratum'


@dataclass(frozen=True)
class Mistake:
    """A wrong answer: edits of the right one, and a question that helps.

    section: of README.md, where to read on; '' if there is none.
    """

    task: int
    name: str
    edits: tuple
    question: str
    section: str = CONVENTIONS

    @functools.cached_property
    def source(self):
        """The bytes of the wrong file."""
        text = RIGHT[self.task]
        for right, wrong in self.edits:
            if text.count(right) != 1:
                raise ValueError(f'{self.name}: expected {right!r} once, '
                                 f'found it {text.count(right)} times')
            text = text.replace(right, wrong)
        return text.encode()

    @property
    def hint(self):
        """The question, and where to read on."""
        return self.question + (
            f' (README.md, {self.section})' if self.section else '')


SCALING = """tf.keras.initializers.VarianceScaling(
            scale=2.0, mode='fan_avg')"""
OLD_W = ("W = old['W' + str(i)]", "W = weights['W' + str(i)]")
MISTAKES = [Mistake(task, name, tuple(edits), *hint)
            for task, name, edits, *hint in [
    (0, 'the norm is not squared', [(') ** 2', ')')],
     'is each norm squared? An older statement of the task left that out'),
    (0, 'the biases are penalized', [
        ('** 2\n',
         "** 2\n        squares += np.sum(weights['b' + str(i)] ** 2)\n")],
     'does the penalty count the biases?'),
    (0, 'no 1/2', [('(2 * m)', 'm')],
     'which factor stands before the sum, lambtha / m or lambtha / (2m)?'),
    (0, 'no division by m', [('(2 * m)', '2')],
     'is the penalty a mean over the examples, like the cost?'),
    (0, 'the cost is left out', [('return cost + ', 'return ')],
     'do you return the penalty, or the cost with the penalty?'),

    (1, 'goes back through an updated W', [OLD_W],
     'did you go back through a W that was already updated?'),
    (1, 'lambtha is not divided by m', [('lambtha / m', 'lambtha')],
     'is lambtha divided by m, as in the cost?'),
    (1, 'the decay is halved', [('lambtha / m', 'lambtha / (2 * m)')],
     'what is the derivative of lambtha / (2m) W^2?'),
    (1, 'no decay', [(' + lambtha / m * W', '')],
     'where does lambtha enter the gradient?'),
    (1, 'the biases decay', [
        ('keepdims=True) / m', 'keepdims=True) / m + lambtha / m * b')],
     'does the penalty count the biases?'),
    (1, 'no division by m', [('A.T) / m', 'A.T)'), ('True) / m', 'True)')],
     'is the gradient a mean over the examples?'),
    (1, 'b takes the sum and not the mean', [('True) / m', 'True)')],
     'is the gradient of b a mean over the examples, like that of W?'),
    (1, 'no derivative of tanh', [(' * (1 - A ** 2)', '')],
     'where does the slope of tanh enter?'),
    (1, 'tanh is taken twice', [('(1 - A ** 2)', '(1 - np.tanh(A) ** 2)')],
     'is A the output of tanh, or what goes into it?'),
    (1, 'the slope of the sigmoid', [('(1 - A ** 2)', 'A * (1 - A)')],
     'what is the derivative of tanh, in terms of A?'),
    (1, 'goes uphill', [("W' + str(i)] -=", "W' + str(i)] +="),
                        ("b' + str(i)] -=", "b' + str(i)] +=")],
     'does a step go with the gradient, or against it?'),
    (1, 'the last layer is taken for tanh', [
        ('str(L)] - Y', "str(L)] - Y\n    dZ = dZ * (1 - cache['A' + str(L)] "
         '** 2)')],
     'what is dZ of softmax with cross-entropy, and is tanh in it?'),
    (1, 'a copy is updated', [
        ('m = Y.shape[1]', 'm = Y.shape[1]\n    weights = {key: array.copy() '
         'for key, array in weights.items()}')],
     'are the arrays changed that came in, or copies of them?'),

    (2, 'the penalties are summed', [('tf.stack(', 'tf.add_n(')],
     'is there one entry for each layer?'),
    (2, 'the cost is left out', [('return cost + ', 'return ')],
     'do you return the penalties, or the cost with each penalty?'),
    (2, 'the penalties are halved', [('model.losses)', 'model.losses) / 2')],
     "does Keras's penalty have a factor 1/2?"),
    (2, 'takes only the cost', [
        ('cost, model', 'cost'),
        ('tf.stack(model.losses)', 'tf.losses.get_regularization_losses()')],
     'does the function take the model too? An older statement of the task '
     'had only the cost', ''),

    (3, 'the Glorot initializer', [
        (SCALING, 'tf.keras.initializers.GlorotUniform()')],
     'which initializer do the written rules ask for?'),
    (3, 'the He initializer', [(SCALING, 'tf.keras.initializers.HeNormal()')],
     'which initializer do the written rules ask for?'),
    (3, 'scale 1', [('scale=2.0', 'scale=1.0')],
     'which scale do the written rules ask for?'),
    (3, 'no regularizer', [
        (',\n        kernel_regularizer=tf.keras.regularizers.L2(lambtha))',
         ')')],
     'where does the layer learn of lambtha?'),
    (3, 'the bias is penalized', [
        ('L2(lambtha))', 'L2(lambtha),\n        '
         'bias_regularizer=tf.keras.regularizers.L2(lambtha))')],
     'does the penalty count the bias?'),
    (3, 'lambtha is halved', [('L2(lambtha)', 'L2(lambtha / 2)')],
     "does Keras's penalty have a factor 1/2?"),
    (3, 'hands back the layer', [('return layer(prev)', 'return layer')],
     "do you return the layer, or the layer's output?"),
    (3, 'TensorFlow 1', [('tf.keras.layers.Dense', 'tf.layers.Dense')],
     'is this a call of TensorFlow 1? The statement is for TensorFlow 2.15',
     ''),

    (4, 'no division by keep_prob', [('A = A / keep_prob', 'A = A')],
     'how does the expected output stay what it was without dropping?'),
    (4, 'a mask on the output layer', [
        ('A = E / np.sum(E, axis=0)', "D = np.random.binomial(1, keep_prob, "
         "size=Z.shape)\n            cache['D' + str(i)] = D\n            "
         'A = E / np.sum(E, axis=0) * D / keep_prob')],
     'are nodes of the output layer dropped?'),
    (4, 'keep and drop are swapped', [
        ('binomial(1, keep_prob', 'binomial(1, 1 - keep_prob')],
     'is keep_prob the probability of keeping, or of dropping?'),
    # the same with other draws, which differ for some values of keep_prob
    *((4, 'keep and drop are swapped', [
        ('np.random.binomial(1, keep_prob, size=Z.shape)', drawn)],
       'is keep_prob the probability of keeping, or of dropping?')
      for drawn in ('(np.random.rand(*Z.shape) > keep_prob) * 1',
                    '(np.random.rand(*Z.shape) < 1 - keep_prob) * 1')),
    (4, 'the mask is cached after scaling', [
        ("cache['D' + str(i)] = D", "cache['D' + str(i)] = D / keep_prob")],
     'what is in the mask, 0 and 1, or 0 and 1 / keep_prob?'),
    (4, 'A is divided twice', [
        ('A = np.tanh(Z) * D', 'D = D / keep_prob\n            '
         'A = np.tanh(Z) * D')],
     'is the mask divided by keep_prob, and then the output again?'),
    (4, 'the last output is not in the cache', [
        ("        cache['A' + str(i)] = A",
         "        if i < L:\n            cache['A' + str(i)] = A")],
     'is the output of the last layer in the dictionary?'),
    (4, 'Z is in the cache', [
        ("cache['A' + str(i)] = A",
         "cache['A' + str(i)] = A\n        cache['Z' + str(i)] = Z")],
     'does the example keep anything but outputs and masks?'),
    (4, 'other keys', [("['D' + str(i)]", "['D' + str(i - 1)]")],
     'under which keys does the example keep the masks?'),
    (4, 'another order of draws', [
        ('size=Z.shape)', 'size=Z.T.shape).T')],
     'is each mask drawn in one call, in the shape of Z?'),
    (4, 'no tanh', [('np.tanh(Z)', 'Z')],
     'which activation have the hidden layers?'),

    (5, 'goes back through an updated W', [OLD_W],
     'did you go back through a W that was already updated?'),
    (5, 'the masks are redrawn', [
        ("cache['D' + str(i - 1)]",
         'np.random.binomial(1, keep_prob, size=A.shape)')],
     'are these the masks of the forward pass, or new ones?'),
    (5, 'no division by keep_prob', [('dA = dA / keep_prob', 'dA = dA')],
     'the forward pass divides by keep_prob: what does its derivative do?'),
    (5, 'the mask is left out', [('dA = dA * D', 'dA = dA')],
     'does a node that was dropped pass an error back, and is its mask read '
     'under the key that the forward pass gave it?'),
    (5, 'the masks are never reached', [
        ('dA = dA * D', 'dA = dA'), ('dA = dA / keep_prob', 'dA = dA')],
     'is the line with the mask ever reached, and does the cache have its '
     'key?'),
    (5, 'the mask comes after the gradient of b', [
        ('db = np.sum(dZ, axis=1, keepdims=True) / m', 'pass'),
        ('dW = np.matmul(dZ, A.T) / m',
         'db = np.sum(dZ, axis=1, keepdims=True) / m\n        if i < L:\n'
         "            dZ = dZ * cache['D' + str(i)] / keep_prob\n"
         '        dW = np.matmul(dZ, A.T) / m'),
        ('dA = dA * D', 'dA = dA'), ('dA = dA / keep_prob', 'dA = dA')],
     'is dZ masked before the gradient of b is taken from it?'),
    (5, 'tanh is taken twice', [('(1 - A ** 2)', '(1 - np.tanh(A) ** 2)')],
     'is A the output of tanh, or what goes into it?'),
    (5, 'the slope of the sigmoid', [('(1 - A ** 2)', 'A * (1 - A)')],
     'what is the derivative of tanh, in terms of A?'),
    (5, 'the true gradient', [('A ** 2', '(A * keep_prob) ** 2')],
     'this is the gradient, and the published output is not: do you want the '
     'published one?', ERRATUM),
    (5, 'no derivative of tanh', [('dA * (1 - A ** 2)', 'dA')],
     'where does the slope of tanh enter?'),
    (5, 'no division by m', [('A.T) / m', 'A.T)'), ('True) / m', 'True)')],
     'is the gradient a mean over the examples?'),
    (5, 'b takes the sum and not the mean', [('True) / m', 'True)')],
     'is the gradient of b a mean over the examples, like that of W?'),
    (5, 'goes uphill', [("W' + str(i)] -=", "W' + str(i)] +="),
                        ("b' + str(i)] -=", "b' + str(i)] +=")],
     'does a step go with the gradient, or against it?'),
    (5, 'a copy is updated', [
        ('m = Y.shape[1]', 'm = Y.shape[1]\n    weights = {key: array.copy() '
         'for key, array in weights.items()}')],
     'are the arrays changed that came in, or copies of them?'),

    (6, 'drops when not training', [('training=training', 'training=True')],
     'what happens to the output when training is False?'),
    (6, 'fails when not training', [
        ('dropout(layer(prev), training=training)',
         'dropout(layer(prev), training=training) if training '
         'else prev.layer')],
     'what happens to the output when training is False?'),
    (6, 'dropout is made only when training', [
        ('dropout = tf.keras', 'if training:\n        dropout = tf.keras')],
     'which variables are there when training is False?'),
    (6, 'dropout comes before the dense layer', [
        ('dropout(layer(prev), training=training)',
         'layer(dropout(prev, training=training))')],
     'are nodes of the new layer dropped, or those of the layer before?'),
    (6, 'scale 1', [('scale=2.0', 'scale=1.0')],
     'which scale do the written rules ask for?'),
    (6, 'never drops', [('training=training', 'training=False')],
     'does the layer learn that it is training?'),
    (6, 'the rate is keep_prob', [('1 - keep_prob', 'keep_prob')],
     "is Keras's rate the probability of keeping, or of dropping?"),
    (6, 'the Glorot initializer', [
        (SCALING, 'tf.keras.initializers.GlorotUniform()')],
     'which initializer do the written rules ask for?'),
    (6, 'TensorFlow 1', [('tf.keras.layers.Dense', 'tf.layers.Dense')],
     'is this a call of TensorFlow 1? The statement is for TensorFlow 2.15',
     ''),

    (7, 'the threshold itself counts as better', [
        ('> threshold', '>= threshold')],
     'is a gain of just the threshold better, or only a larger one?'),
    (7, 'the count is not reset', [('count = 0', 'pass')],
     'what becomes of the count when the cost gets better?'),
    (7, 'stops one check late', [('count >= patience', 'count > patience')],
     'does training stop when the count reaches the patience, or after it?'),
    (7, 'stops one check early', [
        ('count >= patience', 'count + 1 >= patience')],
     'does training stop when the count reaches the patience, or sooner?'),
    (7, 'the sign is turned', [('opt_cost - cost', 'cost - opt_cost')],
     'is a lower cost better, or a higher one?'),
    (7, 'the pair is turned', [('count >= patience, count',
                                'count, count >= patience')],
     'which comes first, the boolean or the count?'),
    (7, 'prints and returns nothing', [
        ('return count >= patience, count',
         'print(count >= patience, count)')],
     'is the result returned, or only printed?')]]
CONSTANT = Mistake(None, 'hands back a constant', (),
                   'does the answer depend on what comes in?', '')
# of any task; explain.py knows them by what Python says
OF_ANY_TASK = [
    Mistake(None, name, (), question, '') for name, question in [
        ('does more than define', 'does the file run what belongs under '
         "if __name__ == '__main__'? Here it is imported, and there are no "
         'data and no input'),
        ('imports something else', 'which import is neither NumPy nor '
         'TensorFlow? The written rules allow no other, and each file stands '
         'alone in the checks: what two tasks need stands in both'),
        ('writes files', 'does the file make a folder, or write or read where '
         'it may not? No task needs that'),
        ('not saved as UTF-8', 'in which encoding does your editor save the '
         'file? Python reads UTF-8'),
        ('newer than Python 3.9', 'is this in Python 3.9, for which the '
         'statement is?')]]
