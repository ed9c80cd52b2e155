"""The server: forks a child for each request, and ends what is left of it.

    python -I inside serve LEVEL KIND FOLDER USER    until its input ends
    python -I inside once FOLDER                     be one child, and end
    python -I inside trial LEVEL FOLDER              say what would hold one

It has imported NumPy or TensorFlow already. It never reads a request: the
grader hands it the ends of pipes, and it hands them on to the child, whose
memory then holds nothing of any other request.
"""
import gc
import importlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

from child import perform

START = '>16sd'        # what the grader sends: a token, seconds
END = '>16si'          # and receives: the token, how the child has ended
# in place of the signal that has ended a child
LATE, FULL, CROWDED = -1, -2, -3
ROOM = 16 << 20        # bytes that a child may leave in its folder
THREADS = 512          # of a child


def serve(level, kind, place, user):
    """Have each request answered in a child, until the input ends."""
    from confine import FILES, LIBC, confine, libraries
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    LIBC.prctl(4, 0)   # PR_SET_DUMPABLE: nobody looks into this process
    LIBC.prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: orphans become its own
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGCHLD])
    grader, server = socket.socket(fileno=os.dup(0)), os.getpid()
    for file in 0, 1, 2:
        os.dup2(os.open(os.devnull, os.O_RDWR), file)
    # loaded now, and not by each child
    if kind == 'tensorflow':
        importlib.import_module('tensorflow').keras.layers.Dense
    else:
        importlib.import_module('pycodestyle')
    libraries()  # found now as well
    gc.collect()
    gc.freeze()  # else each child's collector goes through all of it
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
        status = supervise(pid, seconds, folder)
        end_all()
        empty(place)
        grader.send(struct.pack(END, token, status))


def supervise(pid, seconds, folder):
    """Wait for a child; return its signal, LATE, FULL or CROWDED.

    The time that others keep it from running is not its own, within bounds.
    """
    start = time.monotonic()
    while time.monotonic() - start < seconds + min(held_up(pid), 9 * seconds):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status & 127
        signal.sigtimedwait([signal.SIGCHLD], min(0.05, seconds))
        if size(folder) > ROOM:
            return FULL
        if threads(pid) > THREADS:
            return CROWDED
    return LATE


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


def size(folder):
    """Return about how many bytes the files in a folder take, up to ROOM.

    Where system calls are refused, each file is in the folder to the end.
    """
    total = 0
    try:
        for file in os.scandir(folder):
            total += 4096 + file.stat(follow_symlinks=False).st_size
            if total > ROOM:
                break
    except OSError:
        pass  # elsewhere a child may have just removed it
    return total


def end_all():
    """Kill all that descends from this process, until nothing is left."""
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
    os._exit(1)  # the grader starts another, and says so


def empty(place):
    """Remove what a child has left, also folders in folders."""
    for entry in os.scandir(place):
        try:
            os.rmdir(entry)
        except OSError:
            subprocess.run(['rm', '-rf', '--', entry.path],
                           stderr=subprocess.DEVNULL)
    if os.listdir(place):
        os._exit(1)


def trial(level, place):
    """Hold this process as a child; print what then does hold, as JSON."""
    from confine import can_change_user, confine
    user = can_change_user()
    folder = tempfile.mkdtemp(dir=place)
    confine(level, 'numpy', 5, folder, 65519)

    def refused(try_it):
        try:
            try_it()
        except OSError:
            return True
        return False

    print(json.dumps({
        'user': user, 'landlock': refused(lambda: os.listdir('/')),
        'filter': refused(lambda: socket.socket(socket.AF_UNIX))}))


if __name__ == '__main__':
    if sys.argv[1] == 'serve':
        serve(*sys.argv[2:5], int(sys.argv[5]))
    elif sys.argv[1] == 'once':
        perform(sys.argv[2])
    elif sys.argv[1] == 'trial':
        trial(*sys.argv[2:])
