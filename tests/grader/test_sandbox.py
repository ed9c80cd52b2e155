"""The sandbox: what crosses its borders, and what does not."""
import collections
import contextlib
import functools
import json
import os
import resource
import struct
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psutil
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays

from grader import sandbox, submission
from grader.submission import ROOT

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-2 ** 60, 2 ** 60) | st.text()
    | st.floats(allow_nan=False) | arrays.arrays(
        st.sampled_from([np.float32, np.float64, np.int64, np.uint8, np.bool_,
                         np.complex128]), arrays.array_shapes(min_dims=0),
        elements={'allow_nan': False}),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
    | st.dictionaries(st.text() | st.integers(0, 9), inner, max_size=3),
    max_leaves=8)


def same(one, other):
    """Return whether two plain data are equal, in types and dtypes too."""
    if isinstance(one, (np.ndarray, np.generic)):
        return (type(one) is type(other) and one.dtype == other.dtype
                and one.shape == other.shape and bool(np.all(one == other)))
    if isinstance(one, (list, tuple)):
        return (type(one) is type(other) and len(one) == len(other)
                and all(map(same, one, other)))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(
            same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


@given(PLAIN)
def test_plain_data_cross_unchanged(data):
    """Numbers, text, arrays, and what lists, tuples and dicts make of them."""
    assert same(data, sandbox.unpack(sandbox.pack(data)))


@given(st.binary(max_size=200))
def test_bytes_that_are_no_answer_are_an_error(data):
    """A child may write anything; the grader goes on."""
    outcome = sandbox.Outcome(
        {'status': 0, 'seconds': 0, 'printed': '', 'count': 0}, data)
    assert outcome.verdict == 'exited'


@pytest.mark.parametrize('array', [
    ['<f8', [1 << 20, 1 << 20], False], ['<f8', [1 << 62], False],
    ['<f8', [1] * 40, False], ['|O', [1], False], ['<U0', [4000000000], False],
    ['<f8', [-1], False], ['<f8', [1.0], False]])
def test_arrays_are_checked_before_memory_is_reserved(array):
    """Eight terabytes, or a pickle, announced in a few bytes."""
    text = json.dumps({'array': array}).encode()
    data = struct.pack('>Q', len(text)) + text + bytes(64)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValueError, match='^array: '):
        sandbox.unpack(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 2000


@pytest.mark.parametrize('tree, error', [
    ({'list': [None] * 30000}, 'at most 20000 items'),
    ({'dict': [[n, 0] for n in range(15000)]}, 'at most 20000 items'),
    ({'list': [10 ** 30]}, 'at most 64 bits'),
    ({'dict': [[{'tuple': []}, 0]]}, 'a plain key'),
    (functools.reduce(lambda x, _: {'list': [x]}, range(30), 0),
     'nested too deeply')])
def test_an_answer_is_bounded(tree, error):
    """In items, depth and digits; its keys are numbers and text."""
    text = json.dumps(tree).encode()
    with pytest.raises(ValueError, match=error):
        sandbox.unpack(struct.pack('>Q', len(text)) + text)


def test_text_that_has_no_form_in_utf_8_is_replaced():
    """Else a report of it could not be written."""
    assert sandbox.unpack(sandbox.pack(['a\ud800'])) == ['a?']


def test_messages_and_prints_do_not_control_a_terminal():
    """Else they could overwrite the table of results."""
    left = sandbox.pack({'error': 'E', 'message': '\x1b[2Jall right\x07',
                         'stage': 'call', 'line': None})
    outcome = sandbox.Outcome(
        {'status': 0, 'seconds': 0, 'printed': '', 'count': 0}, left)
    assert outcome.message == 'E: \ufffd[2Jall right\ufffd'


def test_a_large_tree_is_refused():
    """Lists of lists would take fifty times their text in memory."""
    text = b'[' + b'[],' * (1 << 19) + b'0]'
    with pytest.raises(ValueError, match='JSON: expected at most 1 MiB'):
        sandbox.unpack(struct.pack('>Q', len(text)) + text)


def cage(isolation):
    """Yield a function that runs source in a sandbox, then close that."""
    if isolation != 'spawn':
        try:
            sandbox.trial(isolation)
        except OSError as reason:
            pytest.skip(str(reason))
    with contextlib.closing(sandbox.Sandbox('numpy', isolation)) as box:
        yield lambda source, *args: box.run('task', source.encode(), 'call',
                                            ['f', *args])


@pytest.fixture(params=sandbox.LEVELS, scope='module')
def caged(request):
    """Each isolation."""
    yield from cage(request.param)


@pytest.fixture(params=sandbox.LEVELS[:3], scope='module')
def limited(request):
    """The isolations that limit more than the time."""
    yield from cage(request.param)


def test_a_call_comes_back(caged):
    """With its value, and what it has printed."""
    outcome = caged('def f(a, b):\n    a += 1\n    print("hello")\n'
                    '    return a, b', np.arange(3.), {'k': (1, None)})
    assert same(outcome.value, (np.array([1., 2., 3.]), {'k': (1, None)}))
    assert outcome.printed.split() == ['hello']


def test_a_call_starts_clean(caged):
    """No input, an empty folder, no environment but the sandbox's own."""
    outcome = caged('import os, sys\ndef f():\n    return sys.stdin.read(), '
                    'os.listdir("."), sorted(os.environ)')
    stdin, files, names = outcome.value
    assert stdin == '' and files == [] and 'PATH' not in names


SEARCH = '''
import ctypes, re
ctypes.CDLL(None).prctl(4, 1)
def f(wanted):
    found = 0
    with open("/proc/self/maps") as maps, \\
            open("/proc/self/mem", "rb", 0) as memory:
        for start, end in re.findall(r"(\\w+)-(\\w+) rw", maps.read()):
            try:
                memory.seek(int(start, 16))
                data = memory.read(int(end, 16) - int(start, 16))
            except (OSError, OverflowError):
                continue
            found += len(re.findall(wanted.encode(), data))
    return found
'''


def test_nothing_of_another_request_is_in_memory():
    """A child that may look through all of its own finds only its own."""
    with contextlib.contextmanager(cage)('limits') as child:
        child('def f(): return "word-of-another"')
        assert child(SEARCH, 'word[-]of[-]another').value == 0
        assert child(f'{SEARCH}# word-of-mine', 'word[-]of[-]mine').value > 0


def test_errors_say_their_line(caged):
    """The type, the line of the submission, and the message."""
    outcome = caged('def f():\n    x = 1\n    return x / 0\n')
    assert (outcome.verdict, outcome.stage) == ('error', 'call')
    assert outcome.message == 'ZeroDivisionError in line 3: division by zero'
    assert caged('def f(:\n').message.startswith('SyntaxError in line 1: ')


def test_tests_and_solutions_cannot_be_imported(caged):
    """Their folders are not on the child's path."""
    for name in 'sandbox', 'oracles', 'mistakes', 'solution', 'conftest':
        outcome = caged(f'import {name}\ndef f(): pass')
        assert outcome.message.startswith('ModuleNotFoundError')


def test_three_million_lines_do_not_hide_a_right_answer(caged):
    """They are counted, and the first are kept."""
    outcome = caged('def f():\n    for _ in range(3000000):\n'
                    '        print("line")\n    return 5')
    assert (outcome.value, outcome.count) == (5, 15_000_000)
    assert len(outcome.printed) <= sandbox.PRINTED


@pytest.mark.parametrize('source, verdict', [
    ('def f(): return bytearray(50 << 30)', 'memory'),
    ('import os\nos._exit(0)', 'exited'),
    ('def f(): exit()', 'exited'),
    ('import ctypes\ndef f(): ctypes.string_at(0)', 'error'),
    ('def f():\n    with open("large", "wb") as file:\n'
     '        file.write(bytes(100 << 20))', 'error')])
def test_verdicts(limited, source, verdict):
    """What a child does to itself is told apart."""
    assert limited(source).verdict == verdict


def test_a_killed_server_costs_one_call(limited):
    """Where the child may kill its server, the next call has a new one."""
    killer = limited('import os, signal\ndef f():\n'
                     '    os.kill(os.getppid(), signal.SIGKILL)\n    return 1')
    assert killer.verdict in ('exited', 'error')
    assert limited('def f(): return 2').value == 2


def test_there_is_an_end_to_threads(limited):
    """Also where no user of its own has only so many."""
    outcome = limited('''
import threading, time
threading.stack_size(1 << 15)
def f():
    try:
        for _ in range(1500):
            threading.Thread(target=time.sleep, args=[2], daemon=True).start()
    except RuntimeError:
        pass
    time.sleep(1)
    return threading.active_count()''')
    assert outcome.value and outcome.value <= 512 or \
        outcome.message == 'started too many threads'


@pytest.mark.parametrize('isolation', sandbox.LEVELS[:3])
def test_a_child_ends_with_its_server(isolation):
    """So nothing is left of a run that is killed, though a child wants to."""
    with ThreadPoolExecutor() as pool, contextlib.contextmanager(cage)(
            isolation) as caged:
        caged('def f(): pass')
        before = set(psutil.Process().children(recursive=True))
        pool.submit(caged, 'import ctypes, time\n'
                    'ctypes.CDLL(None).prctl(1, 0)\n'
                    'def f(): time.sleep(77)')
        child = None
        while not child:
            child = (set(psutil.Process().children(recursive=True))
                     - before or [None]).pop()
        time.sleep(0.5)  # it sleeps
        child.parent().kill()
        assert not psutil.wait_procs([child], timeout=4)[1]


def test_a_call_is_not_late_because_others_take_the_processors(monkeypatch):
    """What keeps it from running does not count as its time."""
    count = 2 * os.cpu_count()
    with ThreadPoolExecutor(count) as pool, contextlib.ExitStack() as boxes:
        neighbour, *others = [
            boxes.enter_context(contextlib.contextmanager(cage)('limits'))
            for _ in range(1 + count)]
        busy = ('import time\ndef f():\n'
                '    while time.process_time() < {}: pass')
        for box in neighbour, *others:
            box(busy.format(0))
        others = [pool.submit(other, busy.format(0.8)) for other in others]
        time.sleep(0.2)  # they have begun, with the time that is usual
        monkeypatch.setitem(sandbox.SECONDS, 'numpy', 0.5)
        assert neighbour(busy.format(0.4)).verdict == 'returned'
        assert not any(other.done() for other in others)


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can give each '
                    'sandbox a user, and so threads, of its own')
