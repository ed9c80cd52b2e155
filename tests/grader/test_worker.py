"""What a worker is sent, what it keeps, and how it isolates files."""
import pytest

from grader import sandbox
from grader.runs import worker
from grader.submissions import Submission


@pytest.fixture
def submission(tmp_path):
    """A submission with a file, an executable file and a folder."""
    folder = tmp_path / 'mine'
    (folder / 'README.md').mkdir(parents=True)
    (folder / '0-l2_reg_cost.py').write_bytes(b'# \xff')
    (folder / '7-early_stopping.py').write_bytes(b'')
    (folder / '7-early_stopping.py').chmod(0o755)
    return Submission('mine', folder, carries_modes=False)


def test_what_is_sent_is_what_is_unpacked(submission, tmp_path):
    """Contents, who may execute a file, and what is no file."""
    content = worker.packed(submission)
    other = tmp_path / 'other'
    other.mkdir()
    worker.unpack(other, content['files'])
    assert worker.packed(Submission('other', other, carries_modes=False)) \
        == content
    assert content['layout']['carries_modes'] is False


def test_a_digest_knows_every_change(submission):
    """Also of how it was handed in."""
    before = worker.digest(worker.packed(submission))
    assert worker.digest(worker.packed(submission)) == before
    submission.carries_modes = True
    assert worker.digest(worker.packed(submission)) != before


@pytest.mark.parametrize('task, found', [(None, False), (0, False)])
def test_tensorflow_waits_until_there_is_a_file_for_it(submission, task,
                                                       found):
    """It takes long to start."""
    assert worker.has_keras(worker.packed(submission)['files'], task) == found
    assert worker.has_keras({'2-l2_reg_cost.py': None}, None)
    assert not worker.has_keras({'2-l2_reg_cost.py': None}, 7)


@pytest.mark.parametrize('asked, at_least, taken', [
    ('auto', None, 'landlock'), ('limits', None, 'limits'),
    ('auto', 'limits', 'landlock'), ('auto', 'bubblewrap', 'bubblewrap'),
    ('limits', 'landlock', 'landlock')])
def test_the_stronger_isolation_is_taken(monkeypatch, asked, at_least, taken):
    """Of what works here, and what the run was begun with."""
    monkeypatch.setattr(sandbox, 'choose', lambda level: (
        'landlock' if level == 'auto' else level, level))
    assert worker.isolated(asked, at_least, False)[0] == taken


def test_a_class_is_not_graded_without_isolation(monkeypatch):
    """Unless its user has named the level."""
    monkeypatch.setattr(sandbox, 'choose', lambda level='auto': (
        'limits', 'why'))
    with pytest.raises(OSError, match='bubblewrap or landlock'):
        worker.isolated('auto', None, True)
    assert worker.isolated('limits', None, True)[0] == 'limits'
    assert worker.isolated('auto', None, False)[0] == 'limits'


def test_versions_are_of_all_that_a_verdict_depends_on():
    """The grader's is known by its text."""
    versions = worker.versions()
    assert set(versions) == {'python', 'numpy', 'tensorflow', 'grader'}
    assert all(versions.values())
