"""Where others run the grader: its scripts run here, in a moved root."""
import json
import os
import re
import subprocess
import sys
import zipfile

import pytest
import yaml

from command import ROOT
from example_results import record
from grader.failure import Failure
from grader.hosts import github, gradescope
from grader.mistakes import RIGHT
from grader.tasks import TASKS

pytestmark = pytest.mark.xdist_group('hosts')
# https://gradescope-autograders.readthedocs.io/en/latest/specs/
FIELDS = {'score', 'execution_time', 'output', 'output_format',
          'test_output_format', 'test_name_format', 'visibility',
          'stdout_visibility', 'extra_data', 'tests', 'leaderboard'}
TEST_FIELDS = {'score', 'max_score', 'status', 'name', 'name_format',
               'number', 'output', 'output_format', 'tags', 'visibility',
               'extra_data'}
FORMATS = {'text', 'html', 'simple_format', 'md', 'ansi'}
WRONG = RIGHT[7].replace(' > threshold', ' >= threshold')
# what each hands in as task 7; the last prints commands and kills its server
SUBMISSIONS = {'right': RIGHT[7], 'wrong': WRONG, 'hostile': f'''
import os
print("::error file=x::forged\\n::set-output name=points::1000")
open(__file__, "a")
{RIGHT[7]}
os._exit(0)
'''}
# stands for a machine with nothing installed: what is there is this Python
PYTHON = f'''#!/bin/sh
if [ "$2" != venv ]; then exec "{sys.executable}" "$@"; fi
mkdir -p "$3/bin"
printf '#!/bin/sh\\nexec "{sys.executable}" "$@"\\n' > "$3/bin/python"
chmod +x "$3/bin/python"
'''


@pytest.fixture
def environment(tmp_path):
    """Variables with which scripts find apt-get and Python, and no network."""
    for name, text in ('apt-get', '#!/bin/sh\n'), ('python3', PYTHON), (
            'python', PYTHON):
        path = tmp_path / 'bin' / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    return {**{key: value for key, value in os.environ.items()
               if not key.startswith('PYTEST_') and key != 'PYTHONPATH'},
            'PATH': f'{tmp_path}/bin:{os.environ["PATH"]}',
            'PIP_NO_INDEX': '1', 'PIP_ROOT_USER_ACTION': 'ignore'}


def hand_in(folder, name):
    """Write what a learner hands in, far below."""
    for task in TASKS if name == 'right' else [7]:
        path = folder / 'work' / TASKS[task].file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('#!/usr/bin/env python3\n"""Doc."""\n'
                        + (SUBMISSIONS[name] if task == 7 else RIGHT[task]))
        path.chmod(0o755)


@pytest.fixture(scope='module')
def autograder(tmp_path_factory):
    """The zip that is uploaded, which shows less than all."""
    path = tmp_path_factory.mktemp('zip') / 'autograder.zip'
    gradescope.build(path, 'message')
    return path


def test_the_zip_has_neither_answers_nor_tests_of_the_grader(autograder):
    """Its scripts are at the top, and it is small."""
    with zipfile.ZipFile(autograder) as archive:
        names = archive.namelist()
        assert all(archive.getinfo(name).external_attr >> 16 & 0o111
                   for name in ('setup.sh', 'run_autograder'))
    assert not {each.file for each in TASKS.values()} & set(names)
    assert not [name for name in names if 'right_answers' in name
                or '__pycache__' in name or 'test' in name]
    assert {name.partition('/')[0] for name in names} == {
        'setup.sh', 'run_autograder', 'requirements.txt', 'grader'}
    assert autograder.stat().st_size < 200_000


@pytest.mark.parametrize('name', [
    'wrong', *(pytest.param(name, marks=pytest.mark.long)
               for name in ('right', 'hostile', 'nothing'))])
