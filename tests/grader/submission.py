"""One task of one submission: what a check calls, and how a miss is told."""
import collections
import functools
import re
import reprlib
from pathlib import Path

import numpy as np
from cachetools import LRUCache, cached

from grader.mistakes import BETRAYED, CONSTANT, MISTAKES
from grader.sandbox import Other, pack, unpack
from grader.statement import FILES, KERAS, PARAMETERS

ROOT = Path(__file__).resolve().parents[2]
# {(submission, task): [Evidence]}, what the checks have looked at; of the
# chain of checks that is being made, so that a class needs no more memory
LOOKED = collections.defaultdict(list)
# {submission: seconds}, how long it has kept this process waiting
SPENT = collections.Counter()
TOTAL = 60  # seconds, after which a submission is not called any more
KEPT = 1 << 28  # bytes of answers that are kept, mostly those of mistakes
IN_LINE = re.compile(r' in line \d+')  # errors that differ only there agree
LARGEST = 1 << 20  # bytes of a file; a solution has about a thousand
TOLERANCE = 1e-5  # of a number near 1: float32 may be on the way


class Miss(Exception):
    """A check that a submission does not pass.

    verdict: 'wrong', 'error', 'timeout', 'memory', 'exited' or 'missing'.
    """

    def __init__(self, verdict, message):
        super().__init__(message)
        self.verdict = verdict


class Settings:
    """Calls of one task's function by name: one child answers them all.

    probe: what describes them, from probes.py; cases: its arguments by name;
    shared: those that all cases have in common.
    """

    def __init__(self, task, probe, cases, **shared):
        self.task, self.probe, self.cases = task, probe, cases
        self.shared = shared
        ALL.setdefault(task, self)

    def __getitem__(self, name):
        return self.cases[name]

    @functools.cached_property
    def request(self):
        """The arguments of the probe, packed once and for all submissions."""
        return pack([[FILES[self.task][1], len(PARAMETERS[self.task])],
                     {'settings': self.cases, **self.shared}])

    @functools.lru_cache(maxsize=None)
    def only(self, *names):
        """Return the settings with these names alone."""
        return Settings(self.task, self.probe,
                        {name: self.cases[name] for name in names},
                        **self.shared)


ALL = {}  # {task: its Settings}
# what a check has looked at, so that a mistake can be asked the same
Evidence = collections.namedtuple('Evidence', 'settings name pick got')


@cached(LRUCache(KEPT, getsizeof=lambda outcome: outcome.size))
def answer(sandbox, module, source, settings):
    """Return the Outcome of a request; several checks look at the same."""
    args, kwargs = unpack(settings.request)
    return sandbox.run(module, source, settings.probe, args, kwargs)


@functools.lru_cache(maxsize=None)
def task_of(item):
    """Return the task whose marker a test has, None if it has none."""
    return next((task for task in FILES
                 if item.get_closest_marker(f'task{task}')), None)


