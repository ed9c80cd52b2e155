"""The fork server: imports what takes long once, and then forks servers.

    python -I inside serve one|several LEVEL KIND FOLDER   until input ends
    python -I inside once FOLDER                           be a child, and end
    python -I inside trial LEVEL FOLDER                    print what isolates

It has imported NumPy or TensorFlow already, and shares this memory with the
servers and their children. Each connection has a server of its own: one at a
time, with the whole folder, or several at once, each with a folder in there.
"""
import functools
import gc
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile


def fork_servers(servers, level, kind, folder):
    """Fork a server for each connection, until the input ends."""
    from confine import FILES, LIBC
    from server import serve
    from wire import CONNECT
    import resource
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    LIBC.prctl(4, 0)   # PR_SET_DUMPABLE: nobody looks into this process
    connections, parent = socket.socket(fileno=os.dup(0)), os.getpid()
    for file in 0, 1, 2:
        os.dup2(os.open(os.devnull, os.O_RDWR), file)
    places = {}  # {process of a server: its folder}
    while True:
        message, files, *_ = socket.recv_fds(
            connections, struct.calcsize(CONNECT), 1)
        if not message:
            os._exit(0)
        load(kind)
        place = folder
        if servers == 'several':
            place = tempfile.mkdtemp(dir=folder)
            os.chmod(place, 0o711)  # a child may be another user
        pid = os.fork()
        if not pid:
            connections.close()
            LIBC.prctl(1, 9)  # PR_SET_PDEATHSIG: it ends when this one does
            if os.getppid() == parent:
                serve(socket.socket(fileno=files[0]), level, kind, place,
                      *struct.unpack(CONNECT, message))
            os._exit(1)
        os.close(files[0])
        places[pid] = place
        for pid in list(places):
            if os.waitpid(pid, os.WNOHANG)[0]:
                left = places.pop(pid)
                if servers == 'several':
                    subprocess.run(['rm', '-rf', '--', left],
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
        fork_servers(*sys.argv[2:6])
    elif sys.argv[1] == 'once':
        from child import perform
        perform(sys.argv[2])
    elif sys.argv[1] == 'trial':
        trial(*sys.argv[2:])
