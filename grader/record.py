"""What is kept of a check, and the log of a run's checks."""
import json
import os
from array import array
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Optional

from grader.text import clean

LONGEST = 4000  # characters of a text that a submission may make longer


def safe(text):
    """Return text to print: names of files need not be UTF-8, nor short."""
    if len(text) > LONGEST:
        kept = text[:LONGEST - 40]  # so that what is safe stays as it is
        text = f'{kept}\u2026 ({len(text) - len(kept):,} more characters)'
    if text.isprintable():  # most is, and a class has many
        return text
    return clean(text.encode(errors='backslashreplace').decode())


@dataclass
class Record:
    """What came of one check of one submission.

    submission: its number in the run, whose header has the names. task: None
    for the written rules. place: where the check stands in the suite, which
    orders every report. title: what is right, in one sentence. verdict:
    'pass', 'wrong', 'error', 'timeout', 'memory', 'exited', 'missing',
    'skipped', 'advice' (beyond the statement, worth nothing) or 'trouble'
    (the grader failed, not the submission). clause: the sentence of the
    statement, or the published output, that the check enforces; '' for advice.
    """

    submission: int
    task: Optional[int]
    check: str
    place: int
    title: str
    verdict: str
    points: float = 0
    of: float = 0
    message: str = ''
    clause: str = ''
    mistake: Optional[str] = None
    hint: Optional[str] = None
    seconds: float = 0
    printed: str = ''
    printed_bytes: int = 0

    def __setattr__(self, name, value):
        """Make text from a submission safe to be sent and written."""
        super().__setattr__(name, safe(value) if isinstance(value, str)
                            else value)

    @property
    def key(self):
        """What no two checks of a run have in common."""
        return self.submission, self.task, self.check

    @property
    def followed(self):
        """Whether it is advice that the submission needs not: no news."""
        return self.verdict == 'pass' and not self.of and not self.clause

    @property
    def is_kept_back(self):
        """Whether it is advice that waits until the task is right."""
        return self.verdict == 'skipped' and not self.clause and not self.of

    @property
    def order(self):
        """Sorts the records of a submission; the written rules are last."""
        return self.task is None, self.task, self.place


class Log:
    """A file of JSON lines: a header, then a record for each check.

    In memory is only where the lines of each submission begin.
    """

    def __init__(self, path):
        self.path, self.run, self.lines = Path(path), None, {}
        if self.path.exists():
            self.scan()

    def scan(self):
        """Find the header and each submission's lines.

        Of two headers the later counts. What is no whole line was cut off
        when a run was killed.
        """
        start = 0
        with open(self.path, 'rb') as file:
            for line in file:
                try:
                    entry = json.loads(line)
                except ValueError:
                    entry = {}
                if 'run' in entry:
                    self.run = entry['run']
                elif entry:
                    self.note(entry['submission'], start)
                start += len(line)

    def note(self, submission, start):
        """Note where a line of a submission begins."""
        self.lines.setdefault(submission, array('q')).append(start)

    def begin(self, run):
        """Write the header."""
        self.run = run
        self.append({'run': run})

    def add(self, *records):
        """Write records."""
        starts = self.append(*map(asdict, records))
        for record, start in zip(records, starts):
            self.note(record.submission, start)

    def append(self, *entries):
        """Write a line for each entry, and return where they begin."""
        starts = []
        with open(self.path, 'ab+') as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read() != b'\n':  # the run before was killed
                    file.write(b'\n')
            for entry in entries:
                starts.append(file.tell())
                file.write(json.dumps(entry).encode() + b'\n')
        return starts

    def records(self, submission):
        """Return a submission's records in order; of a check, the last."""
        found = {}
        with open(self.path, 'rb') as file:
            for start in self.lines.get(submission, ()):
                file.seek(start)
                record = Record(**json.loads(file.readline()))
                found[record.key] = record
        return sorted(found.values(), key=lambda record: record.order)

    def all_records(self):
        """Yield the records of all submissions, one after the other."""
        for submission in range(len(self.run['submissions'])):
            yield from self.records(submission)
