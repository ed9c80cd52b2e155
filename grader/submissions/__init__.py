"""From what a teacher has to folders of the eight files, nothing lost.

`find` knows the layouts of learning systems and graders; every file in reach
that looks like one of the eight is graded, or an older attempt's, or the
teacher's, or left out with a reason.
"""
from grader.submissions import packed
from grader.submissions.choose import choose
from grader.submissions.copies import Copier, extract, say_near
from grader.submissions.found import (Ambiguous, Found, LeftOut,
                                      NothingFound, Older, Submission,
                                      handed_in)
from grader.submissions.layouts import LAYOUTS
from grader.submissions.layouts import (  # noqa: F401
    folders, forms, graders, lists, plain)
from grader.submissions.rosters import name_learners
from grader.submissions.survey import Survey
from grader.submissions.words import layout_list, lines

__all__ = ['ATTEMPTS', 'LAYOUTS', 'Ambiguous', 'Found', 'LeftOut',
           'NothingFound', 'Older', 'Submission', 'find', 'handed_in',
           'layout_list', 'lines']
ATTEMPTS = ('newest', 'first', 'all')


def find(paths, scratch, layout=None, attempt='newest'):
    """Return what is Found in folders and archives, with copies of the files.

    scratch: an empty folder. layout: the name of one of LAYOUTS, by default
    what is there decides. attempt: one of ATTEMPTS. ValueError if a path
    cannot be read, or has nothing to grade (NothingFound), or may be read in
    two ways (Ambiguous).
    """
    if layout is not None and layout not in LAYOUTS:
        raise ValueError(f'expected one of the layouts {", ".join(LAYOUTS)}, '
                         f'received {layout}')
    if attempt not in ATTEMPTS:
        raise ValueError(f'expected one of the attempts '
                         f'{", ".join(ATTEMPTS)}, received {attempt}')
    found, copier = Found(), Copier(scratch)
    try:
        for path in paths:
            find_in(path, layout, attempt, copier, found)
    finally:
        packed.close()
    without_modes(found.submissions)
    name_apart(found.submissions)
    found.submissions.sort(key=lambda submission: submission.name)
    return found


def find_in(path, layout, attempt, copier, found):
    """Add what is in one folder or archive to what is Found."""
    survey = Survey(path)
    layout, learners = choose(survey, path, layout, attempt)
    found.layouts[str(path)] = layout.name
    name_learners(survey, layout, layout.recognize(survey), learners.by_key)
    found.older += learners.older
    found.teachers += learners.teachers
    found.left_out += learners.left_out
    found.left_out += [LeftOut(folder, 'not looked into')
                       for folder in survey.tree.too_deep]
    triples = []
    for person in learners.people:
        for graded in person.graded:
            triples.append((copier.copy(person, graded, layout, found),
                            graded, person))
    for submission, graded, person in triples:
        if len(person.graded) > 1:
            submission.name += f', {graded.shown}'
    extract(triples, found)
    say_near(triples, found, set(survey.looks) if survey.by_content
             else None)
    found.submissions += [submission for submission, _, _ in triples]


def without_modes(submissions):
    """Take it that a class came without modes where nobody's file has one.

    Whatever a form takes away is nobody's mistake; all of a class do not
    forget the same.
    """
    judged = [each for each in submissions if each.carries_modes]
    if len(judged) > 1 and not any(
            (each.folder / name).stat().st_mode & 0o100
            for each in judged for name in each.files
            if (each.folder / name).is_file()):
        for each in judged:
            each.carries_modes = False


def name_apart(submissions):
    """Let no two submissions have the same name."""
    taken = set()
    for submission in submissions:
        name, twin = submission.name, 2
        while submission.name in taken:
            submission.name = f'{name} ({twin})'
            twin += 1
        taken.add(submission.name)