class Solution:
    """One task's file in a submission's folder."""

    def __init__(self, folder, task, sandboxes):
        self.folder, self.task = Path(folder), task
        self.module, self.function = FILES[task]
        self.file = self.module + '.py'
        self.sandboxes = sandboxes
        if (self.folder, task) not in LOOKED:
            LOOKED.clear()
        self.looked = LOOKED[self.folder, task]
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

    def run(self, settings):
        """Return what a probe says of the file, a Miss if it did not return.

        That is the interface under None, and each case under its name.
        """
        if SPENT[self.folder] > TOTAL:
            raise Miss('timeout', f'{self.file}: not called any more, all '
                       f'calls have taken {SPENT[self.folder]:.0f} s so far')
        before = sum(box.spent for box in self.sandboxes.values())
        outcome = self.ask(self.source, settings)
        SPENT[self.folder] += sum(
            box.spent for box in self.sandboxes.values()) - before
        self.printed = outcome.printed, outcome.count
        if outcome.verdict != 'returned':
            raise Miss(outcome.verdict, f'{self.file}: {outcome.message}')
        return outcome.value

    def ask(self, source, settings):
        """Return the Outcome of probing some source for this task.

        TensorFlow is there already where it is named, also in a task that
        does without it: to import it would take too long.
        """
        libraries = 'tensorflow' if self.task in KERAS or re.search(
            b'tensorflow|keras', source) else 'numpy'
        return answer(self.sandboxes[libraries], self.module, source, settings)

    def look(self, name, settings, pick=None):
        """Return what a probe saw in the case of this name, or a Miss.

        All cases are tried by one child; where that one does not return, as
        when another case hangs, this case has a child of its own. pick takes
        what counts from what was seen, by default all of it. The interface
        has the name None.
        """
        try:
            seen = self.run(settings)[name]
        except Miss:
            settings = settings.only(*filter(None, [name]))
            seen = self.run(settings)[name]
        evidence = Evidence(settings, name, pick, picked(seen, pick))
        self.looked.append(evidence)
        if name and 'error' in seen:
            raise Miss('error', f'{self.file}: {name}: {seen["error"]}')
        return evidence.got

    def explain(self, miss):
        """Return the one known mistake that gives all answers, or None.

        All so far, the right ones too: to agree on one may be by chance.
        Some mistakes show in the message of a miss.
        """
        known = [mistake for mistake in MISTAKES if mistake.task == self.task]
        for message, name in BETRAYED:
            if message.search(str(miss)):
                return next((mistake for mistake in known
                             if mistake.name == name), None)
        # names of parameters count only where they are what is missed
        looked = [evidence for evidence in self.looked
                  if evidence.name] or self.looked
        matches = [mistake for mistake in known if looked and all(
            self.agrees(mistake, evidence) for evidence in reversed(looked))]
        if len(matches) == 1:
            return matches[0]
        return CONSTANT if looked and self.is_constant(looked[-1]) else None

    def agrees(self, mistake, evidence):
        """Return whether a mistake gives what the submission gave."""
        settings, name, pick, got = evidence
        other = self.ask(mistake.source, settings)
        return other.verdict == 'returned' and alike(
            got, picked(other.value[name], pick))

    def is_constant(self, evidence):
        """Return whether all calls, that should differ, came to the same."""
        if evidence.pick is not value:
            return False
        found = [picked(seen, value) for name, seen in self.run(
            evidence.settings).items() if name]
        return len(found) > 2 and found[0] is not None and all(
            alike(found[0], other) for other in found[1:])

    def check(self, name, settings, expected, source, pick=None,
              tolerance=TOLERANCE):
        """Raise a Miss unless the call of one setting comes out right.

        source says where `expected` comes from.
        """
        got = self.look(name, settings, pick or value)
        compare(f'{self.file}: {name}', got, expected, source, tolerance)


def picked(seen, pick):
    """Return what counts of what a probe saw in one setting."""
    return seen if pick is None or 'error' in seen else pick(seen)


def value(seen):
    """Pick what a call has returned."""
    return seen['value']


def weights_after(seen):
    """Pick the weights that a gradient step has left."""
    return seen['args'][1]


def compare(title, got, expected, source, tolerance=TOLERANCE):
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
        return '' if type(plain(got)) is type(expected) \
            and plain(got) == expected \
            else f'\n  got {show(got)}, expected {show(expected)}'
    if not isinstance(got, (bool, int, float, np.generic, np.ndarray)) \
            or np.asarray(got).dtype.kind not in 'biufc':
        return f'\n  got {show(got)}, expected {show(expected)}'
    got, expected = np.asarray(got), np.asarray(expected)
    if got.size == expected.size == 1:
        got = got.reshape(expected.shape)  # a number is a number
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
    if isinstance(one, (dict, list, tuple)) or isinstance(
            other, (dict, list, tuple)):
        return False
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
    try:
        return reprlib.repr(value)
    except ValueError:  # Python 3.11 refuses to write an int of 5,000 digits
        return f'an object of type {type(value).__name__}'
