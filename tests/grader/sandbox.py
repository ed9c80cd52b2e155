"""Run a submitted file in a child process, and bring back plain data.

Three roles live in this one file, because it is the only file of ours that
the child may see:

- the grader holds a `Sandbox` and asks it to `run` a request;
- a server, started once with NumPy or TensorFlow already imported, forks a
  child for each request, drains what it prints, and kills what it leaves;
- the child limits itself, loads the submission from the bytes it was sent,
  calls it, and leaves its answer in a file.

JSON and .npy cross the borders, never pickle. The grader alone decides what
is right: a child that lies can only give a wrong answer.
"""
import ctypes
import functools
import gc
import io
import json
import os
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import traceback
import types
from pathlib import Path

import numpy as np

try:
    import resource
except ImportError:  # Windows
    resource = None

SECONDS = {'numpy': 5, 'tensorflow': 30}      # wall clock, a call
MEMORY = {'numpy': 1 << 30, 'tensorflow': 4 << 30}  # beyond the libraries'
PRINTED = 4096          # bytes kept of what a submission prints
ANSWER = 8 << 20        # bytes, the largest answer that is read
# one thread: arrays are small, and several submissions run at once; and
# Eigen's own kernels, since oneDNN would compile its kernels in each child
LIBRARIES = {
    'OMP_NUM_THREADS': '1', 'OPENBLAS_NUM_THREADS': '1',
    'TF_NUM_INTRAOP_THREADS': '1', 'TF_NUM_INTEROP_THREADS': '1',
    'TF_CPP_MIN_LOG_LEVEL': '3', 'TF_ENABLE_ONEDNN_OPTS': '0',
    'TENSORFLOW_USE_CUSTOM_CONTRACTION_KERNEL': 'false',
    'PYTHONDONTWRITEBYTECODE': '1', 'PYTHONHASHSEED': '0'}
ENVIRONMENT = {**LIBRARIES, **{
    key: os.environ[key] for key in ('PATH', 'SYSTEMROOT', 'TMPDIR')
    if key in os.environ}}
DESCRIPTION = {
    'bubblewrap': 'bubblewrap and limits: no network, nothing but the '
    'libraries to read, nothing to write to',
    'limits': 'limits alone: time, memory, file size; bubblewrap would also '
    'keep a file from reading and writing others',
    'spawn': 'the wall clock alone: run only files that you trust'}
# where root starts a child, it becomes a user that nobody is: one for each
# server, since a user's processes are counted together; the range is the one
# that systemd's dynamic users come from
USERS = range(61184, 65520)


# What crosses the borders

def pack(data):
    """Return bytes: a JSON tree whose arrays follow as .npy."""
    arrays = []

    def plain(item, depth=0):
        if depth > 20:
            raise ValueError('nested too deeply')
        if item is None or type(item) in (bool, int, float, str):
            return item
        if isinstance(item, (np.ndarray, np.generic)) \
                and item.dtype.kind in 'biufc':
            arrays.append(np.asarray(item))
            return {'array': len(arrays) - 1,
                    'scalar': isinstance(item, np.generic)}
        if type(item) in (list, tuple):
            return {type(item).__name__: [plain(x, depth + 1) for x in item]}
        if isinstance(item, dict):
            return {'dict': [[plain(key, depth + 1), plain(x, depth + 1)]
                             for key, x in item.items()]}
        return {'other': type(item).__name__}

    text = json.dumps(plain(data)).encode()
    file = io.BytesIO()
    for array in arrays:
        np.lib.format.write_array(file, array, allow_pickle=False)
    return struct.pack('>Q', len(text)) + text + file.getvalue()


class Other:
    """Stands for an object that is neither plain data nor an array."""

    def __init__(self, type_name):
        self.type_name = type_name

    def __repr__(self):
        return f'an object of type {self.type_name}'


