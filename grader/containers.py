"""What hand-ins come in, a folder or an archive, read without unpacking it.

Both have the same methods. A file goes by the parts of its name, such as
('ann', 'README.md'). Anybody may have made them: nothing is written by a
member's name, links are not followed, git is not asked, and no file can take
more time or memory than the limits allow.
"""
import bz2
import gzip
import lzma
import os
import shutil
import stat
import tarfile
import tempfile
import time
import zipfile
from contextlib import ExitStack
from pathlib import Path

from grader.tasks import TASKS

EIGHT = {task.file for task in TASKS.values()}
LEVELS = 6  # of folders below a hand-in's own
DEEPEST = LEVELS + 4  # parts of a name that are kept: it is too deep then
ELSEWHERE = {'node_modules', '__MACOSX'}  # and what begins with a dot
# of a hand-in; an archive of a whole class may have CLASS times as much
MOST = 100_000        # files and folders
DIRECTORY = 4 << 20   # bytes read at once, such as the list of all members
EXPANDED = 256 << 20  # bytes of a tar, and of an archive in an archive
HEADER = 1 << 17      # bytes of a tar's header: a long name has some thousand
SECONDS = 30          # for the list of a tar's members
CLASS = 64


def is_looked_into(folder):
    """Return whether a folder of a hand-in, by its parts, may hold files."""
    return len(folder) <= LEVELS + 1 and not any(
        part in ELSEWHERE or part.startswith('.') for part in folder[1:])


class Folder:
    """A folder on the disk."""

    def __init__(self, path):
        self.path, self.root, self.fault = Path(path), (), ''

    def children(self):
        """Return {name: whether it is a folder, or a link to one}."""
        return {name: os.path.isdir(self.path / name)
                for name in sorted(os.listdir(self.path))}

    def files(self, name):
        """Yield the parts of each file that is a child, or below it.

        Links are files here, and so is a folder named like one of the eight.
        """
        if not stat.S_ISDIR(self.path.joinpath(name).lstat().st_mode):
            yield name,
            return
        seen, stack = 0, [(name,)]
        while stack:
            folder = stack.pop()
            with os.scandir(self.path.joinpath(*folder)) as entries:
                for entry in entries:
                    seen += 1
                    if seen > MOST:
                        raise ValueError(f'more than {MOST:,} files')
                    parts = *folder, entry.name
                    if entry.name in EIGHT or not entry.is_dir(
                            follow_symlinks=False):
                        yield parts
                    elif is_looked_into(parts):
                        stack.append(parts)

    def has_git(self, *folder):
        """Return whether a folder is the top of a repository."""
        return os.path.lexists(self.path.joinpath(*folder, '.git'))

    def read(self, parts, size):
        """Return at most so many bytes of a file, and whether it may run.

        None in place of the bytes stands for what is no plain file.
        """
        path = self.path.joinpath(*parts)
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            return None, False
        with open(path, 'rb') as file:
            return file.read(size), bool(mode & 0o100)

    def archive(self, parts):
        """Return an archive that is in the folder."""
        path = self.path.joinpath(*parts)
        if not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError('a link or a folder')
        return Archive(open(path, 'rb'))

    def close(self):
        """Nothing is open."""


class Limited:
    """A file that refuses to go too far, too long, or to return too much."""

    def __init__(self, file, most, furthest=float('inf')):
        self.file, self.most, self.furthest = file, most, furthest
        self.end = float('inf')
        self.tell, self.seekable = file.tell, file.seekable

    def read(self, size=-1):
        """Return the next bytes; all that are left if size is negative."""
        content = self.file.read(min(size, self.most + 1) if size >= 0
                                 else self.most + 1)
        if len(content) > self.most or self.tell() > self.furthest:
            raise ValueError('larger than the grader reads')
        if time.monotonic() > self.end:
            raise ValueError('takes longer to read than the grader waits')
        return content

    def seek(self, offset, whence=0):
        """Go to a place; in a compressed file all before it is expanded."""
        if whence == 0 and offset > self.furthest:
            raise ValueError('larger than the grader reads')
        return self.file.seek(offset, whence)


