"""Folders and archives that belong together, and attempts among them."""
import re

from grader.submissions.names import without_copies, without_ending

ATTEMPT = re.compile(
    r'v|rev|revision|attempt|versuch|try|upload|submission|draft|intento|'
    r'essai|tentativ[ae]|abgabe|entrega|remise|hand-?in|(?:vers|wersj|verz|'
    r'inačic|sürüm|верс|バージョン|版本|버전).{0,8}', re.I)
# which of these may be the work of another learner too
ANYBODYS = re.compile(r'upload|submission|abgabe|entrega|remise|hand-?in',
                      re.I)
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


def is_anybodys(name):
    """Return whether a name that is_version may as well be a learner's."""
    return bool(ANYBODYS.match(name))


def is_small(name):
    """Return whether a name is a number, and a small one."""
    return name.isdigit() and int(name) < SMALL


def attempt_of(name):
    """Return (what is no number, a key that sorts attempts), or None."""
    stem = without_ending(name)
    match = DATED.fullmatch(stem)
    if not match and (is_version(name) or is_small(stem)):
        match = NUMBERED.fullmatch(stem)
    return match and (match[1].strip(' _-').lower(), tuple(
        int(number) for number in re.findall(r'\d+', match[2])))


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
