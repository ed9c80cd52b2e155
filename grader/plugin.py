"""The grader as a pytest plugin: options, the chain of checks, records."""
import os
import re
from collections import Counter
from dataclasses import asdict

import pytest

from grader import sandbox
from grader.__main__ import grade_class
from grader.record import Record, safe
from grader.run import OPTIONS
from grader.statement import FILES, clause
from grader.compare import Miss
from grader.submission import ROOT, task_of

# what a check is worth; all others 2, advice nothing
POINTS = {'test_file_exists': 0, 'test_file_loads': 0,
          'test_function_is_there': 0, 'test_function_takes_the_arguments': 0,
          'test_arguments_have_their_names': 1,
          'test_first_line': 1, 'test_last_line': 1, 'test_executable': 1,
          'test_documentation': 1, 'test_imports': 1,
          'test_no_unused_import': 1, 'test_style': 1, 'test_readme': 1,
          'test_epoch_by_epoch': 1}
BROKEN = pytest.StashKey()   # {(submission, task): the link that broke}
LATE = pytest.StashKey()     # {(submission, task): how many timeouts}
MISSED = pytest.StashKey()   # {(submission, task)} in which a check is missed
PLACE = pytest.StashKey()    # of an item: where its check is in the suite
HELD = pytest.StashKey()     # what holds files, in words


