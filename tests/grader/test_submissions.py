"""What is found where no system has named it, and what is said of it."""
import os

import pytest

from classes import CLASSES, EIGHT, as_folder, files_of, write
from grader import submissions
from submission_files import TASK, eight, found, texts

UNCLEAR = {
    'equal names side by side': (
        {**eight('{}', 'ann'), **eight('{stem} (1).py', 'bob')},
        {'one': 1, 'numbered': 2}),
    'archives with equal names': (
        {**eight('hw.zip/{}', 'ann'), **eight('hw (1).zip/{}', 'bob')},
        {'one': 1, 'numbered': 2}),
    'files beside two full folders': (
        {**eight('{}', 'teacher'), **eight('ann/{}', 'ann'),
         **eight('bob/{}', 'bob')}, {'one': 1, 'folders': 2}),
    'a section beside a learner': (
        {**eight('Monday/ann/{}', 'ann'), **eight('Monday/bob/{}', 'bob'),
         **eight('eve/{}', 'eve')}, {'folders': 2, 'sections': 3}),
    'sections whose learners have no file in common': (
        {**{f'Monday/ann/{file}': 'ann' for file in EIGHT[:7]},
         f'Monday/bob/{EIGHT[7]}': 'bob', f'Tuesday/eve/{EIGHT[0]}': 'eve'},
        {'folders': 2, 'sections': 3}),
    'numbers in names': (
        {**eight('ml_101_1_ann.zip/{}', 'ann'),
         **eight('ml_101_2_bob.zip/{}', 'bob')},
        {'canvas': 1, 'folders': 2}),
    'numbered submissions': (
        {**eight('submission 1/{}', 'a'), **eight('submission 2/{}', 'b')},
        {'folders': 2, 'one': 1}),
    'numbers alone': ({**eight('9/{}', 'a'), **eight('10/{}', 'b')},
                      {'folders': 2, 'one': 1})}


@pytest.mark.parametrize('name', UNCLEAR)
@pytest.mark.parametrize('made', [False, True])
def test_what_may_be_two_peoples_is_not_graded(tmp_path, monkeypatch, name,
                                               made):
    """Each layout that is possible is offered with its command."""
    files, options = UNCLEAR[name]
    monkeypatch.delenv('MAKELEVEL', raising=False)
    if made:
        monkeypatch.setenv('MAKELEVEL', '1')
    with pytest.raises(submissions.Ambiguous) as error:
        found(files, tmp_path)
    offered = {each.layout: len(each.learners)
               for each in error.value.options}
    assert {key: offered[key] for key in offered if key != 'one'} == {
        key: number for key, number in options.items() if key != 'one'}
    for layout, number in offered.items():
        command = (f'make grade DIR={tmp_path}/class LAYOUT={layout}' if made
                   else f'-m grader {tmp_path}/class --layout {layout}')
        assert command in str(error.value)
        again = submissions.find([tmp_path / 'class'], tmp_path / layout,
                                 layout)
        assert len(again.submissions) == number == options[layout]


def test_versions_in_folders_are_attempts(tmp_path):
    """The newest by number counts, all or the first on request."""
    files = {**eight('ann/v2/{}', 'old'), **eight('ann/v10/{}', 'new'),
             **eight('bob/v1/{}', 'bob')}
    assert texts(found(files, tmp_path)) == {'ann': 'new', 'bob': 'bob'}
    for attempt, expected in ('first', {'ann': 'old', 'bob': 'bob'}), (
            'all', {'ann, v2': 'old', 'ann, v10': 'new', 'bob': 'bob'}):
        assert texts(submissions.find(
            [tmp_path / 'class'], tmp_path / attempt,
            attempt=attempt)) == expected


@pytest.mark.parametrize('names', [
    ['student_1', 'student_2'], ['learner 1', 'learner 10'],
    ['1001', '1002'], ['Newton', 'Walter Alt'], ['team_1', 'team_2', 'x']])
@pytest.mark.parametrize('above', ['', 'Monday/', 'outer/class/'])
def test_names_with_numbers_are_learners(tmp_path, names, above):
    """No attempts of one; a class of one section is told as one."""
    files = {}
    for name in names:
        files.update(eight(f'{above}{name}/{{}}', name))
    assert texts(found(files, tmp_path)) == {name: name for name in names}


def test_folders_of_sections_are_no_learners(tmp_path):
    """Though their learners have numbers, or names with old words in them."""
    files = {**eight('A/student_1/{}', '1'), **eight('A/student_2/{}', '2'),
             **eight('B/Newton/{}', '3'), **eight('B/Walter Alt/{}', '4')}
    assert sorted(texts(found(files, tmp_path)).values()) == list('1234')


