"""The folders, archives and files of a class, as one tree of nodes.

An archive is a node with children like a folder, so that a layout need not
know in which of both a file lies.
"""
import re
from pathlib import Path

from grader.submissions import archives
from grader.submissions.archives import CLASS
from grader.submissions.containers import DEEPEST, LARGEST, Folder
from grader.submissions.names import (is_hidden, is_packed, look,
                                      looks_like_one)
from grader.submissions.packed import Inner, Packed, starts_packed

LONGEST = 500    # letters of a name; a file system has 255
SIZE = 1 << 14   # bytes to expand that count as a file
ARCHIVES = 10    # that are looked into in one hand-in's archive
FEW = 2          # folders and archives beside that of a whole class
# Google Drive: a time, perhaps a number, and which part of the download
PART = re.compile(r'(.+-\d{8}T\d{6}Z)(?:-\d+)?-\d{3}\.zip', re.S)
NAMELESS = re.compile(r'.+_file\d+_submission\d+', re.S)


class Node:
    """A folder, an archive, or a file.

    kind: 'folder' 'archive' 'file' 'link' 'special'. place: what identifies
    it in its container. git: whether it is the top of a repository. fault:
    why an archive cannot be read, or not to its end.
    """

    __slots__ = ('name', 'kind', 'parent', 'children', 'container', 'place',
                 'git', 'fault')

    def __init__(self, name, kind, parent, container, place):
        self.name, self.kind, self.parent = name, kind, parent
        self.container, self.place = container, place
        self.children = {} if kind in ('folder', 'archive') else None
        self.git, self.fault = False, ''

    @property
    def parts(self):
        """The names from the top of the tree to here."""
        parts, node = [], self
        while node is not None:
            parts.append(node.name)
            node = node.parent
        return tuple(reversed(parts))

    @property
    def path(self):
        """The names below the top of the tree, as one text."""
        return '/'.join(self.parts[1:]) or self.name

    @property
    def time(self):
        """When the file was last changed, 0 if that is not known."""
        try:
            return self.container.time(self.place)
        except OSError:
            return 0.0

    def read(self, size=LARGEST + 1):
        """Return at most so many bytes, and the mode or None."""
        return self.container.read(self.place, size)

    def bytes(self):
        """Return the bytes of a file, b'' if it cannot be read."""
        try:
            return self.read()[0]
        except Exception:  # readers raise whatever they like
            return b''

    def nodes(self):
        """Yield all nodes below, files and folders, in order."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node is not self:
                yield node
            if node.children:
                stack.extend(reversed(list(node.children.values())))

    def folders(self):
        """Return the folders and archives that are children."""
        return [node for node in self.children.values()
                if node.children is not None]

    def child(self, name):
        """Return a file of this name that is a child, or None."""
        found = (self.children or {}).get(name)
        return found if found is not None and found.kind == 'file' else None


class Tree:
    """Reads a folder or an archive; top is its Node.

    too_deep: paths of folders that are not looked into any more.
    """

    def __init__(self, path):
        path = Path(path)
        self.too_deep, self.left = [], archives.MOST * CLASS
        if path.is_dir():
            path = path.resolve()
            self.top = Node(path.name, 'folder', None, None, ())
            self.scan(self.top, Folder(path), (), 0, True)
        elif path.is_file():
            folder = Folder(path.resolve().parent)
            self.top = Node(path.name, 'archive', None, None, ())
            self.unpack(self.top, folder, (path.resolve().name,), 0, True)
            if self.top.fault and not self.top.children:
                raise ValueError(f'{path}: expected a folder, a .zip or a '
                                 f'.tar, received a file: {self.top.fault}')
        else:
            raise ValueError(f'{path}: expected a folder, a .zip or a .tar, '
                             'found nothing')

    def scan(self, node, folder, parts, depth, whole):
        """Take up what is in a folder on the disk.

        whole: whether it may hold a whole class; else it is a hand-in, or in
        one, and has a limit of its own.
        """
        entries = [entry for entry in folder.entries(parts)
                   if not self.hidden(node, entry[0])]
        inner = {unparted(name) for name, kind, _ in entries
                 if kind == 'folder' or is_packed(name)}
        in_hand_in, whole = not whole, whole and len(inner) <= FEW
        for name, kind, place in entries:
            self.count()
            child, left = self.add(node, name, kind, folder, place), self.left
            if not whole:
                self.left = min(left, archives.MOST)
            before = self.left
            try:
                if kind == 'folder':
                    if depth >= DEEPEST:
                        self.too_deep.append(child.path)
                    else:
                        self.scan(child, folder, place, depth + 1, whole)
                        self.settle(child)
                elif child.children is not None:
                    self.unpack(child, folder, place, depth + 1, whole)
            except (OSError, TooMany) as error:
                if in_hand_in and isinstance(error, TooMany):
                    raise
                child.children, child.fault = {}, str(error)
            self.left = left - (before - self.left)

    def count(self, size=0):
        """Count a file or a folder, up to the limit; SIZE bytes are one more.
        """
        self.left -= 1 + size // SIZE
        if self.left < 0:
            raise TooMany(f'more than {archives.MOST:,} files' + (
                ', or as much to expand' if size else ''))

    @staticmethod
    def hidden(node, name):
        """Return whether a name is not taken up; git's folder is noted."""
        node.git = node.git or name == '.git'
        return is_hidden(name)

    @staticmethod
    def add(node, name, kind, container, place):
        """Return a new child; what is named like an archive is one.

        The parts of one large download are one folder.
        """
        if kind == 'file' and PART.fullmatch(name):
            name = unparted(name)
            return node.children.setdefault(
                name, Node(name, 'folder', node, container, place))
        if kind == 'file' and (is_packed(name) or NAMELESS.fullmatch(name)
                               and starts_packed(container, place)):
            kind = 'archive'
        node.children[name] = Node(name, kind, node, container, place)
        return node.children[name]

    @staticmethod
    def settle(child):
        """Let a folder that is named like a task be one file, as it seems."""
        if look(child.name) and not any(
                looks_like_one(node.name) for node in child.nodes()):
            child.kind, child.children = 'special', None

    def unpack(self, node, container, place, depth, whole):
        """Take up what is in an archive."""
        self.count()  # before it is opened, which may take long
        packed = Packed(container, place, CLASS if whole else 1)
        try:
            archive = packed.archive
        except Exception as error:  # readers raise whatever they like
            node.fault = str(error) or type(error).__name__
            return
        self.count(archive.size)
        node.fault, inner = archive.fault, []
        for number, (name, kind, member) in enumerate(archive.entries):
            self.count()
            parts = [part for part in name.split('/')
                     if part not in ('', '.')]
            if not parts or '..' in parts or name.startswith('/'):
                continue
            child = self.place_below(node, parts, kind, packed, number,
                                     depth)
            if child is not None and child.children is not None:
                inner.append((child, number))
        many = len(inner) > ARCHIVES and not whole or depth >= DEEPEST
        for child, number in inner:
            left = self.left
            before = self.left = min(left, archives.MOST)
            try:
                if many:
                    raise TooMany(f'more than {ARCHIVES} archives in one')
                self.unpack(child, Inner(packed), number, depth + 1, False)
            except TooMany as error:
                child.children, child.fault = {}, str(error)
            self.left = left - (before - self.left)

    def place_below(self, node, parts, kind, packed, number, depth):
        """Add a member of an archive below its node, and return it."""
        if max(map(len, parts)) > LONGEST:
            self.too_deep.append(node.path)
            return None
        for position, part in enumerate(parts):
            if self.hidden(node, part):
                return None
            last = position == len(parts) - 1
            known = node.children.get(part)
            if known is None:
                if depth + position > DEEPEST:
                    self.too_deep.append(node.path)
                    return None
                known = self.add(node, part, kind if last else 'folder',
                                 packed, number)
            elif known.children is None and not last or \
                    known.kind == 'archive':
                if last:
                    known.place = number
                    return None
                known.kind, known.children = 'folder', {}
            elif last and kind != 'folder' and known.children is None:
                known.kind, known.place = kind, number  # the last one counts
            node = known
        return node if kind == 'file' else None


class TooMany(ValueError):
    """More files than the grader takes up."""


def unparted(name):
    """Return the name of a large download without the number of its part."""
    found = PART.fullmatch(name)
    return found[1] if found else name