def test_gradescope_gets_results(tmp_path, environment, autograder, name):
    """Both scripts run as in its image; the JSON is as documented."""
    root = tmp_path / 'autograder'
    environment['AUTOGRADER_ROOT'] = str(root)
    (root / 'submission').mkdir(parents=True)
    if name == 'nothing':
        (root / 'submission' / 'homework.py').write_text('')
    else:
        hand_in(root / 'submission', name)
    subprocess.run([sys.executable, '-m', 'zipfile', '-e', str(autograder),
                    str(root / 'source')], check=True)
    # in whatever versions are here: there is no network to fetch others
    required = root / 'source' / 'requirements.txt'
    required.write_text(re.sub('(?m)^([^;=]+)==[^;\n]+', r'\1',
                               required.read_text()))
    for script in 'setup.sh', 'run_autograder':
        done = subprocess.run(['bash', str(root / 'source' / script)],
                              cwd=root, env=environment, text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        assert done.returncode == 0, done.stdout
    results = json.loads((root / 'results' / 'results.json').read_text())
    assert set(results) <= FIELDS and results['tests']
    assert results['stdout_visibility'] == 'hidden'
    assert results['output_format'] in FORMATS
    for test in results['tests']:
        assert set(test) <= TEST_FIELDS
        assert test['status'] in ('passed', 'failed')
        assert 0 <= test['score'] <= test['max_score']
    assert results['score'] == sum(t['score'] for t in results['tests'])
    of_7 = [test for test in results['tests']
            if test['name'].startswith('Task 7') and test['max_score']]
    right = {test['score'] == test['max_score'] for test in of_7}
    assert right == {'right': {True}, 'wrong': {True, False},
                     'hostile': {False}, 'nothing': {False}}[name]
    assert 'expected (' not in json.dumps(results)  # a value of the answer


def test_gradescope_has_results_before_anything_runs(tmp_path, environment,
                                                     autograder):
    """Also where the grader itself cannot start."""
    source = tmp_path / 'source'
    with zipfile.ZipFile(autograder) as archive:
        archive.extract('run_autograder', source)
    done = subprocess.run(['bash', str(source / 'run_autograder')],
                          env={**environment, 'AUTOGRADER_ROOT':
                               str(tmp_path)}, capture_output=True)
    assert done.returncode != 0
    found = json.loads((tmp_path / 'results' / 'results.json').read_text())
    assert found['score'] == 0 and 'tell your teacher' in found['output']


def run_action(tmp_path, environment, folder, reveal):
    """Run the action's own steps; return code, output, summary, outputs."""
    action = yaml.safe_load(
        (ROOT / '.github/actions/grade/action.yml').read_text())
    environment.update(
        GITHUB_ACTION_PATH=str(ROOT / '.github/actions/grade'),
        GITHUB_STEP_SUMMARY=str(tmp_path / 'summary'),
        GITHUB_OUTPUT=str(tmp_path / 'output'))
    for step in action['runs']['steps']:
        if 'run' in step:
            done = subprocess.run(
                ['bash', '-e', '-c', step['run']], cwd=folder, text=True,
                env={**environment, 'FOLDER': str(folder), 'REVEAL': reveal},
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return (done.returncode, done.stdout, (tmp_path / 'summary').read_text(),
            (tmp_path / 'output').read_text())


@pytest.mark.parametrize('reveal', [
    'values', pytest.param('none', marks=pytest.mark.long)])
def test_github_shows_each_failure_at_its_line(tmp_path, environment, reveal):
    """And the points, and a table; never more than may be revealed."""
    folder = tmp_path / 'repository'
    hand_in(folder, 'wrong')
    # a name that Python would import, were it to look here
    (folder / 'grader.py').write_text('raise SystemExit("imported")')
    code, printed, summary, output = run_action(
        tmp_path, environment, folder, reveal)
    assert code == 1, printed
    note, = [line for line in printed.splitlines()
             if 'title=task 7' in line]
    line = 1 + WRONG[:WRONG.index('def ')].count('\n') + 2
    assert note.startswith('::error file=work/7-early_stopping.py,'
                           f'line={line},title=task 7%2C wrong')
    points, of = re.fullmatch(r'points=(\d+)\nof=(\d+)\n', output).groups()
    assert 0 < int(points) < int(of)
    assert f'::Points {points}/{of}' in printed
    assert f'**{points}/{of} points**' in summary and '| task 7 |' in summary
    assert (', expected ' in note) == (reveal == 'values')
    assert ('threshold' in note + summary) == (reveal != 'none')


def test_github_obeys_no_command_of_a_submission(tmp_path, environment):
    """What it prints may look like a command of the workflow."""
    folder = tmp_path / 'repository'
    hand_in(folder, 'hostile')
    code, printed, summary, output = run_action(
        tmp_path, environment, folder, 'values')
    assert code == 1, printed
    assert 'exited' in printed or 'ends the process' in printed
    assert not [line for line in printed.splitlines()
                if line.lstrip().startswith(('::error file=x',
                                             '::set-output'))]


def test_a_note_stands_at_the_line_of_its_failure():
    """That of the exception, or of the fault; else where the function is."""
    error = record(7, verdict='error', failure=Failure(
        'error', TASKS[7].file, exception='KeyError', line=12))
    style = record(None, 'style', verdict='wrong', failure=Failure(
        'wrong', faults=(('0-l2_reg_cost.py', 3, 'E501'),)))
    readme = record(None, 'readme', verdict='missing', failure=Failure(
        'missing', 'README.md'))
    files = {TASKS[7].file: 'work/7.py', '0-l2_reg_cost.py': 'work/0.py'}
    assert [github.location(each, ROOT, files) for each in (
        error, style, readme)] == [('work/7.py', 12), ('work/0.py', 3),
                                   ('README.md', 1)]
