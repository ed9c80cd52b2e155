"""Run a submitted file in a child process, and bring back plain data.

Three parts, in three processes:

- the grader's own: a `Sandbox` is asked to `run` a request, and an `Outcome`
  says how that has ended; `levels` chooses how a child is isolated;
- inside/server.py, a server: it forks a child for each request. It is forked
  itself from inside/__main__.py, the fork server, which has imported NumPy or
  TensorFlow already: processes that grade side by side share its memory;
- inside/child.py, the child: it is isolated by inside/confine.py, loads the
  submission, calls it, and sends its answer.

JSON and the bytes of arrays cross the borders (inside/wire.py), never pickle.
The grader alone decides what is right: a child that lies can only give a
wrong answer. What is in inside/ is all of ours that a child may see.
"""
import contextlib
import marshal
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

# some of these are for those who import the package
from grader.sandbox.inside.wire import (
    ANSWER, END, START, TIMED_OUT, Other, pack, unpack)
from grader.sandbox.levels import (
    ENVIRONMENT, LEVELS, best_isolation, can_share, choose, command, describe,
    folder_inside, refuse_untrusted, refuse_visible, trial)
from grader.sandbox.outcome import Outcome
from grader.text import clean

SECONDS = {'numpy': 5, 'tensorflow': 30}      # wall clock, a call
PRINTED = 4096          # bytes kept of what a submission prints
# compiled once, and not by each child
PROBES = [np.frombuffer(marshal.dumps(compile(
    (Path(__file__).parents[1] / name).read_text(), name, 'exec')), np.uint8)
    for name in ('probes.py', 'faults.py')]


@contextlib.contextmanager
def sandboxes(isolation, shared=None):
    """Yield {'numpy': Sandbox, 'tensorflow': Sandbox}; then end both.

    shared: as `fork_servers` returns it.
    """
    pair = {libraries: Sandbox(libraries, isolation,
                               (shared or {}).get(libraries))
            for libraries in SECONDS}
    try:
        yield pair
    finally:
        for each in pair.values():
            each.close()


def fork_servers(isolation):
    """Return {libraries: ForkServer} for several processes that grade.

    Empty where a child could not be kept from those of the others.
    """
    return {libraries: ForkServer(libraries, isolation, is_shared=True)
            for libraries in SECONDS} if can_share(isolation) else {}


class ForkServer:
    """Has imported the libraries once, and forks a server for each connection.

    is_shared: whether it is given to other processes of this machine, which
    connect to it too. It ends with the process that has made it.
    """

    def __init__(self, libraries, isolation, is_shared=False):
        self.is_shared = is_shared
        self.control, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        # a child that is another user must get into its own folder there
        self.folder = tempfile.mkdtemp()
        os.chmod(self.folder, 0o711)
        with theirs:
            self.process = subprocess.Popen(
                command(isolation, 'serve', 'several' if is_shared else 'one',
                        isolation, libraries,
                        folder_inside(isolation, self.folder)),
                stdin=theirs, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=ENVIRONMENT,
                start_new_session=True)

    def __getstate__(self):
        return {**vars(self), 'process': None}

    def connect(self):
        """Return the socket of a new server; OSError if this has ended."""
        mine, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        with theirs:
            try:
                socket.send_fds(self.control, [b'+'], [theirs.fileno()])
            except OSError:
                mine.close()
                raise
        return mine

    def close(self, seconds=0.5):
        """End it if it is this process's, and remove its folder."""
        self.control.close()  # it then ends by itself, with its servers
        if self.process:
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.process = None


class Drain(threading.Thread):
    """Reads a pipe to its end; keeps the beginning, counts all."""

    def __init__(self, pipe, most):
        super().__init__(daemon=True)
        self.pipe, self.most = pipe, most
        self.kept, self.count = bytearray(), 0
        self.start()

    def run(self):
        """Read, until all who could write have ended."""
        with open(self.pipe, 'rb', buffering=0) as pipe:
            while chunk := pipe.read(1 << 16):
                self.kept += chunk[:self.most - len(self.kept)]
                self.count += len(chunk)


