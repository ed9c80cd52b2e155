"""Zips and tars, read without unpacking them, member by member.

Whatever is wrong with one is raised as whatever the readers like.
"""
import bz2
import gzip
import lzma
import shutil
import stat
import struct
import tarfile
import tempfile
import time
import zipfile
import zlib
from contextlib import ExitStack

MOST = 100_000        # files and folders of a hand-in
DIRECTORY = 4 << 20   # bytes read at once, such as the list of all members
EXPANDED = 256 << 20  # bytes of a tar, and of an archive in an archive
HEADER = 1 << 17      # bytes of a tar's header: a long name has some thousand
SECONDS = 30          # for the list of a tar's members
# the archive of a whole class may have so many times as much
CLASS, CLASS_DIRECTORY = 64, 8


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
        """Go to an offset; a compressed file is expanded up to there."""
        if whence == 0 and offset > self.furthest:
            raise ValueError('larger than the grader reads')
        return self.file.seek(offset, whence)


class Archive:
    """A zip or a tar.

    times: 1 for what one learner hands in, CLASS for a whole class. entries:
    (name, kind, member) of all members, whose names may be anything. fault:
    what kept the reader from seeing all members, '' if nothing did. size:
    how many bytes were expanded to see them.
    """

    def __init__(self, file, times=1, size=0):
        self.fault, self.entries, self.files_to_close = '', [], [file]
        self.size = size
        try:
            first = file.read(2)
            file.seek(0)
            # a tar may have a zip at its end
            (self.list_zip if first == b'PK' else self.list_tar)(file, times)
        except BaseException:
            self.close()
            raise

    def list_zip(self, file, times):
        """Take up the members of a zip."""
        self.raw = file
        self.packed = zipfile.ZipFile(Limited(file, DIRECTORY * (
            1 if times == 1 else CLASS_DIRECTORY)))
        for member in self.packed.infolist():
            kind = stat.S_IFMT(member.external_attr >> 16)
            self.entries.append((
                member.filename.replace('\\', '/'),
                'folder' if member.is_dir() else 'link' if stat.S_ISLNK(
                    kind) else 'file', member))

    def list_tar(self, file, times):
        """Take up the members of a tar, up to where it is damaged."""
        end = time.monotonic() + SECONDS * times
        unpacked = self.expanded(file, EXPANDED * times, end)
        # some Pythons take the square of a header's length in time
        limited = Limited(unpacked, HEADER, EXPANDED * times)
        limited.end = end
        try:
            self.packed = tarfile.open(mode='r:', fileobj=limited)
        except tarfile.ReadError:
            raise ValueError('neither a zip nor a tar')
        try:
            for member in self.packed:
                if len(self.entries) >= MOST * times:
                    raise ValueError(f'more than {MOST * times:,} files')
                self.entries.append((
                    member.name.replace('\\', '/'),
                    'folder' if member.isdir() else
                    'file' if member.isreg() else 'link' if member.issym()
                    or member.islnk() else 'special', member))
        except Exception as error:  # readers raise whatever they like
            self.fault = self.fault or str(error)
        limited.most, limited.end = DIRECTORY * times, float('inf')

    def expanded(self, file, most, end):
        """Return a file without the compression that a tar may have.

        It is expanded once, as far as the limits allow: each step back in a
        compressed file would expand it anew.
        """
        for opened in gzip.open, bz2.open, lzma.open:
            file.seek(0)
            try:
                packed = opened(file)
                packed.read(1)
            except Exception:  # each has its own kind for what is not so
                continue
            packed.seek(0)
            copy = tempfile.TemporaryFile()
            self.files_to_close += [packed, copy]
            limited = Limited(packed, DIRECTORY, most)
            limited.end = end
            try:
                shutil.copyfileobj(limited, copy)
            except Exception as error:  # what comes before it counts
                self.fault = str(error)
            self.size += copy.tell()
            copy.seek(0)
            return copy
        file.seek(0)
        return file

    def read(self, member, size):
        """Return at most so many bytes of a member, and its mode.

        No mode where the archive was made without any, as on Windows.
        """
        if isinstance(member, tarfile.TarInfo):
            with self.packed.extractfile(member) as file:
                return file.read(size), stat.S_IFREG | member.mode
        mode = member.external_attr >> 16 if member.create_system == 3 else 0
        return self.unpacked(member, size), mode or None

    def unpacked(self, member, size):
        """Return at most so many bytes of a member of a zip.

        zipfile expands whatever it has read of the methods that it cannot
        stop, and takes twice as long for a small file.
        """
        if member.flag_bits & 1:
            raise ValueError('encrypted')
        self.raw.seek(member.header_offset)
        header = self.raw.read(30)
        if header[:4] != b'PK\3\4':
            raise ValueError('damaged')
        self.raw.seek(sum(struct.unpack('<HH', header[26:30])), 1)
        packed = self.raw.read(min(member.compress_size, size + DIRECTORY))
        if member.compress_type == zipfile.ZIP_STORED:
            content = packed[:size]
        elif member.compress_type == zipfile.ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed,
                                                                     size)
        elif member.compress_type == zipfile.ZIP_BZIP2:
            content = bz2.BZ2Decompressor().decompress(packed, size)
        elif member.compress_type == zipfile.ZIP_LZMA:
            # after a version and a length, as in a file of its own, which
            # has the size too: -1 is unknown
            content = lzma.LZMADecompressor(
                lzma.FORMAT_ALONE, memlimit=EXPANDED).decompress(
                packed[4:9] + b'\xff' * 8 + packed[9:], size)
        else:
            raise ValueError('compressed by a method that is not read: '
                             f'{member.compress_type}')
        if len(content) != min(size, member.file_size) or \
                len(content) == member.file_size and \
                zlib.crc32(content) != member.CRC:
            raise ValueError('damaged')
        return content

    def time(self, member):
        """Return when a member was last changed, in seconds."""
        if isinstance(member, tarfile.TarInfo):
            return float(member.mtime)
        try:
            return time.mktime((*member.date_time, 0, 0, -1))
        except (OverflowError, ValueError):
            return 0.0

    def archive(self, member, times):
        """Return an archive that is in this one."""
        with ExitStack() as unless_whole:
            copy = unless_whole.enter_context(tempfile.TemporaryFile())
            if isinstance(member, tarfile.TarInfo):
                source = self.packed.extractfile(member)
            elif member.compress_type in (zipfile.ZIP_STORED,
                                          zipfile.ZIP_DEFLATED):
                source = self.packed.open(member)
            else:
                raise ValueError('an archive in an archive, compressed by a '
                                 'method that is not read: '
                                 f'{member.compress_type}')
            with source as file:
                shutil.copyfileobj(
                    Limited(file, DIRECTORY, EXPANDED * times), copy)
            size = copy.tell()
            copy.seek(0)
            unless_whole.pop_all()
        return Archive(copy, times, size)

    def close(self):
        """Close the file, after what reads from it."""
        for file in reversed(self.files_to_close):
            file.close()
