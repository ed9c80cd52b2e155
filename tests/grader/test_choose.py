"""The layout is that of the class, whatever lies in one hand-in."""
import pytest

from classes import CLASSES, EIGHT, files_of, write
from grader import submissions

GUESTS = ['moodle, folders', 'canvas', 'blackboard', 'sakai', 'gradescope',
          'teams', 'ilias', 'submitty', 'otter']


@pytest.mark.parametrize('guest', GUESTS)
@pytest.mark.parametrize('above', ['', 'Monday/'])
def test_one_hand_in_is_not_taken_for_the_class(tmp_path, guest, above):
    """Though it holds the download of a whole other class."""
    files = {f'class/{above}{name}/{file}': name
             for name in ('ann', 'bob', 'eve') for file in EIGHT}
    files.update({f'class/{above}eve/x/{path}': text for path, text
                  in files_of(CLASSES[guest]).items()})
    write(files, tmp_path / 'top')
    found = submissions.find([tmp_path / 'top'], tmp_path / 'scratch')
    assert found.layout == 'folders'
    graded = {each.name: [(each.folder / file).read_text() for file
                          in each.files] for each in found.submissions}
    assert graded == {name: [name] * 8 for name in ('ann', 'bob', 'eve')}


def test_files_beside_those_of_a_system_are_nobodys(tmp_path):
    """As those of a teacher who has graded before; each once."""
    files = files_of(CLASSES['moodle, folders'])
    write({**files, **dict.fromkeys(EIGHT, '')}, tmp_path / 'class')
    found = submissions.find([tmp_path / 'class'], tmp_path / 'scratch')
    assert found.layout == 'moodle'
    assert sorted(each.path for each in found.left_out
                  if '/' not in each.path) == EIGHT


def test_an_archive_in_google_classroom_is_its_learners(tmp_path):
    """Drive puts the name of its owner before that of each file."""
    files = files_of(CLASSES['google classroom'])
    top = next(iter(files)).split('/')[0]
    write({**files, f'{top}/Dan Wu - hw.zip/work/{EIGHT[7]}': 'dan'},
          tmp_path / 'class')
    found = submissions.find([tmp_path / 'class'], tmp_path / 'scratch')
    assert found.layout == 'google-classroom'
    assert {each.name: len(each.files) for each in found.submissions} == {
        'Ann Lee': 8, 'Bob Ng': 8, 'Eve Li': 8, 'Dan Wu': 1}


@pytest.mark.parametrize('beside', ['hw.zip', 'x/y'])
def test_files_with_names_and_a_folder_are_asked_about(tmp_path, beside):
    """They are no one learner's without a word."""
    files = {f'class/{name}_{file}': name for name in ('ann', 'bob')
             for file in EIGHT}
    files[f'class/{beside}/{EIGHT[7]}'] = 'whose?'
    write(files, tmp_path / 'top')
    with pytest.raises(submissions.Ambiguous) as asked:
        submissions.find([tmp_path / 'top'], tmp_path / 'scratch')
    assert asked.value.options[0].layout == 'named-files'
