"""Layouts that no system has made: one hand-in, or a folder, an archive or a
file for each learner."""
import re

from grader.submissions.layouts import Reading, by_part, layout
from grader.submissions.names import (look, prefixed, without_copies,
                                      without_ending)

# folders that are the teacher's, or a system's, where learners are beside
TEACHER = re.compile(
    r'[_.]?(?:solutions?|l(?:ö|oe)sung(?:en)?|musterl(?:ö|oe)sung(?:en)?|'
    r'model[-_ ]?answers?|answers?|starter(?:[-_ ]?(?:code|files))?|template'
    r's?|vorlagen?|skeleton|stubs?|handouts?|feedback.*|correct(?:ed|ions?)|'
    r'korrekturen?|graded|grading|reference|instructor|teacher|corrigés?|'
    r'soluciones|solución|soluzioni?)', re.I | re.S)
# folders that are nobody's name, but part of some work
PART_OF_WORK = re.compile(
    r'src|lib|code|data|docs?|images?|img|figures|pictures|tests?|mains?|'
    r'build|dist|venv|env|notebooks?|supervised_learning|math|'
    r'unsupervised_learning|pipeline|reinforcement_learning|results?|'
    r'(?:0x\w\w-)?regularization|8-blog_post|blog_post|Working files', re.I)
PROJECT = re.compile(r'supervised_learning|(?:0x\w\w-)?regularization|src|'
                     r'code|work|my work|submitted', re.I)
# names of work that learners give to an archive, which say nobody's name
WORK = re.compile(r'hw|home ?work|assign|l2|reg|project|submission|task|lab|'
                  r'work|solution|final|code|file|archive|my', re.I)
OLDER = set('old new alt neu backup back bak copy kopie orig original final '
            'draft entwurf version attempt versuch rev try save saved '
            'archive archiv tmp temp test tests solution solutions template '
            'starter feedback corrected v'.split())
ATTEMPT = re.compile(
    r'v|rev|revision|attempt|versuch|try|upload|submission|draft|intento|'
    r'essai|tentativ[ae]|abgabe|entrega|remise|hand-?in|(?:vers|wersj|verz|'
    r'inačic|sürüm|верс|バージョン|版本|버전).{0,8}', re.I)
NUMBERED = re.compile(r'((?:[^\W\d_]|[ _-])*)(\d{1,4})(?: - .*)?', re.S)
DATED = re.compile(r'(.{0,80}?)((?:19|20)\d\d[-_]?\d\d[-_]?\d\d.*)', re.S)
SMALL = 1000  # smaller numbers alone may be attempts, larger ones are people


class Group:
    """Folders and archives that are one: class.zip, "class (1)", class/.

    name: without an archive's ending and a browser's number. folders: their
    parts.
    """

    def __init__(self, survey, name, folders):
        self.survey, self.name, self.folders = survey, name, folders

    def groups(self):
        """Return the groups of what is directly in it, by name."""
        found = {}
        for parts in self.folders:
            node = self.survey.node_at(parts)
            for child in node.folders():
                found.setdefault(canonical(child.name), []).append(
                    parts + (child.name,))
        return [Group(self.survey, name, list(map(self.unwrapped, folders)))
                for name, folders in found.items()]

    def unwrapped(self, parts):
        """Return what is in a folder that holds one of its own name alone."""
        node = self.survey.node_at(parts)
        while len(node.children) == 1:
            only, = node.children.values()
            if not only.children or canonical(only.name) != canonical(
                    node.name):
                break
            node, parts = only, parts + (only.name,)
        return parts

    def looks(self):
        """Return what looks like one of the eight directly in it."""
        return [parts for folder in self.folders
                for parts in self.survey.found_in.get(folder, ())
                if len(parts) == len(folder) + 1]

    def below(self):
        """Return all below it that looks like one of the eight."""
        return [parts for folder in self.folders
                for parts in self.survey.found_in.get(folder, ())]

    def tasks(self):
        """Return which of the eight are below it."""
        return set().union(*(self.survey.tasks_below(folder)
                             for folder in self.folders))

    def kind(self):
        """Return what it is, if it is one folder or archive."""
        return self.survey.node_at(self.folders[0]).kind if len(
            self.folders) == 1 else ''

    def contents(self):
        """Return what looks like one of the eight, with folder and bytes."""
        return {(parts[-2:], self.survey.node_at(parts).bytes())
                for parts in self.below()}

    def deepest(self):
        """Return its folders, without those that hold a folder alone."""
        found = []
        for parts in self.folders:
            node = self.survey.node_at(parts)
            while len(node.children) == 1 and node.folders():
                node = node.folders()[0]
                parts += node.name,
            found.append(parts)
        return found

    def has_git(self):
        """Return whether it is the top of a repository."""
        return any(self.survey.node_at(parts).git for parts in self.folders)