class Archive:
    """A zip or a tar, of which only folders and plain files are seen.

    times: 1 for what one learner hands in, CLASS for a whole class. root: the
    parts of the folder that is looked at. fault: what kept the reader from
    seeing all members, '' if nothing did.
    """

    def __init__(self, file, times=1):
        self.root, self.fault, self.files_to_close = (), '', [file]
        self.members, self.folders, self.inside = {}, set(), {}
        try:
            self.list_members(file, times)
        except BaseException:
            self.close()
            raise

    def list_members(self, file, times):
        """Take up all members, up to where a tar is damaged."""
        first = file.read(2)
        file.seek(0)
        if first == b'PK':  # a tar may have a zip at its end
            self.packed = zipfile.ZipFile(Limited(file, DIRECTORY * times))
            for member in self.packed.infolist():
                if not stat.S_ISLNK(member.external_attr >> 16):
                    self.add(member.filename.replace('\\', '/'), member,
                             member.is_dir())
            return
        unpacked = expanded(file)
        self.files_to_close.append(unpacked)
        # some Pythons take the square of a header's length in time
        limited = Limited(unpacked, HEADER, EXPANDED * times)
        limited.end = time.monotonic() + SECONDS * times
        try:
            self.packed = tarfile.open(mode='r:', fileobj=limited)
        except tarfile.ReadError:
            raise ValueError('neither a zip nor a tar')
        try:
            for count, member in enumerate(self.packed):
                if count >= MOST * times:
                    raise ValueError(f'more than {MOST * times:,} files')
                if member.isreg() or member.isdir():
                    self.add(member.name, member, member.isdir())
        except Exception as error:  # readers raise whatever they like
            self.fault = str(error)
        limited.most, limited.end = DIRECTORY * times, float('inf')

    def add(self, name, member, is_folder):
        """Take up a member, unless its name leads out of the archive."""
        parts = tuple(part for part in name.split('/')
                      if part not in ('', '.'))
        if not parts or '..' in parts or name.startswith('/'):
            return
        parts = parts[:DEEPEST]  # each folder above is kept by all its parts
        self.folders.update(parts[:end] for end in range(
            1, len(parts) + is_folder))
        if not is_folder:
            self.members[parts] = member
        self.inside.setdefault(parts[0], []).append(parts)

    def descend(self):
        """Look at the only folder, if there is nothing beside it."""
        names = [name for name in self.inside if name not in ELSEWHERE]
        if len(names) != 1 or (names[0],) not in self.folders:
            return
        self.root, below = tuple(names), self.inside[names[0]]
        self.inside = {}
        for parts in below:
            if len(parts) > 1:
                self.inside.setdefault(parts[1], []).append(parts[1:])

    def children(self):
        """Return {name: whether it is a folder} in the archive's order."""
        return {name: (*self.root, name) in self.folders
                for name in self.inside}

    def files(self, name):
        """Yield the parts of each file that is a child, or below it."""
        if len(self.inside[name]) > MOST:
            raise ValueError(f'more than {MOST:,} files')
        for parts in self.inside[name]:
            if (*self.root, *parts) in self.members \
                    and is_looked_into(parts[:-1]):
                yield parts

    def has_git(self, *folder):
        """Return whether a folder is the top of a repository."""
        git = *self.root, *folder, '.git'
        return git in self.folders or git in self.members

    def read(self, parts, size):
        """Return at most so many bytes of a file, and whether it may run.

        None in place of the bytes stands for a folder.
        """
        if (*self.root, *parts) in self.folders:
            return None, False
        with self.open(parts) as file:
            content = file.read(size)
        member = self.members[(*self.root, *parts)]
        mode = getattr(member, 'external_attr', 0) >> 16 or getattr(
            member, 'mode', 0)
        return content, bool(mode & 0o100)

    def open(self, parts):
        """Return a file in the archive, to be read."""
        member = self.members[(*self.root, *parts)]
        return (self.packed.open if isinstance(member, zipfile.ZipInfo)
                else self.packed.extractfile)(member)

    def archive(self, parts):
        """Return an archive that is in this one."""
        with ExitStack() as unless_whole:
            copy = unless_whole.enter_context(tempfile.TemporaryFile())
            with self.open(parts) as file:
                shutil.copyfileobj(Limited(file, DIRECTORY, EXPANDED), copy)
            copy.seek(0)
            unless_whole.pop_all()
        return Archive(copy)

    def close(self):
        """Close the file, after what reads from it."""
        for file in reversed(self.files_to_close):
            file.close()


def expanded(file):
    """Return a file without the compression that a tar may have."""
    for opened in gzip.open, bz2.open, lzma.open:
        file.seek(0)
        try:
            packed = opened(file)
            packed.read(1)
        except Exception:  # each has its own kind for what is not packed so
            continue
        packed.seek(0)
        return packed
    file.seek(0)
    return file