def unpack(data):
    """Return what `pack` was given; ValueError if the bytes are not such."""
    size, = struct.unpack('>Q', data[:8])
    if size > 1 << 20:
        raise ValueError(f'JSON: expected at most 1 MiB, got {size} bytes')
    tree = json.loads(data[8:8 + size].decode())
    file, arrays = io.BytesIO(data[8 + size:]), []
    while file.tell() < len(data) - 8 - size:
        # the header is checked before NumPy reserves memory for the array
        start, version = file.tell(), np.lib.format.read_magic(file)
        if version != (1, 0):
            raise ValueError(f'.npy: expected version 1.0, got {version}')
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        left = len(data) - 8 - size - file.tell()
        if dtype.hasobject or np.prod(shape, dtype=object) \
                * dtype.itemsize > left:
            raise ValueError(f'.npy: {dtype}, shape {shape} in {left} bytes')
        file.seek(start)
        arrays.append(np.lib.format.read_array(file, allow_pickle=False))

    def whole(item):
        if not isinstance(item, dict):
            return item
        if 'array' in item:
            array = arrays[item['array']]
            return array[()] if item['scalar'] else array
        if 'dict' in item:
            return {whole(key): whole(x) for key, x in item['dict']}
        if 'other' in item:
            return Other(item['other'])
        (kind, items), = item.items()
        return (tuple if kind == 'tuple' else list)(whole(x) for x in items)

    return whole(tree)


# The child: from a request to an answer

@functools.lru_cache(maxsize=1)
def defined(probes):
    """Return what the text of the probes defines, by name."""
    names = {}
    exec(compile(probes, 'probes.py', 'exec'), names)
    return names


def answer(request):
    """Load the request's source, probe it, and return plain data."""
    seed, filename = np.random.seed, request['name'] + '.py'
    probes, stage = defined(request['probes']), 'load'
    random.seed(request['seed'])
    seed(request['seed'])
    try:
        module = types.ModuleType(request['name'])
        module.__file__ = filename
        exec(compile(request['source'].tobytes(), filename, 'exec'),
             module.__dict__)
        stage = 'call'
        seed(request['seed'])
        value = probes[request['probe']](module, *request['args'],
                                         **request['kwargs'])
        return {'value': value, 'args': request['args']}
    except BaseException as error:
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__)
                 if frame.f_code.co_filename == filename]
        return {'error': type(error).__name__, 'message': str(error)[:500],
                'stage': stage,
                'line': lines[-1] if lines else getattr(error, 'lineno', None)}


def perform(request, folder):
    """Be the child: leave the packed answer in the folder, and end."""
    os.environ.clear()
    os.environ.update(LIBRARIES, HOME=folder, TMPDIR=folder, LANG='C.UTF-8')
    os.chdir(folder)
    stdout = sys.stdout
    try:
        data = pack(answer(request))
        stdout.flush()
    except BaseException as error:  # what it returned cannot be packed
        data = pack({'error': type(error).__name__, 'stage': 'return',
                     'message': str(error)[:500], 'line': None})
    with open(os.path.join(folder, 'answer'), 'wb') as file:
        file.write(data)
    os._exit(0)


def drop_rights(libraries, folder, user):
    """Limit what this process may use; if it is root's, become the user."""
    pages = int(Path('/proc/self/statm').read_text().split()[0]) \
        if os.path.exists('/proc/self/statm') else 0
    limits = {'CPU': SECONDS[libraries], 'CORE': 0, 'FSIZE': ANSWER,
              'NOFILE': 256, 'AS': pages * resource.getpagesize()
              + MEMORY[libraries]}
    if can_change_user():
        limits['NPROC'] = 512
    for name, most in limits.items():
        resource.setrlimit(getattr(resource, f'RLIMIT_{name}'), (most, most))
    if can_change_user():
        os.chown(folder, user, user)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)


def can_change_user():
    """Return whether this is root, and others could read the libraries."""
    return os.geteuid() == 0 and all(
        parent.stat().st_mode & 0o005 == 0o005
        for module in (os, np) for parent in Path(module.__file__).parents)


# The server: from bytes on its standard input to bytes on its output

def receive(stream):
    """Return the next message of a stream, or None at its end."""
    size = stream.read(8)
    return stream.read(struct.unpack('>Q', size)[0]) if size else None


def send(stream, data):
    """Write a message to a stream."""
    stream.write(struct.pack('>Q', len(data)) + data)
    stream.flush()