class Sandbox:
    """Runs requests; its server starts with the first one.

    forks: the ForkServer that it shares with others, or None.
    """

    def __init__(self, libraries, isolation, forks=None):
        self.libraries, self.isolation = libraries, isolation
        self.forks, self.control, self.is_ready = forks, None, False
        self.spent = 0  # seconds that calls have taken

    def run(self, name, source, probe, args=(), kwargs=None, seed=0):
        """Return the Outcome of probing a submission, given as bytes."""
        request = pack({
            'name': name, 'source': np.array(bytearray(source), np.uint8),
            'probes': PROBES, 'probe': probe, 'args': list(args),
            'kwargs': kwargs or {}, 'seed': seed})
        if self.isolation == 'spawn':
            method = self.spawn
        else:
            method = self.fork
            self.start()
            self.wait()
        start = time.monotonic()
        with tempfile.TemporaryFile() as file:
            file.write(request)
            file.seek(0)
            status, answer, printed = method(file)
        for drain in answer, printed:
            drain.join(5)
        seconds = time.monotonic() - start
        self.spent += seconds
        return Outcome({
            'status': status, 'seconds': seconds,
            'printed': clean(printed.kept.decode(errors='replace')),
            'count': printed.count}, bytes(answer.kept))

    def fork(self, file):
        """Have the server's child answer; a server that fails is replaced."""
        (answer, out), (printed, err) = os.pipe(), os.pipe()
        drains = Drain(answer, ANSWER), Drain(printed, PRINTED)
        token, seconds = os.urandom(16), SECONDS[self.libraries]
        try:
            self.control.settimeout(10 * seconds + 20)
            socket.send_fds(self.control, [struct.pack(
                START, token, seconds)], [file.fileno(), out, err])
            back, status = struct.unpack(
                END, self.control.recv(struct.calcsize(END)))
            if back != token:
                raise OSError('an answer to another request')
        except (OSError, struct.error) as error:
            status = TIMED_OUT if isinstance(error, socket.timeout) else 0
            self.close()
        finally:
            os.close(out)
            os.close(err)
        return (status, *drains)

    def start(self):
        """Start the server, if there is none; its imports take a while."""
        if self.control or self.isolation == 'spawn':
            return
        if self.forks:
            with contextlib.suppress(OSError):  # it has ended
                self.control = self.forks.connect()
                return
        self.forks = ForkServer(self.libraries, self.isolation)
        self.control = self.forks.connect()

    def wait(self):
        """Wait until the server is ready; OSError if it does not start."""
        if not self.is_ready:
            self.control.settimeout(120)
            with contextlib.suppress(OSError):
                self.is_ready = self.control.recv(5) == b'ready'
        if not self.is_ready:
            self.close()  # the next call has a new one
            raise OSError('the server did not start')

    def spawn(self, file):
        """Answer in a new process, with no limit but the clock."""
        folder = tempfile.mkdtemp()
        child = subprocess.Popen(
            command('spawn', 'once', folder), stdin=file,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT,
            start_new_session=True)
        drains = (Drain(os.dup(child.stdout.fileno()), ANSWER),
                  Drain(os.dup(child.stderr.fileno()), PRINTED))
        with child.stdout, child.stderr:
            try:
                status = -min(0, child.wait(SECONDS['tensorflow']))
            except subprocess.TimeoutExpired:
                status = TIMED_OUT
                child.kill()
                child.wait()
        shutil.rmtree(folder, ignore_errors=True)
        return (status, *drains)

    def close(self):
        """End the server, and the fork server unless that is shared."""
        if self.control:
            self.control.close()  # it then ends by itself, and reaps its own
            if not self.forks.is_shared:
                self.forks.close(0.5 if self.is_ready else 0)
            self.control, self.is_ready = None, False
