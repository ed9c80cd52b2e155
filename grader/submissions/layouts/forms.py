"""Layouts of systems where learners upload files through a form: one file
each, or one part of a path that names the learner."""
import re
from collections import defaultdict

from grader.submissions.layouts import Reading, by_part, layout
from grader.submissions.names import look

LATE = re.compile(r'\blate\b|verspätet|verspaetet|retard|tard[ei]|ritardo|'
                  r'te laat|atrasad|spóźnion|сповнен|опозда|遅|迟|逾期',
                  re.I)
MOODLE = re.compile(r'(.+?)_assignsubmission_([a-z]+)_?(?:(?<=_)(.+))?', re.S)
CANVAS = re.compile(r'_(?=(\d+)_(\d+)_(.+))', re.S)
CANVAS_ANONYMOUS = re.compile(
    r'(LATE_)?(anon_[A-Za-z0-9]{5})_(?:(\d+)_(.+)|((?:text|link)\.html))',
    re.S)
CANVAS_TEXT = re.compile(r'(.+?)(_LATE)?_(\d+)_((?:text|link)\.html)',
                         re.I | re.S)
BLACKBOARD = re.compile(
    r'(.+)_attempt_(\d{4}(?:-\d\d){5})(?:_(.+)|(\.txt))', re.S)
BRIGHTSPACE = re.compile(
    r'(\d+-\d+) - (.+?) - ((?:[^\W\d]+\.? \d{1,2}|\d{1,2}\.? [^\W\d]+\.?),? '
    r'\d{4} \d{3,4}(?: ?[AaPp]\.?[Mm]\.?)?)(?: - (.+))?', re.S)
MONTHS = ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep',
          'oct', 'nov', 'dec')
AUTOLAB = re.compile(r'([^/]+?@[^/_]+(?:_[^/_]*[a-z][^/_]*)*)_(\d+)_(.+)',
                     re.S)
PRAIRIELEARN = re.compile(r'(.+?)_(\d+)_(.+?)_(\d+)_(\d+)_(.+)', re.S)


@layout('moodle', uploads=True, level=0)
def moodle(survey):
    """Moodle, all submissions of an assignment, as folders or side by side.

    Example: Ann Lee_123_assignsubmission_file/7-early_stopping.py
    Example: Ann Lee_123_assignsubmission_file_7-early_stopping.py
    Source: moodle/moodle, mod/assign/classes/downloader.php
    """
    return by_part(MOODLE, lambda match, position, below: Reading(
        match[1], match[1], position,
        ((match[3],) if match[3] else ()) + below,
        ids=(match[1], match[1].rpartition('_')[0],
             match[1].rpartition('_')[2])))


@layout('blackboard', uploads=True, level=0)
def blackboard(survey):
    """Blackboard Learn, the gradebook's download, each attempt of a learner.

    Example: L2_annlee_attempt_2026-10-10-10-22-33_7-early_stopping.py
    Source: kwurst/bb-file-cleanup; jupyter/nbgrader, plugins/zipcollect.py
    """
    whole = {match[1] for match in map(BLACKBOARD.fullmatch, survey.names)
             if match}
    first = [text.split('_') for text in whole]
    common = 0
    while len(first) > 1 and all(len(words) > common + 1
                                 and words[common] == first[0][common]
                                 for words in first):
        common += 1

    def read(match, position, below):
        """Return the Reading of one file of an attempt."""
        words = match[1].split('_')
        name = '_'.join(words[common:]) if common else words[-1]
        return Reading(match[1], name, position,
                       ((match[3] or match[4]),) + below, (match[2],),
                       match[2], ids=(name, words[-1]))
    return by_part(BLACKBOARD, read)


@layout('brightspace', uploads=True, level=0)
def brightspace(survey):
    """D2L Brightspace, all submissions, as folders or side by side.

    Example: 123-456 - Ann Lee - Oct 10, 2026 1022 AM - 7-early_stopping.py
    Example: 123-456 - Ann Lee - Oct 10, 2026 1022 AM/7-early_stopping.py
    Source: a public test of zip_grading_utils; squell/bb-scripts, issue 64
    """
    return by_part(BRIGHTSPACE, lambda match, position, below: Reading(
        f'{match[1]} {match[2]}', match[2], position,
        ((match[4],) if match[4] else ()) + below, moment(match[3]),
        match[3], ids=(match[1], match[2])))