def test_one_sandbox_does_not_use_up_the_threads_of_another():
    """Where one may start no more, its neighbour starts as many as before."""
    caged = contextlib.contextmanager(cage)
    start = ('import threading, time\ndef f(seconds):\n    count = 0\n'
             '    try:\n        while count < 1000:\n'
             '            threading.Thread(target=time.sleep, args=[seconds], '
             'daemon=True).start()\n            count += 1\n'
             '    except RuntimeError:\n        pass\n'
             '    time.sleep(seconds)\n    return count')
    with ThreadPoolExecutor() as pool, caged('bubblewrap') as bomb, \
            caged('bubblewrap') as neighbour:
        bombed = pool.submit(bomb, 'import threading\n'
                             'threading.stack_size(1 << 16)\n' + start, 2)
        counts = [neighbour('import threading\n'
                            'threading.stack_size(1 << 16)\n' + start, 0.1)]
        while not bombed.done():
            counts.append(neighbour('def f(): return 0'))
    assert 100 < bombed.result().value < 1000
    assert 100 < counts[0].value < 1000
    assert all(count.verdict == 'returned' for count in counts)


@pytest.fixture(params=['bubblewrap', 'landlock'], scope='module')
def held(request):
    """The isolations that hold more than the child's own limits."""
    yield from cage(request.param)


