"""Find what was handed in, as it comes, and copy what is graded of it.

A path is one hand-in if one of the eight files is in it, or if it is a
repository with all of them below one folder; else it is a class. There each
folder and each archive is a hand-in, and so are the files that Canvas has
named after one learner. In a hand-in the eight files may lie in any folder,
or in an archive.
"""
import functools
import re
from collections import Counter
from contextlib import ExitStack, closing
from pathlib import Path

from grader.containers import CLASS, EIGHT, ELSEWHERE, Archive, Folder
from grader.submission import LARGEST

COPIED = EIGHT | {'README.md'}
ARCHIVES = 10    # that are looked into in one hand-in
TOTAL = 1 << 30  # bytes copied in all; a class of ten thousand has a fifth
PACKED = ('.zip', '.tar', '.tgz', '.tbz2', '.txz', '.tar.gz', '.tar.bz2',
          '.tar.xz', '.7z', '.rar')  # the last two are said not to be readable
MOODLE = re.compile('(.+)_assignsubmission_(?:file|onlinetext)_?', re.S)
# the learner's name, perhaps late, the user, the file's number and name
CANVAS = re.compile(r'(.+?)(?:_late)?_(\d+)_\d+_(.+)', re.I | re.S)
# a file's name, how often one of this name was handed in before, its ending
AGAIN = re.compile(r'(.+?)(?:-(\d+))?(\.\w+)', re.S)
FORMS = {'folder': 'folders', 'repository': 'repositories',
         'GitHub Classroom clone': 'GitHub Classroom clones',
         'Moodle folder': 'Moodle folders',
         'Canvas hand-in': 'Canvas hand-ins', 'archive': 'archives'}


def find(paths, scratch, say=print):
    """Return the folder of each submission by name, with copies of its files.

    Names may have any letters. scratch: an empty folder. say: takes a line of
    text, how many hand-ins of which form there are, or what is wrong with one.
    """
    found, finder = {}, Finder(scratch, lambda line: say(printable(line)))
    for path in map(Path, paths):
        for name, folder in finder.find(path):
            unique, twin = name, 2
            while unique in found:
                unique, twin = f'{name} ({twin})', twin + 1
            found[unique] = folder
    return found


def printable(text):
    """Return text on one line, without what could do things in a terminal."""
    return ''.join(char if char.isprintable() else '\ufffd' for char in text)


def is_packed(name):
    """Return whether a file is an archive, going by its name."""
    return name.lower().endswith(PACKED)


def without_ending(name):
    """Return an archive's name without its ending."""
    return re.sub(r'(?i)(\.tar)?\.\w+$', '', name) or name


class HandIn:
    """What one learner handed in.

    files: returns {parts of a file's name: its parts in the container}; they
    differ where Canvas has changed the names.
    """

    def __init__(self, name, form, files):
        self.name, self.form, self.files = name, form, files


def hand_ins(container, name):
    """Yield the hand-ins of a folder or an archive that has this name."""
    children = container.children()
    if not EIGHT.isdisjoint(children):
        yield HandIn(name, 'folder', lambda: {
            (child,): (child,) for child, is_folder in children.items()
            if child in EIGHT or not is_folder})
        return
    children = {child: is_folder for child, is_folder in children.items()
                if not child.startswith('.') and child not in ELSEWHERE}
    if container.has_git():
        files = below(container, children)
        if len({parts[0] for parts in files if parts[-1] in EIGHT}) <= 1:
            yield HandIn(name, 'repository', lambda: files)
            return
    # where several children are one learner's they come together
    learners = {}
    for child, is_folder in children.items():
        learner = learner_of(child, is_folder, container, name)
        if learner:
            learners.setdefault(learner, []).append(child)
    for (_, learner, form), mine in learners.items():
        yield HandIn(learner, form, functools.partial(
            latest if form == 'Canvas hand-in' else below, container, mine))


def learner_of(child, is_folder, container, name):
    """Return what tells learners apart, and the name and form of a hand-in.

    None if the child of a class is not handed in. What Moodle and Canvas name
    after one learner belongs together.
    """
    moodle, canvas = MOODLE.fullmatch(child), CANVAS.fullmatch(child)
    if is_folder and moodle:
        return '', moodle[1], 'Moodle folder'
    if is_folder:
        assignment = name[:-len('submissions')]
        if name == assignment + 'submissions' and container.has_git(child) \
                and child.startswith(assignment):
            return child, child[len(assignment):], 'GitHub Classroom clone'
        return child, child, ('repository' if container.has_git(child)
                              else 'folder')
    if canvas:
        return '', f'{canvas[1]}_{canvas[2]}', 'Canvas hand-in'
    return (child, without_ending(child), 'archive') if is_packed(
        child) else None


