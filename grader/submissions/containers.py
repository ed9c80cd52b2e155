"""A folder on the disk that hand-ins come in, which anybody may have made.

Anybody may have made them: nothing is written by a member's name, links are
not followed, git is not asked, a pipe is not waited for, and no file can take
more time or memory than the limits allow.
"""
import os
import stat
from pathlib import Path

from grader.submissions.archives import Archive

LARGEST = 1 << 20     # bytes of a file; a solution has about a thousand
DEEPEST = 24          # folders and archives, one in the other
READ = os.O_RDONLY | getattr(os, 'O_NOFOLLOW', 0) | getattr(
    os, 'O_NONBLOCK', 0) | getattr(os, 'O_BINARY', 0) | getattr(
        os, 'O_CLOEXEC', 0)
HAS_MODES = os.name == 'posix'


class Folder:
    """A folder on the disk, of which no link below it is followed."""

    def __init__(self, path):
        self.path, self.kept = Path(path), None

    def descriptor(self, parts, flags=0):
        """Open what lies at some parts below the folder, each not a link."""
        if os.open not in os.supports_dir_fd:  # Windows
            self.refuse_links(parts)
            return os.open(self.path.joinpath(*parts), READ | flags)
        here = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        for end, part in enumerate(parts, 1):
            try:
                further = os.open(part, READ | (
                    flags if end == len(parts) else os.O_DIRECTORY),
                    dir_fd=here)
            finally:
                os.close(here)
            here = further
        return here

    def refuse_links(self, parts):
        """Raise an OSError if a part of a path is a link."""
        for end in range(1, len(parts) + 1):
            if self.path.joinpath(*parts[:end]).is_symlink():
                raise OSError('a link')

    def entries(self, parts):
        """Return (name, kind, what identifies it) of all in a folder."""
        if os.scandir not in os.supports_fd:
            self.refuse_links(parts)
            with os.scandir(self.path.joinpath(*parts)) as entries:
                return sorted((entry.name, kind_of(entry), (
                    *parts, entry.name)) for entry in entries)
        here = self.descriptor(parts, os.O_DIRECTORY)
        try:
            with os.scandir(here) as entries:
                return sorted((entry.name, kind_of(entry), (
                    *parts, entry.name)) for entry in entries)
        finally:
            os.close(here)

    def open(self, parts):
        """Return the descriptor of a plain file, and what is known of it."""
        if os.open not in os.supports_dir_fd:
            opened = self.descriptor(parts)
        else:
            opened = os.open(parts[-1], READ, dir_fd=self.folder(parts[:-1]))
        known = os.fstat(opened)
        if not stat.S_ISREG(known.st_mode):
            os.close(opened)
            raise ValueError('not a plain file')
        return opened, known

    def folder(self, parts):
        """Return the descriptor of a folder; the last one is kept open."""
        if self.kept is None or self.kept[0] != parts:
            self.close()
            self.kept = parts, self.descriptor(parts, os.O_DIRECTORY)
        return self.kept[1]

    def close(self):
        """Close what is kept open."""
        if self.kept is not None:
            os.close(self.kept[1])
            self.kept = None

    def __del__(self):
        self.close()

    def read(self, parts, size):
        """Return at most so many bytes of a file, and its mode."""
        opened, known = self.open(parts)
        try:
            content = os.read(opened, size)
            while len(content) < min(size, known.st_size):
                more = os.read(opened, size - len(content))
                if not more:
                    break
                content += more
        finally:
            os.close(opened)
        return content, known.st_mode if HAS_MODES else None

    def time(self, parts):
        """Return when a file was last changed, in seconds."""
        return os.lstat(self.path.joinpath(*parts)).st_mtime

    def archive(self, parts, times):
        """Return an archive that is in the folder."""
        return Archive(os.fdopen(self.open(parts)[0], 'rb'), times)


def kind_of(entry):
    """Return what an entry of a folder is."""
    if entry.is_symlink():
        return 'link'
    if entry.is_dir(follow_symlinks=False):
        return 'folder'
    return 'file' if entry.is_file(follow_symlinks=False) else 'special'
