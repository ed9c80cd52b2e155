"""Layouts of systems that give each learner a folder, and an order in it."""
import re
from collections import Counter, defaultdict

from grader.submissions.layouts import Reading, by_part, layout
from grader.submissions.layouts.forms import LATE
from grader.submissions.names import (prefixed, without_copies,
                                      without_ending)

GRADESCOPE = re.compile(r'submission_(\d+)')
METADATA = 'submission_metadata.yml'
SAKAI = re.compile(r'[^()]+, [^()]*\(([^()]+)\)', re.S)
SAKAI_FILES = re.compile(
    'submission attachment|abgabe|eingereicht|remise|soumis|entrega|env[ií]o|'
    'adjuntos? del? env|提出|inlever|inlämn|consegna|przesłan', re.I)
SAKAI_FEEDBACK = re.compile(
    'feedback|rückmeld|rétroaction|commentaire|retro|coment|返|フィードバック|'
    'återkoppl|riscontro|opini', re.I)
SCHOOLOGY = re.compile(r'\w+ (\d+) - (.+)', re.S)
OPENOLAT = re.compile(
    r'\d+_(task|submissions?|corrections?|revisions?|assessment|solutions?)'
    r'(?:_(\d+))?')
ILIAS = re.compile(r'[^_]+_[^_]+_.+_(\d+)', re.S)
TEAM = re.compile(r'([^\W\d]+) (\d+)')
VERSION = re.compile(
    r'(?:vers|wersj|verz|vers[jz]|inačic|sürüm|верс|версі|バージョン|版本|버전|έκδοση|'
    r'إصدار|גירס|גרס|phiên)', re.I)
NUMBERED = re.compile(r'([^\d]+?)[ _]?(\d+)|(\d+)\.? ?([^\d]+)')


@layout('gradescope', uploads=True, level=0)
def gradescope(survey):
    """Gradescope, the export of an assignment's submissions.

    Example: assignment_77_export/submission_9001/7-early_stopping.py
    Source: ucbds-infra/otter-grader, GradescopeParser
    """
    above = defaultdict(set)
    for parts in survey.paths:
        for position, part in enumerate(parts[:-1]):
            if GRADESCOPE.fullmatch(part):
                above[part].add(tuple(without_copies(without_ending(name))[0]
                                      for name in parts[:position]))
    if METADATA not in survey.names and any(
            len({names[-1] for names in places}) > 1
            for places in above.values()):
        return None  # each learner has a first, a second submission
    return by_part(GRADESCOPE, lambda match, position, below: Reading(
        match[0], match[0], position, below,
        ids=(match[1],)) if below else None)


@layout('sakai', uploads=True, level=0)
def sakai(survey):
    """Sakai, all submissions of an assignment, with feedback beside them.

    Example: L2/Lee, Ann(annlee)/Submission attachment(s)/7-early_stopping.py
    Source: sakaiproject/sakai, AssignmentServiceImpl.java, zipSubmissions
    """
    def reader(parts):
        """Return the Reading of a path, or None."""
        for position, part in enumerate(parts[:-1]):
            match = SAKAI.fullmatch(part)
            known = position + 2 < len(parts) and re.fullmatch(
                r'(submission|feedback) attachment\(s\)', parts[position + 1],
                re.I)
            if not match and not known:
                continue
            below = parts[position + 1:]
            feedback = len(below) > 1 and SAKAI_FEEDBACK.search(below[0]) \
                and not SAKAI_FILES.search(below[0])
            return Reading(part, part, position, below[1:] or below,
                           role='teacher' if feedback else 'hand-in',
                           ids=(match[1],) if match else (part,))
        return None
    return reader


@layout('schoology', uploads=True, level=0)
def schoology(survey):
    """Schoology, all revisions of an assignment's submissions.

    Example: Lee, Ann - 1001/Revision 2 - Late/7-early_stopping.py
    Source: a public SchoologySubmissionDownloader.java
    """
    def read(match, position, below):
        """Return the Reading of a file of a revision."""
        revision = below and SCHOOLOGY.fullmatch(below[0])
        if not below or len(below) > 1 and not revision:
            return None
        return Reading(match[0], match[1], position, below[1:],
                       (int(revision[1]),) if revision else (),
                       below[0] if revision else '',
                       bool(revision and LATE.search(revision[2])),
                       ids=(match[2], match[1]))
    return by_part(re.compile(r'(.+) - (\w+)', re.S), read) if any(
        SCHOOLOGY.fullmatch(name) for name in survey.names) else None


