"""The server: forks a child for each request, and ends what remains of it.

    python -I inside serve LEVEL KIND FOLDER USER    until its input ends
    python -I inside once FOLDER                     be one child, and end
    python -I inside trial LEVEL FOLDER              print what isolates one

It has imported NumPy or TensorFlow already. It never reads a request: the
grader hands it the ends of pipes, and it hands them on to the child, whose
memory then holds nothing of any other request.
"""
import gc
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

ROOM = 16 << 20        # bytes that a child may write
THREADS = 512          # of a child


def serve(level, kind, place, user):
    """Have each request answered in a child, until the input ends."""
    from child import perform
    from confine import FILES, LIBC, confine, visible
    from wire import END, START
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
        from prepare import prepare
        prepare()
    else:
        __import__('pycodestyle')
    visible()  # found now as well
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
        status = supervise(pid, seconds, place)
        end_all()
        empty(place)
        grader.send(struct.pack(END, token, status))


def supervise(pid, seconds, place):
    """Wait for a child; return its signal, TIMED_OUT, FULL or CROWDED.

    The time that others keep it from running is not its own, within bounds.
    """
    from wire import CROWDED, FULL, TIMED_OUT
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


def trial(level, place):
    """Isolate this process as a child; print what then works, as JSON."""
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
        from child import perform
        perform(sys.argv[2])
    elif sys.argv[1] == 'trial':
        trial(*sys.argv[2:])
