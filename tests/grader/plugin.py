"""The grader as a pytest plugin: options, the chain of checks, records."""
import platform
import re
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

import pytest

from grader import hand_ins, sandbox
from grader.report import append, read, terminal_table, write
from grader.submission import FILES, ROOT, Miss, task_of

# what a check is worth; all others 2
POINTS = {'test_file_exists': 0, 'test_file_loads': 0,
          'test_function_is_there': 0, 'test_arguments': 1,
          'test_first_line': 1, 'test_last_line': 1, 'test_executable': 1,
          'test_documentation': 1, 'test_imports': 1,
          'test_no_unused_import': 1, 'test_style': 1, 'test_readme': 1,
          'test_epoch_by_epoch': 1}
BROKEN = pytest.StashKey()   # {(submission, task): the link that broke}
GRADES = pytest.StashKey()   # in the process that reports: the Grades


def pytest_addoption(parser):
    """Add the grader's options."""
    group = parser.getgroup('grading')
    group.addoption('--solutions', action='append', default=[],
                    metavar='DIR', help='grade the eight files in this '
                    'folder, or a class: a folder of folders, a zip or a tar '
                    '(write --solutions=DIR; more than once for several)')
    group.addoption('--reveal', default='values',
                    choices=['none', 'message', 'values'],
                    help='what a learner sees of a miss: only the verdict, '
                    'the question, or also what came and was expected')
    group.addoption('--report', metavar='DIR',
                    help='write results as JSON, CSV, HTML and for Gradescope')
    group.addoption('--resume', action='store_true',
                    help='go on with the run that --report DIR has begun')
    group.addoption('--isolation', default='auto',
                    choices=['auto', 'bubblewrap', 'limits', 'spawn'],
                    help='how the files are kept from doing harm')


def pytest_configure(config):
    """Name the markers; find the submissions and the isolation."""
    for task, (file, _) in FILES.items():
        config.addinivalue_line('markers', f'task{task}: tests of {file}.py')
    config.addinivalue_line('markers', 'link(name): a link of the chain of '
                            'checks; what follows hangs on it')
    config.stash[BROKEN] = {}
    if hasattr(config, 'workerinput'):
        config.graded = config.workerinput['graded']
        return
    if config.option.isolation == 'auto':
        config.option.isolation = sandbox.best_isolation()
    config.graded = {'isolation': config.option.isolation, 'done': [],
                     'said': [],
                     'folders': {ROOT.name: str(ROOT)}}
    if config.option.solutions:
        try:
            config.stash[GRADES] = Grades(config)
        except (OSError, ValueError) as error:
            pytest.exit(str(error), returncode=2)
        config.pluginmanager.register(config.stash[GRADES])


def key_of(record):
    """Return what names a record: submission, task and check."""
    return record['submission'], record['task'], record['check']


class Grades:
    """Records each check of a grading run as it ends, and reports them all."""

    def __init__(self, config):
        self.trouble, self.scratch = False, tempfile.mkdtemp()
        try:
            folders = hand_ins.find(config.option.solutions, self.scratch,
                                    config.graded['said'].append)
        except BaseException:
            shutil.rmtree(self.scratch)
            raise
        config.graded['folders'] = {k: str(v) for k, v in folders.items()}
        self.run = {'isolation': config.graded['isolation'],
                    'python': platform.python_version(),
                    'numpy': version('numpy'),
                    'tensorflow': version('tensorflow'),
                    'reveal': config.option.reveal,
                    'submissions': list(folders)}
        self.records, self.log = {}, None
        if config.option.report:
            self.log = Path(config.option.report, 'checks.jsonl')
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if config.option.resume and self.log.exists():
                header, records = read(self.log)
                self.run = header or self.run
                self.records = {key_of(record): record for record in records}
                config.graded['done'] = list(map(list, self.records))
            else:
                self.log.unlink(missing_ok=True)
        # once collected, the table says what failed, and why
        self.option, config.option.reportchars = config.option, ''

    def collected(self, checks):
        """Begin the log: now it is known how many checks there will be."""
        self.option.tbstyle = 'no'
        if 'checks' not in self.run:
            self.run['checks'] = checks // len(self.run['submissions'])
            if self.log:
                append(self.log, {'run': self.run})

    def pytest_collection_finish(self, session):
        """Count the checks of this process."""
        if session.items:
            self.collected(len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids):
        """Count the checks of a worker, which are those of all."""
        self.collected(len(ids))

    def pytest_runtest_logreport(self, report):
        """Take over a check's record from the process that ran it."""
        self.trouble |= getattr(report, 'trouble', False)
        record = getattr(report, 'record', None)
        if record:
            self.records[key_of(record)] = record
            if self.log:
                append(self.log, record)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        """Write the reports; 0: all right, 1: something wrong, 2: trouble."""
        shutil.rmtree(self.scratch)
        if self.log and 'checks' in self.run:
            write(self.log.parent, self.run, list(self.records.values()))
        if exitstatus in (pytest.ExitCode.INTERRUPTED,
                          pytest.ExitCode.INTERNAL_ERROR) or self.trouble:
            session.exitstatus = 2
        else:
            session.exitstatus = int(any(
                record['verdict'] != 'pass'
                for record in self.records.values()))

    def pytest_terminal_summary(self, terminalreporter):
        """Print the table, unless nothing could be collected."""
        if 'checks' in self.run:
            terminalreporter.write_line(terminal_table(
                self.run, list(self.records.values())))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tell a worker what has been found."""
    node.workerinput['graded'] = node.config.graded


def pytest_report_header(config):
    """Say what is graded, and how the files are isolated."""
    return [*config.graded['said'], 'isolation: '
            + sandbox.DESCRIPTION[config.graded['isolation']]]


def identifier(name):
    """Return a submission's name in letters that test names may have."""
    return re.sub(r'[^A-Za-z0-9_.]', '_', name)


