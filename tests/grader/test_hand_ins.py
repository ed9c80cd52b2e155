"""Hand-ins are found in each form in which they come, one of three broken."""
import os
import shutil
from pathlib import Path

import pytest

from grader import hand_ins
from grader.hand_ins import EIGHT

DEEPEST = 'a/b/c/d/e/f'  # below a hand-in's own folder
TASK = '7-early_stopping.py'
GIT = ['.git/config', '.git/' + TASK]


def write(folder, names, text='nobody'):
    """Write files that say one thing and may be executed."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)


def folders(root):
    """Write a folder each, one of them without any of the files."""
    for name in 'ann', 'bob':
        write(root / name, EIGHT, name)
    write(root / 'eve', ['homework.py'])
    return ['3 folders, 1 empty'], {'ann': 'ann', 'bob': 'bob', 'eve': None}


def repositories(root):
    """Write repositories with the files far below, twice, and too far."""
    for name in 'ann', 'bob', 'eve':
        write(root / name, [*GIT, '.venv/x/' + TASK, 'node_modules/' + TASK,
                            f'{DEEPEST}/g/{TASK}'])
    write(root / 'ann' / DEEPEST, EIGHT, 'ann')
    write(root / 'bob/supervised_learning/regularization', EIGHT, 'bob')
    write(root / 'bob', ['old/' + TASK, 'a/b/' + TASK], 'old')
    return ['bob: graded is bob/supervised_learning/regularization, not '
            'bob/old, bob/a/b', '3 repositories, 1 empty'
            ], {'ann': 'ann', 'bob': 'bob', 'eve': None}


def classroom(root):
    """Write what `gh classroom clone student-repos` makes."""
    for name in 'ann', 'bob-lee', 'eve':
        write(root / f'l2-{name}', GIT)
    write(root / 'l2-ann', EIGHT, 'ann')
    write(root / 'l2-bob-lee', [TASK], 'bob')
    return ['3 GitHub Classroom clones, 1 empty'], {
        'ann': 'ann', 'bob-lee': 'bob', 'eve': None}


def moodle(root):
    """Write Moodle's folders: an archive, files, and a damaged archive."""
    for name in 'ann', 'eve':
        write(root / 'packed' / name / 'work', EIGHT, name)
        folder = root / f'{name} Lee_123_assignsubmission_file_'
        shutil.make_archive(folder / 'my work', 'zip', root / 'packed' / name)
    shutil.rmtree(root / 'packed')
    with open(folder / 'my work.zip', 'r+b') as file:
        file.truncate(500)
    write(root / 'bob_456_assignsubmission_file', [TASK], 'bob')
    write(root / 'bob_456_assignsubmission_onlinetext', ['onlinetext.html'])
    return ['eve Lee_123: cannot be read: eve Lee_123_assignsubmission_file_/'
            'my work.zip: File is not a zip file',
            '3 Moodle folders, 1 empty'], {
        'ann Lee_123': 'ann', 'bob_456': 'bob', 'eve Lee_123': None}


def canvas(root):
    """Write Canvas's files: handed in again, late, packed, and others."""
    for again, text in ('', 'old'), ('-2', 'old'), ('-10', 'ann'):
        write(root, [f'annlee_12_3{again[1:]}_7-early_stopping{again}.py'],
              text)
    write(root, ['annlee_12_40_0-l2_reg_cost-1.py'])
    write(root, ['eve_5_6_homework.pdf'])
    write(root / 'packed', EIGHT, 'bob')
    shutil.make_archive(root / 'boblee_LATE_13_41_hw-1', 'gztar',
                        root / 'packed')
    shutil.rmtree(root / 'packed')
    return ['3 Canvas hand-ins, 1 empty'], {
        'annlee_12': 'ann', 'boblee_13': 'bob', 'eve_5': None}


def archives(root):
    """Write an archive each; one is damaged, and one of an unknown form."""
    for name, form in ('ann', 'zip'), ('bob', 'xztar'), ('eve', 'zip'):
        write(root / 'packed' / name / DEEPEST, EIGHT, name)
        shutil.make_archive(root / name, form, root / 'packed' / name)
    shutil.rmtree(root / 'packed')
    (root / 'eve.zip').write_bytes((root / 'eve.zip').read_bytes()[:300])
    (root / 'zoe.rar').write_text('packed')
    (root / 'names of all.txt').write_text('not handed in')
    return ['eve: cannot be read: eve.zip: File is not a zip file',
            'zoe: cannot be read: zoe.rar: neither a zip nor a tar',
            '4 archives, 2 empty'], {
        'ann': 'ann', 'bob': 'bob', 'eve': None, 'zoe': None}


FORMS = {'class': folders, 'repositories': repositories,
         'l2-submissions': classroom, 'moodle': moodle, 'canvas': canvas,
         'archives': archives}


