"""A grading run: the submissions, the log of their checks, the reports."""
import os
import platform
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

from grader import hand_ins, sandbox
from grader.record import Log, safe
from grader.report import write
from grader.report.summary import summarize
from grader.report.terminal import terminal_text

OPTIONS = {  # of a run, as argparse and pytest take them
    '--report': {'metavar': 'DIR', 'help': 'write results as JSON, CSV, HTML '
                 'and for Gradescope'},
    '--resume': {'action': 'store_true',
                 'help': 'go on with the run that the report has begun'},
    '--reveal': {'default': 'values', 'choices': ['none', 'message', 'values'],
                 'help': 'what a learner sees of a miss: only the verdict, '
                 'the question, or also what came and was expected'},
    '--isolation': {'default': 'auto', 'choices': ['auto', *sandbox.LEVELS],
                    'help': 'how the files are kept from doing harm'},
    '--batch': {'type': int, 'default': 50,
                'help': 'how many submissions a process takes at once'},
    '--cluster': {'metavar': 'tcp://scheduler:8786',
                  'help': 'grade on the workers of this Dask scheduler'}}


def versions():
    """Return the versions of what a verdict may depend on."""
    return {'python': platform.python_version(), 'numpy': version('numpy'),
            'tensorflow': version('tensorflow')}


class Run:
    """What is graded, and what is known of it.

    option: has solutions, and the OPTIONS.
    isolation: None if the files are run elsewhere.
    folders: the name and the folder of each submission, by its number; no
    folder if it was graded by the run that this one goes on with, and is gone.
    """

    def __init__(self, option, isolation):
        self.option, self.said = option, []
        self.scratch = Path(tempfile.mkdtemp())
        try:
            found = hand_ins.find(option.solutions, self.scratch / 'found',
                                  self.said.append)
            if isolation and len(found) > 1:
                sandbox.refuse_untrusted(isolation, option.isolation)
            self.log = self.open_log()
            self.header = dict(self.log.run or {
                'isolation': isolation, **versions(),
                'reveal': option.reveal, 'submissions': []})
            self.folders = self.numbered(found)
        except BaseException:
            self.close()
            raise

    def open_log(self):
        """Return the log: of the run to go on with, else a new one."""
        folder = Path(self.option.report or self.scratch)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / 'checks.jsonl'
        if not self.option.resume:
            path.unlink(missing_ok=True)
        return Log(path)

    def numbered(self, found):
        """Give each submission its number, and write the names down."""
        folders = {}
        for name, folder in found.items():
            name = safe(name)
            while name in folders:  # two names that were not UTF-8
                name += ' (again)'
            folders[name] = folder
        gone = set(self.header['submissions']) - set(folders)
        if gone:
            raise ValueError(f'expected the submissions of {self.log.path}, '
                             f'did not find {", ".join(sorted(gone))}')
        # a submission's number stays, and what is new comes after
        names = list(dict.fromkeys([*self.header['submissions'], *folders]))
        self.header['submissions'] = names
        # bytes: a folder's name need not be UTF-8
        return {number: (name, os.fsencode(folders[name]))
                for number, name in enumerate(names)}

    def left(self):
        """Return the numbers of the submissions that are not graded yet."""
        return [number for number in self.folders
                if 'checks' not in self.header or len(
                    self.log.records(number)) < self.header['checks']]

    def begin(self, checks):
        """Begin the log, once it is known how many checks each has."""
        self.header.setdefault('checks', checks)
        if self.log.run != self.header:
            self.log.begin(self.header)

    def finish(self):
        """Write the reports; return the table, and what verdicts there are."""
        if not self.log.run:
            return '', set()
        summaries = summarize(self.log)
        if self.option.report:
            write(self.log.path.parent, self.log, summaries)
        text = terminal_text(self.log, summaries,
                             shutil.get_terminal_size((100, 24))[0])
        return text, set().union(*(each.verdicts for each in summaries))

    def close(self):
        """Remove what was copied."""
        shutil.rmtree(self.scratch)