def test_a_hand_in_may_have_a_folder_for_each_task(tmp_path):
    """No folder is a version of another."""
    files = {f'{who}/task{task}/{file}': who for who in ('ann', 'bob')
             for task, file in enumerate(EIGHT)}
    all_of_it = found(files, tmp_path)
    assert texts(all_of_it) == {'ann': 'ann', 'bob': 'bob'}
    assert all(len(each.files) == 8 for each in all_of_it.submissions)


def test_of_two_folders_the_fuller_is_graded(tmp_path):
    """Then the one that does not say that it is old, then the less deep."""
    files = {**eight('ann/new/{}', 'new'), **eight('ann/backup/{}', 'old'),
             **eight('bob/{}', 'bob'), 'bob/a/' + TASK: 'part',
             **eight('eve/x/y/{}', 'full'), 'eve/' + TASK: 'part'}
    all_of_it = found(files, tmp_path)
    assert texts(all_of_it) == {'ann': 'new', 'bob': 'bob', 'eve': 'full'}
    assert {each.kind for each in all_of_it.left_out} == {'another folder'}
    assert len(all_of_it.left_out) == 10


def test_names_that_no_system_explains_are_named(tmp_path):
    """Not graded, but the report can say where the file lies."""
    files = {**eight('ann/{}', 'ann'), 'bob/7-early_stoping.py': '',
             'bob/3_L2_reg_create_layer.PY': '', 'bob/0-12_reg_cost.py': '',
             'bob/4-dropout_forward_propagation.py': '',
             'bob/5-dropout_gradient_descent.py.txt': 'bob',
             'bob/test_7-early_stopping.py': ''}
    ann, bob = found(files, tmp_path).submissions
    assert ann.near == {} and bob.near == {
        '0-l2_reg_cost.py': ('bob/0-12_reg_cost.py',),
        '3-l2_reg_create_layer.py': ('bob/3_L2_reg_create_layer.PY',),
        '4-dropout_forward_prop.py': (
            'bob/4-dropout_forward_propagation.py',),
        TASK: ('bob/7-early_stoping.py',)}
    assert bob.renamed == {'5-dropout_gradient_descent.py':
                           'bob/5-dropout_gradient_descent.py.txt'}


ROSTERS = {
    'login': 'Login,First name,Last name\nann,Ann,Lee\nbob,Bob,Ng\n',
    'mail': 'Name;Email;Points\nAnn Lee;ann;1\nBob Ng;bob;2\n',
    'classroom': '"identifier","github_username"\n"Ann Lee","ann"\n'
                 '"Bob Ng","bob"\n'}


@pytest.mark.parametrize('roster', ROSTERS)
def test_a_roster_beside_has_the_names(tmp_path, roster):
    """One in a hand-in has not."""
    files = {**eight('ann/{}', 'ann'), **eight('bob/{}', 'bob'),
             'bob/roster.csv': 'login,name\nann,Bob\n',
             'roster.csv': ROSTERS[roster]}
    assert list(texts(found(files, tmp_path))) == ['Ann Lee', 'Bob Ng']


def test_what_carries_modes_and_a_readme(tmp_path):
    """Folders do; a form for single files does not; an archive of one's own.

    Where nobody's file has the bit, it was lost on the way.
    """
    write({**eight('a_1_assignsubmission_file/{}', 'a'),
           **eight('b_2_assignsubmission_file/hw.tar/{}', 'b'),
           'b_2_assignsubmission_file/hw.tar/README.md': ''},
          tmp_path / 'moodle')
    write({**eight('ann/{}', ''), **eight('bob/{}', '')}, tmp_path / 'plain')
    write({**eight('ann/{}', ''), **eight('bob/{}', '')}, tmp_path / 'lost')
    for path in (tmp_path / 'lost').rglob('*.py'):
        path.chmod(0o644)
    (tmp_path / 'plain' / 'bob' / TASK).chmod(0o644)
    for name, expected in {'moodle': [(False, False), (True, True)],
                           'plain': [(True, True)] * 2,
                           'lost': [(False, True)] * 2}.items():
        all_of_it = submissions.find([tmp_path / name],
                                     tmp_path / f'scratch {name}')
        assert [(each.carries_modes, each.carries_readme)
                for each in all_of_it.submissions] == expected


