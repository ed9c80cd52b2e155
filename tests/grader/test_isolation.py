"""What a child cannot reach: files, processes, the network, the kernel."""
import contextlib
import os
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from children import isolated
from grader import sandbox

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=['bubblewrap', 'landlock'], scope='module')
def contained(request):
    """A child of the isolations that contain more than limits do."""
    yield from isolated(request.param)


ESCAPES = {  # what a child tries, with the path of our tests
    'lists the tests': 'os.listdir(tests)',
    'reads the tests': 'open(tests + "/conftest.py")',
    'imports the grader': 'import grader.mistakes',
    'reads the root folder': 'os.listdir("/")',
    'reads who there is': 'open("/etc/passwd")',
    'reads of the network': 'open("/proc/self/net/tcp")',
    'reads where all is mounted': 'open("/proc/self/mountinfo")',
    'asks where all is mounted':
        'call("syscall", 458, b" " + bytes(7) + b"\\xff" * 8 + bytes(16), '
        'ctypes.create_string_buffer(800), 100, 0)',
    'opens a file neither to read nor to write':
        'open("x", "w"), os.open("x", 3)',
    'gives a thread a table of open files':
        'call("syscall", 436, 200, 0xFFFFFFFF, 2)',
    'has the kernel keep rules':
        'call("syscall", 444, bytes(8) + b"\\3" + bytes(7), 16, 0)',
    'has the kernel keep filters':
        'call("prctl", 22, 2, struct.pack("@HP", 1, ctypes.addressof('
        'ctypes.create_string_buffer(b"\\6" + bytes(5) + b"\\xff\\x7f"))), '
        '0, 0)',
    'outlives its server': 'call("prctl", 1, 0)',
    'reads of other processes': 'open("/proc/1/stat")',
    'writes to the project': 'open(tests + "/../x", "w")',
    'writes to where temporary files lie':
        f'open({os.path.join(tempfile.gettempdir(), "x")!r}, "w")',
    'writes to shared memory': 'open("/dev/shm/x", "w")',
    'takes room that no file shows':
        'os.posix_fallocate(os.open("x", os.O_CREAT | os.O_RDWR), 0, 9)',
    'removes a file that it may keep open': 'open("x", "w"), os.remove("x")',
    'renames a file over another':
        'open("x", "w"), open("y", "w"), os.rename("x", "y")',
    'makes a file in no folder': 'os.open(".", os.O_TMPFILE | os.O_RDWR)',
    'writes all to the disk': 'call("syncfs", 0)',
    'takes of what the machine has for reading':
        'call("syscall", io_setup, 9, ctypes.byref(ctypes.c_ulong()))',
    'locks a library': 'fcntl.flock(os.open(library, 0), fcntl.LOCK_EX)',
    'leases a library':
        'fcntl.fcntl(os.open(library, 0), fcntl.F_SETLEASE, fcntl.F_RDLCK)',
    'writes to a library': 'open(library, "a")',
    'empties a library':
        'os.truncate(library, os.path.getsize(library))',
    'empties a file as it reads': 'os.open(os.devnull, os.O_TRUNC)',
    'changes the mode of a library':
        'os.chmod(library, os.stat(library).st_mode)',
    'changes the time of a library': 'os.utime(library)',
    'gives a library away': 'os.chown(library, -1, -1)',
    'makes a folder': 'os.mkdir("x")',
    'makes a link': 'os.symlink(tests, "x")',
    'makes a named pipe': 'os.mkfifo("x")',
    'writes above its folder': 'open("../x", "w")',
    'connects': 'socket.create_connection(("127.0.0.1", 9))',
    'sends': 'socket.socket(socket.AF_INET, socket.SOCK_DGRAM)',
    'speaks to services': 'socket.socket(socket.AF_UNIX)',
    'starts a process': 'os.fork()',
    'starts a program': 'os.execv("/bin/true", ["true"])',
    'starts a program beside it': 'os.posix_spawn("/bin/true", ["true"], {})',
    'signals its server': 'os.kill(os.getppid(), 0)',
    'signals all': 'os.kill(-1, 0)',
    'limits its server': 'resource.prlimit(os.getppid(), 7)',
    'slows its server':
        'os.setpriority(os.PRIO_PROCESS, os.getppid(), 0)',
    'moves its server':
        'os.sched_setaffinity(os.getppid(), os.sched_getaffinity(0))',
    'signals by a pipe': 'fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, '
                         'os.getppid())',
    'reads the server': 'open(f"/proc/{os.getppid()}/mem", "rb")',
    'writes to the server': 'open(f"/proc/{os.getppid()}/fd/0", "wb")'}


@pytest.mark.parametrize('escape', ESCAPES)
def test_nothing_else_can_be_touched(contained, escape):
    """A child reads the libraries, and writes to its own folder."""
    outcome = contained(f'''
import ctypes, fcntl, os, platform, resource, socket, struct
library = os.path.dirname(os.__file__) + "/this.py"
io_setup = 206 if platform.machine() == "x86_64" else 0
def call(name, *args):
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*args) < 0:
        raise OSError(ctypes.get_errno(), name)
def f(tests):
    {ESCAPES[escape]}''', str(ROOT / 'tests'))
    assert outcome.verdict == 'error', escape
    assert outcome.message.partition(' ')[0] in (
        'PermissionError', 'FileNotFoundError', 'ProcessLookupError',
        'BlockingIOError', 'OSError', 'ModuleNotFoundError'), outcome.message


NEIGHBOURLY = {  # what a child tries, with the process beside it
    'lists their folders': 'os.listdir("../..")',
    'writes beside its folder': 'open("../../x", "w")',
    'signals it': 'os.kill(pid, 0)',
    'reads its memory': 'open(f"/proc/{pid}/mem", "rb")',
    'reads its files': 'os.listdir(f"/proc/{pid}/fd")',
    'reads its state': 'open(f"/proc/{pid}/stat")',
    'limits it': 'os.sched_setaffinity(pid, {0})'}


@pytest.mark.parametrize('level', ['bubblewrap', 'landlock'])
def test_a_child_of_the_same_fork_server_cannot_be_touched(level):
    """Two that run side by side, as those of two processes that grade."""
    with ThreadPoolExecutor() as pool, contextlib.ExitStack() as stack, \
            contextlib.contextmanager(isolated)(level):
        shared = sandbox.fork_servers(level)
        if not shared:
            pytest.skip('no Landlock, or no filter: nothing is shared')
        for each in shared.values():
            stack.callback(each.close)
        one, other = (stack.enter_context(sandbox.sandboxes(level, shared))[
            'numpy'] for _ in range(2))
        for each in one, other:
            assert each.run('task', b'def f(): return 1', 'call', ['f']).value
        before = set(psutil.Process().children(recursive=True))
        waiting = pool.submit(one.run, 'task', b'import time\ndef f():\n'
                              b'    time.sleep(3)\n    return 5', 'call',
                              ['f'])
        time.sleep(1)  # it sleeps
        child = max(set(psutil.Process().children(recursive=True)) - before,
                    key=lambda process: process.create_time())
        status = Path(f'/proc/{child.pid}/status').read_text()
        pid = int(status.partition('NSpid:')[2].splitlines()[0].split()[-1])
        for name, escape in NEIGHBOURLY.items():
            source = f'import os\ndef f(pid):\n    {escape}'
            outcome = other.run('task', source.encode(), 'call', ['f', pid])
            assert outcome.verdict == 'error', name
            assert outcome.exception in ('PermissionError', 'OSError'), name
        assert waiting.result().value == 5
