"""What a check asks of one submission: its files, and what their calls give.

Here alone the sandboxes are asked, and answers enter the grader.
"""
import collections
import functools
import hashlib
import os
import re
import stat
from pathlib import Path

import numpy as np
from cachetools import LRUCache

from grader.compare import compare
from grader.failure import Failed, Failure
from grader.sandbox import Other, pack
from grader.tasks import TASKS

TOTAL = 60  # seconds, after which a submission is not called any more
LARGEST = 1 << 20   # bytes of a file; a solution has about a thousand
DIMENSIONS = 4      # of an array that may enter; right answers have two
FAULTS = LRUCache(2000)  # {what they depend on: faults of a file by rule}


class Cases:
    """Calls of one task's function by name: one child answers them all.

    probe: what describes them, from probes.py. calls: {name in words: the
    arguments of the probe for that call}. shared: those of all calls.
    answers: {known mistake: its Outcome}, kept as long as the inputs are.
    """

    def __init__(self, task, probe, calls, **shared):
        self.task, self.probe, self.calls = TASKS[task], probe, calls
        self.shared, self.answers, self.parts = shared, {}, {}

    def __getitem__(self, call):
        return self.calls[call]

    @functools.cached_property
    def arguments(self):
        """The positional and the keyword arguments of the probe."""
        return ([self.task.function, len(self.task.parameters)],
                {'cases': self.calls, **self.shared})

    def only(self, *calls):
        """Return the cases with these calls alone, always the same ones."""
        if calls not in self.parts:
            self.parts[calls] = Cases(
                self.task.number, self.probe,
                {call: self.calls[call] for call in calls}, **self.shared)
        return self.parts[calls]


# what a check has seen of a call, read in its own way, so that a known mistake
# can be asked the same; raised: None, or the fields of an exception
Observation = collections.namedtuple('Observation',
                                     'cases call read got raised')