def test_a_repository_is_one_submission(tmp_path):
    """Though other folders lie beside; a class under git is a class."""
    files = {**eight('supervised_learning/regularization/{}', 'mine'),
             'math/sum.py': '', '.git/config': ''}
    assert list(texts(found(files, tmp_path))) == ['class']
    write({**eight('ann/{}', ''), **eight('bob/{}', ''), '.git/config': ''},
          tmp_path / 'course')
    assert list(texts(submissions.find(
        [tmp_path / 'course'], tmp_path / 'more'))) == ['ann', 'bob']


def test_links_are_not_followed(tmp_path):
    """A link becomes a folder, which no check takes for a file."""
    write(eight('ann/{}', 'ann'), tmp_path / 'class')
    (tmp_path / 'class' / 'eve').mkdir()
    (tmp_path / 'class' / 'eve' / TASK).symlink_to('../ann/' + TASK)
    (tmp_path / 'class' / 'eve' / 'work').symlink_to('../ann')
    all_of_it = submissions.find([tmp_path / 'class'], tmp_path / 'scratch')
    eve = all_of_it.submissions[1]
    assert (eve.folder / TASK).is_dir() and len(list(eve.folder.iterdir())
                                                ) == 1
    assert [(each.path, each.kind) for each in all_of_it.left_out] == [
        (f'eve/{TASK}', 'link')]


@pytest.mark.parametrize('name', [
    'J\u00fcrgen', 'J\u0075\u0308rgen', '\u738b\u4f1f', '\u202egnp.ann', 'x]',
    'a;=1+1', '-n', "Robert'); --", os.fsdecode(b'J\xfcrgen'), 'two\nlines',
    'a' * 200])
def test_names_may_have_any_letters(tmp_path, name):
    """What is copied has a name of ours, and what is said is printable."""
    for learner in name, 'zoe':
        folder = tmp_path / 'class' / learner
        folder.mkdir(parents=True)
        (folder / TASK).write_text('found')
        (folder / '7-early_stoping.py').write_text('near')
    all_of_it = submissions.find([tmp_path / 'class'], tmp_path / 'scratch')
    assert texts(all_of_it) == {name: 'found', 'zoe': 'found'}
    assert all(line.isprintable() for line in submissions.lines(all_of_it))


@pytest.mark.parametrize('make', [
    lambda path: None, lambda path: path.mkdir(),
    lambda path: path.write_text('no archive')])
def test_nothing_to_grade_is_an_error(tmp_path, make):
    """A path that is not there, an empty folder, a file of another kind."""
    make(tmp_path / 'nothing')
    with pytest.raises(ValueError, match='nothing: expected '):
        submissions.find([tmp_path / 'nothing'], tmp_path / 'scratch')


def test_the_error_shows_what_was_seen_and_what_came_near(tmp_path):
    """Ten names, and the layouts that explain most."""
    files = {f'{number:02}.pdf': '' for number in range(12)}
    with pytest.raises(submissions.NothingFound) as error:
        found(files, tmp_path)
    assert '00.pdf, 01.pdf' in str(error.value)
    assert '09.pdf and 2 more' in str(error.value)
    write({**eight('a_1_assignsubmission_file_{}', 'a')}, tmp_path / 'moodle')
    with pytest.raises(submissions.NothingFound) as error:
        submissions.find([tmp_path / 'moodle'], tmp_path / 'm', 'canvas')
    assert 'moodle explains 8 of 8 files' in str(error.value)


def test_the_first_lines_say_what_was_taken(tmp_path):
    """Of each kind how many, a few by name."""
    path = as_folder(files_of(CLASSES['teams']), tmp_path)
    assert submissions.lines(submissions.find([path], tmp_path / 's')) == [
        f'{path}: Microsoft Teams, the folder of a class in SharePoint, in '
        'any language',
        '3 submissions, 24 of the eight files graded, 8 of older attempts, '
        '8 left out',
        'left out, a working copy, not handed in: ' + ', '.join(
            f'Working files/Ann Lee/L2 Regularization/{file}'
            for file in EIGHT[:3]) + ' and 5 more']


def test_each_layout_is_listed_with_an_example():
    """And each is written down with its source."""
    text = submissions.layout_list()
    for name, layout in submissions.LAYOUTS.items():
        assert name in text and layout.title in text and layout.examples
        assert 'Source: ' in layout.recognize.__doc__


@pytest.mark.parametrize('options', [{'layout': 'moddle'},
                                     {'attempt': 'last'}])
def test_unknown_words_are_refused(tmp_path, options):
    """With those that are known."""
    with pytest.raises(ValueError, match='moodle|newest'):
        submissions.find([tmp_path], tmp_path / 's', **options)