def canonical(name):
    """Return a name without what browsers and archives add."""
    return without_copies(without_ending(name))[0]


class Structure:
    """What folders say of a class without a system.

    possible: names of the layouts that it may be. core: the Group of the
    class, or of the one hand-in. learners, deeper: the Groups of the learners
    in core, or one level below.
    """

    def __init__(self, survey):
        self.survey = survey
        self.core = Group(survey, canonical(survey.top.name),
                          [(survey.top.name,)])
        self.named = self.core.name
        while True:
            groups = self.split()
            full = [group for group in groups if group.below()]
            if self.core.looks() or len(full) != 1 or len(groups) != 1 \
                    or self.core.has_git():
                break
            self.core = full[0]
            if not PROJECT.fullmatch(self.core.name):
                self.named = self.core.name
        self.deeper = []
        self.possible = self.decide(full)

    def split(self):
        """Take learners and the teacher's folders apart; return the former.
        """
        groups = self.core.groups()
        self.teachers = [group for group in groups
                         if TEACHER.fullmatch(group.name)]
        learners = [group for group in groups if group not in self.teachers
                    and (group.below() or not PART_OF_WORK.fullmatch(
                        group.name))]
        if not any(group.below() for group in learners):
            self.teachers, learners = [], groups
        self.learners = self.unpacked_beside(learners)
        return self.learners

    def unpacked_beside(self, groups):
        """Return groups, of which a class and its archive are one."""
        full = [group for group in groups if group.below()]
        if len(full) == 2 and len({group.kind() for group in full}) == 2:
            one, other = map(Group.contents, full)
            if one == other and len({parts[-2] for parts, _ in one}) > 1:
                both = Group(self.survey, full[0].name, full[0].deepest()
                             + full[1].deepest())
                return [both] + [group for group in groups
                                 if group not in full]
        return groups

    def decide(self, full):
        """Return the names of the layouts that are possible."""
        own = self.core.looks()
        if own and self.came_twice():
            return ['one', 'numbered']
        if self.survey.by_content and own and not full:
            return self.decide_sources(own)
        if own and not full:
            return self.decide_flat(own)
        if own:
            tasks = {look(parts[-1]).file for parts in own
                     if look(parts[-1])}
            most = max(len(group.tasks()) for group in full)
            people = [group for group in full if may_be_a_person(group.name)]
            if len(people) < 2 or self.core.has_git():
                return ['one']
            return ['folders'] if len(tasks) < most else ['one', 'folders']
        if self.core.has_git() and len(full) <= 1:
            return ['one']
        if all(is_version(group.name) for group in full) and overlap(full):
            return ['one']
        if len(full) > 1 and overlap(full) and all(
                is_small(group.name) for group in full):
            return ['folders', 'one']
        return self.decide_sections(full)

    def decide_flat(self, own):
        """Return what files side by side may be."""
        if all(prefixed(parts[-1]) for parts in own):
            return ['named-files']
        taken = {}
        for parts in own:
            found = look(parts[-1])
            if found and found.exact and found.rank >= 0:
                taken.setdefault(found.file, {}).setdefault(
                    self.survey.node_at(parts).bytes(), parts)
        twice = any(len(different) > 1 for different in taken.values())
        return ['one', 'numbered'] if twice and len(
            self.core.folders) == 1 else ['one']

    def came_twice(self):
        """Return whether archives of one name differ, as two learners' may.

        An archive and what was unpacked of it are one.
        """
        return sum(map(self.survey.in_archive, self.core.folders)) > 1 and \
            self.differ(self.core.folders)

    def differ(self, folders):
        """Return whether what looks like the eight differs in folders."""
        return len({frozenset(
            (parts[-1], content) for (parts, content) in Group(
                self.survey, '', [folder]).contents())
            for folder in folders}) > 1

    def decide_sources(self, own):
        """Return what files under other names may be."""
        from grader.submissions.notebooks import functions_in
        found = functions_in([self.survey.node_at(parts) for parts in own])
        seen, twice = set(), False
        for files in found:
            twice = twice or bool(seen & files.keys())
            seen |= files.keys()
        return ['files'] if twice else ['one']

    def decide_sections(self, full):
        """Return whether learners are here, one folder deeper, or unclear."""
        several, subs, flat = [], [], []
        for group in full:
            inner = [each for each in group.groups() if each.below()
                     and not TEACHER.fullmatch(each.name)]
            if group.looks() or group.has_git():
                flat.append(group)
                continue
            subs += [each.name for each in inner]
            self.deeper += inner
            most = max((len(each.tasks()) for each in inner), default=0)
            people = [each for each in inner if may_be_a_person(each.name)
                      and len(each.tasks()) * 2 > most]
            if len(people) > 1 and overlap(people):
                several.append(group)
        if not several:
            taken = [group for group in full if len(group.folders) > 1
                     and WORK.match(group.name)
                     and self.differ(group.folders)]
            return ['folders', 'numbered'] if taken else ['folders']
        if flat or len(set(subs)) < len(subs) or len(full) == 1:
            return ['folders', 'sections']
        return ['sections']


