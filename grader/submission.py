"""One task of one submission: what a check calls, and how a miss is told."""
import collections
import functools
import re
from pathlib import Path

import numpy as np
from cachetools import LRUCache, cached

from grader.compare import TOLERANCE, Miss, alike, compare
from grader.mistakes import BETRAYED, CONSTANT, MISTAKES
from grader.record import LONGEST
from grader.sandbox import pack, unpack
from grader.statement import FILES, KERAS, PARAMETERS

ROOT = Path(__file__).resolve().parents[1]
# {(submission, task): [Evidence]}, what the checks have looked at; of the
# chain of checks that is being made, so that a class needs no more memory
LOOKED = collections.defaultdict(list)
# {submission: seconds}, how long it has kept this process waiting
SPENT = collections.Counter()
TOTAL = 60  # seconds, after which a submission is not called any more
KEPT = 1 << 27  # bytes of answers that are kept, mostly those of mistakes
LARGEST = 1 << 20  # bytes of a file; a solution has about a thousand


class Settings:
    """Calls of one task's function by name: one child answers them all.

    probe: what describes them, from probes.py; cases: its arguments by name;
    shared: those that all cases have in common.
    """

    def __init__(self, task, probe, cases, **shared):
        self.task, self.probe, self.cases = task, probe, cases
        self.shared = shared

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


# what a check has looked at, so that a mistake can be asked the same
Evidence = collections.namedtuple('Evidence', 'settings name pick got')


@cached(LRUCache(KEPT, getsizeof=lambda outcome: outcome.size))
def answer(sandbox, module, source, settings):
    """Return the Outcome of a request; several checks look at the same."""
    args, kwargs = unpack(settings.request)
    return sandbox.run(module, source, settings.probe, args, kwargs)


@functools.lru_cache(maxsize=1 + len(FILES))
def read(sandbox, sources, allowed):
    """Return the Outcome of reading files, not run, by the written rules."""
    return sandbox.run('files', b'', 'written_rules', [
        {name: np.array(bytearray(source), np.uint8)
         for name, source in sources}, allowed])


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
        return self.returned(lambda: self.ask(self.source, settings))

    def faults(self, solutions, allowed):
        """Return the faults of files, by name and rule, or a Miss."""
        sources = tuple((name, each.source)
                        for name, each in solutions.items())
        return self.returned(lambda: read(self.sandboxes['numpy'], sources,
                                          allowed))

    def returned(self, call):
        """Return what a call has returned, a Miss if nothing."""
        if SPENT[self.folder] > TOTAL:
            raise Miss('timeout', f'{self.file}: not called any more, all '
                       f'calls have taken {SPENT[self.folder]:.0f} s so far')
        before = sum(box.spent for box in self.sandboxes.values())
        outcome = call()
        SPENT[self.folder] += sum(
            box.spent for box in self.sandboxes.values()) - before
        self.printed = outcome.printed, outcome.count
        if outcome.verdict != 'returned':
            raise Miss(outcome.verdict, f'{self.file}: {outcome.message}')
        if not isinstance(outcome.value, dict):  # no probe says such a thing
            raise Miss('error', f'{self.file}: the answer was forged')
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
            told = ' '.join(str(seen['error']).split())
            raise Miss('error', f'{self.file}: {name}: {told}')
        return evidence.got

    def explain(self, miss):
        """Return the one known mistake that gives all answers, or None.

        All so far, the right ones too: to agree on one may be by chance.
        Some mistakes show in the message of a miss.
        """
        known = [mistake for mistake in MISTAKES if mistake.task == self.task]
        # their beginning, which is ours: what a submission makes longer could
        # keep a pattern busy for ever
        told = str(miss)[:LONGEST]
        for message, name in BETRAYED:
            if message.search(told):
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
        if evidence.pick is not value or isinstance(evidence.got, dict):
            return False  # a dictionary: an error, or a cache
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
