"""Which attempt of each learner counts, and which file of it for each task."""
import re

from grader.submissions.found import LeftOut, Older
from grader.submissions.names import (look, looks_like_one, without_copies,
                                      without_ending)
from grader.submissions.structure import TEACHER
from grader.submissions.survey import is_source


# folders of a hand-in that say themselves that there is a newer one
REPLACED = re.compile(r'old|backup|bak$|copy|orig|previous|draft|archiv|'
                      r'ancien|\balt', re.I)


class Entry:
    """A file of a learner: its parts, its node, its Reading, its Look."""

    __slots__ = 'parts', 'node', 'reading', 'look'

    def __init__(self, parts, node, reading):
        self.parts, self.node, self.reading = parts, node, reading
        self.look = look(reading.inner[-1]) if reading.inner else None

    @property
    def file(self):
        """Which of the eight it looks like, None if like none."""
        return self.look.file if self.look else None

    @property
    def counts(self):
        """Whether it has to be said what became of it."""
        return self.look is not None or looks_like_one(self.parts[-1])

    @property
    def path(self):
        """The path below what is graded, as text."""
        return '/'.join(self.parts[1:])

    @property
    def site(self):
        """The folder in the hand-in that it lies in."""
        return self.reading.inner[:-1]


class Attempt:
    """The files of one attempt, as they came by one way.

    key: sorts attempts. copies: the numbers that browsers have added to the
    names of folders and archives above.
    """

    def __init__(self, key, origin):
        self.key, self.origin, self.entries = key, origin, []
        self.copies = tuple(without_copies(without_ending(part))[1]
                            for part in origin)

    @property
    def looks(self):
        """The entries that look like one of the eight."""
        return [entry for entry in self.entries if entry.look]

    @property
    def has_work(self):
        """Whether anything of it may be graded."""
        return any(entry.look or is_source(entry.parts[-1])
                   or entry.node.kind == 'archive'
                   for entry in self.entries)

    def content(self):
        """Return what looks like one of the eight, name and bytes."""
        return {(entry.reading.inner, entry.node.bytes())
                for entry in self.looks}

    def recent(self):
        """Return what sorts it among attempts with the same key."""
        return (self.copies, max((entry.node.time for entry in self.looks),
                                 default=0))


class Graded:
    """One submission: its files, and the folder in the hand-in they are in.

    files: {one of the eight: Entry}. near: {one of the eight: [Entry]}.
    """

    def __init__(self, entries, shown):
        self.entries, self.shown = entries, shown
        self.files, self.near, self.sites = {}, {}, set()
        self.late = any(entry.reading.late for entry in entries)


class Person:
    """A learner, or a group.

    graded: a Graded for each submission that counts, at least one.
    """

    def __init__(self, name):
        self.name, self.ids, self.members = name, (), set()
        self.entries, self.graded = [], []


class Learners:
    """All learners of a class, and what became of the other files."""

    def __init__(self):
        self.by_key, self.left_out, self.older = {}, [], []
        self.teachers = []

    @property
    def people(self):
        """The learners."""
        return list(self.by_key.values())

    def person(self, reading):
        """Return the learner of a Reading."""
        person = self.by_key.setdefault(reading.learner,
                                        Person(reading.name))
        person.ids = person.ids or reading.ids
        if reading.member:
            person.members.add(reading.member)
        return person

    def partition(self):
        """Return which files are graded together, to compare layouts."""
        return frozenset(frozenset(
            entry.parts for entry in graded.files.values())
            for person in self.people for graded in person.graded
            if graded.files)


def resolve(survey, layout, reader, wanted):
    """Return the Learners of a class, read by a layout.

    wanted: 'newest', 'first' or 'all' attempts.
    """
    learners, looks = Learners(), set(survey.looks)
    for parts, node in survey.nodes.items():
        reading = reader(parts)
        role = reading.role if reading else None
        looked = parts in looks
        if role == 'hand-in':
            learners.person(reading).entries.append(
                Entry(parts, node, reading))
        elif role in ('draft', 'system'):
            learners.person(reading)  # who has a row, with nothing in it
        if role == 'teacher' and looked:
            learners.teachers.append('/'.join(parts[1:]))
        elif role != 'hand-in' and looked:
            if reading is None and any(map(TEACHER.fullmatch, parts[:-1])):
                learners.teachers.append('/'.join(parts[1:]))
                continue
            learners.left_out.append(LeftOut(
                '/'.join(parts[1:]), role or (
                    'beside' if layout.level > 1 or look(parts[-1])
                    else 'other layout'),
                learner=reading.name if reading else ''))
        elif role != 'hand-in' and node.fault:
            learners.left_out.append(LeftOut(
                '/'.join(parts[1:]), 'unreadable', node.fault))
    for person in learners.people:
        choose_attempts(person, learners, wanted)
    return learners


