"""Isolate a child: limits, another user, Landlock, refused system calls.

Each of these steps is for ever: the process cannot take it back.
"""
import contextlib
import ctypes
import os
import resource
import struct
from pathlib import Path

from libraries import packages, visible
from system_calls import refuse_system_calls

MEMORY = {'numpy': 1 << 30, 'tensorflow': 4 << 30}  # beyond the libraries'
FILE = 1 << 20          # bytes of a file that a child writes
FILES = 256             # files that it may have open
LIBC = ctypes.CDLL(None, use_errno=True)
# rights of Landlock, and what is handled from which version of it on
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
WRITE = 1 << 1 | 1 << 8 | 1 << 14  # write, make, truncate; not remove
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # their number; 16 from 5 on


def limit(kind, seconds):
    """Limit time, memory and files of this process."""
    pages = int(Path('/proc/self/statm').read_text().split()[0]) \
        if os.path.exists('/proc/self/statm') else 0
    memory = pages * resource.getpagesize() + MEMORY[kind]
    limits = {'CPU': int(seconds) + 1, 'CORE': 0, 'FSIZE': FILE,
              'NOFILE': FILES, 'AS': memory}
    if os.geteuid() == 0:
        limits['NPROC'] = 512
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f'RLIMIT_{name}'), (most, most))


def can_change_user():
    """Return whether this is root, and others could read the libraries."""
    return os.geteuid() == 0 and all(
        parent.stat().st_mode & 0o005 == 0o005
        for path in (Path(os.__file__), packages() / 'numpy' / 'x')
        for parent in path.parents)


def drop_rights(folder, user):
    """Become the user, if this is root; have no right that root has."""
    if can_change_user():
        os.chown(folder, user, user)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    LIBC.capset(struct.pack('Ii', 0x20080522, 0), bytes(24))


def use_landlock(folder):
    """Give up files but the libraries and the folder; OSError if it cannot.

    TCP (from version 4 on) and signals to others (6) as well.
    """
    version = LIBC.syscall(444, None, ctypes.c_size_t(0), 1)
    if version < 1:
        raise OSError('the kernel has no Landlock, or it is off')
    files = (1 << FILE_RIGHTS.get(version, 16)) - 1
    handled = struct.pack('QQQ', files, 3, 3)[:8 * (
        1 + (version >= 4) + (version >= 6))]
    rules = LIBC.syscall(444, handled, ctypes.c_size_t(len(handled)), 0)
    # TensorFlow reads its own command line
    rights = {Path('/dev/urandom'): READ_FILE,
              Path('/proc/self/cmdline'): READ_FILE,
              Path('/dev/null'): READ_FILE | 1 << 1 | 1 << 14,
              Path(folder): READ_FILE | READ_FOLDER | WRITE}
    for path, all_below in visible().items():
        rights[path] = ((READ_FILE if all_below else 0)
                        | (READ_FOLDER if path.is_dir() else 0))
    for path, allowed in rights.items():
        file = os.open(path, os.O_PATH)
        rule = struct.pack('=Qi', allowed & files, file)
        if LIBC.syscall(445, rules, 1, rule, 0):
            raise OSError(ctypes.get_errno(), f'no rule for {path}')
        os.close(file)
    if LIBC.syscall(446, rules, 0):
        raise OSError(ctypes.get_errno(), 'Landlock refused')
    os.close(rules)


def confine(level, kind, seconds, folder, user):
    """Isolate this process for ever, in all ways that there are.

    OSError where the level is Landlock and the kernel does not do it.
    """
    LIBC.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS: no program gives any
    limit(kind, seconds)
    if level != 'limits':
        with tolerant(level):
            use_landlock(folder)
    drop_rights(folder, user)
    LIBC.prctl(1, 9)  # PR_SET_PDEATHSIG: it ends when the server does
    with tolerant(level):
        refuse_system_calls(LIBC, os.getpid())


def tolerant(level):
    """Return what lets an OSError pass, unless the level needs the step."""
    return contextlib.suppress(*() if level == 'landlock' else (OSError,))
