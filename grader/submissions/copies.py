"""Copy what is graded into folders that are named by numbers."""
import os
from pathlib import Path

from grader.submissions.containers import LARGEST
from grader.submissions.found import LeftOut, Submission
from grader.submissions.notebooks import functions_in, mentions
from grader.submissions.survey import is_source

README = 'README.md'
TOTAL = 1 << 30  # bytes copied in all; a class of ten thousand has a fifth
SEVERAL = 2      # functions that a file with a near name must have


class Copier:
    """Copies files, up to a limit. number: that of the next submission."""

    def __init__(self, scratch):
        self.scratch, self.number, self.left = Path(scratch), 0, TOTAL

    def copy(self, person, graded, layout, found):
        """Copy what a Graded holds, and return the Submission."""
        folder = self.scratch / str(self.number)
        folder.mkdir(parents=True)
        self.number += 1
        submission = Submission(
            person.name, folder, graded.shown, graded.late,
            tuple(sorted(person.members)), source=source_of(graded))
        modes, own = [], []
        for name, entry in sorted(graded.files.items()):
            submission.files[name] = entry.path
            if entry.reading.inner[-1] != name:
                submission.renamed[name] = entry.path
            try:
                if entry.node.kind != 'file':
                    (folder / name).mkdir()  # which no check takes for a file
                    continue
                modes.append(self.write(entry.node, folder / name))
                own.append(from_archive(entry))
            except Exception as error:  # readers raise whatever they like
                submission.files.pop(name)
                submission.renamed.pop(name, None)
                found.left_out.append(LeftOut(
                    entry.path, 'too much' if isinstance(error, Full)
                    else 'unreadable', str(error), person.name))
        readme = self.copy_readme(graded, folder)
        submission.carries_modes = bool(modes) and all(
            mode is not None and (mine or not layout.uploads)
            for mode, mine in zip(modes, own))
        submission.carries_readme = readme or not layout.uploads or (
            bool(own) and all(own))
        return submission

    def copy_readme(self, graded, folder):
        """Copy the README.md beside the files; return whether there is one.
        """
        for entry in graded.entries:
            if entry.reading.inner[-1:] == (README,) and \
                    entry.site in graded.sites and entry.node.kind == 'file':
                try:
                    self.write(entry.node, folder / README)
                    return True
                except Exception:  # readers raise whatever they like
                    continue
        return False

    def write(self, node, target):
        """Copy a file, cut where it gets too large; return its mode."""
        content, mode = node.read(LARGEST + 1)
        self.left -= len(content)
        if self.left < 0:
            raise Full(f'all files together have more than {TOTAL:,} bytes')
        file = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o700
                       if mode is None or mode & 0o100 else 0o600)
        try:
            while content:
                content = content[os.write(file, content):]
        finally:
            os.close(file)
        return mode


class Full(ValueError):
    """No more bytes are copied."""


def from_archive(entry):
    """Return whether a file came in an archive of the learner's own."""
    node = entry.node.parent
    for _ in entry.parts[entry.reading.above:-1]:
        if node.kind == 'archive':
            return True
        node = node.parent
    return False


def source_of(graded):
    """Return the path of a hand-in: its folder, or what its files share."""
    if not graded.entries:
        return ''
    first = graded.entries[0]
    above = first.reading.above
    if above > 1 and first.parts[above:] == first.reading.inner:
        return '/'.join(first.parts[1:above])
    common = os.path.commonprefix([entry.parts for entry in graded.entries])
    return '/'.join(common[1:] or first.parts[1:])


def extract(pairs, found):
    """Take functions out of notebooks, where files of the eight are missing.

    pairs: (Submission, Graded, Person). Of files under other names one is
    taken, and only if there is no file of the eight at all.
    """
    wanted = []
    for submission, graded, person in pairs:
        sources = sources_of(submission, graded)
        wanted += [(submission, graded, entry) for entry in sources]
    if not wanted:
        return
    answers = functions_in([entry.node for _, _, entry in wanted])
    answers = sorted(zip(wanted, answers), key=lambda pair: -len(pair[1]))
    for (submission, graded, entry), files in answers:
        for name, content in files.items():
            if name in submission.files:
                continue
            (submission.folder / name).write_bytes(content)
            (submission.folder / name).chmod(0o700)
            submission.files[name] = entry.path
            submission.extracted[name] = entry.path
            submission.carries_modes = submission.carries_readme = False


def sources_of(submission, graded):
    """Return the entries that may hold functions of a submission."""
    missing = len(submission.files) < 8
    notebooks = [entry for entry in graded.entries if missing
                 and '.ipynb' in entry.reading.inner[-1].lower()
                 and entry.node.kind == 'file']
    others = [] if submission.files else [
        entry for entry in graded.entries if entry.node.kind == 'file'
        and entry not in notebooks and is_source(entry.reading.inner[-1])
        and mentions(entry.node) >= (SEVERAL if entry.look else 1)]
    return notebooks + others


def say_near(pairs, found, looks):
    """Say which files lie under a similar name, and what was not needed."""
    for submission, graded, person in pairs:
        used = set(submission.extracted.values())
        for name, entries in sorted(graded.near.items()):
            paths = tuple(entry.path for entry in entries
                          if entry.path not in used)
            if paths and name not in submission.files:
                submission.near[name] = paths
            found.left_out += [LeftOut(path, 'near name', name, person.name)
                               for path in paths]
        if looks is not None:
            found.left_out += [
                LeftOut(entry.path, 'not needed', learner=person.name)
                for entry in graded.entries
                if entry.parts in looks and entry.path not in used]