def pytest_generate_tests(metafunc):
    """Run a check for each submission; keep a chain in one process."""
    if 'submission' in metafunc.fixturenames:
        task = task_of(metafunc.definition)
        metafunc.parametrize('submission', [
            pytest.param(name, id=identifier(name),
                         marks=pytest.mark.xdist_group(f'{name}-{task}'))
            for name in metafunc.config.graded['folders']], indirect=True)


def name_of(item):
    """Return the name of the submission that a check is for, or None."""
    return item.callspec.params.get('submission') if hasattr(
        item, 'callspec') else None


def check_of(item):
    """Return a check's name, without the submission's."""
    name = identifier(name_of(item))
    return item.name.replace(f'[{name}]', '').replace(f'[{name}-', '[')


def chain(item):
    """Return the chain of checks that a test is in."""
    return name_of(item), task_of(item)


def is_check(item):
    """Return whether a test is one of a submission, that can be made here."""
    return name_of(item) and not any(
        mark.args[0] for mark in item.iter_markers('skipif'))


def pytest_collection_modifyitems(config, items):
    """When grading, leave out what is no check or already done.

    What is left goes submission by submission, a chain after the other. A
    chain is done when an earlier run has recorded each check of it. A
    check that this environment cannot make is no check of a submission.
    """
    if config.option.solutions:
        config.hook.pytest_deselected(items=[
            item for item in items if not is_check(item)])
        place = {name: i for i, name in enumerate(config.graded['folders'])}
        items[:] = sorted(filter(is_check, items), key=lambda item: (
            place[name_of(item)], str(task_of(item))))
    done = {tuple(check) for check in config.graded['done']}
    open_chains = {chain(item) for item in items if name_of(item)
                   and (*chain(item), check_of(item)) not in done}
    left_out = [item for item in items if name_of(item)
                and chain(item) not in open_chains]
    items[:] = [item for item in items if not name_of(item)
                or chain(item) in open_chains]
    config.hook.pytest_deselected(items=left_out)


def pytest_runtest_setup(item):
    """Skip what hangs on a broken link."""
    link = item.config.stash[BROKEN].get(chain(item))
    if link and 'solution' in item.fixturenames:
        pytest.skip(f'hangs on: {link}')


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Show a miss without a traceback, and make the check's record."""
    outcome = yield
    result = outcome.get_result()
    if not name_of(item) or call.when == 'teardown' or (
            call.when == 'setup' and result.passed):
        return
    record = {
        'submission': name_of(item), 'task': task_of(item),
        'check': check_of(item),
        'title': item.function.__doc__.partition('\n')[0],
        'verdict': {'passed': 'pass', 'skipped': 'skipped',
                    'failed': 'error'}[result.outcome],
        'points': 0, 'of': POINTS.get(item.originalname, 2), 'message': '',
        'mistake': None, 'hint': None, 'seconds': call.duration,
        'printed': '', 'printed_bytes': 0}
    solution = item.funcargs.get('solution')
    if solution:
        record['printed'], record['printed_bytes'] = solution.printed
    if result.passed:
        record['points'] = record['of']
    elif result.skipped:
        record['message'] = str(call.excinfo.value)
    elif call.excinfo.errisinstance(Miss):
        miss = call.excinfo.value
        record.update(verdict=miss.verdict, message=str(miss))
        result.longrepr = f'{miss.verdict}: {miss}'
        mistake = solution and solution.explain(miss)
        if mistake:
            record.update(mistake=mistake.name, hint=mistake.hint)
            result.longrepr += f'\n  {mistake.hint}'
        if item.get_closest_marker('link'):
            item.config.stash[BROKEN][chain(item)] = item.get_closest_marker(
                'link').args[0]
    elif solution and solution.asked:
        record['message'] = (f'{solution.file}: the answer is not of a form '
                             f'that can be read ({call.excinfo.value!r})')
    else:  # our own mistake, not the submission's
        result.trouble = True
        record['message'] = f'the grader failed: {call.excinfo.value!r}'
    result.record = record
