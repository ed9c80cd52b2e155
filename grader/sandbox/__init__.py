"""Run a submitted file in a child process, and bring back plain data.

Three parts, in three places:

- here, the grader's: a `Sandbox` is asked to `run` a request, and judges how
  that has ended; `levels` chooses how the child is held;
- inside/__main__.py, the server: started once with NumPy or TensorFlow
  already imported, it forks a child for each request;
- inside/child.py, the child: it is held by inside/confine.py, loads the
  submission, calls it, and sends its answer.

JSON and the bytes of arrays cross the borders (inside/wire.py), never pickle.
The grader alone decides what is right: a child that lies can only give a
wrong answer. What is in inside/ is all of ours that a child may see.
"""
import contextlib
import itertools
import marshal
import os
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

# some of these are for those who import the package
from grader.sandbox.inside.wire import ANSWER, Other, pack, unpack, weight
from grader.sandbox.levels import (
    ENVIRONMENT, LEVELS, best_isolation, choose, command, describe,
    folder_inside, refuse_strangers, trial)

SECONDS = {'numpy': 5, 'tensorflow': 30}      # wall clock, a call
PRINTED = 4096          # bytes kept of what a submission prints
LATE, FULL, CROWDED = -1, -2, -3  # how it has ended, if by no signal
# the last ones turn the order of a line around
CONTROL = re.compile('[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff'
                     '\u202a-\u202e\u2066-\u2069]')
# compiled once, and not by each child
PROBES = np.frombuffer(marshal.dumps(compile(
    (Path(__file__).parents[1] / 'probes.py').read_text(), 'probes.py',
    'exec')), np.uint8)
# where root starts a child, it becomes a user that nobody is: one for each
# server, since a user's processes are counted together; the range is the one
# that systemd's dynamic users come from
USERS = itertools.cycle(random.SystemRandom().sample(range(61184, 65520),
                                                     4336))


class Outcome:
    """What came of one call.

    verdict: 'returned', 'error', 'timeout', 'memory' or 'exited';
    value: what the probe returned;
    message: for the other verdicts, what happened, in one line;
    exception, line, raised: of an error, the type of the exception, the line
    of the file that raised it or None, and its message without these two;
    stage: for errors, whether it happened in 'load', 'call' or 'return';
    printed, count: the beginning of what it printed, and how many bytes;
    size: bytes that it takes in memory, about.
    """

    def __init__(self, ending, left):
        self.size = weight(left)
        self.value = self.stage = self.line = None
        self.exception = self.raised = ''
        self.printed, self.count = ending['printed'], ending['count']
        self.verdict, message = self.judge(
            ending['status'], left, ending['seconds'])
        self.message = visible(' '.join(message.split()))

    def judge(self, status, left, seconds):
        """Return the verdict and its message; take over what was left."""
        if status in (LATE, signal.SIGKILL, getattr(signal, 'SIGXCPU', None)):
            return 'timeout', f'stopped after {seconds:.0f} s'
        if 'bad_alloc' in self.printed:
            return 'memory', 'out of memory'
        if status == FULL:
            return 'error', 'wrote too many files'
        if status == CROWDED:
            return 'error', 'started too many threads'
        if status in set(signal.Signals):
            return 'error', f'crashed: {signal.Signals(status).name}'
        try:
            answer = unpack(left)
            if 'error' not in answer:
                self.value = answer['value']
                return 'returned', ''
            self.stage, name = str(answer['stage']), str(answer['error'])
            self.exception, line = name, answer['line']
            self.line = line if isinstance(line, int) and line else None
            self.raised = visible(' '.join(str(answer['message']).split()))
            where = f' in line {self.line}' if self.line else ''
            message = f'{name}{where}: {answer["message"]}'
        except Exception:  # a child may have written anything
            return 'exited', 'the process ended and the call did not return'
        for kind, exception, words in (('memory', 'MemoryError',
                                        'out of memory'),
                                       ('exited', 'SystemExit',
                                        'asked to exit')):
            if name == exception:
                self.exception, self.raised = '', words
                return kind, words + where
        return 'error', message