def choose_attempts(person, learners, wanted):
    """Choose what counts of a learner, and files of it for each task."""
    slots = {}
    for entry in person.entries:
        reading = entry.reading
        slots.setdefault(reading.slot, {}).setdefault(
            (reading.attempt, entry.parts[:reading.above]), Attempt(
                reading.attempt, entry.parts[:reading.above])
        ).entries.append(entry)
    chosen = []
    for attempts in slots.values():
        taken = attempts_that_count(
            without_twins(list(attempts.values()), person, learners), wanted)
        for attempt in attempts.values():
            if attempt not in taken and not getattr(attempt, 'twin', False):
                learners.older += [
                    Older(entry.path, person.name, entry.reading.shown)
                    for entry in attempt.entries if entry.counts]
                learners.left_out += faults(attempt.entries, person)
        chosen.append(taken)
    if wanted == 'all':
        groups = [[attempt] for taken in chosen for attempt in taken] or [[]]
    else:
        groups = [[attempt for taken in chosen for attempt in taken]]
    for group in groups:
        entries = [entry for attempt in group for entry in attempt.entries]
        shown = ', '.join(dict.fromkeys(
            entry.reading.shown for entry in entries if entry.reading.shown))
        graded = Graded(entries, shown)
        person.graded.append(graded)
        choose_files(graded, person, learners)


def without_twins(attempts, person, learners):
    """Return attempts without those that came a second time as they were."""
    keys = {}
    for attempt in attempts:
        keys.setdefault(attempt.key, []).append(attempt)
    kept = []
    for twins in keys.values():
        seen = []
        for attempt in sorted(twins, key=Attempt.recent, reverse=True) \
                if len(twins) > 1 else twins:
            content = attempt.content() if len(twins) > 1 else None
            if content and content in seen:
                attempt.twin = True
                learners.left_out += [
                    LeftOut(entry.path, 'copy', learner=person.name)
                    for entry in attempt.entries if entry.counts]
                continue
            seen.append(content)
            kept.append(attempt)
    return kept


def attempts_that_count(attempts, wanted):
    """Return the attempts that are graded, of those at one thing."""
    flags = [entry.reading.active for attempt in attempts
             for entry in attempt.entries]
    if wanted == 'newest' and any(flag is not None for flag in flags):
        return [attempt for attempt in attempts if any(
            entry.reading.active for entry in attempt.entries)][:1]
    working = [attempt for attempt in attempts if attempt.has_work]
    if not working:
        return attempts
    if len(working) == 1:
        return working
    working.sort(key=lambda attempt: (attempt.key, *attempt.recent()))
    if wanted == 'all':
        return working
    return working[-1:] if wanted == 'newest' else working[:1]


def faults(entries, person):
    """Return LeftOuts of archives that cannot be read."""
    return [LeftOut(entry.path, 'unreadable', entry.node.fault, person.name)
            for entry in entries if entry.node.fault]


def choose_files(graded, person, learners):
    """Choose a file for each task, and say what became of the others."""
    sites = {}
    for entry in graded.entries:
        if entry.look:
            sites.setdefault(entry.site, []).append(entry)
        elif entry.counts:
            learners.left_out.append(LeftOut(entry.path, 'near name',
                                             learner=person.name))
    learners.left_out += faults(graded.entries, person)
    tasks = {site: {entry.file for entry in entries if entry.look.exact}
             for site, entries in sites.items()}
    best = sorted((site for site in sites if tasks[site]), key=lambda site: (
        -len(tasks[site]), -max(entry.reading.order
                                for entry in sites[site]),
        bool(site) and bool(REPLACED.search(site[-1])), len(site), site))
    apart = sum(map(len, tasks.values())) == len(set().union(
        *tasks.values())) if tasks else False
    graded.sites = set(best if apart else best[:1])
    for site, entries in sites.items():
        choose_in_site(graded, site, entries, person, learners)


def choose_in_site(graded, site, entries, person, learners):
    """Choose files of one folder of a hand-in."""
    entries = sorted(entries, key=lambda entry: (
        entry.node.kind == 'file', entry.look.rank, entry.reading.order,
        -len(entry.parts[-1])), reverse=True)
    for entry in entries:
        reason = None
        if not entry.look.exact:
            graded.near.setdefault(entry.file, []).append(entry)
            continue
        if site not in graded.sites:
            reason = 'another folder'
        elif entry.file in graded.files:
            learners.older.append(Older(
                entry.path, person.name, entry.reading.shown))
            continue
        else:
            graded.files[entry.file] = entry
            if entry.node.kind != 'file':
                reason = 'link' if entry.node.kind == 'link' else 'not a file'
        if reason:
            learners.left_out.append(LeftOut(entry.path, reason,
                                             learner=person.name))
