"""The fork server: imports what takes long once, and then forks servers.

    python -I inside serve one|several LEVEL KIND FOLDER   until input ends
    python -I inside once FOLDER                           be a child, and end
    python -I inside trial LEVEL FOLDER                    print what isolates

NumPy or TensorFlow is imported with the first connection, and this memory is
shared with the servers and their children. Each connection has a server of
its own: one that works in the folder, or several, each in a folder within it.
"""
import contextlib
import functools
import gc
import itertools
import json
import os
import random
import socket
import subprocess
import sys
import tempfile


def serve(servers, level, kind, folder):
    """Fork a server for each connection, until the input ends."""
    import server
    from confine import FILES, LIBC
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    LIBC.prctl(4, 0)   # PR_SET_DUMPABLE: nobody looks into this process
    connections, parent = socket.socket(fileno=os.dup(0)), os.getpid()
    for file in 0, 1, 2:
        os.dup2(os.open(os.devnull, os.O_RDWR), file)
    # where root starts a child, it becomes a user that nobody is: one for each
    # server, since a user's processes are counted together; the range is the
    # one that systemd's dynamic users come from
    users = itertools.cycle(random.SystemRandom().sample(
        range(61184, 65520), 4336))
    places = {}  # {process of a server: its folder}
    while True:
        message, files, *_ = socket.recv_fds(connections, 1, 1)
        if not message:
            os._exit(0)
        connection, = files
        load(kind)
        # what one connection lacks, as memory, must not end the others
        with contextlib.suppress(OSError):
            end_of(places)
            place = folder
            if servers == 'several':
                place = tempfile.mkdtemp(dir=folder)
                os.chmod(place, 0o711)  # a child may be another user
            user, pid = next(users), os.fork()
            if not pid:
                connections.close()
                LIBC.prctl(1, 9)  # PR_SET_PDEATHSIG: it ends when this does
                if os.getppid() == parent:
                    server.serve(socket.socket(fileno=connection), level,
                                 kind, place, user)
                os._exit(1)
            if servers == 'several':
                places[pid] = place
        os.close(connection)


def end_of(places):
    """Remove the folders of servers that have ended."""
    for pid in list(places):
        if os.waitpid(pid, os.WNOHANG)[0]:
            subprocess.run(['rm', '-rf', '--', places.pop(pid)],
                           stderr=subprocess.DEVNULL)


@functools.lru_cache(maxsize=None)
def load(kind):
    """Import what each child would, and keep it as it is."""
    from confine import visible
    if kind == 'tensorflow':
        from prepare import prepare
        prepare()
    else:
        __import__('pycodestyle')
    visible()  # found now as well
    gc.collect()
    gc.freeze()  # else each child's collector goes through all of it


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
        serve(*sys.argv[2:6])
    elif sys.argv[1] == 'once':
        from child import perform
        perform(sys.argv[2])
    elif sys.argv[1] == 'trial':
        trial(*sys.argv[2:])
