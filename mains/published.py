"""The outputs that the exercise publishes, and how ours compare."""
import re
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / 'published'
NUMBER = re.compile(r'-?\d+(?:\.\d*)?(?:e[+-]?\d+)?')
# TensorFlow multiplies in float32, and how it rounds depends on the machine
RELATIVE = {2: 1e-6, 3: 1e-6, 6: 1e-4}


def published(task):
    """Return the text that the task's published example prints."""
    return (FOLDER / f'{task}.txt').read_text()


def has_published_mask():
    """Return whether Keras draws the dropout mask that was published."""
    return version('keras').startswith('2.')


def tolerance(number):
    """Return half a unit in the last digit of a printed number."""
    mantissa, _, exponent = number.partition('e')
    decimals = len(mantissa.partition('.')[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)


def difference(task, output, expected=None, same_mask=True):
    """Say where an output departs from the expected one; '' if nowhere.

    What is expected is the published output unless another one is given.
    NumPy's numbers may be off by half a unit in the last printed digit,
    Keras's by a relative error. Without the same dropout mask, numbers are
    compared where both masks keep the node.
    """
    if expected is None:
        expected = published(task)
    words, expected_words = (' '.join(NUMBER.sub('#', text).split())
                             for text in (output, expected))
    if words.replace(' ', '') != expected_words.replace(' ', ''):
        return f'expected the form {expected_words}, received {words}'
    pairs = zip(NUMBER.findall(output), NUMBER.findall(expected))
    for i, (number, wanted) in enumerate(pairs, 1):
        value, target = float(number), float(wanted)
        if not same_mask and 0 in (value, target):
            continue
        # 1e-9: a difference of half a unit may be rounded up
        allowed = tolerance(wanted) * (1 + 1e-9)
        if task in RELATIVE:
            allowed = RELATIVE[task] * abs(target)
        if not abs(value - target) <= allowed:
            return f'number {i}: expected {wanted}, received {number}'
    return ''
