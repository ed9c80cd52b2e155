"""Options, markers, fixtures, and the chain of checks."""
import importlib
import sys
from pathlib import Path

import hypothesis
import pytest

import sandbox
from solution import FILES, ROOT, Miss, Solution

sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / 'mains'))
# a machine that is busy is no fault of the code
hypothesis.settings.register_profile('suite', deadline=None)
hypothesis.settings.load_profile('suite')
BROKEN = pytest.StashKey()   # {(submission, task): the check that failed}


def pytest_addoption(parser):
    """Add the grader's options."""
    group = parser.getgroup('grading')
    group.addoption('--solutions', nargs='+', default=[str(ROOT)],
                    metavar='DIR', help='folders whose eight files are tested '
                    '(default: this repository)')
    group.addoption('--isolation', default='auto',
                    choices=['auto', 'bubblewrap', 'limits', 'spawn'],
                    help='how the files are kept from doing harm')


def pytest_configure(config):
    """Name the markers; find the isolation once for all workers."""
    for task, (file, _) in FILES.items():
        config.addinivalue_line('markers', f'task{task}: tests of {file}.py')
    config.addinivalue_line('markers', 'link(name): a link of the chain of '
                            'checks; what follows hangs on it')
    config.stash[BROKEN] = {}
    if hasattr(config, 'workerinput'):
        config.option.isolation = config.workerinput['isolation']
    elif config.option.isolation == 'auto':
        config.option.isolation = sandbox.best_isolation()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker the isolation that has been found."""
    node.workerinput['isolation'] = node.config.option.isolation


def pytest_report_header(config):
    """Say how the files are isolated."""
    return f'isolation: {sandbox.DESCRIPTION[config.option.isolation]}'


def pytest_generate_tests(metafunc):
    """Run a check for each submission."""
    if 'submission' in metafunc.fixturenames:
        folders = [Path(folder).resolve()
                   for folder in metafunc.config.option.solutions]
        metafunc.parametrize('submission', folders, scope='session',
                             ids=[folder.name for folder in folders])


def task_of(item):
    """Return the task whose marker a test has, None if it has none."""
    return next((task for task in FILES
                 if item.get_closest_marker(f'task{task}')), None)


def pytest_collection_modifyitems(config, items):
    """Keep a task's checks together; keep to checks when grading others."""
    for item in items:
        if 'submission' in item.fixturenames:
            name = item.callspec.params['submission'].name
            item.add_marker(pytest.mark.xdist_group(f'{name}-{task_of(item)}'))
    if config.option.solutions != [str(ROOT)]:
        ours = [item for item in items
                if 'submission' not in item.fixturenames]
        items[:] = [item for item in items if item not in ours]
        config.hook.pytest_deselected(items=ours)


@pytest.fixture(scope='session')
def sandboxes(pytestconfig):
    """The two servers that start the children; idle until one is used."""
    isolation = pytestconfig.option.isolation
    pair = {libraries: sandbox.Sandbox(libraries, isolation)
            for libraries in sandbox.SECONDS}
    yield pair
    for each in pair.values():
        each.close()


@pytest.fixture
def solution(request, submission, sandboxes):
    """The submission's file for the task that the test is marked with."""
    return Solution(submission, task_of(request.node), sandboxes)


@pytest.fixture(scope='module')
def ours(request):
    """Our own function of the task, in this process, without a sandbox."""
    module, function = FILES[task_of(request.node)]
    return getattr(importlib.import_module(module), function)


@pytest.fixture(scope='session')
def tf():
    """TensorFlow, with two logical CPUs for distribution strategies."""
    tensorflow = importlib.import_module('tensorflow')
    cpu, = tensorflow.config.list_physical_devices('CPU')
    tensorflow.config.set_logical_device_configuration(
        cpu, [tensorflow.config.LogicalDeviceConfiguration()] * 2)
    return tensorflow


def chain(item):
    """Return the key of the chain of checks that a test is in, or None."""
    if 'solution' in item.fixturenames:
        return item.callspec.params['submission'], task_of(item)
    return None


def pytest_runtest_setup(item):
    """Skip what hangs on a broken link."""
    link = item.config.stash[BROKEN].get(chain(item))
    if link:
        pytest.skip(f'hangs on: {link}')


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Show a miss without a traceback; remember a broken link."""
    outcome = yield
    report = outcome.get_result()
    if call.excinfo is None or not call.excinfo.errisinstance(Miss):
        return
    report.longrepr = f'{call.excinfo.value.verdict}: {call.excinfo.value}'
    if item.get_closest_marker('link'):
        item.config.stash[BROKEN][chain(item)] = item.get_closest_marker(
            'link').args[0]
