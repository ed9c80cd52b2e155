"""Learners have the names that the teacher's side knows, and no others'."""
from classes import EIGHT, write
from grader import submissions


def names(files, tmp_path):
    """Return the names of the submissions that are found in some files."""
    write(files, tmp_path / 'class')
    return [each.name for each in submissions.find(
        [tmp_path / 'class'], tmp_path / 'scratch').submissions]


def metadata(number, name):
    """Return what Gradescope writes of one submission."""
    return f'submission_{number}:\n  :submitters:\n  - :name: {name}\n'


def test_a_hand_in_does_not_say_who_submitted(tmp_path):
    """Gradescope's metadata lies beside the submissions, not in one."""
    assert names({
        'class/submission_metadata.yml': metadata(1, 'Ann Lee'),
        f'class/submission_1/{EIGHT[0]}': '', f'class/submission_2/{EIGHT[0]}':
        '', 'class/submission_2/x/submission_metadata.yml':
        metadata(2, 'Bob Ng') + metadata(1, 'Bob Ng')},
        tmp_path) == ['Ann Lee', 'submission_2']


def test_a_hand_in_does_not_say_who_made_an_attempt(tmp_path):
    """Blackboard's texts lie beside the files, not in one that is an archive.
    """
    eve = 'L2_eve_attempt_2026-10-12-10-22-33'
    ann = 'L2_ann_attempt_2026-10-10-10-22-33'
    assert names({
        f'{ann}.txt': 'Name: Ann Lee (ann)\n', f'{ann}_{EIGHT[0]}': '',
        f'{eve}.txt': 'Name: Eve Li (eve)\n', f'{eve}_hw.zip/{EIGHT[0]}': '',
        f'{eve}_hw.zip/{ann}.txt': 'Name: Eve Li (eve)\n',
        f'{eve}_hw.zip/{eve}.txt': 'Name: Ann Lee (ann)\n'},
        tmp_path) == ['Ann Lee', 'Eve Li']