def structure_of(survey):
    """Return the Structure of a Survey, made once."""
    if survey.structure is None:
        survey.structure = Structure(survey)
    return survey.structure


def overlap(groups):
    """Return whether two groups have a task in common."""
    seen = set()
    for group in groups:
        tasks = group.tasks()
        if tasks & seen:
            return True
        seen |= tasks
    return False


def is_version(name):
    """Return whether a name is a word for an attempt, and its number."""
    match = NUMBERED.fullmatch(without_ending(name))
    return bool(match and ATTEMPT.fullmatch(match[1].strip(' _-')))


def is_small(name):
    """Return whether a name is a number, and a small one."""
    return name.isdigit() and int(name) < SMALL


def may_be_a_person(name):
    """Return whether a folder may be named after a learner."""
    words = {word.lower() for word in re.findall(r'[^\W\d_]+', name)}
    return not (words & OLDER or is_version(name) or is_small(name)
                or PART_OF_WORK.fullmatch(name) or PROJECT.fullmatch(name))


def attempt_of(name):
    """Return (what is no number, a key that sorts attempts), or None."""
    stem = without_ending(name)
    match = DATED.fullmatch(stem)
    if not match and (is_version(name) or is_small(stem)):
        match = NUMBERED.fullmatch(stem)
    return match and (match[1].strip(' _-').lower(), tuple(
        int(number) for number in re.findall(r'\d+', match[2])))


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
    Example: cohort/annlee/holbertonschool-machine_learning/supervised_learning/0x05-regularization/7-early_stopping.py
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


def versions_below(survey, group):
    """Return {folder of an attempt: (what sorts it, its name)} of a learner.

    All that looks like one of the eight must lie in such a folder, and two of
    them have a task in common: folders for tasks are no attempts.
    """
    found, words = {}, set()
    for folder in group.folders:
        for parts in survey.found_in.get(folder, ()):
            attempt = len(parts) > len(folder) + 1 and attempt_of(
                parts[len(folder)])
            if not attempt:
                return {}
            words.add(attempt[0])
            found[parts[:len(folder) + 1]] = attempt[1], parts[len(folder)]
    tasks = [survey.tasks_below(parts) for parts in found]
    if len(words) != 1:
        return {}
    return found if len(found) == 1 or sum(map(len, tasks)) > len(
        set().union(*tasks)) else {}


def with_version(reading, versions, parts=None):
    """Return a Reading with its attempt, if its folder is one."""
    if not versions or parts is None:
        return reading
    found = versions.get(parts[:reading.above + 1])
    return reading._replace(
        attempt=found[0], shown=without_ending(found[1]),
        inner=reading.inner[1:]) if found and reading.inner[1:] else reading