def found(path, scratch):
    """Return what is said, and what each submission's file of task 7 says."""
    lines = []
    submissions = hand_ins.find([path], scratch, lines.append)
    return lines, {
        name: (folder / TASK).read_text() if (folder / TASK).exists()
        else None for name, folder in submissions.items()}


@pytest.mark.parametrize('name', FORMS)
@pytest.mark.parametrize('packed', [None, 'zip', 'tar', 'gztar'])
@pytest.mark.parametrize('within', [False, True])
def test_hand_ins_are_found_as_they_come(tmp_path, name, packed, within):
    """In a folder, in an archive of it, and of the folder that it is in."""
    path, scratch = tmp_path / 'made' / name, tmp_path / 'scratch'
    path.mkdir(parents=True)
    expected, texts = FORMS[name](path)
    if packed:
        path = Path(shutil.make_archive(
            tmp_path / name, packed, *([path.parent] if within else [path])))
    lines, answers = found(path, scratch)
    assert answers == texts
    assert list(answers) == sorted(answers)
    assert lines[-1] == f'{path}: {expected[-1]}'
    assert sorted(lines[:-1]) == sorted(expected[:-1])
    assert all((folder / TASK).stat().st_mode & 0o100
               for folder in scratch.iterdir() if (folder / TASK).exists())


def test_a_folder_with_a_task_is_a_submission(tmp_path):
    """Named like the folder; two of one name are told apart."""
    for root in 'one', 'other':
        write(tmp_path / root / 'ann', [TASK, 'sub/' + TASK], root)
    submissions = hand_ins.find(
        [tmp_path / 'one' / 'ann', tmp_path / 'other'], tmp_path / 'scratch')
    assert {name: (folder / TASK).read_text() for name, folder
            in submissions.items()} == {'ann': 'one', 'ann (2)': 'other'}


@pytest.mark.parametrize('packed', [False, True])
def test_one_repository_is_a_submission(tmp_path, packed):
    """Though its files are far below, and other folders beside them."""
    path = tmp_path / 'mine'
    write(path, [*GIT, 'math/sum.py'])
    write(path / 'supervised_learning/regularization', EIGHT, 'mine')
    if packed:
        path = Path(shutil.make_archive(path, 'zip', tmp_path, 'mine'))
    lines, answers = found(path, tmp_path / 'scratch')
    assert answers == {'mine': 'mine'}
    assert lines == [f'{path}: 1 repository']


def test_a_class_under_git_is_a_class(tmp_path):
    """A teacher may keep the folders of a class in a repository."""
    expected, texts = folders(tmp_path / 'class')
    write(tmp_path / 'class', GIT[:1])
    assert found(tmp_path / 'class', tmp_path / 'scratch')[1] == texts


def test_links_are_not_followed(tmp_path):
    """A link to a neighbour's work, or to the world, is a hand-in of nothing.

    A file that is a link becomes a folder, which no check takes for a file.
    """
    path = tmp_path / 'class'
    write(path / 'ann', EIGHT, 'ann')
    (path / 'bob').symlink_to(path / 'ann')
    (path / 'eve').mkdir()
    (path / 'eve' / TASK).symlink_to(path / 'ann' / TASK)
    (path / 'eve' / 'work').symlink_to(path / 'ann')
    submissions = hand_ins.find([path], tmp_path / 'scratch')
    assert list(submissions['bob'].iterdir()) == []
    assert [(file.name, file.is_dir()) for file
            in submissions['eve'].iterdir()] == [(TASK, True)]


@pytest.mark.parametrize('name', [
    'J\u00fcrgen', 'J\u0075\u0308rgen', '\u738b\u4f1f', '\u202egnp.ann', 'x]',
    'a;=1+1', '-n', "Robert'); --", os.fsdecode(b'J\xfcrgen'), 'two\nlines'])
def test_names_may_have_any_letters(tmp_path, name):
    """What is copied has a name of ours, and what is said is printable."""
    write(tmp_path / 'class' / name, [TASK], 'found')
    write(tmp_path / 'class' / name / 'other', EIGHT, 'found')
    lines, answers = found(tmp_path / 'class', tmp_path / 'scratch')
    assert answers == {name: 'found'}
    assert all(line.isprintable() for line in lines)
    assert [path.name for path in (tmp_path / 'scratch').iterdir()] == ['0']


@pytest.mark.parametrize('make', [
    lambda path: None, lambda path: path.mkdir(),
    lambda path: path.write_text('no archive')])
def test_nothing_to_grade_is_an_error(tmp_path, make):
    """A path that is not there, an empty folder, a file of another kind."""
    make(tmp_path / 'nothing')
    with pytest.raises(ValueError, match='nothing: expected '):
        hand_ins.find([tmp_path / 'nothing'], tmp_path / 'scratch')