class Submission:
    """One person's files, and the seconds that they have taken so far."""

    def __init__(self, folder, sandboxes):
        self.folder, self.sandboxes = Path(os.fsdecode(folder)), sandboxes
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
            raise Failed(Failure('missing', file,
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

    @property
    def is_used_up(self):
        """Whether its calls have taken all the time that they may."""
        return self.seconds > TOTAL

    def call(self, file, function, *arguments):
        """Return the Outcome of a request; Failed if the time is used up.

        function: takes the arguments and makes the request.
        """
        if self.is_used_up:
            raise Failed(Failure(
                'timeout', file, message='not called any more, all calls have '
                f'taken {self.seconds:.0f} s so far'))
        before = sum(box.spent for box in self.sandboxes.values())
        outcome = function(*arguments)
        self.seconds += sum(
            box.spent for box in self.sandboxes.values()) - before
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


def ask(sandboxes, source, cases):
    """Return the Outcome of probing some source for a task.

    TensorFlow is there already where it is named, also in a task that does
    without it: to import it would take too long.
    """
    libraries = cases.task.libraries
    if re.search(b'tensorflow|keras', source):
        libraries = 'tensorflow'
    args, kwargs = cases.arguments
    return sandboxes[libraries].run(cases.task.module, source, cases.probe,
                                    args, kwargs)


def bounded(value):
    """Return what a child has sent without arrays of many dimensions."""
    if isinstance(value, np.ndarray) and value.ndim > DIMENSIONS:
        return Other(f'array of {value.ndim} dimensions')
    if isinstance(value, (list, tuple)):
        return type(value)(map(bounded, value))
    if isinstance(value, dict):
        return {key: bounded(item) for key, item in value.items()}
    return value


def read_value(seen):
    """Read what a call has returned."""
    return seen['value']


def read_weights(seen):
    """Read the weights as a gradient step has left them."""
    return seen['args'][1]


class Solution:
    """One task's file of a submission.

    draw: returns the task's inputs, what its checks ask in this run. observed:
    {(name of a call, read): Observation}, what the checks have seen so far;
    last: the last of these that was asked for, or None. agreed: which known
    mistakes gave the same. printed: what the last new Outcome has printed, and
    how many bytes.
    """

    def __init__(self, submission, task, draw):
        self.submission, self.task = submission, TASKS[task]
        self.file, self.draw = self.task.file, draw
        self.observed, self.outcomes, self.last = {}, {}, None
        self.agreed, self.made = {}, {}
        self.printed = '', 0

    @functools.cached_property
    def inputs(self):
        """The task's inputs: cases, and what is expected of them."""
        return self.draw()

    @property
    def source(self):
        """The bytes of the file; Failed if there are none."""
        return self.submission.source(self.file)

    def wrong(self, **facts):
        """Return a Failure with these facts about this file."""
        return Failure(**{'kind': 'wrong', 'file': self.file, **facts})

    def compare(self, call, expected, source, read=read_value, **options):
        """Return None where a call gives what is expected, else a Failure.

        source: where `expected` comes from; options: those of compare().
        """
        return compare(self.observe(call, read), expected, source,
                       file=self.file, call=call, **options)

    def once(self, function, call):
        """Return what a function of this and a call returns, made only once.
        """
        if (function, call) not in self.made:
            self.made[function, call] = function(self, call)
        return self.made[function, call]

    def seen(self, cases):
        """Return what a probe has seen, a Failed if it did not return."""
        if cases not in self.outcomes:
            outcome = self.submission.call(
                self.file, ask, self.submission.sandboxes, self.source, cases)
            outcome.value = bounded(outcome.value)
            self.outcomes[cases] = outcome
            self.printed = outcome.printed, outcome.count
        return returned(self.outcomes[cases], self.file)

    def observe(self, call, read=read_value):
        """Return what a call has given, as `read` takes it from the answer.

        Failed if it raised, did not return, or gave what cannot be read. All
        calls are made by one child; where that one does not return, as when
        another call hangs, this call has a child of its own. The call None is
        the function itself: how it is called.
        """
        if (call, read) not in self.observed:
            self.observed[call, read] = self.observation(call, read)
        found = self.last = self.observed[call, read]
        if found.raised:
            raise Failed(Failure('error', self.file, call, **found.raised))
        return found.got

    def interface(self):
        """Return how the function is called, or which functions there are."""
        return self.observe(None, read_interface)

    def observation(self, call, read):
        """Return the Observation of a call; Failed if there is none."""
        cases = self.inputs.cases
        try:
            seen = self.seen(cases)
        except Failed:
            cases = cases.only(*[] if call is None else [call])
            seen = self.seen(cases)
        try:  # what a child has sent may have any form
            return Observation(cases, call, read, *taken(seen, call, read))
        except Exception as error:
            raise Failed(Failure(
                'error', self.file, call or '', message='the answer is not of '
                f'a form that can be read ({type(error).__name__})'))


def taken(seen, call, read):
    """Return what counts of what a probe has seen, and what was raised."""
    if call is None:
        return read(seen['interface']), None
    found = seen['calls'][call]
    if 'raised' not in found:
        return read(found), None
    raised = {name: found['raised'][name]
              for name in ('exception', 'message', 'line')}
    for name, kind in ('exception', str), ('message', str):
        if not isinstance(raised[name], kind):
            raise TypeError(name)
    if not isinstance(raised['line'], int):
        raised['line'] = None
    # in which line differs between two who do the same
    return {**raised, 'line': None}, raised


def read_interface(found):
    """Read how a function is called: functions, or parameters and refusal."""
    if 'functions' in found:
        return {'functions': [str(name) for name in found['functions']]}
    return {'parameters': [str(name) for name in found['parameters']],
            'refusal': found['refusal'] and str(found['refusal'])}


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

    def key(self, name, allowed):
        """Return what the faults of a file depend on."""
        return hashlib.sha256(self.sources[name]).digest(), allowed

    def read(self, names, allowed):
        """Have the faults of some files found; Failed if they are not."""
        if not names:
            return
        outcome = self.submission.call(
            names[0], self.submission.sandboxes['numpy'].run, 'files', b'',
            'written_rules', [{name: np.frombuffer(
                self.sources[name], np.uint8) for name in names}, allowed])
        found = returned(outcome, names[0])
        for name in names:
            FAULTS[self.key(name, allowed)] = {
                rule: [(line, text) for line, text in each]
                for rule, each in found[name].items()}
