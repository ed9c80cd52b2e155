"""Every number and picture of the post comes from the code as it is.

To change one, change the code, then `make lessons`, `make figures` and `make
post`.
"""
import json
import subprocess
import sys

import pytest

import figures
import moving
import results

KEPT = {'comparison-digits': 'comparison.py', 'football': 'football.py',
        'football-moons': 'football.py', 'mnist': 'mnist_dropout.py',
        'moving': 'moving.py'}
HELPS = [
    ('tanh', 'l1'), ('tanh', 'l2'), ('tanh', 'dropout'), ('tanh', 'early'),
    ('tanh', 'augment'), ('tanh', 'together'), ('relu', 'l2'),
    ('relu', 'dropout'), ('relu', 'early'), ('relu', 'together'),
    ('relu', 'norm'), ('clean', 'augment')]
DOES_NOT = [('clean', 'l1'), ('clean', 'l2'), ('clean', 'dropout'),
            ('clean', 'early'), ('relu', 'norm_batches')]


@pytest.mark.parametrize('name', KEPT)
def test_numbers_are_of_the_code_as_it_is(name):
    """A change of code, but not of comments, asks for a new run."""
    assert results.read(name)['origin']['hash'] == results.fingerprint(
        KEPT[name]), f'{name}.json is older than the code: run {KEPT[name]}'


def test_what_a_program_runs_is_found_in_its_code():
    """What it imports, wherever that stands, and the answers it loads."""
    found = {path.name for path in results.sources('comparison.py')}
    assert found > {'comparison.py', 'training.py', 'training_keras.py',
                    'summaries.py', 'datasets.py', '0-l2_reg_cost.py',
                    '7-early_stopping.py', '3-l2_reg_create_layer.py'}
    assert not found & {'results.py', 'moons.py', 'figures.py', 'post.py'}
    assert 'pictures.py' not in {
        path.name for program in KEPT.values()
        for path in results.sources(program)}


@pytest.mark.parametrize('source', figures.PICTURES)
def test_pictures_are_of_the_numbers_as_they_are(source):
    """Each picture carries the hash of the code and the numbers it shows."""
    old = [name for name in figures.PICTURES[source]
           if not figures.is_current(source, name)]
    assert not old, 'older than their numbers: run `make figures`'


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder of results of its own, with one number kept in it."""
    monkeypatch.setattr(results, 'ROOT', tmp_path)
    monkeypatch.setattr(results, 'FOLDER', tmp_path / 'results')
    results.write('one', {'hash': 'code', 'numpy': '1'}, {'cost': 2.5})
    return tmp_path / 'results' / 'one.json'


@pytest.mark.parametrize('cost, said', [
    (2.5, 'as kept'), (2.5 + 1e-9, 'as kept'),
    (2.6, '1 differ from those kept, such as cost: 2.6, kept 2.5')])
def test_the_same_code_leaves_what_is_kept(kept, capsys, cost, said):
    """Whatever a machine and its packages make of it; that is only said."""
    before = kept.read_bytes()
    results.write('one', {'hash': 'code', 'numpy': '2'}, {'cost': cost})
    assert kept.read_bytes() == before
    printed = capsys.readouterr().out
    assert said in printed and "(here: {'numpy': '2'})" in printed


@pytest.mark.parametrize('origin, anew', [('other', False), ('code', True)])
def test_other_code_or_a_wish_replaces_what_is_kept(kept, origin, anew):
    """The numbers, and what they came from."""
    results.write('one', {'hash': origin}, {'cost': 2.6}, anew)
    assert json.loads(kept.read_text()) == {
        'origin': {'hash': origin}, 'cost': 2.6}


def run(*command):
    """Run a program of the post as its user does; return what it prints."""
    done = subprocess.run([sys.executable, *command], cwd=results.ROOT,
                          text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.long
@pytest.mark.parametrize('program, said', [
    ('comparison', 'early stopping'), ('football', 'test % with dropout'),
    ('mnist_dropout', 'with dropout'), ('moving', "'l2': 0.03")])
def test_the_experiments_run_as_programs(program, said):
    """Started as a reader starts them, in their quick form."""
    assert said in run(f'8-blog_post/programs/{program}.py', '--quick')


def test_brackets_in_a_text_are_not_taken_for_a_list():
    """Code is kept with its indentation; lists of numbers take one line."""
    record = {'code': 'model([\n    a,\n    b])', 'numbers': [1, 2]}
    text = results.one_line_lists(json.dumps(record, indent=1))
    assert json.loads(text) == record
    assert '[1, 2]' in text


def test_pictures_that_are_current_are_left_alone():
    """Whichever Matplotlib is installed."""
    before = {path: path.stat().st_mtime_ns
              for path in figures.FOLDER.iterdir()}
    assert '0 pictures drawn, 10 are of' in run(
        '8-blog_post/programs/figures.py')
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_other_versions_draw_no_picture_of_the_post(monkeypatch):
    """They are named, with the command that installs the right ones."""
    monkeypatch.setattr(figures, 'is_current', lambda *_: False)
    monkeypatch.setattr(figures, 'DRAWN_WITH', {'matplotlib': '0.1'})
    monkeypatch.setattr(figures.sys, 'argv', ['figures.py'])
    with pytest.raises(SystemExit) as error:
        figures.main()
    assert 'pip install matplotlib==0.1' in str(error.value)
    assert 'opening.svg' in str(error.value)


@pytest.mark.parametrize('world, technique, verdict', [
    *((*pair, 'helps') for pair in HELPS),
    *((*pair, 'does not') for pair in DOES_NOT)])
def test_what_is_said_to_help_gains_two_standard_errors(world, technique,
                                                        verdict):
    """And what the post says may be luck, or no help, does not."""
    gain = results.read('comparison-digits')['tables'][world][technique][
        'gain']
    assert (gain['mean'] >= gain['two_se']) == (verdict == 'helps')


def test_a_kept_frame_is_what_the_answers_give():
    """The boundary that the page shows for one strength, trained anew."""
    kept = results.read('moving')['boundaries']['l2'][2]
    found = moving.frame({'l2': kept['l2']})
    assert found['train'] == pytest.approx(kept['train'], abs=2)
    assert found['test'] == pytest.approx(kept['test'], abs=2)
