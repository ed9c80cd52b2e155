"""One task of one submission: what a test calls, and how a miss is told."""
import collections
import functools
import re
import reprlib
from pathlib import Path

import numpy as np
from cachetools import LRUCache, cached

from grader.mistakes import MISTAKES, TENSORFLOW_1
from grader.sandbox import Other, pack, unpack

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    0: ('0-l2_reg_cost', 'l2_reg_cost'),
    1: ('1-l2_reg_gradient_descent', 'l2_reg_gradient_descent'),
    2: ('2-l2_reg_cost', 'l2_reg_cost'),
    3: ('3-l2_reg_create_layer', 'l2_reg_create_layer'),
    4: ('4-dropout_forward_prop', 'dropout_forward_prop'),
    5: ('5-dropout_gradient_descent', 'dropout_gradient_descent'),
    6: ('6-dropout_create_layer', 'dropout_create_layer'),
    7: ('7-early_stopping', 'early_stopping')}
PARAMETERS = {
    0: ['cost', 'lambtha', 'weights', 'L', 'm'],
    1: ['Y', 'weights', 'cache', 'alpha', 'lambtha', 'L'],
    2: ['cost', 'model'],
    3: ['prev', 'n', 'activation', 'lambtha'],
    4: ['X', 'weights', 'L', 'keep_prob'],
    5: ['Y', 'weights', 'cache', 'alpha', 'keep_prob', 'L'],
    6: ['prev', 'n', 'activation', 'keep_prob', 'training'],
    7: ['cost', 'opt_cost', 'threshold', 'patience', 'count']}
KERAS = (2, 3, 6)
# {(submission, task): [(request, pick, outcome)]}, all that has returned; of
# the chain of checks that is being made, so that a class needs no more memory
ASKED = collections.defaultdict(list)
KEPT = 1 << 28  # bytes of answers that are kept, mostly those of mistakes
IN_LINE = re.compile(r' in line \d+')  # errors that differ only there agree
LARGEST = 1 << 20  # bytes of a file; a solution has about a thousand


@functools.lru_cache(maxsize=None)
def task_of(item):
    """Return the task whose marker a test has, None if it has none."""
    return next((task for task in FILES
                 if item.get_closest_marker(f'task{task}')), None)


class Miss(Exception):
    """A check that a submission does not pass.

    verdict: 'wrong', 'error', 'timeout', 'memory', 'exited' or 'missing'.
    """

    def __init__(self, verdict, message):
        super().__init__(message)
        self.verdict = verdict


@cached(LRUCache(KEPT, getsizeof=lambda outcome: outcome.size))
def answer(sandbox, module, source, probe, packed, seed):
    """Return the Outcome of a request; several checks look at the same."""
    args, kwargs = unpack(packed)
    return sandbox.run(module, source, probe, args, kwargs, seed)


class Solution:
    """One task's file in a submission's folder."""

    def __init__(self, folder, task, sandboxes):
        self.folder, self.task = Path(folder), task
        self.module, self.function = FILES[task]
        self.file = self.module + '.py'
        self.sandbox = sandboxes['tensorflow' if task in KERAS else 'numpy']
        if (self.folder, task) not in ASKED:
            ASKED.clear()
        self.asked = ASKED[self.folder, task]
        self.printed = '', 0

    @functools.cached_property
    def source(self):
        """The bytes of the file, a Miss if it is not a plain small file."""
        path = self.folder / self.file
        if path.name not in {p.name for p in self.folder.iterdir()}:
            raise Miss('missing', f'{self.file}: there is no such file')
        if path.is_symlink() or not path.is_file():
            raise Miss('missing', f'{self.file}: expected a file of its own, '
                       'received a link or a folder')
        if path.stat().st_size > LARGEST:
            raise Miss('error', f'{self.file}: expected at most {LARGEST} '
                       f'bytes, received {path.stat().st_size}')
        return path.read_bytes()

    def run(self, probe, *args, seed=0, pick=None, **kwargs):
        """Return the Outcome of a probe, a Miss if it did not return."""
        request = probe, pack([list(args), kwargs]), seed
        outcome = answer(self.sandbox, self.module, self.source, *request)
        self.printed = outcome.printed, outcome.count
        if outcome.verdict != 'returned':
            raise Miss(outcome.verdict, f'{self.file}: {outcome.message}')
        pick = pick or (lambda outcome: outcome.value)
        self.asked.append((request, pick, outcome))
        return outcome

    def seen(self, name, probe, **settings):
        """Return what a probe saw in the setting of this name, or a Miss."""
        seen = self.run(probe, self.function, **settings).value[name]
        if 'error' in seen:
            raise Miss('error', f'{self.file}: {name}: {seen["error"]}')
        return seen

    def check(self, case, args, expected, source, pick=None, seed=0,
              tolerance=1e-6):
        """Call the function, and raise a Miss unless its answer is right.

        case says in words what is called, source where `expected` comes
        from; pick takes the answer from the Outcome, by default its value.
        """
        self.run('call', self.function, *args, seed=seed, pick=pick)
        _, pick, outcome = self.asked[-1]
        compare(f'{self.file}: {case}', pick(outcome), expected, source,
                tolerance)

    def explain(self, miss):
        """Return the one known mistake that gives all answers, or None.

        All so far, the right ones too: to agree on one may be by chance.
        Calls of TensorFlow 1 show in the message of a miss.
        """
        known = [mistake for mistake in MISTAKES if mistake.task == self.task]
        if TENSORFLOW_1.search(str(miss)):
            return next(mistake for mistake in known
                        if mistake.name == 'TensorFlow 1')
        # names of parameters count only where they are what is missed
        answers = self.asked[-1:] + [asked for asked in self.asked[:-1]
                                     if asked[0][0] != 'interface']
        matches = [mistake for mistake in known if answers and all(
            self.agrees(mistake, *asked) for asked in answers)]
        return matches[0] if len(matches) == 1 else None

    def agrees(self, mistake, request, pick, outcome):
        """Return whether a mistake gives the answer that came to a request."""
        other = answer(self.sandbox, self.module, mistake.source, *request)
        try:
            return other.verdict == 'returned' and alike(pick(outcome),
                                                         pick(other))
        except Miss:
            return False  # an answer that pick cannot read


