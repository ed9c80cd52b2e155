"""What is graded in a run, and what is known of it so far."""
import hashlib
import random
import shutil
import tempfile
from pathlib import Path

from grader import sandbox, submissions
from grader.report.records import brief, without_twice
from grader.report.text import some
from grader.runs import worker
from grader.runs.log import Log
from grader.text import outline, shortened

REVEAL = 'none', 'message', 'values'  # the strictest first
LOG = 'checks.jsonl'


class Run:
    """What is graded, its log and its reports.

    option: as __main__.py reads it. messages: what its reader should know.
    found: {number: submission} of those that are there; one that the log
    knows may be gone.
    """

    def __init__(self, option):
        self.option, self.messages = option, []
        self.scratch = Path(tempfile.mkdtemp())
        try:
            named = self.find()
            self.log = self.open_log()
            self.header = self.begin()
            self.number(named)
            self.remaining = list(filter(self.is_to_be_graded, self.found))
        except BaseException:
            self.close()
            raise

    def find(self):
        """Return the submissions by name; say what has become of each file.
        """
        option = self.option
        try:
            found = submissions.find(option.solutions, self.scratch / 'found',
                                     option.layout, option.attempt)
        except submissions.NothingFound:
            if not option.may_be_empty:
                raise
            empty = self.scratch / 'empty'
            empty.mkdir()
            found = submissions.Found([submissions.Submission('empty', empty)])
        self.messages += submissions.lines(found)
        names = named(self.without_reports(found.submissions))
        self.handed_in = submissions.handed_in(found, names)
        return names

    def without_reports(self, found):
        """Leave out folders that an earlier run wrote its report into."""
        kept = []
        for each in found:
            places = [Path(path, each.source) for path
                      in self.option.solutions] if each.source else []
            if not each.files and any(
                    place.name == LOG or (place / LOG).is_file()
                    for place in places):
                self.messages.append(
                    f'{shortened(each.name)}: a report, not graded')
            else:
                kept.append(each)
        return kept

    def open_log(self):
        """Return the log: of the run to go on with, else a new one."""
        folder = Path(self.option.report or self.scratch)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise ValueError(f'{self.option.named("report")}: expected a '
                             'folder, received a file')
        path = folder / LOG
        log = Log(path) if self.option.resume else None
        if log and log.run:
            versions = worker.versions()
            others = [name for name in versions
                      if log.run.get(name) != versions[name]]
            if others:
                self.messages.append(
                    f'{path}: begun with another version of {some(others)}')
            if 'grader' not in others:
                return log
            self.messages.append('all are graded anew')
        path.unlink(missing_ok=True)
        return Log(path)

    def begin(self):
        """Return the header of the log, agreed with the run that began it.

        The stronger isolation and the stricter reveal of the two are taken.
        """
        option, log = self.option, self.log.run
        if not log:
            seed = option.seed
            if seed is None:
                seed = random.SystemRandom().randrange(1 << 32)
            return {**worker.versions(), 'isolation': None,
                    'reveal': option.reveal, 'seed': seed,
                    'task': option.task, 'submissions': []}
        header = dict(log)
        for name in 'seed', 'task':
            asked = getattr(option, name)
            if asked != log[name] and not (name == 'seed' and asked is None):
                self.messages.append(
                    f'{option.named(name)}: the run was begun with '
                    f'{option.named(name, log[name])}, and goes on with that')
        header['reveal'] = min(option.reveal, log['reveal'],
                               key=REVEAL.index)
        if header['reveal'] != option.reveal:
            self.messages.append(
                f'{option.named("reveal")}: the run was begun with '
                f'{option.named("reveal", log["reveal"])}, which shows less, '
                'and goes on with that')
        return header

    def number(self, named):
        """Give each submission its number; what is new comes after."""
        names = list(dict.fromkeys([*self.header['submissions'], *named]))
        gone = [name for name in names if name not in named]
        if gone:
            self.messages.append(f'no longer there, and kept as graded: '
                                 f'{some(gone)}')
        self.header['submissions'] = names
        self.found = {number: named[name] for number, name
                      in enumerate(names) if name in named}

    def is_to_be_graded(self, number):
        """Return whether the log lacks what would come of a submission.

        As it does where the grader itself has failed, which may pass.
        """
        entry = self.log.entry(number)
        return not entry or entry['digest'] != worker.digest(
            worker.packed(self.found[number])) or any(
                each and each.get('verdict') == 'internal error'
                for each in entry['records'])

    def isolate(self, level):
        """Note the weakest isolation of what is graded from now on."""
        self.header['isolation'] = level

    def describe(self):
        """Begin the log with what a report says of each check."""
        if 'checks' not in self.header:
            self.header['checks'] = worker.describe(self.header['seed'],
                                                    self.header['task'])
        self.log.begin(self.header)

    def request(self, number):
        """Return what a pool is asked: to grade this submission."""
        return (worker.packed(self.found[number]), self.header['seed'],
                self.header['task'])

    def add(self, number, isolation, results):
        """Write down the results of a submission."""
        self.describe()
        found = {(result['task'], result['check']): result
                 for result in results}
        self.log.add({
            'number': number, 'isolation': isolation,
            'digest': worker.digest(worker.packed(self.found[number])),
            'records': list(without_twice(
                brief(check, found[check['task'], check['check']])
                if (check['task'], check['check']) in found else None
                for check in self.header['checks']))})

    def reported(self):
        """Return the header as the report has it: with the weakest isolation
        of all that was graded, and what was found of what was handed in.
        """
        return {**self.header, **self.handed_in, 'isolation': max(
            {*self.log.levels.values(), self.header['isolation']},
            key=sandbox.LEVELS.index)}

    def close(self):
        """Remove what was copied."""
        shutil.rmtree(self.scratch)


def named(found):
    """Return {name that can be shown: submission}, all names unlike by eye."""
    names, outlines = {}, {}
    for each in found:
        outlines.setdefault(outline(shortened(each.name)), []).append(each)
    for alike in outlines.values():
        for each in alike:
            mark = hashlib.sha256(each.name.encode(errors='surrogateescape'))
            names[shortened(each.name) if len(alike) == 1 else
                  f'{shortened(each.name)} ({mark.hexdigest()[:6]})'] = each
    return names