def visible(text):
    """Return text without what controls how it is shown, but lines, tabs."""
    return CONTROL.sub('\N{REPLACEMENT CHARACTER}', text)


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
    """Runs requests; its server starts with the first one."""

    def __init__(self, libraries, isolation):
        self.libraries, self.isolation = libraries, isolation
        self.server, self.is_ready = None, False
        self.spent = 0  # seconds that calls have taken

    def run(self, name, source, probe, args=(), kwargs=None, seed=0):
        """Return the Outcome of probing a submission, given as bytes."""
        request = pack({
            'name': name, 'source': np.array(bytearray(source), np.uint8),
            'probes': PROBES, 'probe': probe, 'args': list(args),
            'kwargs': kwargs or {}, 'seed': seed})
        if self.isolation == 'spawn':
            way = self.spawn
        else:
            way = self.fork
            self.start()
            self.wait()
        start = time.monotonic()
        with tempfile.TemporaryFile() as file:
            file.write(request)
            file.seek(0)
            status, answer, printed = way(file)
        for drain in answer, printed:
            drain.join(5)
        seconds = time.monotonic() - start
        self.spent += seconds
        return Outcome({
            'status': status, 'seconds': seconds,
            'printed': visible(printed.kept.decode(errors='replace')),
            'count': printed.count}, bytes(answer.kept))

    def fork(self, file):
        """Have the server's child answer; a server that fails is replaced."""
        (answer, out), (printed, err) = os.pipe(), os.pipe()
        drains = Drain(answer, ANSWER), Drain(printed, PRINTED)
        token, seconds = os.urandom(16), SECONDS[self.libraries]
        try:
            self.control.settimeout(10 * seconds + 20)
            socket.send_fds(self.control, [struct.pack(
                '>16sd', token, seconds)], [file.fileno(), out, err])
            back, status = struct.unpack('>16si', self.control.recv(20))
            if back != token:
                raise OSError('an answer to another request')
        except (OSError, struct.error) as error:
            status = LATE if isinstance(error, socket.timeout) else 0
            self.close()
        finally:
            os.close(out)
            os.close(err)
        return (status, *drains)

    def start(self):
        """Start the server, if there is none; its imports take a while."""
        if self.server or self.isolation == 'spawn':
            return
        self.control, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)
        # a child that is another user must get into its own folder there
        self.place = tempfile.mkdtemp()
        os.chmod(self.place, 0o711)
        with theirs:
            self.server = subprocess.Popen(
                command(self.isolation, 'serve', self.isolation,
                        self.libraries, folder_inside(
                            self.isolation, self.place), str(next(USERS))),
                stdin=theirs, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, env=ENVIRONMENT,
                start_new_session=True)

    def wait(self):
        """Wait until the server is ready."""
        if not self.is_ready:
            self.control.settimeout(120)
            self.is_ready = self.control.recv(5) == b'ready'
        if not self.is_ready:
            raise OSError('the server did not start')

    def spawn(self, file):
        """Answer in a new process, with no limit but the clock."""
        place = tempfile.mkdtemp()
        child = subprocess.Popen(
            command('spawn', 'once', place), stdin=file,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT,
            start_new_session=True)
        drains = (Drain(os.dup(child.stdout.fileno()), ANSWER),
                  Drain(os.dup(child.stderr.fileno()), PRINTED))
        with child.stdout, child.stderr:
            try:
                status = -min(0, child.wait(SECONDS['tensorflow']))
            except subprocess.TimeoutExpired:
                status = LATE
                child.kill()
                child.wait()
        shutil.rmtree(place, ignore_errors=True)
        return (status, *drains)

    def close(self):
        """End the server, and remove what it has left."""
        if self.server:
            self.control.close()  # it then ends by itself, and reaps its own
            try:
                self.server.wait(0.5 if self.is_ready else 0)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
            shutil.rmtree(self.place, ignore_errors=True)
            self.server, self.is_ready = None, False


@contextlib.contextmanager
def sandboxes(isolation):
    """Yield a pair of sandboxes, for NumPy and TensorFlow; end them."""
    pair = {libraries: Sandbox(libraries, isolation) for libraries in SECONDS}
    try:
        yield pair
    finally:
        for each in pair.values():
            each.close()
