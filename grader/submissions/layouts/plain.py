"""Layouts that no system has made: one hand-in, or a folder, an archive or a
file for each learner."""
import re

from grader.submissions.groups import (Group, canonical, versions_below,
                                       with_version)
from grader.submissions.layouts import Reading, by_part, layout
from grader.submissions.names import prefixed, without_ending
from grader.submissions.structure import TEACHER, structure_of


@layout('named-files', uploads=True, level=2)
def named_files(survey):
    """Files side by side, each begins with the name of its learner.

    Example: annlee_7-early_stopping.py
    Source: what upload forms make whose code is not public
    """
    def reader(parts):
        """Return the Reading of a path, or None."""
        found = prefixed(parts[-1])
        name = found and found[0].strip(' _-.')
        return Reading(name, name, len(parts) - 1, (found[1],),
                       ids=(name,)) if name else None
    return reader


@layout('one', level=2)
def one(survey):
    """One hand-in: all is one learner's.

    Example: mine/7-early_stopping.py
    Source: what a learner has on the own machine
    """
    found = structure_of(survey)
    name, above = found.named, len(found.core.folders[0])
    versions = versions_below(survey, found.core)

    def reader(parts):
        """Return the Reading of a path."""
        return with_version(Reading(name, name, min(above, len(parts) - 1),
                                    parts[above:] or parts[-1:],
                                    ids=(name,)), versions, parts)
    return reader


@layout('folders', level=2)
def folders(survey):
    """A folder, a repository or an archive for each learner.

    Example: class/ann/7-early_stopping.py
    Example: annlee/holbertonschool-machine_learning/.../7-early_stopping.py
    Source: MarkUs, download_submissions_job.rb; Holberton's repositories
    """
    found = structure_of(survey)
    return of_groups(survey, found.learners, found)


@layout('sections', level=2)
def sections(survey):
    """A folder for each learner in the folder of a section.

    Example: class/Monday/ann/7-early_stopping.py
    Source: what teachers sort by hand
    """
    found = structure_of(survey)
    inner = [each for group in found.learners for each in group.groups()
             if not group.looks() and not TEACHER.fullmatch(each.name)]
    flat = [group for group in found.learners if group.looks()]
    return of_groups(survey, inner + flat, found)


@layout('numbered', uploads=True, level=2)
def numbered(survey):
    """Equal names told apart by a number, which stands for a learner.

    A learner who left a file out has the number of another there: look at
    what comes out.

    Example: L2 Regularization/7-early_stopping (1).py
    Source: Google Drive, where all learners' files are in one folder
    """
    found = structure_of(survey)
    if found.core.folders[1:] or not found.core.looks():
        groups = [Group(survey, without_ending(
            part_that_differs(folder, group.folders)), [folder])
            for group in ([found.core] if found.core.looks()
                          else found.learners)
            for folder in group.folders]
        return of_groups(survey, groups, found, str)
    above = len(found.core.folders[0])

    def reader(parts):
        """Return the Reading of a path, or None."""
        match = re.search(r'\((\d+)\)', parts[-1])
        name = f'number {match[1] if match else 0}'
        inner = parts[above:-1] + (re.sub(r' ?\(\d+\)', '', parts[-1]),)
        return Reading(name, name, above, inner) if len(
            parts) > above else None
    return reader


def part_that_differs(folder, folders):
    """Return the first part of a folder that not all folders have."""
    return next((parts[0] for parts in zip(*[folder, *folders])
                 if len(set(parts)) > 1), folder[-1])


@layout('files', uploads=True, level=2)
def files(survey):
    """A notebook, or a file with all functions, for each learner.

    Example: class/ann.ipynb
    Source: what is collected by mail
    """
    return by_part(re.compile(r'(.+)\.(?:ipynb|py)', re.S),
                   lambda match, position, below: Reading(
                       match[1], match[1], position, (match[0],),
                       ids=(match[1],)))


def of_groups(survey, groups, found, same=None):
    """Return a reader for learners that have a Group each.

    same: what makes of a name that which equal folders have in common.
    """
    owners, versions = {}, {}
    for group in groups:
        key = '/'.join(map(same or canonical, group.folders[0]))
        name = re.sub(r'^\[\d+\]_', '', group.name)
        for folder in group.folders:
            owners[folder] = key, name
        versions.update(versions_below(survey, group))
    teachers = {folder for group in found.teachers
                for folder in group.folders}
    lengths = sorted({len(folder) for folder in [*owners, *teachers]})

    def reader(parts):
        """Return the Reading of a path, or None."""
        for length in lengths:
            if parts[:length] in owners:
                key, name = owners[parts[:length]]
                return with_version(Reading(
                    key, name, length, parts[length:] or parts[-1:],
                    ids=(name,)), versions, parts)
            if parts[:length] in teachers:
                return Reading('', '', length, parts[length:] or parts[-1:],
                               role='teacher')
        return None
    return reader