def weights_after(outcome):
    """Pick the weights that a gradient step has left."""
    return outcome.args[2]


def compare(title, got, expected, source, tolerance=1e-6):
    """Raise a Miss that says where and how the answer departs, if it does."""
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            raise Miss('wrong', f'{title}\n  got {show(got)}, expected a '
                       f'dictionary with the keys {", ".join(expected)}')
        if not set(expected) <= set(got):
            raise Miss('wrong', f'{title}\n  got the keys '
                       f'{", ".join(map(str, got))}, expected '
                       f'{", ".join(expected)}')
        wrong = {key: fault for key in expected if (
            fault := departs(got[key], expected[key], tolerance))}
        if wrong:
            key, fault = next(iter(wrong.items()))
            right = [key for key in expected if key not in wrong]
            raise Miss('wrong', f'{title}, {key}{fault} ({source})'
                       + verb(right, 'right') + verb(wrong, 'not right'))
    elif fault := departs(got, expected, tolerance):
        raise Miss('wrong', f'{title}{fault} ({source})')


def verb(keys, word):
    """Return a line such as 'W1 and b1 are right', '' without keys."""
    if not keys:
        return ''
    return f'\n  {", ".join(keys)} {"is" if len(keys) == 1 else "are"} {word}'


def departs(got, expected, tolerance):
    """Say how a number or an array departs from the right one; '' if not."""
    if isinstance(expected, tuple):
        if type(got) not in (tuple, list) or len(got) != len(expected):
            return f'\n  got {show(got)}, expected {show(expected)}'
        return next(filter(None, (departs(*pair, tolerance)
                                  for pair in zip(got, expected))), '')
    if isinstance(expected, (bool, str)) or expected is None:
        return '' if plain(got) == expected and type(plain(got)) is type(
            expected) else f'\n  got {show(got)}, expected {show(expected)}'
    if not isinstance(got, (bool, int, float, np.generic, np.ndarray)):
        return f'\n  got {show(got)}, expected {show(expected)}'
    got, expected = np.asarray(got), np.asarray(expected)
    if got.shape != expected.shape:
        turned = ', transposed' if got.shape == expected.shape[::-1] else ''
        return (f'\n  got shape {got.shape}, expected {expected.shape}'
                f'{turned}')
    # NaN is never close, and 0 needs an absolute tolerance
    far = ~(np.abs(got - expected) <= tolerance * (1 + np.abs(expected)))
    if not far.any():
        return ''
    where = tuple(int(i) for i in np.argwhere(far)[0])
    place = f'[{", ".join(map(str, where))}]' if where else ''
    return (f'{place}\n  got {show(got[where])}, '
            f'expected {show(expected[where])}{clue(got, expected)}')


def alike(one, other):
    """Return whether two answers are the same but for rounding errors."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, (str, Other)) or isinstance(other, (str, Other)):
        return IN_LINE.sub('', str(one)) == IN_LINE.sub('', str(other))
    return not departs(one, other, 1e-9)


def clue(got, expected):
    """Say what the wrong numbers of an array have in common; '' if nothing."""
    if np.isnan(got).any():
        return f', NaN in {np.isnan(got).sum()} of {got.size} entries'
    if got.size > 1 and got.shape == got.T.shape \
            and np.allclose(got.T, expected):
        return ', transposed'
    ratios = got[expected != 0] / expected[expected != 0]
    if ratios.size > 1 and np.allclose(ratios, ratios[0], rtol=1e-9):
        return f', everywhere {ratios[0]:.6g} times as large'
    return ''


def plain(value):
    """Return NumPy's booleans and integers as Python's."""
    return value.item() if isinstance(value, np.generic) else value


def show(value):
    """Return a short text for a value."""
    value = plain(value)
    if isinstance(value, float):
        return f'{value:.6g}'
    if isinstance(value, np.ndarray):
        return f'an array of shape {value.shape}'
    return reprlib.repr(value)
