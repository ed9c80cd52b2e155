"""What is found: submissions, and what became of every other file."""
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Dict, List, Tuple

from grader.submissions.words import REASONS, ambiguous_text, nothing_text


@dataclass(frozen=True)
class LeftOut:
    """A file, an archive or a folder that is not graded, and why.

    kind: a key of REASONS. detail: what a reader said of it, or ''. learner:
    whose it is, '' if nobody's.
    """

    path: str
    kind: str
    detail: str = ''
    learner: str = ''


@dataclass(frozen=True)
class Older:
    """A file of an attempt, or of a version, that another has replaced."""

    path: str
    learner: str
    attempt: str = ''


@dataclass
class Submission:
    """What is graded as one.

    folder: has the files under the names of the statement, and README.md if
    there was one. files: {name: path where it was found}. renamed: those of
    them that were found under a name that a system has changed. near: {name:
    paths} of missing files that lie there under a similar name. extracted:
    {name: path} of those that were taken out of a notebook or of one file.
    attempt: the one that is graded, '' if the layout has none. late: whether
    the system says so. members: of a group. carries_modes, carries_readme:
    whether the layout can carry an executable bit, and a README.md. source:
    the path of the hand-in.
    """

    name: str
    folder: Path
    attempt: str = ''
    late: bool = False
    members: Tuple[str, ...] = ()
    carries_modes: bool = True
    carries_readme: bool = True
    source: str = ''
    files: Dict[str, str] = field(default_factory=dict)
    renamed: Dict[str, str] = field(default_factory=dict)
    near: Dict[str, Tuple[str, ...]] = field(default_factory=dict)
    extracted: Dict[str, str] = field(default_factory=dict)


@dataclass
class Found:
    """All submissions, by name, and what became of every other file.

    layouts: {path: name of its layout}. teachers: paths of tasks, solutions
    and feedback. older: what newer attempts have replaced.
    """

    submissions: List[Submission] = field(default_factory=list)
    layouts: Dict[str, str] = field(default_factory=dict)
    left_out: List[LeftOut] = field(default_factory=list)
    older: List[Older] = field(default_factory=list)
    teachers: List[str] = field(default_factory=list)

    @property
    def layout(self):
        """The name of the layout, or the names."""
        return ', '.join(dict.fromkeys(self.layouts.values()))


def handed_in(found, names):
    """Return what a report tells of what was Found, as it goes into JSON.

    names: {name in the report: Submission}.
    """
    return {
        'layouts': found.layouts,
        'handed_in': {name: {
            'source': each.source, 'attempt': each.attempt,
            'late': each.late, 'members': list(each.members),
            'renamed': each.renamed, 'extracted': each.extracted,
            'near': {file: list(paths) for file, paths in each.near.items()}}
            for name, each in names.items()},
        'older': [asdict(each) for each in found.older],
        'teachers': found.teachers,
        'left_out': [{**asdict(each), 'reason': REASONS[each.kind]}
                     for each in found.left_out]}


@dataclass(frozen=True)
class Option:
    """What a layout would give: its name, learners, how many files of each.
    """

    layout: str
    learners: Tuple[str, ...]
    files: Tuple[int, ...]


class Ambiguous(ValueError):
    """The same files may be handed in by others than it seems.

    path: what was to be graded. options: an Option for each layout.
    """

    def __init__(self, path, options):
        super().__init__(path, options)
        self.path, self.options = path, options

    def __str__(self):
        return ambiguous_text(self)


class NothingFound(ValueError):
    """No layout explains what is there.

    path: what was to be graded. seen: ten names that are there, and how many
    there are. nearest: (layout, how many files it explains, of how many, one
    that it does not explain).
    """

    def __init__(self, path, seen, count, nearest):
        super().__init__(path, seen, count, nearest)
        self.path, self.seen, self.count = path, seen, count
        self.nearest = nearest

    def __str__(self):
        return nothing_text(self)
