"""The command: its options, what it refuses, and its exit codes."""
import contextlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from command import ENVIRONMENT, ROOT, graded, results, run, write
from grader import engine, sandbox
from grader.__main__ import arguments_from, options, pool_of
from grader.mistakes import RIGHT
from grader.runs.run import Run
from grader.sandbox import levels
from grader.tasks import TASKS

pytestmark = pytest.mark.xdist_group('command')
WRONG = RIGHT[7].replace(' > threshold', ' >= threshold')


@pytest.fixture
def right(tmp_path):
    """A folder with a right answer to task 7."""
    write(tmp_path / 'right', {7: RIGHT[7]})
    return tmp_path / 'right'


@pytest.mark.parametrize('source, code, words', [
    (RIGHT[7], 0, '  all right'),
    (WRONG, 1, 'task 7, wrong: the threshold itself counts as better')])
def test_exit_codes_say_whether_all_is_right(tmp_path, source, code, words):
    """0: all right; 1: something is wrong. The seed and the report are said.
    """
    write(tmp_path / 'mine', {7: source})
    report = tmp_path / 'report'
    found, printed = run(tmp_path / 'mine', '--task=7', '--seed=12',
                         f'--report={report}')
    assert found == code, printed
    assert words in printed
    assert printed.startswith('isolation: ')
    assert 'seed 12\n' in printed and '1 of the eight files' in printed
    assert printed.endswith(f'report: {report}/index.html\n')
    assert results(report)[0]['seed'] == 12


@pytest.mark.long
@pytest.mark.parametrize('template, modes, less', [
    ('ann_101_50{}_{}', True, 2), ('ann/{1}', False, 1),
    ('ann/{1}', True, 0)])
def test_what_a_layout_cannot_carry_is_not_judged(tmp_path, template, modes,
                                                  less):
    """From Canvas or Windows: all right, though of fewer points.

    Canvas gives each file a name of its own, and takes no README.md; a zip
    made on Windows says nothing of who may execute a file.
    """
    path = tmp_path / 'class.zip'
    with zipfile.ZipFile(path, 'w') as archive:
        for number, name in enumerate(['README.md', *(
                task.file for task in TASKS.values())]):
            info = zipfile.ZipInfo(template.format(number, name))
            info.create_system, info.external_attr = (
                (3, 0o100755 << 16) if modes else (0, 0))
            if number or less < 2:
                archive.writestr(info, (ROOT / name).read_bytes())
    code, printed = run(path)
    assert code == 0, printed
    total = sum(check.points for check in engine.checks()) - less
    assert f'{total}/{total}' in printed and 'all right' in printed


@pytest.mark.parametrize('arguments, words', [
    (['{}/nowhere'], 'nowhere: expected '),
    ([], 'expected what to grade: a folder, a .zip or a .tar'),
    (['{}', '--task=9'], '--task=9: expected 0, 1, 2, 3, 4, 5, 6 or 7'),
    (['{}', '--reveal=x'], '--reveal=x: expected none, message or values'),
    (['{}', '--isolation=x'], '--isolation=x: expected auto, bubblewrap, '),
    (['{}', '--layout=x'], '--layout=x: expected '),
    (['{}', '--attempt=x'], '--attempt=x: expected newest, first or all'),
    (['{}', '--seed=x'], '--seed=x: expected a whole number'),
    (['{}', '--report={}/7-early_stopping.py'], 'expected a folder, received '
     'a file'),
    pytest.param(['{}', '--cluster=tcp://127.0.0.1:9'], 'tcp://127.0.0.1:9',
                 marks=pytest.mark.long)])
def test_what_cannot_run_exits_with_two(right, arguments, words, monkeypatch):
    """It names what was wrong, and what is expected, in one line."""
    code, printed = run(*(each.format(right) for each in arguments))
    assert code == 2, printed
    assert words in printed and 'Traceback' not in printed
    if 'cluster' not in words and 'nowhere' not in words:
        assert printed.count('\n') == 1


@pytest.mark.parametrize('shown', ['class', 'report', 'copies', ''])
def test_what_submissions_could_read_is_refused(tmp_path, monkeypatch, shown):
    """What is graded, the report, and the copies that are made of files."""
    if sandbox.best_isolation() not in ('bubblewrap', 'landlock'):
        pytest.skip('files are not isolated here')
    write(tmp_path / 'class', {7: RIGHT[7]})
    (tmp_path / 'copies').mkdir()
    monkeypatch.setattr(levels, 'libraries',
                        lambda: {tmp_path / shown} if shown else set())
    monkeypatch.setattr(tempfile, 'tempdir', str(tmp_path / 'copies'))
    option = options([str(tmp_path / 'class'), '--task=7',
                      f'--report={tmp_path / "report"}'])
    with contextlib.closing(Run(option)) as run, pytest.raises(
            OSError, match='expected a folder that submissions cannot read'
            ) if shown else contextlib.nullcontext():
        pool_of(run, option)


def test_makes_variables_come_in_the_environment(tmp_path):
    """No shell ever reads what they hold; where all is graded make is quiet.
    """
    folder = tmp_path / "-a 'b' $(c) \"d\" $HOME\n\u00e9"
    write(folder, {7: WRONG})
    report = tmp_path / '~ report'
    code, printed = run('--make', DIR=str(folder), REPORT=str(report),
                        TASK='7', SEED='3', REVEAL='message')
    assert code == 0, printed
    assert 'task 7, wrong' in printed and ', expected' not in printed
    header, _ = results(report)
    assert (header['task'], header['seed'], header['reveal']) == (
        7, 3, 'message')
    code, printed = run('--make', DIR=str(folder), REPORT=str(report),
                        RESUME='1', TASK='0')
    assert code == 0 and graded(report) == 1
    assert 'TASK=0: the run was begun with TASK=7, and goes on with' in printed


@pytest.mark.parametrize('environment, words', [
    ({}, 'expected DIR=what to grade'),
    ({'DIR': '.', 'TASK': '9'}, 'TASK=9: expected 0, 1'),
    ({'DIR': '.', 'REVEAL': 'x'}, 'REVEAL=x: expected none, ')])
def test_errors_name_makes_variables(environment, words):
    """As their reader has typed them."""
    code, printed = run('--make', **environment)
    assert code == 2 and words in printed


def test_a_name_may_begin_with_a_dash_or_a_tilde(tmp_path, monkeypatch):
    """A file that is there is taken as it is written."""
    monkeypatch.setenv('HOME', str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert options(['~/class', '--report', '~/r']).solutions == [
        f'{tmp_path}/class']
    assert options(['.', '--report', '~/r']).report == f'{tmp_path}/r'
    Path('~').mkdir()
    assert options(['~']).solutions == ['~']
    assert options(['--', '-x']).solutions == ['-x']
    assert arguments_from({'DIR': '-x', 'RESUME': '1', 'TASK': ''}) == [
        '--make', '--resume', '--', '-x']


def test_layouts_are_listed():
    """With nothing to grade."""
    code, printed = run('--layout', 'list')
    assert code == 0 and 'moodle' in printed.lower()


def test_without_a_cluster_dask_is_not_imported(right):
    """It is an optional requirement; nor is what only the children need."""
    done = subprocess.run(
        [sys.executable, '-c', 'import sys\nfrom grader.__main__ import main\n'
         'code = main([sys.argv[1], "--task=7"])\n'
         'found = {"dask", "tensorflow", "jinja2"} & set(sys.modules)\n'
         'sys.exit(f"imported: {found}" if found else code)', right],
        cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
