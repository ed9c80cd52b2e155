"""The sandbox: a file runs in a child, and its answer comes back."""
import contextlib

import numpy as np
import psutil
import pytest

from children import isolated, same
from grader import sandbox


@pytest.fixture(params=sandbox.LEVELS, scope='module')
def child(request):
    """A child of each isolation."""
    yield from isolated(request.param)


def test_a_call_comes_back(child):
    """With its value, and what it has printed."""
    outcome = child('def f(a, b):\n    a += 1\n    print("hello")\n'
                    '    return a, b', np.arange(3.), {'k': (1, None)})
    assert same(outcome.value, (np.array([1., 2., 3.]), {'k': (1, None)}))
    assert outcome.printed.split() == ['hello']


def test_a_call_starts_clean(child):
    """No input, an empty folder, no environment but the sandbox's own."""
    outcome = child('import os, sys\ndef f():\n    return sys.stdin.read(), '
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
    with contextlib.contextmanager(isolated)('limits') as child:
        child('def f(): return "word-of-another"')
        assert child(SEARCH, 'word[-]of[-]another').value == 0
        assert child(f'{SEARCH}# word-of-mine', 'word[-]of[-]mine').value > 0


def test_errors_say_their_line(child):
    """The type, the line of the submission, and the message."""
    outcome = child('def f():\n    x = 1\n    return x / 0\n')
    assert (outcome.verdict, outcome.stage) == ('error', 'call')
    assert outcome.message == 'ZeroDivisionError in line 3: division by zero'
    assert child('def f(:\n').message.startswith('SyntaxError in line 1: ')


def test_tests_and_solutions_cannot_be_imported(child):
    """Their folders are not on the child's path."""
    for name in 'sandbox', 'oracles', 'mistakes', 'conftest':
        outcome = child(f'import {name}\ndef f(): pass')
        assert outcome.message.startswith('ModuleNotFoundError')


def test_three_million_lines_do_not_hide_a_right_answer(child):
    """They are counted, and the first are kept."""
    outcome = child('def f():\n    for _ in range(3000):\n'
                    '        print("line\\n" * 999 + "line")\n    return 5')
    assert (outcome.value, outcome.count) == (5, 15_000_000)
    assert len(outcome.printed) <= sandbox.PRINTED


def test_the_size_of_an_answer_is_known(child):
    """By it the grader decides how many answers it keeps."""
    outcome = child('def f(a):\n    return a', np.ones(1 << 17))
    assert 1 << 20 < outcome.size < (1 << 20) + (1 << 17)


FILES_THAT_LOOK_AT_THEMSELVES = {
    'their text': ('import inspect\ndef f(): return inspect.getsource(f)',
                   'def f(): return inspect.getsource(f)\n'),
    'a dataclass with annotations of text': (
        'from __future__ import annotations\nimport dataclasses\n'
        '@dataclasses.dataclass\nclass State:\n    count: int\n'
        'def f(): return State(5).count', 5),
    'their module': ('import sys\ndef f(): '
                     'return sys.modules[f.__module__].f is f', True),
    'their name': ('def f(): return __name__, __file__', ('task', 'task.py')),
    'the types of their arguments': (
        'from __future__ import annotations\nimport typing\n'
        'def f(x: int = 5): return typing.get_type_hints(f)["x"].__name__',
        'int')}


@pytest.mark.parametrize('what', FILES_THAT_LOOK_AT_THEMSELVES)
def test_a_file_runs_as_a_file_runs(child, what):
    """As a module that can be found, and so can its text."""
    source, value = FILES_THAT_LOOK_AT_THEMSELVES[what]
    outcome = child(source)
    assert outcome.value == value, outcome.message


def test_autograph_finds_the_text_of_a_file(sandboxes):
    """A loop over a tensor, in a function of the graph, needs it."""
    outcome = sandboxes['tensorflow'].run('task', b'''
import tensorflow as tf


@tf.function
def f():
    total = tf.constant(0.)
    for x in tf.constant([1., 2., 4.]):
        if x < 3.:
            total += x
    return total
''', 'call', ['f'])
    assert outcome.verdict == 'returned', outcome.message


def test_a_server_has_one_thread(sandboxes):
    """What a thread does for its process is undone in a forked child."""
    for box in sandboxes.values():
        box.run('task', b'def f(): pass', 'call', ['f'])
    for server in psutil.Process().children(recursive=True):
        if 'serve' in server.cmdline() and 'bwrap' not in server.name():
            assert server.num_threads() == 1


@pytest.mark.parametrize('level', sandbox.LEVELS[:2])
def test_processes_share_what_is_imported(level):
    """One that has ended is replaced, by one of each process's own."""
    with contextlib.contextmanager(isolated)(level):
        shared = sandbox.fork_servers(level)
    if not shared:
        pytest.skip('no Landlock, or no filter: nothing is shared')
    asked = 'task', b'import os\ndef f(): return os.getppid()', 'call', ['f']
    with contextlib.ExitStack() as stack:
        for each in shared.values():
            stack.callback(each.close)
        pairs = [stack.enter_context(sandbox.sandboxes(level, shared))
                 for _ in range(2)]
        servers = [pair['numpy'].run(*asked).value for pair in pairs]
        assert len(set(servers)) == 2
        assert all(pair['numpy'].forks is shared['numpy'] for pair in pairs)
        shared['numpy'].close(0)
        for pair in pairs:
            assert pair['numpy'].run(*asked).verdict == 'exited'
            assert pair['numpy'].run(*asked).verdict == 'returned'
        assert pairs[0]['numpy'].forks is not pairs[1]['numpy'].forks


@pytest.mark.parametrize('level', sandbox.LEVELS[:2])
def test_a_server_that_does_not_start_is_replaced(level, monkeypatch):
    """Whatever has ended it, the next call has a new one."""
    asked = 'task', b'def f(): return 2', 'call', ['f']
    with contextlib.contextmanager(isolated)(level), contextlib.closing(
            sandbox.Sandbox('numpy', level)) as box:
        monkeypatch.setattr(sandbox, 'command', lambda *_: ['sleep', '0.1'])
        with pytest.raises(OSError, match='the server did not start'):
            box.run(*asked)
        monkeypatch.undo()
        assert box.run(*asked).value == 2