@layout('openolat', uploads=True, level=0)
def openolat(survey):
    """OpenOLAT, the archive of a task: task, submissions, revisions.

    Example: ita_L2_2026-10-12/Lee_Ann_annlee/2_submissions/7-early_stopping.py
    Source: OpenOLAT, GTACourseNode.java, archiveNodeData
    """
    def reader(parts):
        """Return the Reading of a path, or None."""
        for position in range(len(parts) - 1):
            step = OPENOLAT.fullmatch(parts[position + 1])
            if step and position + 2 <= len(parts):
                kind = step[1].rstrip('s')
                mine = kind in ('submission', 'revision')
                number = int(step[2] or 1) if kind == 'revision' else 0
                return Reading(
                    parts[position], parts[position], position,
                    parts[position + 2:] or parts[-1:],
                    (number,), parts[position + 1],
                    role='hand-in' if mine else 'teacher',
                    ids=(parts[position], parts[position].split('_')[-1]))
        return None
    return reader if any(OPENOLAT.fullmatch(name)
                         for name in survey.names) else None


@layout('ilias', uploads=True)
def ilias(survey):
    """ILIAS, all submissions of an exercise, also of teams.

    The name of a late file begins with words for it; a second file of one
    name has (2).

    Example: Abgaben/Lee_Eve_evelee_303/Verspätete Abgabe - 7-early_stopping.py
    Example: Abgaben/Team 1/Lee_Eve_evelee_303/7-early_stopping.py
    Source: ILIAS, class.ilExSubmission.php, downloadAllAssignmentFiles
    """
    teams = Counter()
    for parts in survey.paths:
        for above, part in zip(parts, parts[1:]):
            if ILIAS.fullmatch(part) and TEAM.fullmatch(above):
                teams[above] += 1
    teams = teams if len(teams) > 1 else {}

    def reader(parts):
        """Return the Reading of a path, or None."""
        position = next((position for position, part in enumerate(parts[:-1])
                         if ILIAS.fullmatch(part)), None)
        if position is None:
            return None
        name, inner = parts[position], parts[position + 1:]
        late = LATE.search(inner[-1].split(' - ')[0]) and ' - ' in inner[-1]
        found = prefixed(inner[-1])
        if late or found and found[0].endswith(' - '):
            late = True
            inner = inner[:-1] + (inner[-1].split(' - ', 1)[1],)
        if position and parts[position - 1] in teams:
            team = parts[position - 1]
            return Reading(team, team, position - 1, inner, late=bool(late),
                           member=name, ids=(team,))
        return Reading(name, name, position, inner, late=bool(late), ids=(
            name.split('_')[-1], name.split('_')[-2]))
    return reader


@layout('teams', uploads=True, level=0)
def teams(survey):
    """Microsoft Teams, the folder of a class in SharePoint, in any language.

    Example: Submitted files/Ann Lee/L2/Version 2/7-early_stopping.py
    Example: Gesendete Dateien/Ann Lee/L2/Version 1/7-early_stopping.py
    Source: lwchkg/teams_assignment_explorer; public test runners
    """
    found = defaultdict(set)
    for parts in survey.paths:
        for position in range(2, len(parts) - 1):
            match = NUMBERED.fullmatch(parts[position])
            if match:
                word = (match[1] or match[4]).strip()
                found[position, word, parts[position - 1]].add(
                    parts[position - 2])
    found = {key: names for key, names in found.items()
             if VERSION.match(key[1]) or len({
                 without_copies(without_ending(name))[0]
                 for name in names}) > 1}
    if not found:
        return None
    best = max(found, key=lambda key: (bool(VERSION.match(key[1])),
                                       len(found[key]), -key[0]))
    if not VERSION.match(best[1]) and survey.explained(
            lambda parts: version_at(parts, best)) < 1:
        return None

    def reader(parts):
        """Return the Reading of a path, or None."""
        number = version_at(parts, best)
        at = best[0]
        if number:
            return Reading(parts[at - 2], parts[at - 2], at - 2,
                           parts[at + 1:] or parts[-1:], (number,), parts[at],
                           ids=(parts[at - 2],))
        # the folder beside that of what was handed in has the working copies
        if len(parts) > at and parts[at - 1] == best[2]:
            return Reading(parts[at - 2], parts[at - 2], at - 2, parts[at:],
                           role='draft', ids=(parts[at - 2],))
        return None
    return reader


def version_at(parts, best):
    """Return the number of the version where Teams has it, else None."""
    position, word, assignment = best
    if len(parts) <= position or parts[position - 1] != assignment:
        return None
    match = NUMBERED.fullmatch(parts[position])
    return int(match[2] or match[3]) if match and (
        match[1] or match[4]).strip() == word else None