def below(container, children):
    """Return the files of some children, under their own names."""
    return {parts: parts for child in children
            for parts in container.files(child)}


def latest(_, children):
    """Return the files of one learner in Canvas, each as last handed in."""
    found = {}
    for child in children:
        name, times = CANVAS.fullmatch(child)[3], 0
        again = AGAIN.fullmatch(name)
        if again:
            name, times = again[1] + again[3], int(again[2] or 0)
        found.setdefault(name, []).append((times, child))
    return {(name,): (max(files)[1],) for name, files in found.items()}


def candidates(container, files, opened, deep=True):
    """Return the folders with some of the eight files, the best first.

    {parts of the folder: {file: (its container, its parts)}}. Archives are
    looked into where there is no such folder. opened: an ExitStack that
    closes them.
    """
    found, faults = {}, []
    for called, parts in files.items():
        if called[-1] in COPIED:
            found.setdefault(called[:-1], {})[called[-1]] = container, parts
    found = {folder: inside for folder, inside in found.items()
             if EIGHT & inside.keys()}
    packed = [item for item in files.items() if is_packed(item[0][-1])]
    for called, parts in packed[:ARCHIVES] if deep and not found else []:
        try:
            archive = container.archive(parts)
            opened.callback(archive.close)
            for folder, inside in candidates(
                    archive, below(archive, archive.children()), opened,
                    deep=False).items():
                found[called + folder] = inside
            faults += [archive.fault] if archive.fault else []
        except Exception as error:  # readers raise whatever they like
            faults.append(f'{"/".join(called)}: {error}')
    if faults and not found:
        raise ValueError('; '.join(faults))
    return dict(sorted(found.items(), key=lambda item: (
        -len(EIGHT & item[1].keys()), len(item[0]), item[0])))


class Finder:
    """Copies hand-ins into folders that are named by numbers."""

    def __init__(self, scratch, say):
        self.scratch, self.say, self.left = Path(scratch), say, TOTAL
        self.number = 0

    def find(self, path):
        """Return the name and the folder of each hand-in, by name."""
        if path.is_dir():
            name, container = path.resolve().name, Folder(path)
        elif path.is_file():
            name = without_ending(path.name)
            try:
                container = Archive(open(path, 'rb'), CLASS)
            except Exception as error:  # readers raise whatever they like
                raise ValueError(f'{path}: expected a folder, a .zip or a '
                                 f'.tar, received a file: {error}')
            container.descend()
            name = ''.join(container.root) or name
            if container.fault:
                self.say(f'{path}: read up to where it is damaged: '
                         f'{container.fault}')
        else:
            raise ValueError(f'{path}: expected a folder, a .zip or a .tar, '
                             'found nothing')
        found, forms, empty = [], Counter(), Counter()
        with closing(container):
            for hand_in in hand_ins(container, name):
                folder, form, some = self.copy(container, hand_in)
                found.append((hand_in.name, folder))
                forms[form] += 1
                empty[form] += not some
        if not found:
            raise ValueError(f'{path}: expected one of the eight files, or '
                             'folders or archives, found neither')
        for form, times in forms.items():
            self.say(f'{path}: {times:,} '
                     f'{form if times == 1 else FORMS[form]}'
                     + (f', {empty[form]:,} empty' if empty[form] else ''))
        return sorted(found)

    def copy(self, container, hand_in):
        """Copy a hand-in's files; return the folder, the form, if any came."""
        target, form = self.scratch / str(self.number), hand_in.form
        self.number += 1
        target.mkdir(parents=True)
        with ExitStack() as opened:
            try:
                folders = candidates(container, hand_in.files(), opened)
            except Exception as error:
                self.say(f'{hand_in.name}: cannot be read: {error}')
                folders = {}
            if form == 'folder' and len(next(iter(folders), ())) > 1:
                form = 'repository'
            if len(folders) > 1:
                first, *others = ('/'.join(folder) or '.'
                                  for folder in folders)
                self.say(f'{hand_in.name}: graded is {first}, not '
                         f'{", ".join(others)}')
            for files in list(folders.values())[:1]:
                for name, (source, parts) in files.items():
                    try:
                        self.copy_file(source, parts, target / name)
                    except Exception as error:
                        self.say(f'{hand_in.name}: {"/".join(parts)} cannot '
                                 f'be read: {error}')
        return target, form, bool(folders)

    def copy_file(self, source, parts, target):
        """Copy a file, cut where it gets too large for a solution.

        What is not a plain file becomes an empty folder.
        """
        content, executable = source.read(parts, LARGEST + 1)
        if content is None:
            target.mkdir()
            return
        self.left -= len(content)
        if self.left < 0:
            raise ValueError(f'all files together have more than {TOTAL:,} '
                             'bytes')
        target.write_bytes(content)
        target.chmod(0o700 if executable else 0o600)
