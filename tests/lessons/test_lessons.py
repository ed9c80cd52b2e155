"""Every number and picture of the lessons comes from the code as it is.

To change one, change the code, then `make lessons` and `make post`.
"""
import pytest

import figures
import moving
import results

# libraries.json was found in other environments: test_libraries.py
FILES = sorted(path.stem for path in results.FOLDER.glob('*.json')
               if path.stem != 'libraries')
HELPS = [
    ('tanh', 'l1'), ('tanh', 'l2'), ('tanh', 'dropout'), ('tanh', 'early'),
    ('tanh', 'augment'), ('tanh', 'together'), ('relu', 'l2'),
    ('relu', 'dropout'), ('relu', 'early'), ('relu', 'together'),
    ('relu', 'norm'), ('clean', 'augment')]
DOES_NOT = [('clean', 'l1'), ('clean', 'l2'), ('clean', 'dropout'),
            ('clean', 'early'), ('relu', 'norm_batches')]


@pytest.mark.parametrize('name', FILES)
def test_numbers_are_of_the_code_as_it_is(name):
    """A change of code, but not of comments, asks for a new run."""
    origin = results.read(name)['origin']
    assert origin['hash'] == results.fingerprint(origin['inputs']), (
        f'{name}.json is older than {", ".join(origin["inputs"])}: '
        'run its program again')


@pytest.mark.parametrize('source', figures.PICTURES)
def test_pictures_are_of_the_numbers_as_they_are(source):
    """Each picture carries the hash of the code and the numbers it shows."""
    old = [name for name in figures.PICTURES[source]
           if figures.fingerprint(source).encode()
           not in (figures.FOLDER / name).read_bytes()]
    assert not old, 'older than their numbers: run `make figures`'


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
