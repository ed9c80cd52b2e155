"""A server: has each request answered by a child, and ends what remains of it.

It never reads a request: the grader hands it the ends of pipes, and it hands
them on to the child, whose memory then holds nothing of any other request.
"""
import os
import signal
import socket
import struct
import subprocess
import tempfile
import time

from child import perform
from confine import FILES, LIBC, confine
from wire import CROWDED, END, FULL, START, TIMED_OUT

ROOM = 16 << 20        # bytes that a child may write
THREADS = 512          # of a child


def serve(grader, level, kind, place, user):
    """Answer requests until the grader closes its socket; do not return."""
    server = os.getpid()
    LIBC.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: orphans become its own
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    grader.send(b'ready')
    while True:
        message, files, *_ = socket.recv_fds(grader, struct.calcsize(START), 3)
        if not message:
            os._exit(0)
        token, seconds = struct.unpack(START, message)
        folder = tempfile.mkdtemp(dir=place)
        pid = os.fork()
        if not pid:
            os.setsid()
            for number, file in enumerate(files):
                os.dup2(file, number)
            os.closerange(3, FILES)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGCHLD])
            confine(level, kind, seconds, folder, user)
            if os.getppid() != server:
                os._exit(1)  # it could not take its child with it
            perform(folder)
        for file in files:
            os.close(file)
        status = supervise(pid, seconds, place)
        end_all()
        empty(place)
        grader.send(struct.pack(END, token, status))


def supervise(pid, seconds, place):
    """Wait for a child; return its signal, TIMED_OUT, FULL or CROWDED.

    The time that others keep it from running is not its own, within bounds.
    """
    start = time.monotonic()
    while time.monotonic() - start < seconds + min(held_up(pid), 9 * seconds):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status & 127
        signal.sigtimedwait([signal.SIGCHLD], min(0.05, seconds))
        if size(place) > ROOM:
            return FULL
        if threads(pid) > THREADS:
            return CROWDED
    return TIMED_OUT


def held_up(pid):
    """Return the seconds in which a process could run and had no processor."""
    try:
        with open(f'/proc/{pid}/schedstat') as file:
            return int(file.read().split()[1]) / 1e9
    except OSError:
        return 0  # a kernel that does not count them


def threads(pid):
    """Return how many threads a process has.

    They take of what all processes may have, and the kernel's own limit counts
    all of a user's together, and none of root's.
    """
    try:
        return os.stat(f'/proc/{pid}/task').st_nlink - 2
    except OSError:
        return 0


def size(place):
    """Return about how many bytes the files of a child take, up to ROOM.

    Where system calls are refused, each file is there to the end. In
    bubblewrap alone a child may also write beside its own folder.
    """
    total, folders = 0, [place]
    while folders:
        try:
            for entry in os.scandir(folders.pop()):
                total += 4096 + entry.stat(follow_symlinks=False).st_size
                if total > ROOM:
                    return total
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.path)
        except OSError:
            pass  # elsewhere a child may have just removed it
    return total


def end_all():
    """Kill all that descends from this process, until nothing remains."""
    children = f'/proc/self/task/{os.getpid()}/children'
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            with open(children) as file:
                for pid in file.read().split():
                    os.kill(int(pid), signal.SIGKILL)
        except ChildProcessError:
            return
        except OSError:
            pass  # it has just ended
    os._exit(1)  # the grader starts another


def empty(place):
    """Remove what a child has written, also folders in folders."""
    for entry in os.scandir(place):
        try:
            os.rmdir(entry)
        except OSError:
            subprocess.run(['rm', '-rf', '--', entry.path],
                           stderr=subprocess.DEVNULL)
    if os.listdir(place):
        os._exit(1)