def pytest_addoption(parser):
    """Add the grader's options."""
    group = parser.getgroup('grading')
    group.addoption('--solutions', action='append', default=[],
                    metavar='DIR', help='grade the eight files in this '
                    'folder, or a class, as make grade does (write '
                    '--solutions=DIR; more than once for several)')
    for name, how in OPTIONS.items():
        group.addoption(name, **how)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Grade what others have written, if it is said where that is."""
    option = config.option
    if option.solutions:
        if option.keyword or option.collectonly:
            raise pytest.UsageError('--solutions: expected at most -m task4, '
                                    'received -k or --collect-only')
        processes = getattr(option, 'numprocesses', None)
        option.processes = processes if isinstance(processes, int) else 'auto'
        return grade_class(option)


def pytest_configure(config):
    """Name the markers; look for the isolation."""
    for task, (file, _) in FILES.items():
        config.addinivalue_line('markers', f'task{task}: tests of {file}.py')
    config.addinivalue_line('markers', 'link(name): a link of the chain of '
                            'checks; what follows hangs on it')
    config.addinivalue_line('markers', 'clause(name): the sentence of the '
                            'statement that a check enforces')
    config.addinivalue_line('markers', 'advice(words): a check beyond the '
                            'statement, and what to say of a miss')
    config.stash[BROKEN], config.stash[LATE] = {}, Counter()
    config.stash[MISSED] = set()
    if hasattr(config, 'graded'):
        return  # lent by in_process.py, which takes the records as well
    try:
        isolation, config.stash[HELD] = sandbox.choose(config.option.isolation)
    except OSError as error:
        pytest.exit(str(error), returncode=2)
    config.graded = {'isolation': isolation, 'grading': False,
                     'folders': {0: (ROOT.name, os.fsencode(ROOT))}}


def pytest_sessionstart(session):
    """Say how files are held, also where all is brief."""
    printer = session.config.pluginmanager.get_plugin('terminalreporter')
    if HELD in session.config.stash and printer:
        printer.write_line(session.config.stash[HELD])


def pytest_generate_tests(metafunc):
    """Run a check for each submission."""
    if 'submission' in metafunc.fixturenames:
        numbers = list(metafunc.config.graded['folders'])
        metafunc.parametrize('submission', numbers, ids=map(str, numbers),
                             indirect=True)


def number_of(item):
    """Return the number of the submission that a check is for, or None."""
    return item.callspec.params.get('submission') if hasattr(
        item, 'callspec') else None


def check_of(item):
    """Return a check's name, without the submission's number and the task."""
    case = re.sub(r'^\d+-?(task\d)?', '', item.callspec.id)
    return item.originalname + (f'[{case}]' if case else '')


def chain(item):
    """Return the chain of checks that a test is in."""
    return number_of(item), task_of(item)


def is_check(item):
    """Return whether a test is one of a submission, that can be made here."""
    return number_of(item) is not None and not any(
        mark.args[0] for mark in item.iter_markers('skipif'))


@pytest.hookimpl(tryfirst=True)  # the groups are read by pytest-xdist
def pytest_collection_modifyitems(config, items):
    """Put the checks in order; when grading, leave out all that is none.

    They go submission by submission, a chain after the other, its links
    first and its advice last; a chain stays in one process. A check that this
    environment cannot make is no check of a submission.
    """
    checks = sorted(filter(is_check, items), key=lambda item: (
        number_of(item), str(task_of(item)),
        not item.get_closest_marker('link'),
        bool(item.get_closest_marker('advice'))))
    places = {}
    for item in checks:
        item.stash[PLACE] = places.setdefault(
            (task_of(item), check_of(item)), len(places))
        item.add_marker(pytest.mark.xdist_group('-'.join(
            map(str, chain(item)))))
    known = set(checks)
    others = [item for item in items if item not in known]
    if config.graded['grading']:
        config.hook.pytest_deselected(items=others)
        others = []
    items[:] = checks + others


def pytest_runtest_setup(item):
    """Skip what hangs on a broken link, and advice while a task is wrong."""
    link = item.config.stash[BROKEN].get(chain(item))
    if link and 'solution' in item.fixturenames:
        pytest.skip(f'hangs on: {link}')
    if item.get_closest_marker('advice') and chain(item) in item.config.stash[
            MISSED]:
        pytest.skip('advice comes when the task is right')


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Show a miss without a traceback, and make the check's record."""
    outcome = yield
    result = outcome.get_result()
    if PLACE not in item.stash or call.when == 'teardown' or (
            call.when == 'setup' and result.passed):
        return
    record = Record(
        submission=number_of(item), task=task_of(item), check=check_of(item),
        place=item.stash[PLACE],
        title=item.function.__doc__.partition('\n')[0],
        verdict={'passed': 'pass', 'skipped': 'skipped',
                 'failed': 'error'}[result.outcome],
        of=POINTS.get(item.originalname, 2), seconds=call.duration)
    named = item.get_closest_marker('clause')
    advice = item.get_closest_marker('advice')
    if named:
        record.clause = clause(record.task, *named.args)
    if advice:
        record.of = 0
    solution = item.funcargs.get('solution')
    if solution:
        record.printed, record.printed_bytes = solution.printed
    if result.passed:
        record.points = record.of
    elif result.skipped:
        record.message = str(call.excinfo.value)
    elif call.excinfo.errisinstance(Miss):
        miss = call.excinfo.value
        record.verdict, record.message = miss.verdict, str(miss)
        if advice:
            record.verdict = 'advice'
            record.message = f'{advice.args[0]}\n{miss}'
            if item.config.graded['grading']:
                result.outcome = 'passed'
        elif solution:
            name_mistake(record, solution, miss)
        result.longrepr = '\n  '.join(filter(None, [
            f'{record.verdict}: {record.message}', record.clause,
            record.hint]))
        break_chain(item, miss)
    elif solution:
        record.verdict = 'advice' if advice else 'error'
        record.message = (f'{solution.file}: the answer is not of a form '
                          f'that can be read ({call.excinfo.value!r})')
    else:  # our own mistake, not the submission's
        record.verdict = 'trouble'
        record.message = f'the grader failed: {call.excinfo.value!r}'
    if isinstance(result.longrepr, str):
        result.longrepr = safe(result.longrepr)
    result.record = asdict(record)


def name_mistake(record, solution, miss):
    """Write the known mistake behind a miss into its record, if it is sure."""
    try:
        mistake = solution.explain(miss)
    except Exception as error:  # whatever a submission has returned
        record.verdict = 'trouble'
        record.message += f'\n  the grader failed: {error!r}'
    else:
        if mistake:
            record.mistake, record.hint = mistake.name, mistake.hint


def break_chain(item, miss):
    """Note what will not run: after a miss, a link, or a second timeout."""
    item.config.stash[MISSED].add(chain(item))
    link = item.get_closest_marker('link')
    late = item.config.stash[LATE]
    late[chain(item)] += miss.verdict == 'timeout'
    if link:
        item.config.stash[BROKEN][chain(item)] = link.args[0]
    elif late[chain(item)] > 1:
        item.config.stash[BROKEN][chain(item)] = 'calls that end in time'
