"""The sandbox: what crosses its borders, and what does not."""
import collections
import contextlib
import json
import os
import resource
import struct
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as arrays

from grader import sandbox
from grader import submission
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
        b'', {'status': 0, 'seconds': 0, 'printed': '', 'count': 0}, data)
    assert outcome.verdict == 'exited'


@pytest.mark.parametrize('header', [
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,)}",
    "{'descr': '|O', 'fortran_order': False, 'shape': (1,)}"])
def test_arrays_are_checked_before_memory_is_reserved(header):
    """Eight terabytes, or a pickle, announced in a few bytes."""
    text = json.dumps({'array': 0, 'scalar': False}).encode()
    data = (struct.pack('>Q', len(text)) + text + b'\x93NUMPY\x01\x00'
            + struct.pack('<H', len(header) + 1) + header.encode() + b'\n'
            + b'\0' * 64)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ValueError, match='.npy: '):
        sandbox.unpack(data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < before + 2000


def test_a_large_tree_is_refused():
    """Lists of lists would take fifty times their text in memory."""
    text = b'[' + b'[],' * (1 << 19) + b'0]'
    with pytest.raises(ValueError, match='JSON: expected at most 1 MiB'):
        sandbox.unpack(struct.pack('>Q', len(text)) + text)


def cage(isolation):
    """Yield a function that runs source in a sandbox, then close that."""
    if isolation == 'bubblewrap' != sandbox.best_isolation():
        pytest.skip('bubblewrap does not work here')
    with contextlib.closing(sandbox.Sandbox('numpy', isolation)) as box:
        yield lambda source, *args: box.run('task', source.encode(), 'call',
                                            ['f', *args])


@pytest.fixture(params=['bubblewrap', 'limits', 'spawn'], scope='module')
def caged(request):
    """Each isolation."""
    yield from cage(request.param)


@pytest.fixture(params=['bubblewrap', 'limits'], scope='module')
def limited(request):
    """The isolations that limit more than the time."""
    yield from cage(request.param)


def test_a_call_comes_back(caged):
    """With its value, and its arguments as they are afterwards."""
    outcome = caged('def f(a, b):\n    a += 1\n    print("hello")\n'
                    '    return a.sum(), b', np.arange(3.), {'k': (1, None)})
    assert same(outcome.value, (np.float64(6), {'k': (1, None)}))
    assert same(outcome.args[1], np.array([1., 2., 3.]))
    assert outcome.printed.split() == ['hello']


def test_a_call_starts_clean(caged):
    """No input, an empty folder, no environment but the sandbox's own."""
    outcome = caged('import os, sys\ndef f():\n    return sys.stdin.read(), '
                    'os.listdir("."), sorted(os.environ)')
    stdin, files, names = outcome.value
    assert stdin == '' and files == [] and 'PATH' not in names


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


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can give each '
                    'sandbox a user, and so processes, of its own')
def test_one_sandbox_does_not_use_up_the_processes_of_another():
    """A fork bomb in one leaves its neighbour free to start threads."""
    caged = contextlib.contextmanager(cage)
    with ThreadPoolExecutor() as pool, caged('bubblewrap') as bomb, \
            caged('bubblewrap') as neighbour:
        bombed = pool.submit(
            bomb, 'import os, time\ndef f(seconds):\n'
            '    refused = None\n'
            '    while not refused or time.monotonic() < refused + seconds:\n'
            '        try:\n            if not os.fork():\n'
            '                time.sleep(60)\n'
            '        except BlockingIOError:\n'
            '            refused = refused or time.monotonic()\n'
            '    return refused', 0.5)
        while not bombed.done():
            assert neighbour('import os\ndef f():\n    if not os.fork():\n'
                             '        os._exit(0)').message == ''
    assert bombed.result().value


@pytest.fixture
def bubbled():
    """The strongest isolation alone."""
    yield from cage('bubblewrap')


def test_bubblewrap_shows_only_the_libraries(bubbled):
    """No other file of ours, no network, and nothing to write to."""
    tests = os.path.dirname(sandbox.__file__)
    outcome = bubbled(
        'import os, socket\ndef f(tests, root):\n'
        '    seen = os.listdir(tests)\n'
        '    for name in [root + "/x", "/x"]:\n'
        '        try:\n            open(name, "w")\n'
        '            seen.append(name)\n        except OSError:\n'
        '            pass\n    return seen, socket.if_nameindex()',
        tests, str(ROOT))
    files, networks = outcome.value
    assert files == ['sandbox.py'] and [n for _, n in networks] == ['lo']


def test_the_size_of_an_answer_is_known(caged):
    """By it the grader decides how many answers it keeps."""
    outcome = caged('def f(a):\n    return a', np.ones(1 << 17))
    assert 3 << 20 < outcome.size < (3 << 20) + (1 << 17)


def test_a_large_class_takes_no_more_memory(monkeypatch, sandboxes):
    """What is known of one chain is forgotten as the next one begins."""
    monkeypatch.setattr(submission, 'ASKED', collections.defaultdict(list))
    for task in 0, 7, 7:
        submission.Solution(ROOT, task, sandboxes).run(
            'interface', submission.FILES[task][1])
    (chain, asked), = submission.ASKED.items()
    assert chain == (ROOT, 7) and len(asked) == 2
