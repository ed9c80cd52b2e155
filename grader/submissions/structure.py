"""What folders say of a class that no system has made: who is a learner."""
import re

from grader.submissions.groups import (Group, canonical, is_anybodys,
                                       is_small, is_version, overlap)
from grader.submissions.names import look, prefixed
from grader.submissions.notebooks import functions_in

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
        if own and are_of_several(own):
            return ['named-files', 'one']
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
            return ['one'] if not any(is_anybodys(group.name)
                                      for group in full) else [
                'folders', 'one']
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
        found = functions_in([self.survey.node_at(parts) for parts in own])
        seen, twice = set(), False
        for files in found:
            twice = twice or bool(seen & files.keys())
            seen |= files.keys()
        return ['files'] if twice else ['one']

    def decide_sections(self, full):
        """Return whether learners are here, one folder deeper, or unclear."""
        several, perhaps, subs, flat = [], False, [], []
        for group in full:
            inner = [each for each in group.groups() if each.below()
                     and not TEACHER.fullmatch(each.name)]
            if group.looks() or group.has_git():
                flat.append(group)
                continue
            subs += [each.name for each in inner]
            self.deeper += inner
            most = max((len(each.tasks()) for each in inner), default=0)
            people = [each for each in inner if may_be_a_person(each.name)]
            perhaps = perhaps or len(people) > 1
            people = [each for each in people if len(each.tasks()) * 2 > most]
            if len(people) > 1 and overlap(people):
                several.append(group)
        # nobody has files above, and no two have folders of one name
        apart = not flat and len(set(subs)) == len(subs) and len(full) > 1
        if not several and perhaps and apart:
            return ['folders', 'sections']
        if not several:
            taken = [group for group in full if len(group.folders) > 1
                     and WORK.match(group.name)
                     and self.differ(group.folders)]
            return ['folders', 'numbered'] if taken else ['folders']
        return ['sections'] if apart else ['folders', 'sections']


def are_of_several(looks):
    """Return whether files have names of several learners before their own.
    """
    found = [prefixed(parts[-1]) for parts in looks]
    return all(found) and len({each[0] for each in found}) > 1


def structure_of(survey):
    """Return the Structure of a Survey, made once."""
    if survey.structure is None:
        survey.structure = Structure(survey)
    return survey.structure


def may_be_a_person(name):
    """Return whether a folder may be named after a learner."""
    words = {word.lower() for word in re.findall(r'[^\W\d_]+', name)}
    return not (words & OLDER or is_version(name) or is_small(name)
                or PART_OF_WORK.fullmatch(name) or PROJECT.fullmatch(name))