def serve(libraries):
    """Answer each request in a forked child, until the input ends."""
    requests, replies = os.fdopen(os.dup(0), 'rb'), os.fdopen(os.dup(1), 'wb')
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    if libraries == 'tensorflow':
        import tensorflow
        tensorflow.keras.layers.Dense  # loaded now, and not by each child
    gc.collect()
    gc.freeze()  # else each child's collector goes through all of it
    if hasattr(ctypes.CDLL(None), 'prctl'):
        ctypes.CDLL(None).prctl(36, 1)  # orphans become this process's own
    send(replies, b'ready')
    user = USERS[unpack(receive(requests)) % len(USERS)]
    for data in iter(lambda: receive(requests), None):
        request = unpack(data)
        defined(request['probes'])  # now, and not by each child
        folder = tempfile.mkdtemp()
        read, write = os.pipe()
        start = time.monotonic()
        pid = os.fork()
        if not pid:
            os.setsid()
            requests.close()
            replies.close()
            os.dup2(write, 1)
            os.dup2(write, 2)
            os.closerange(3, 256)
            drop_rights(libraries, folder, user)
            perform(request, folder)
        os.close(write)
        ending = supervise(pid, read, SECONDS[libraries])
        kill(pid)
        for part in report(folder, start, *ending):
            send(replies, part)


def supervise(pid, read, seconds):
    """Wait for a child; return its signal (None: too late) and its prints."""
    end, printed, count, reading = time.monotonic() + seconds, b'', 0, True
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if reading and select.select([read], [], [], 0 if ended else 0.05)[0]:
            chunk = os.read(read, 1 << 16)
            printed += chunk[:PRINTED - len(printed)]
            count += len(chunk)
            reading = bool(chunk)
        if ended or time.monotonic() > end:
            os.close(read)
            return status & 127 if ended else None, printed, count
        if not reading:
            time.sleep(0.001)


def kill(pid):
    """Kill a child and all processes that descend from it."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        parents = {}
        for stat in Path('/proc').glob('[0-9]*/stat'):
            try:
                parents[int(stat.parent.name)] = int(
                    stat.read_text().rpartition(')')[2].split()[1])
            except OSError:
                pass  # it has just ended
        for process in parents:
            ancestor = parents[process]
            while ancestor not in (0, os.getpid()):
                ancestor = parents.get(ancestor, 0)
            if ancestor:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    pass


def report(folder, start, status, printed=b'', count=0):
    """Return how a child ended, and the answer it left; remove its folder."""
    ending = {'status': status, 'seconds': time.monotonic() - start,
              'printed': printed.decode(errors='replace'), 'count': count}
    try:
        file = os.open(os.path.join(folder, 'answer'),
                       os.O_RDONLY | getattr(os, 'O_NOFOLLOW', 0))
        with open(file, 'rb') as file:
            left = file.read(ANSWER)
    except OSError:
        left = b''
    shutil.rmtree(folder, ignore_errors=True)
    return pack(ending), left


# The grader's side

class Outcome:
    """What came of one call.

    verdict: 'returned', 'error', 'timeout', 'memory' or 'exited';
    value, args: what the call returned, and its arguments afterwards;
    message: for the other verdicts, what happened, in one line;
    stage: for errors, whether it happened in 'load', 'call' or 'return';
    printed, count: the beginning of what it printed, and how many bytes;
    size: bytes that went to and fro.
    """

    def __init__(self, request, ending, left):
        self.size = len(request) + len(left)
        self.value = self.args = self.stage = None
        self.printed, self.count = ending['printed'], ending['count']
        self.verdict, self.message = self.judge(
            ending['status'], left, ending['seconds'])

    def judge(self, status, left, seconds):
        """Return the verdict and its message; take over what was left."""
        if status in (None, signal.SIGKILL, getattr(signal, 'SIGXCPU', None)):
            return 'timeout', f'stopped after {seconds:.0f} s'
        if 'bad_alloc' in self.printed:
            return 'memory', 'out of memory'
        if status in set(signal.Signals):
            return 'error', f'crashed: {signal.Signals(status).name}'
        try:
            answer = unpack(left)
            if 'error' not in answer:
                self.value, self.args = answer['value'], answer['args']
                return 'returned', ''
            self.stage, name = answer['stage'], answer['error']
            where = f' in line {answer["line"]}' if answer['line'] else ''
            message = f'{name}{where}: {answer["message"]}'
        except Exception:  # a child may have written anything
            return 'exited', 'the process ended and the call did not return'
        if name == 'MemoryError':
            return 'memory', f'out of memory{where}'
        if name == 'SystemExit':
            return 'exited', f'asked to exit{where}'
        return 'error', message


class Sandbox:
    """Runs requests; its server starts with the first one."""

    def __init__(self, libraries, isolation):
        self.libraries, self.isolation = libraries, isolation
        self.server = None

    def run(self, name, source, probe, args=(), kwargs=None, seed=0):
        """Return the Outcome of probing a submission, given as bytes."""
        request = pack({
            'name': name, 'source': np.array(bytearray(source), np.uint8),
            'probes': PROBES, 'probe': probe, 'args': list(args),
            'kwargs': kwargs or {}, 'seed': seed})
        if self.isolation == 'spawn':
            ending, left = self.spawn(request)
        else:
            ending, left = self.fork(request)
        return Outcome(request, unpack(ending), left)

    def fork(self, request):
        """Have the server answer; it is started anew if it has been killed."""
        start = time.monotonic()
        try:
            if not self.server:
                self.server = subprocess.Popen(
                    command(self.isolation) + ['serve', self.libraries],
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL, env=ENVIRONMENT,
                    start_new_session=True)
                self.expect(120)
                send(self.server.stdin, pack(self.server.pid))
            send(self.server.stdin, request)
            ending = self.expect(SECONDS[self.libraries] + 20)
            left = receive(self.server.stdout)
            if left is not None:
                return ending, left
            status = 0
        except TimeoutError:
            status = None
        except (OSError, struct.error):
            status = 0
        self.close()  # the submission has killed or stopped the server
        return report('', start, status)

    def expect(self, seconds):
        """Return the server's next message, TimeoutError if it is late."""
        if not select.select([self.server.stdout], [], [], seconds)[0]:
            raise TimeoutError
        return receive(self.server.stdout)

    def spawn(self, request):
        """Answer in a new process, with no limit but the clock."""
        folder, start = tempfile.mkdtemp(), time.monotonic()
        with tempfile.TemporaryFile() as printed:
            child = subprocess.Popen(
                command('spawn') + ['once', folder], stdin=subprocess.PIPE,
                stdout=printed, stderr=printed, env=ENVIRONMENT,
                start_new_session=True)
            try:
                child.communicate(request, SECONDS['tensorflow'])
                status = -min(0, child.returncode)
            except subprocess.TimeoutExpired:
                status = None
            child.kill()
            child.wait()
            count = printed.seek(0, os.SEEK_END)
            printed.seek(0)
            return report(folder, start, status, printed.read(PRINTED), count)

    def close(self):
        """End the server."""
        if self.server:
            self.server.kill()
            self.server.communicate()
            self.server = None


