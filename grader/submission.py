"""A submission's files, and the calls that are made of them.

Here alone the sandboxes are asked, and it is counted what that takes.
"""
import contextlib
import hashlib
import os
import re
import stat
from pathlib import Path

import numpy as np
from cachetools import LRUCache

from grader.failure import LONGEST, Failed, Failure
from grader.tasks import TASKS
from grader.text import shortened

TOTAL = 60          # seconds, after which a submission is not called any more
LARGEST = 1 << 20   # bytes of a file; a solution has about a thousand
# what a file's text is asked for, by faults.py
RULES = ('documentation', 'nested documentation', 'imports', 'unused', 'style',
         'newer')
FAULTS = LRUCache(2000)  # {what they depend on: faults of a file by rule}


class Submission:
    """One person's files, and the seconds that they have taken so far.

    carries_modes, carries_readme: whether what was handed in can carry an
    executable bit, and a README.md. near: {missing file: paths of those with
    a similar name}. extracted: {file: path of the notebook, or of the file
    with all functions, that it was taken out of}.
    """

    def __init__(self, folder, sandboxes, carries_modes=True,
                 carries_readme=True, near=None, extracted=None):
        self.folder, self.sandboxes = Path(os.fsdecode(folder)), sandboxes
        self.carries_modes, self.near = carries_modes, near or {}
        self.carries_readme = carries_readme
        self.extracted = extracted or {}
        self.names = set(os.listdir(self.folder))
        self.seconds = 0
        self.sources = {}  # {name of the file: bytes, or a Failure}

    def source(self, file):
        """Return the bytes of a file; Failed if it is not a small plain one.
        """
        if file not in self.sources:
            try:
                self.sources[file] = self.read(file)
            except Failed as failed:
                self.sources[file] = failed.failure
        found = self.sources[file]
        if isinstance(found, Failure):
            raise Failed(found)
        return found

    def read(self, file):
        """Return the bytes of a file that is no link, no folder, no pipe."""
        if file not in self.names:  # some file systems forgive capitals
            near = ', '.join(self.near.get(file, ()))
            raise Failed(Failure('missing', file, got=near,
                                 expected=near and file,
                                 message='there is no such file'))
        flags = os.O_RDONLY | os.O_NONBLOCK | getattr(os, 'O_NOFOLLOW', 0)
        try:
            number = os.open(self.folder / file, flags)
            try:
                status = os.fstat(number)
                if not stat.S_ISREG(status.st_mode):
                    raise OSError('no file')
                with open(number, 'rb', closefd=False) as opened:
                    source = opened.read(LARGEST + 1)
            finally:
                os.close(number)
        except OSError:
            source = None
        if source is None:
            raise Failed(Failure(
                'missing', file, message='expected a file of its own that can '
                'be read, received a link, a folder or something else'))
        if len(source) > LARGEST:
            raise Failed(Failure(
                'error', file, index='the size of the file',
                expected=f'at most {LARGEST} bytes',
                got=f'{status.st_size} bytes'))
        return source

    def has_time_for(self, seconds):
        """Return whether its calls may take so much more time."""
        return self.seconds + seconds <= TOTAL

    def call(self, file, libraries, *request):
        """Return what a request about a file has returned.

        Failed if it did not return, or if all the time is used up.
        """
        if not self.has_time_for(0):
            raise Failed(Failure(
                'timeout', file, message='not called any more, all calls have '
                f'taken {self.seconds:.0f} s so far'))
        sandbox = self.sandboxes[libraries]
        before = sandbox.spent
        outcome = sandbox.run(*request)
        self.seconds += sandbox.spent - before
        return outcome


def returned(outcome, file):
    """Return what a request has returned; Failed if nothing that counts."""
    if outcome.verdict != 'returned':
        raise Failed(Failure(
            outcome.verdict, file, exception=outcome.exception,
            message=outcome.raised or ('' if outcome.exception
                                       else outcome.message),
            line=outcome.line))
    return outcome.value


@contextlib.contextmanager
def reading(file, call=''):
    """Read what a child has sent, of any form; Failed where it has another.
    """
    try:
        yield
    except Exception as error:
        raise Failed(Failure(
            'error', file, call, message='the answer is not of a form that '
            f'can be read ({type(error).__name__})'))


def text(value):
    """Return a text that a child has sent; TypeError if it is none."""
    if not isinstance(value, str):
        raise TypeError('expected a text')
    return value


def line_number(value):
    """Return the number of a line that a child has sent, else None."""
    return value if type(value) is int and value > 0 else None


class Files:
    """All files of a submission, as the written rules ask about them.

    sources: {name: bytes} of those that can be read; the tasks' own checks
    say why another cannot. printed: as a Solution has it; nothing is run.
    """

    printed = '', 0

    def __init__(self, submission):
        self.submission, self.sources = submission, {}
        for task in TASKS.values():
            try:
                self.sources[task.file] = submission.source(task.file)
            except Failed:
                pass

    def faults(self, rule, allowed):
        """Return the faults by one rule as (file, line or None, text).

        They are found in a child: a file may be long. One child reads all
        files; where that does not return, each has its own.
        """
        unread = [name for name in self.sources
                  if self.key(name, allowed) not in FAULTS]
        try:
            self.read(unread, allowed)
        except Failed:
            for name in unread:
                self.read([name], allowed)
        return tuple((name, *fault) for name in self.sources
                     for fault in FAULTS[self.key(name, allowed)][rule])

    def undocumented(self, allowed):
        """Return the faults of documentation: (file, line, path).

        What is documented once the file is loaded has none.
        """
        faults = self.faults('documentation', allowed)
        for name in dict.fromkeys(fault[0] for fault in faults):
            paths = [path for file, _, path in faults if file == name]
            task = next(each for each in TASKS.values() if each.file == name)
            source = self.sources[name]
            if not re.search(b'__doc__|@', source):
                continue  # what could document it is not there
            try:
                found = returned(self.submission.call(
                    name, task.libraries_of(source), task.module, source,
                    'documented', [paths]), name)
                with reading(name):
                    documented = list(map(text, found))
            except Failed:
                continue
            faults = [fault for fault in faults if fault[0] != name
                      or fault[2] not in documented]
        return faults

    def key(self, name, allowed):
        """Return what the faults of a file depend on."""
        return hashlib.sha256(self.sources[name]).digest(), allowed

    def read(self, names, allowed):
        """Have the faults of some files found; Failed if they are not."""
        if not names:
            return
        outcome = self.submission.call(
            names[0], 'numpy', 'files', b'', 'written_rules', [
                {name: np.frombuffer(self.sources[name], np.uint8)
                 for name in names}, allowed])
        found = returned(outcome, names[0])
        with reading(names[0]):
            FAULTS.update({self.key(name, allowed): {
                rule: [(line_number(line), shortened(text(words), LONGEST))
                       for line, words in found[name][rule]]
                for rule in RULES} for name in names})
