"""One task of a submission: what its checks ask, and what they have seen."""
import collections
import functools

from grader.compare import compare
from grader.failure import Failed, Failure
from grader.submission import line_number, reading, returned, text
from grader.tasks import TASKS


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

    def request(self, source):
        """Return the libraries and the request that ask this of a file."""
        return (self.task.libraries_of(source), self.task.module, source,
                self.probe,
                [self.task.function, self.task.parameters,
                 self.task.required],
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
            outcome = self.outcomes[cases] = self.submission.call(
                self.file, *cases.request(self.source))
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
        with reading(self.file, call or ''):
            return Observation(cases, call, read, *taken(seen, call, read))


def taken(seen, call, read):
    """Return what counts of what a probe has seen, and what was raised."""
    if call is None:
        return read(seen['interface']), None
    found = seen['calls'][call]
    if 'raised' not in found:
        return read(found), None
    raised = {name: text(found['raised'][name])
              for name in ('exception', 'message')}
    # in which line differs between two who do the same
    return raised, {**raised, 'line': line_number(found['raised']['line'])}


def read_interface(found):
    """Read how a function is called: functions, or parameters and refusals.
    """
    if 'functions' in found:
        return {'functions': list(map(text, found['functions']))}
    return {'parameters': list(map(text, found['parameters'])),
            **{call: found[call] and text(found[call])
               for call in ('by_position', 'by_name', 'required')}}
