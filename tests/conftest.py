"""Options, markers and fixtures of the whole suite."""
import functools
import importlib
import os
import signal
import socket
import sys

import hypothesis
import pytest

import mnist
from grader import sandbox
from grader.tasks import TASKS
from ours import ours as our_function

# of the processes that are started, one for each core: their threads would
# wait for one another
os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
# a shell lets what it starts in the background ignore Ctrl-C; tests send it
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# a machine that is busy is no fault of the code
hypothesis.settings.register_profile('suite', deadline=None, max_examples=50)
hypothesis.settings.register_profile('long', deadline=None, max_examples=1000)
hypothesis.settings.register_profile('fuzz', deadline=None,
                                     max_examples=28_000)
hypothesis.settings.load_profile('suite')

# what Python reports to an audit hook before it does it
NETWORK = {f'socket.{call}' for call in (
    'bind', 'connect', 'getaddrinfo', 'gethostbyaddr', 'gethostbyname',
    'getnameinfo', 'sendmsg', 'sendto')}


@pytest.hookimpl(tryfirst=True)  # the groups are read by pytest-xdist
def pytest_collection_modifyitems(config, items):
    """Leave out what takes long, unless it is asked for.

    One process makes all tests with TensorFlow, which loads slowly.
    """
    left = [] if config.option.long else [
        item for item in items if item.get_closest_marker('long')]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)
    for item in items:
        if 'tf' in getattr(item, 'fixturenames', ()):
            item.add_marker(pytest.mark.xdist_group('tensorflow'))


def pytest_addoption(parser):
    """Add the options of the grader's tests."""
    parser.addoption('--long', action='store_true',
                     help='run also what takes long')
    parser.addoption('--seeds', type=int, default=1,
                     help='with how many seeds right answers and known '
                     'mistakes are graded')
    parser.addoption('--isolation', default='auto',
                     choices=['auto', *sandbox.LEVELS],
                     help='how graded files are isolated')


def pytest_configure(config):
    """Name the markers; find out how graded files are isolated."""
    config.addinivalue_line(
        'markers', 'long: takes seconds; run with --long, by `make test-long`')
    for task in TASKS.values():
        config.addinivalue_line(
            'markers', f'task{task.number}: tests of {task.file}')
    try:
        config.isolation, config.isolation_words = sandbox.choose(
            config.option.isolation)
    except OSError as error:
        pytest.exit(str(error), returncode=2)


def pytest_sessionstart(session):
    """Say how graded files are isolated, also where all is brief."""
    printer = session.config.pluginmanager.get_plugin('terminalreporter')
    if printer and not hasattr(session.config, 'workerinput'):
        printer.write_line(session.config.isolation_words)


@pytest.fixture(scope='session', autouse=True)
def refused():
    """The calls that are refused to tests: all that lead to a network.

    By hand, since pytest-socket 0.7 lets names be looked up, and lets C's
    sockets through. Sockets within the machine (AF_UNIX) are allowed. A child
    process is not reached: of those, graded files are in the sandbox, a run of
    pytest has this fixture, and mains are told where MNIST is or that there is
    none.
    """
    refused = set(NETWORK)

    def hook(event, args):
        """Raise an error that is none of the network's own."""
        if event in refused and getattr(args[0], 'family', '') != getattr(
                socket, 'AF_UNIX', None):
            raise RuntimeError(f'expected no network in a test, received '
                               f'{event}{args}')

    sys.addaudithook(hook)  # there is no way to take it back
    yield refused
    refused.clear()


@pytest.fixture
def sockets(refused):
    """Let a test open sockets, to see that another process has none."""
    refused.clear()
    yield
    refused.update(NETWORK)


@pytest.fixture(scope='session')
def sandboxes(pytestconfig):
    """The two servers that start the children; idle until one is used."""
    pair = {libraries: sandbox.Sandbox(libraries, pytestconfig.isolation)
            for libraries in sandbox.SECONDS}
    yield pair
    for each in pair.values():
        each.close()


def task_of(item):
    """Return the task whose marker a test has."""
    return next(task for task in TASKS
                if item.get_closest_marker(f'task{task}'))


@pytest.fixture(scope='module')
def ours(request):
    """Our own function of the task that the test is marked with."""
    return our_function(task_of(request.node))


@pytest.fixture(params=[
    pytest.param((1, {'lambtha': 0.4}), marks=pytest.mark.task1),
    pytest.param((5, {'keep_prob': 0.6}), marks=pytest.mark.task5),
    pytest.param((5, {'keep_prob': 0.6, 'exact': True}),
                 marks=pytest.mark.task5)])
def step(request):
    """One of the steps; call it with Y, weights, cache, alpha and L."""
    task, options = request.param
    return functools.partial(our_function(task), **options)


@pytest.fixture(scope='session')
def tf():
    """TensorFlow, with two logical CPUs for distribution strategies."""
    tensorflow = importlib.import_module('tensorflow')
    cpu, = tensorflow.config.list_physical_devices('CPU')
    tensorflow.config.set_logical_device_configuration(
        cpu, [tensorflow.config.LogicalDeviceConfiguration()] * 2)
    return tensorflow


@pytest.fixture(scope='session')
def mnist_file():
    """The path of MNIST; a test that needs it is skipped without.

    It is not downloaded, since no test goes to a network: make test does
    that before.
    """
    try:
        path = mnist.find(download=False)
    except mnist.MnistError as error:
        pytest.skip(str(error))
    if path is None:
        pytest.skip('needs MNIST; make downloads it where it can')
    return str(path)