ESCAPES = {  # what a child tries, with the path of our tests
    'lists the tests': 'os.listdir(tests)',
    'reads the tests': 'open(tests + "/oracles.py")',
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
    'empties a library': 'os.truncate(library, 0)',
    'empties a library as it reads': 'os.open(library, os.O_TRUNC)',
    'changes the mode of a library': 'os.chmod(library, 0)',
    'changes the time of a library': 'os.utime(library)',
    'gives a library away': 'os.chown(library, -1, 0)',
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
    'kills its server': 'os.kill(os.getppid(), 9)',
    'kills all': 'os.kill(-1, 9)',
    'limits its server': 'resource.prlimit(os.getppid(), 7, (4, 4))',
    'slows its server': 'os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)',
    'moves its server': 'os.sched_setaffinity(os.getppid(), {0})',
    'signals by a pipe': 'fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, '
                         'os.getppid())',
    'reads the server': 'open(f"/proc/{os.getppid()}/mem", "rb")',
    'writes to the server': 'open(f"/proc/{os.getppid()}/fd/0", "wb")'}


@pytest.mark.parametrize('escape', ESCAPES)
def test_nothing_else_can_be_touched(held, escape):
    """A child reads the libraries, and writes to its own folder."""
    outcome = held('import ctypes, fcntl, os, platform, resource, socket, '
                   'struct\n'
                   'library = os.path.dirname(os.__file__) + "/this.py"\n'
                   'io_setup = 206 if platform.machine() == "x86_64" else 0\n'
                   'def call(name, *args):\n'
                   '    libc = ctypes.CDLL(None, use_errno=True)\n'
                   '    if getattr(libc, name)(*args) < 0:\n'
                   '        raise OSError(ctypes.get_errno(), name)\n'
                   f'def f(tests):\n    {ESCAPES[escape]}',
                   str(ROOT / 'tests'))
    assert outcome.verdict == 'error', escape
    assert outcome.message.partition(' ')[0] in (
        'PermissionError', 'FileNotFoundError', 'ProcessLookupError',
        'BlockingIOError', 'OSError'), outcome.message


def test_the_size_of_an_answer_is_known(caged):
    """By it the grader decides how many answers it keeps."""
    outcome = caged('def f(a):\n    return a', np.ones(1 << 17))
    assert 1 << 20 < outcome.size < (1 << 20) + (1 << 17)


def test_a_large_class_takes_no_more_memory(monkeypatch, sandboxes):
    """What is known of one chain is forgotten as the next one begins."""
    monkeypatch.setattr(submission, 'LOOKED', collections.defaultdict(list))
    for task in 0, 7, 7:
        settings = submission.Settings(task, 'calls', {})
        submission.Solution(ROOT, task, sandboxes).look(None, settings)
    (chain, looked), = submission.LOOKED.items()
    assert chain == (ROOT, 7) and len(looked) == 2