PROBES = (Path(__file__).parent / 'probes.py').read_text() \
    if __name__ != '__main__' else ''


def command(isolation):
    """Return the command line that starts this file, isolated as named."""
    python = [sys.executable, '-I', str(Path(__file__).resolve())]
    if isolation != 'bubblewrap':
        return python
    shown = {Path(path).resolve() for path in (
        sys.prefix, sys.base_prefix, '/usr', __file__)}
    shown |= {Path(path) for path in ('/bin', '/lib', '/lib64', sys.prefix)}
    line = ['bwrap', '--unshare-pid', '--unshare-net', '--unshare-ipc',
            '--unshare-uts', '--die-with-parent', '--proc', '/proc',
            '--dev', '/dev', '--tmpfs', '/tmp',
            # no password file here tells libraries which home root has
            '--setenv', 'HOME', '/tmp']
    folders = {parent for path in shown for parent in path.parents}
    for parent in sorted(folders - {Path('/'), Path('/tmp')}):
        # by default parents would be closed to all but root
        line += ['--perms', '0755', '--dir', str(parent)]
    for path in sorted(shown):
        line += ['--ro-bind-try', str(path), str(path)]
    line += ['--remount-ro', '/']
    if os.geteuid() == 0:
        for right in 'SETUID', 'SETGID', 'CHOWN', 'KILL', 'DAC_OVERRIDE':
            line += ['--cap-add', f'CAP_{right}']
    return line + python


def best_isolation():
    """Return 'bubblewrap' where it works, else 'limits', else 'spawn'."""
    if sys.platform != 'linux':
        return 'spawn'
    if not shutil.which('bwrap'):
        return 'limits'
    probe = subprocess.run(command('bubblewrap') + ['probe'],
                           capture_output=True, env=ENVIRONMENT)
    return 'limits' if probe.returncode else 'bubblewrap'


if __name__ == '__main__':
    if sys.argv[1] == 'serve':
        serve(sys.argv[2])
    elif sys.argv[1] == 'once':
        request = unpack(sys.stdin.buffer.read())
        perform(request, sys.argv[2])
