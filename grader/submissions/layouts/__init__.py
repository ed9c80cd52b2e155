"""The layouts in which hand-ins come, each with one recognizer.

A recognizer is a function of a Survey. It returns None if the layout cannot
be meant, else a reader: a function that takes the parts of a path and returns
the Reading of it, or None where the layout does not explain the path.
"""
from typing import Callable, NamedTuple, Tuple


class Reading(NamedTuple):
    """What a path says of the file at its end.

    learner: what tells learners apart. name: for the teacher. above: how many
    parts of the path lie above what is the learner's. inner: the parts of the
    file in the hand-in, with the names that it had at the learner's.
    attempt: is larger for a newer one. shown: the attempt, in words. active:
    whether the system counts this attempt, None if it does not say. role:
    'hand-in', 'teacher' (a task, a solution, feedback), 'draft' (not handed
    in), or 'system' (a copy that a system has made). slot: attempts replace
    one another only in the same slot. order: of two files of one attempt, the
    larger is the newer. ids: by which a roster may know the learner.
    """

    learner: str
    name: str
    above: int
    inner: Tuple[str, ...]
    attempt: tuple = ()
    shown: str = ''
    late: bool = False
    active: object = None
    role: str = 'hand-in'
    slot: str = ''
    member: str = ''
    order: int = 0
    ids: Tuple[str, ...] = ()


class Layout(NamedTuple):
    """A layout: its name for --layout, and its recognizer.

    uploads: whether files come singly through a form, which carries neither
    modes nor a README.md. level: only layouts of the lowest level that
    explains a class are compared; 0 are the unmistakable ones.
    """

    name: str
    recognize: Callable
    uploads: bool
    level: int

    @property
    def title(self):
        """The first line of the recognizer's documentation."""
        return self.recognize.__doc__.split('\n')[0].rstrip('.')

    @property
    def examples(self):
        """The examples in the recognizer's documentation."""
        return [line.split('Example: ')[1] for line
                in self.recognize.__doc__.split('\n') if 'Example: ' in line]


LAYOUTS = {}  # by name, the most specific first


def layout(name, uploads=False, level=1):
    """Enter a recognizer into LAYOUTS."""
    def enter(recognize):
        """Enter this one, and return it as it is."""
        LAYOUTS[name] = Layout(name, recognize, uploads, level)
        return recognize
    return enter


def by_part(pattern, read):
    """Return a reader for a layout that tells all in one part of a path.

    read: returns the Reading of a match, the position of its part, and the
    parts after it, or None; the first part that has one counts.
    """
    def reader(parts):
        """Return the Reading of a path, or None."""
        for position, part in enumerate(parts):
            match = pattern.fullmatch(part)
            reading = match and read(match, position, parts[position + 1:])
            if reading:
                return reading
        return None
    return reader
