"""Layouts of systems that leave it to a list, or to a part of a file's name,
whose a file is."""
import re

from grader.submissions.layouts import Reading, by_part, layout
from grader.submissions.layouts.forms import LATE
from grader.submissions.names import (is_packed, look, prefixed,
                                      without_ending)

APLUS = re.compile(r'([^_]+)_file(\d+)_submission(\d+)(\.\w+)?', re.S)
STUDIP = re.compile(r'\[(\d+)\]_(.+)', re.S)
STUDIP_LIST, APLUS_LIST = 'archive_filelist.csv', 'info.csv'


@layout('a-plus', uploads=True, level=0)
def a_plus(survey):
    """A+, the submissions of an exercise; names of files are lost.

    Example: 123123+456456_file1_submission2
    Source: apluslms/a-plus, pull request 1407, issue 1427
    """
    rows = survey.table(APLUS_LIST)
    original = {}
    for row in rows:
        named = [cell for cell in row if APLUS.fullmatch(cell)]
        ours = [cell for cell in row if look(cell) and look(cell).exact]
        if len(named) == len(ours) == 1:
            original[named[0]] = ours[0]

    def read(match, position, below):
        """Return the Reading of one file of a submission."""
        return Reading(match[1], match[1].replace('+', ', '), position,
                       (original.get(match[0], match[0]),) + below,
                       (int(match[3]),), f'submission {match[3]}',
                       ids=tuple(match[1].split('+')))
    return by_part(APLUS, read)


@layout('stud-ip', uploads=True, level=0)
def stud_ip(survey):
    """Stud.IP, the files of a folder, with a list of who uploaded them.

    Example: [0]_7-early_stopping.py, and archive_filelist.csv
    Source: Stud.IP, FileArchiveManager.php (name, size, first name, last
    name, downloads, date, path)
    """
    owners, names = {}, set()
    for row in survey.table(STUDIP_LIST)[1:]:
        if len(row) >= 4 and (row[2] or row[3]):
            owner = f'{row[2]} {row[3]}'.strip()
            for cell in (row[-1], row[0]):
                names.add(owner)
                owners.setdefault(cell.split('/')[-1], set()).add(owner)

    def read(match, position, below):
        """Return the Reading, if the list says whose the file is."""
        owner = owners.get(match[0]) or owners.get(match[2]) or ()
        if len(owner) != 1:
            return None
        name, = owner
        return Reading(name, name, position, (match[2],) + below,
                       order=int(match[1]), ids=(name,))
    return by_part(STUDIP, read) if owners else None


@layout('google-classroom', uploads=True)
def google_classroom(survey):
    """Google Classroom, the folder in Drive: copies named after learners.

    Archives are too, where files are.

    Example: Ann Lee - 7-early_stopping.py
    Source: public scripts; where no learner is named see named-files
    """
    def owned(name):
        """Return the learner before the name of a file and the rest."""
        found = prefixed(name)
        return found and found[0].endswith(' - ') and not LATE.search(
            found[0]) and (found[0][:-3], found[1])

    with_archives = any(owned(parts[-1]) for parts in survey.looks)

    def reader(parts):
        """Return the Reading of a path, or None."""
        for position, part in enumerate(parts[1:-1], 1):
            if with_archives and is_packed(part) and ' - ' in part:
                name = part.split(' - ')[0]
                return Reading(name, name, position, parts[position + 1:],
                               ids=(name,))
        found = owned(parts[-1])
        if found:
            return Reading(found[0], found[0], len(parts) - 1, found[1:],
                           ids=found[:1])
        if ' - ' in parts[-1] and parts[-1].lower().endswith('.ipynb'):
            name, rest = parts[-1].split(' - ', 1)
            return Reading(name, name, len(parts) - 1, (rest,), ids=(name,))
        return None
    return reader


@layout('otter', level=0)
def otter(survey):
    """otter-grader, a zip for each learner, named by notebook and time.

    Example: l2_2026_10_10T10_00_00_000000.zip
    Source: ucbds-infra/otter-grader, otter/check/notebook.py
    """
    pattern = re.compile(r'(.+_\d{4}_\d\d_\d\dT\d\d_\d\d_\d\d_\d{6})'
                         r'( ?\(\d+\))?(\.zip)?', re.S)
    return by_part(pattern, lambda match, position, below: Reading(
        match[1], match[1], position, below, ids=(match[1],)))


@layout('artemis', level=1)
def artemis(survey):
    """Artemis, the repositories of an exercise, a zip each.

    Example: ML101-L2-4001-ge12abc.zip
    Source: ls1intum/Artemis, the export service of programming exercises
    """
    pattern = re.compile(r'(.+?)-(\d+)-(.+?)(?:\.git)?\.zip', re.S)
    found = [match for match in map(pattern.fullmatch, survey.names) if match]
    if len({match[2] for match in found}) < len({match[0] for match in found}
                                                ) or not found \
            or len({match[1] for match in found}) != 1:
        return None
    return by_part(pattern, lambda match, position, below: Reading(
        match[2], match[3] if match[3] != 'student-submission' else
        without_ending(match[0]).replace('.git', ''), position, below,
        ids=(match[3], match[2])))
