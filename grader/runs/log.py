"""The log of a run: what is graded so far, and with which checks."""
import json
import os
from pathlib import Path

from grader.report.records import records_of


# what the log is read by: {name: type}
HEADER, RUN = {'run': dict}, {'submissions': list, 'checks': list}
LINE = {'number': int, 'isolation': str, 'digest': str, 'records': list}


def is_like(entry, kinds):
    """Return whether an entry has all names, each of its type."""
    return isinstance(entry, dict) and all(
        type(entry.get(name)) is kind for name, kind in kinds.items())


class Log:
    """A file of JSON lines: a header, then a line for each submission.

    In memory are the header, where each submission's line begins, and how it
    was isolated. Of two headers, or two lines of a submission, the later
    counts.
    """

    def __init__(self, path):
        self.path, self.run = Path(path), None
        self.starts, self.levels = {}, {}
        if self.path.exists():
            self.scan()

    def scan(self):
        """Find the header and each submission's line.

        What is no whole line was cut off when a run was killed.
        """
        start = 0
        with open(self.path, 'rb') as file:
            for line in file:
                try:
                    entry = json.loads(line)
                except (ValueError, RecursionError):
                    entry = None
                if is_like(entry, HEADER) and is_like(entry['run'], RUN):
                    self.run = entry['run']
                elif is_like(entry, LINE):
                    self.note(entry, start)
                start += len(line)

    def note(self, entry, start):
        """Note where a submission's line begins, and how it was isolated."""
        self.starts[entry['number']] = start
        self.levels[entry['number']] = entry['isolation']

    def begin(self, run):
        """Write the header, unless it is there."""
        run = json.loads(json.dumps(run))  # as it will be read again
        if run != self.run:
            self.append({'run': run})
            self.run = run

    def add(self, entry):
        """Write the line of a submission, which has its number."""
        self.note(entry, self.append(entry))

    def append(self, entry):
        """Write a line, and return where it begins."""
        with open(self.path, 'ab+') as file:
            if file.tell():
                file.seek(-1, os.SEEK_END)
                if file.read() != b'\n':  # the run before was killed
                    file.write(b'\n')
            start = file.tell()
            file.write(json.dumps(entry, separators=(',', ':')).encode()
                       + b'\n')
        return start

    def entry(self, number):
        """Return a submission's line, None if it is not graded yet."""
        return next(self.entries([number]))

    def entries(self, numbers):
        """Yield the lines of submissions, None for each that has none."""
        if not self.starts:
            yield from (None for _ in numbers)
            return
        with open(self.path, 'rb') as file:
            for number in numbers:
                if number in self.starts:
                    file.seek(self.starts[number])
                    yield json.loads(file.readline())
                else:
                    yield None

    def submissions(self):
        """Yield number, name and records of each submission.

        ValueError where the log was changed by others.
        """
        names = self.run['submissions']
        for number, entry in enumerate(self.entries(range(len(names)))):
            try:
                records = records_of(self.run['checks'],
                                     entry['records'] if entry else ())
            except (AttributeError, KeyError, TypeError):
                raise ValueError(f'{self.path}: damaged at number {number}')
            yield number, names[number], records