def moment(text):
    """Return what sorts a date such as 'Oct 10, 2026 1022 AM' by time."""
    day, year, clock = (int(number) for number in re.findall(r'\d+', text))
    word = re.search(r'[^\W\d]+', text)[0].lower()
    month = next((number for number, start in enumerate(MONTHS)
                  if word.startswith(start)), -1)
    hour, minute = divmod(clock, 100)
    if re.search(r'[AaPp]\.?[Mm]', text):
        hour = hour % 12 + 12 * bool(re.search(r'[Pp]\.?[Mm]', text))
    return (year, month, day, hour, minute) if month >= 0 else ()


@layout('prairielearn', uploads=True)
def prairielearn(survey):
    """PrairieLearn, the files of an assessment's submissions.

    Example: ann@example.org_1_l2_1_501_7-early_stopping.py
    Source: PrairieLearn, instructorAssessmentDownloads.ts and its .sql
    """
    def read(match, position, below):
        """Return the Reading; an attempt is that at one question."""
        return Reading(match[1], match[1], position, (match[6],) + below,
                       (int(match[2]), int(match[4]), int(match[5])),
                       f'submission {match[5]}', slot=match[3],
                       ids=(match[1], match[1].split('@')[0]))
    return by_part(PRAIRIELEARN, lambda match, *where: read(
        match, *where) if '@' in match[1] else None)


@layout('autolab', uploads=True)
def autolab(survey):
    """Autolab, the hand-ins of an assessment, of all versions or the last.

    Example: eve@example.org_2_handin.tar
    Source: autolab/Autolab, submissions_controller.rb, lib/archive.rb
    """
    return by_part(AUTOLAB, lambda match, position, below: Reading(
        match[1], match[1], position, (match[3],) + below,
        (int(match[2]),), f'version {match[2]}',
        ids=(match[1], match[1].split('@')[0])))


@layout('canvas', uploads=True)
def canvas(survey):
    """Canvas, all submissions of an assignment.

    Of a name that was handed in before, Canvas counts with -1, -2. Text and
    links come as .html.

    Example: leeann_LATE_101_5004_7-early_stopping-1.py
    Example: LATE_anon_aB3xZ_5004_7-early_stopping.py
    Source: instructure/canvas-lms, lib/content_zipper.rb
    """
    known = canvas_splits(survey.names)
    if known is None:
        return None

    def reader(parts):
        """Return the Reading of a path, or None."""
        for position, part in enumerate(parts):
            below = parts[position + 1:]
            match = CANVAS_ANONYMOUS.fullmatch(part)
            if match:
                late, name, number, rest, text = match.groups()
                return Reading(name, name, position, (rest or text,) + below,
                               late=bool(late), order=int(number or 0))
            match = CANVAS_TEXT.fullmatch(part)
            if match:
                name, late, user, text = match.groups()
                return Reading(f'{name}_{user}', f'{name}_{user}', position,
                               (text,) + below, late=bool(late),
                               ids=(user, name))
            if part in known:
                name, late, user, number, rest = known[part]
                return Reading(f'{name}_{user}', f'{name}_{user}', position,
                               (rest,) + below, late=late, order=number,
                               ids=(user, name))
        return None
    return reader


def canvas_splits(names):
    """Return {name: (learner, late, user, file, display name)}, or None.

    A learner's name and a display name may have numbers as well. No two files
    have the same number, and no user has two names.
    """
    options = {}
    for name in names:
        if CANVAS_ANONYMOUS.fullmatch(name):
            continue
        found = []
        for match in CANVAS.finditer(name):
            learner = name[:match.start()]
            late = learner[-5:].lower() == '_late'
            learner = learner[:-5] if late else learner
            if learner:
                found.append((learner, late, match[1], int(match[2]),
                              match[3]))
        if found:
            options[name] = found
    for choose in (lambda found: found[0], lambda found: found[-1]):
        splits = {}
        for name, found in options.items():
            anchored = [split for split in found if look(split[4])
                        and look(split[4]).exact]
            splits[name] = anchored[-1] if anchored else choose(found)
        users = defaultdict(set)
        for learner, _, user, _, _ in splits.values():
            users[user].add(learner)
        numbers = {split[3] for split in splits.values()}
        if len(numbers) == len(splits) and all(
                len(learners) == 1 for learners in users.values()):
            return splits
    return {} if not options else None
