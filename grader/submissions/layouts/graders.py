"""Layouts of systems that run or collect programs: Submitty and others."""
import json
import re

from grader.submissions.layouts import Reading, by_part, layout
from grader.submissions.names import without_copies

CODEGRADE = re.compile(
    r'(.+?) - (\d{4}-\d\d-\d\d[T _]\d\d[-:.]?\d\d(?:[-:.]?\d\d)?'
    r'(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)', re.S)
NBGRADER = re.compile(
    r'([^+]+)\+([^+]+)\+(\d{4}-\d\d-\d\d[ _]\d\d.\d\d.\d\d(?:\.\d+)?'
    r'(?: ?\w+)?)(?:\+.*)?', re.S)
SETTINGS = 'user_assignment_settings.json'


@layout('submitty', uploads=True, level=0)
def submitty(survey):
    """Submitty, all submissions of a gradeable; the active version counts.

    Example: submissions/evelee/2/7-early_stopping.py
    Source: Submitty, MiscController.php, downloadAssignedZips
    """
    active, users = {}, set()
    for node in survey.files_named(SETTINGS):
        try:
            settings = json.loads(node.read()[0])
            active[node.parent.parts] = int(settings['active_version'])
        except (ValueError, TypeError, KeyError, OSError, RecursionError):
            active[node.parent.parts] = None
        users.add(node.parent.parts)
    beside = {'results', 'checkout'} & survey.names
    if not users and not (beside and 'submissions' in survey.names):
        return None

    def reader(parts):
        """Return the Reading of a path, or None."""
        for position in range(1, len(parts)):
            above, name = parts[position - 1], parts[position]
            known = parts[:position + 1] in users
            if not known and above not in ('submissions', 'results',
                                           'checkout'):
                continue
            if position == len(parts) - 1 and not known:
                return None
            below = parts[position + 1:]
            if above in ('results', 'checkout'):
                return Reading(name, name, position, below, role='system',
                               ids=(name,))
            if len(below) > 1 and below[0].isdigit():
                number, chosen = int(below[0]), active.get(
                    parts[:position + 1])
                return Reading(name, name, position, below[1:], (number,),
                               f'version {number}', active=None if chosen is
                               None else chosen == number, ids=(name,))
            return Reading(name, name, position, below, ids=(name,))
        return None
    return reader


@layout('codegrade', uploads=True, level=0)
def codegrade(survey):
    """CodeGrade's file system, the latest or all submissions.

    Example: L2/Eve Lee - 2026-10-11T10-05-00/7-early_stopping.py
    Source: CodeGra-de/CodeGra.fs, codegra_fs/cgfs.py
    """
    return by_part(CODEGRADE, lambda match, position, below: Reading(
        match[1], match[1], position, below, (match[2],), match[2],
        ids=(match[1],)))


@layout('nbgrader', level=0)
def nbgrader(survey):
    """nbgrader, what was handed in, collected or not.

    Example: inbound/evelee+l2+2026-10-11 10:00:00 UTC/7-early_stopping.py
    Example: submitted/evelee/l2/7-early_stopping.py
    Source: jupyter/nbgrader, exchange/default/submit.py, coursedir.py
    """
    of_course = {'submitted'} <= survey.names and {
        'source', 'release', 'autograded', 'feedback', 'gradebook.db'
    } & survey.names

    def reader(parts):
        """Return the Reading of a path, or None."""
        for position, part in enumerate(parts):
            match = NBGRADER.fullmatch(part)
            if match:
                return Reading(match[1], match[1], position,
                               parts[position + 1:], (match[3],), match[3],
                               ids=(match[1],))
            if of_course and len(parts) > position + 3:
                if part == 'submitted':
                    return Reading(parts[position + 1], parts[position + 1],
                                   position + 1, parts[position + 3:],
                                   ids=(parts[position + 1],))
                if part in ('autograded', 'feedback'):
                    return Reading(parts[position + 1], parts[position + 1],
                                   position + 1, parts[position + 3:],
                                   role='system')
            if of_course and part in ('source', 'release'):
                return Reading('', '', position, parts[position + 1:],
                               role='teacher')
        return None
    return reader


@layout('github-classroom')
def github_classroom(survey):
    """GitHub Classroom, gh classroom clone student-repos.

    Example: l2-reg-submissions/l2-reg-annlee/7-early_stopping.py
    Source: github/gh-classroom, clone/student-repos.go
    """
    def read(match, position, below):
        """Return the Reading of a file of a clone."""
        slug = without_copies(match[1])[0]
        if not below or not below[0].startswith(slug + '-'):
            return None
        name = below[0][len(slug) + 1:]
        return Reading(name, name, position + 1, below[1:], ids=(name,))
    return by_part(re.compile(r'(.+)-submissions(?: ?\(\d+\))?(?:\.zip)?',
                              re.S), read)
