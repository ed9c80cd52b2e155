"""Names of files that are one of the eight, or that look like one."""
import difflib
import functools
import re
from typing import NamedTuple

from grader.tasks import TASKS

EIGHT = tuple(task.file for task in TASKS.values())
PACKED = ('.zip', '.tar', '.tgz', '.tbz2', '.txz', '.tar.gz', '.tar.bz2',
          '.tar.xz', '.7z', '.rar')
# what systems put beside the files of others, or tools beside one's own
JUNK = {'__MACOSX', '__pycache__', 'node_modules', 'lost+found', 'Thumbs.db',
        'desktop.ini'}
COPY = 'copy|copie|kopie|kopia|kopi|copia|cópia|копия|副本|コピー|복사본'
COPY_OF = ('copy of|kopie von|copie de|copia de|cópia de|kopi af|kopia '
           'av|kopie van')
# what browsers, drives and learning systems add to a name that is taken:
# (1) or +1 or -1 or _1, " 2" on macOS, "Copy of" in a drive, .txt; [0]_ in
# Stud.IP
EXPLAINED = re.compile(
    rf'(?:\[(?P<number>\d+)\]_)?(?P<of>(?i:{COPY_OF}) )?'
    r'(?P<stem>' + '|'.join(re.escape(task.module) for task in TASKS.values())
    + r')(?P<added>(?: ?\(\d{1,4}\)|[-+_ ]\d{1,4}|'
    rf'(?: -)?[ _-](?i:{COPY})\d{{0,3}})*)'
    r'\.py(?P<text>\.txt)?')
NEAR = 0.8  # of 1: how alike two names are, by difflib
LONGEST = 80  # letters of a name that is compared with the eight
DUPLICATE = re.compile(rf'(?:(?:{COPY_OF}) )?(.+?)'
                       rf'((?: ?\(\d{{1,4}}\)|(?: -)? (?:{COPY}))+)?',
                       re.I | re.S)


class Look(NamedTuple):
    """Which of the eight a file is.

    file: its name in the statement. exact: whether a system's own suffix, or
    nothing, is all that differs; only then it is graded. rank: of two files
    for one task the one with the higher rank is the newer.
    """

    file: str
    exact: bool
    rank: int = 0


@functools.lru_cache(maxsize=100_000)
def look(name):
    """Return the Look of a file by its name, None if it looks like none."""
    if name in EIGHT:
        return Look(name, True)
    found = EXPLAINED.fullmatch(name)
    if found:
        numbers = re.findall(r'\d+', found['added']) or re.findall(
            r'\d+', found['number'] or '')
        copied = found['of'] or re.search(COPY, found['added'].lower())
        return Look(found['stem'] + '.py', True,
                    -1 if copied else int(numbers[-1]) if numbers else 0)
    found = prefixed(name)
    if found:
        return Look(look(found[1]).file, False)
    near = near_name(name)
    return Look(near, False) if near else None


def near_name(name):
    """Return which of the eight a name was perhaps meant to be, or None.

    The number of the task may be missing; test_0_... is another file.
    """
    found = re.fullmatch(r'(.*?)(?:\.(py|ipynb|txt|pyc?))+', name[:LONGEST],
                         re.I | re.S)
    if not found or name.lower().startswith('test'):
        return None
    plain = re.sub(r'[\W_]+', '', found[1].lower())
    plain = re.sub(rf'({COPY})\d*$', '', plain)
    if not re.search('l2|reg|cost|drop|early|erly|stop', plain):
        return None
    best, most = None, NEAR
    for file in EIGHT:
        whole = re.sub(r'[\W_]+', '', file[:-3])
        for written in {plain, re.sub('^0(?=[0-7])', '', plain)}:
            wanted = whole if written[0].isdigit() else whole[1:]
            if written[0].isdigit() and written[0] != whole[0]:
                continue
            matcher = difflib.SequenceMatcher(None, written, wanted)
            if matcher.quick_ratio() > most and matcher.ratio() > most:
                best, most = file, matcher.ratio()
    return best


TAIL = re.compile('.*?(?<![A-Za-z0-9])(' + re.sub(
    r'\?P<\w+>', '?:', EXPLAINED.pattern) + ')', re.S)


def prefixed(name):
    """Return the text before one of the eight that ends a name, and it.

    As where a system writes the learner's name before that of the file. None
    if the name has no such ending, or is one of the eight itself.
    """
    found = TAIL.fullmatch(name)
    if not found or not name[:found.start(1)] or EXPLAINED.fullmatch(name) \
            or name.lower().startswith('test'):
        return None
    return name[:found.start(1)], found[1]


def looks_like_one(name):
    """Return whether a file looks like one of the eight, also in a system."""
    return look(name) is not None


def is_packed(name):
    """Return whether a file is an archive, going by its name."""
    return name.lower().endswith(PACKED)


def without_ending(name):
    """Return an archive's name without its ending."""
    return re.sub(r'(?i)(\.tar)?\.\w+$', '', name) if is_packed(
        name) else name


def without_copies(name):
    """Return a name without what a browser adds to one that is taken.

    And the number that it has added, 0 if none, -1 for a copy.
    """
    found = DUPLICATE.fullmatch(name)
    if not found[2]:
        return (found[1], -1) if found[1] != name else (name, 0)
    numbers = re.findall(r'\((\d+)\)', found[2])
    return found[1], int(numbers[-1]) if numbers else -1


def is_hidden(name):
    """Return whether a file or folder is a tool's, not a person's."""
    return name.startswith('.') or name in JUNK
