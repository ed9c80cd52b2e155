"""What a child may take: time, memory, files, threads; and how it ends."""
import contextlib
import functools
import os
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from children import isolated
from grader import sandbox


@pytest.fixture(params=sandbox.LEVELS[:3], scope='module')
def limited(request):
    """A child of the isolations that limit more than the time."""
    yield from isolated(request.param)


@pytest.mark.parametrize('source, verdict', [
    ('def f(): return bytes(8 << 30)', 'memory'),
    # as C++ ends where memory is short; to print the words is no fault
    ('import os\ndef f(): os.write(2, b"std::bad_alloc"), os.abort()',
     'memory'),
    ('def f(): print("std::bad_alloc")', 'returned'),
    ('import os\nos._exit(0)', 'exited'),
    ('def f(): exit()', 'exited'),
    ('import os, signal\ndef f(): os.kill(os.getpid(), signal.SIGSEGV)',
     'error'),
    ('def f():\n    with open("large", "wb") as file:\n'
     '        file.write(bytes(2 << 20))', 'error')])
def test_verdicts(limited, source, verdict):
    """What a child does to itself has a verdict of its own."""
    assert limited(source).verdict == verdict


@pytest.mark.parametrize('which', ['fork server', 'server'])
@pytest.mark.parametrize('isolation', sandbox.LEVELS[:3])
def test_a_killed_server_costs_one_call(isolation, which):
    """The next call has a new one."""
    with contextlib.contextmanager(isolated)(isolation):
        with contextlib.closing(sandbox.Sandbox('numpy', isolation)) as box:
            ask = functools.partial(box.run, 'task', b'def f(): return 2',
                                    'call', ['f'])
            assert ask().value == 2
            killed = psutil.Process(box.forks.process.pid)
            if which == 'server':
                killed = max(killed.children(recursive=True),
                             key=lambda process: process.create_time())
            killed.kill()
            psutil.wait_procs([killed], timeout=1)
            assert ask().verdict == 'exited'
            assert ask().value == 2


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
    with ThreadPoolExecutor() as pool, contextlib.contextmanager(isolated)(
            isolation) as isolatedd:
        isolatedd('def f(): pass')
        before = set(psutil.Process().children(recursive=True))
        pool.submit(isolatedd, 'import ctypes, time\n'
                    'ctypes.CDLL(None).prctl(1, 0)\n'
                    'def f(): time.sleep(77)')
        child = None
        while not child:
            child = (set(psutil.Process().children(recursive=True))
                     - before or [None]).pop()
        time.sleep(0.5)  # it sleeps
        child.parent().kill()
        assert not psutil.wait_procs([child], timeout=4)[1]


def test_a_call_has_its_time_though_others_take_the_processors(monkeypatch):
    """What keeps it from running does not count as its time."""
    count = 2 * os.cpu_count()
    with ThreadPoolExecutor(count) as pool, contextlib.ExitStack() as boxes:
        neighbour, *others = [
            boxes.enter_context(contextlib.contextmanager(isolated)('limits'))
            for _ in range(1 + count)]
        busy = ('import time\ndef f():\n'
                '    while time.process_time() < {}: pass')
        for box in neighbour, *others:
            box(busy.format(0))
        others = [pool.submit(other, busy.format(1.2)) for other in others]
        time.sleep(0.2)  # they have begun, with the time that is usual
        monkeypatch.setitem(sandbox.SECONDS, 'numpy', 0.9)
        assert neighbour(busy.format(0.6)).verdict == 'returned'
        assert not any(other.done() for other in others)


@pytest.mark.skipif(os.geteuid() != 0, reason='only root can give each '
                    'sandbox a user, and so threads, of its own')
def test_one_sandbox_does_not_use_up_the_threads_of_another():
    """Where one may start no more, its neighbour starts as many as before."""
    isolatedd = contextlib.contextmanager(isolated)
    start = ('import threading, time\ndef f(seconds):\n    count = 0\n'
             '    try:\n        while count < 1000:\n'
             '            threading.Thread(target=time.sleep, args=[seconds], '
             'daemon=True).start()\n            count += 1\n'
             '    except RuntimeError:\n        pass\n'
             '    time.sleep(seconds)\n    return count')
    with ThreadPoolExecutor() as pool, isolatedd('bubblewrap') as bomb, \
            isolatedd('bubblewrap') as neighbour:
        bombed = pool.submit(bomb, 'import threading\n'
                             'threading.stack_size(1 << 16)\n' + start, 2)
        counts = [neighbour('import threading\n'
                            'threading.stack_size(1 << 16)\n' + start, 2)]
        while not bombed.done():
            counts.append(neighbour('def f(): return 0'))
    assert 100 < bombed.result().value < 1000
    assert 100 < counts[0].value < 1000
    assert all(count.verdict == 'returned' for count in counts)
