"""Wherever the eight files lie, each is accounted for, and serves one."""
import re
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as some

from classes import CLASSES, EIGHT, path_of, write
from grader import submissions
from test_layouts import accounts, looks_in

PEOPLE = ['ann', 'bob', 'Eve Li', 'Lee, Ann', 'max_wu', '王伟', '1', '2',
          'student_7']
FOLDERS = PEOPLE + ['class', 'hw', 'hw (1)', 'old', 'solution', 'src', 'L2',
                    'Version 1', 'Version 2', 'submissions', 'results',
                    'Monday', '__MACOSX', 'ann.zip', 'bob.zip', 'hw.zip',
                    'hw (1).zip', 'class.zip', 'eve.tar',
                    'Submission attachment(s)', 'Feedback Attachment(s)']
NAMES = ['{}', '{}', '{}', '{stem} (1).py', '{stem}-1.py', '{}.txt',
         'Copy of {}', 'ann_{}', 'Ann Lee - {}', '7-early_stoping.py',
         'hw.ipynb', 'README.md', 'leeann_10_2{n}_{}', '[{n}]_{}']
# the paths of the table, each as it is below a class
TEMPLATES = [template for made in CLASSES.values()
             for template in [*made.mine.values(), *made.old.values(),
                              *made.teachers, *made.left]]
folders = some.lists(some.sampled_from(FOLDERS), max_size=4).map('/'.join)
free = some.tuples(folders, some.sampled_from(NAMES)).map(
    lambda pair: '/'.join(filter(None, pair)))
paths = some.tuples(some.one_of(free, some.sampled_from(TEMPLATES)),
                    some.sampled_from(EIGHT)).map(lambda pair: path_of(*pair))


def as_tree(chosen):
    """Return {path: text} without files that would have to be folders."""
    folders = {'/'.join(path.split('/')[:end]) for path in chosen
               for end in range(1, path.count('/') + 1)}
    return {path: f'{number} {path}' for number, path in enumerate(chosen)
            if path not in folders}


def joined(path):
    """Return a path as it is reported: the parts of a download are one."""
    return re.sub(r'(drive-download-\w+)-\d+-\d+\.zip', r'\1', path)


def findings(path, scratch):
    """Return what each layout finds that is chosen, or may be chosen."""
    try:
        return [submissions.find([path], scratch / 'one')]
    except submissions.NothingFound:
        return []
    except submissions.Ambiguous as error:
        return [submissions.find([path], scratch / option.layout,
                                 option.layout) for option in error.options]


@pytest.mark.hypothesis
@hypothesis.given(some.lists(paths, min_size=1, max_size=24, unique=True))
@hypothesis.example(['drive-download-20261010T101010Z-3-001.zip/'
                     'Ann Lee - 0-l2_reg_cost.py'])
@hypothesis.example(['results/eve/3/details/0-l2_reg_cost.py',
                     'submissions/ann/0-l2_reg_cost.py'])
@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
def test_every_file_is_accounted_for(chosen):
    """Graded, older, the teacher's or left out; the bytes are its own."""
    root = Path(tempfile.mkdtemp())
    try:
        files = as_tree(chosen)
        write(files, root / 'class')
        for found in findings(root / 'class', root):
            assert sorted(accounts(found)) == sorted(
                looks_in(root / 'class')), found.layout
            graded = [path for each in found.submissions
                      for path in each.files.values()]
            assert len(graded) == len(set(graded))
            for each in found.submissions:
                for name, path in each.files.items():
                    text = (each.folder / name).read_text(encoding='utf-8')
                    assert text in [text for own, text in files.items()
                                    if path in (own, joined(own))]
            names = {each.name for each in found.submissions}
            for each in found.older + found.left_out:
                assert not each.learner or each.learner in names or any(
                    name.startswith(each.learner) for name in names)
    finally:
        shutil.rmtree(root)


@pytest.mark.hypothesis
@hypothesis.given(some.sampled_from(sorted(CLASSES)), some.randoms())
@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
def test_no_learner_disappears(name, random):
    """Also of a layout of which half of the files are missing.

    Where some of these may also be the parts of one submission, the user is
    asked, and one of the answers has them all.
    """
    made = CLASSES[name]
    root = Path(tempfile.mkdtemp())
    try:
        files, wanted = dict(made.extra), set()
        for learner, template in made.mine.items():
            for file in random.sample(EIGHT, random.randint(1, 8)):
                files[path_of(template, file)] = learner
                wanted.add(learner)
        write(files, root / 'class')
        for found in findings(root / 'class', root):
            names = {each.name for each in found.submissions if each.files}
            if names == wanted:
                break
        assert names == wanted
    finally:
        shutil.rmtree(root)
