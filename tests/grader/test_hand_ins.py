"""Submissions are found in folders and archives, and nothing leads out."""
import io
import shutil
import tarfile
import zipfile

import pytest

from grader import hand_ins
from grader.submission import LARGEST


@pytest.fixture
def class_folder(tmp_path):
    """A class of two, with a hidden folder and a file beside them."""
    for name in 'ann', 'bob':
        (tmp_path / 'class' / name).mkdir(parents=True)
        path = tmp_path / 'class' / name / '7-early_stopping.py'
        path.write_text(f'# {name}')
        path.chmod(0o755)
    (tmp_path / 'class' / '.git').mkdir()
    (tmp_path / 'class' / 'notes.txt').write_text('not a submission')
    return tmp_path / 'class'


def text(folder):
    """Return what a submission's file says."""
    return (folder / '7-early_stopping.py').read_text()


def test_a_folder_of_folders_is_a_class(class_folder, tmp_path):
    """Each folder in it that is not hidden is a submission."""
    found = hand_ins.find([class_folder], tmp_path)
    assert {name: text(path) for name, path in found.items()} == {
        'ann': '# ann', 'bob': '# bob'}


def test_a_folder_with_a_task_is_a_submission(class_folder, tmp_path):
    """Named like the folder; two of one name are told apart."""
    again = tmp_path / 'other' / 'ann'
    again.mkdir(parents=True)
    (again / '0-l2_reg_cost.py').write_text('')
    found = hand_ins.find([class_folder / 'ann', again], tmp_path)
    assert list(found) == ['ann', 'ann (2)']


@pytest.mark.parametrize('root', ['.', 'class'])
@pytest.mark.parametrize('form', ['zip', 'tar', 'gztar'])
def test_an_archive_is_what_it_holds(class_folder, tmp_path, form, root):
    """Packed from within or from above; the exec bit comes along."""
    archive = shutil.make_archive(
        tmp_path / 'packed', form, class_folder if root == '.'
        else tmp_path, root)
    found = hand_ins.find([archive], tmp_path / 'scratch')
    assert {name: text(path) for name, path in found.items()} == {
        'ann': '# ann', 'bob': '# bob'}
    mode = (found['ann'] / '7-early_stopping.py').stat().st_mode
    assert mode & 0o100


@pytest.mark.parametrize('name', ['/outside.py', '../outside.py',
                                  'ann/../../outside.py'])
def test_archives_cannot_write_outside(tmp_path, name):
    """Members whose names lead out are left out, and so are links."""
    packed = io.BytesIO(b'# outside')
    with tarfile.open(tmp_path / 'evil.tar', 'w') as file:
        for member in name, 'ann/7-early_stopping.py':
            entry = tarfile.TarInfo(member)
            entry.size = 9
            packed.seek(0)
            file.addfile(entry, packed)
        link = tarfile.TarInfo('ann/0-l2_reg_cost.py')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        file.addfile(link)
    with zipfile.ZipFile(tmp_path / 'evil.zip', 'w') as file:
        file.writestr(name, '# outside')
        file.writestr('ann/7-early_stopping.py', '# outside')
    for form in 'tar', 'zip':
        scratch = tmp_path / form
        found = hand_ins.find([tmp_path / f'evil.{form}'], scratch)
        assert [path.name for path in scratch.rglob('*.py')] == [
            '7-early_stopping.py']
        assert list(found) == ['ann']


def test_large_members_are_cut(tmp_path):
    """A zip bomb takes a megabyte a file; the check says it is too large."""
    with zipfile.ZipFile(tmp_path / 'bomb.zip', 'w',
                         zipfile.ZIP_DEFLATED) as file:
        file.writestr('ann/7-early_stopping.py', bytes(100 << 20))
    found = hand_ins.find([tmp_path / 'bomb.zip'], tmp_path / 'scratch')
    path = found['ann'] / '7-early_stopping.py'
    assert path.stat().st_size == LARGEST + 1


@pytest.mark.parametrize('make', [
    lambda path: None, lambda path: path.mkdir(),
    lambda path: path.write_text('no archive')])
def test_nothing_to_grade_is_an_error(tmp_path, make):
    """A path that is not there, an empty folder, a file of another kind."""
    make(tmp_path / 'nothing')
    with pytest.raises(ValueError, match='nothing: expected '):
        hand_ins.find([tmp_path / 'nothing'], tmp_path / 'scratch')
