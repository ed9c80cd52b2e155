"""Functions are taken out of a notebook, or of one file that has several."""
import json

import pytest

from classes import EIGHT
from grader.tasks import TASKS
from submission_files import TASK, eight, found


def source(task, who='', body='return 1'):
    """Return a function of a task, with a number of imports."""
    return (f'import numpy as np\n\n\ndef {TASKS[task].function}('
            f'{", ".join(TASKS[task].parameters)}):\n'
            f'    """Say {who}."""\n    {body}\n')


def notebook(*cells):
    """Return the text of a notebook with code cells."""
    return json.dumps({'cells': [
        {'cell_type': 'code', 'source': cell} for cell in cells],
        'nbformat': 4, 'nbformat_minor': 5, 'metadata': {}})


def test_functions_are_taken_out_of_a_notebook(tmp_path):
    """With what they need, without magics and what is run between."""
    files = {**eight('bob/{}', 'bob'), 'ann/hw.ipynb': notebook(
        '!pip install numpy\n%matplotlib inline\nimport numpy as np',
        '%%time\nHALF = 0.5\ndef halved(cost):\n    return cost * HALF',
        source(0, body='return halved(cost)'), source(2),
        source(7, 'early'), source(7, 'late'),
        'cost = l2_reg_cost(1, 2)\nprint(cost)',
        '%%bash\nrm -r nothing', '%%writefile 4.py\n' + source(4),
        'def broken(:')}
    ann, bob = found(files, tmp_path).submissions
    assert sorted(ann.extracted) == sorted(ann.files) == [
        EIGHT[task] for task in (0, 2, 4, 7)]
    assert not ann.carries_modes and not ann.carries_readme
    names = {}
    exec((ann.folder / EIGHT[0]).read_text(), names)
    assert names['l2_reg_cost'](3, 0, {}, 1, 1) == 1.5
    assert '(cost, model)' in (ann.folder / EIGHT[2]).read_text()
    assert 'Say late' in (ann.folder / TASK).read_text()
    assert not any('print' in (ann.folder / name).read_text()
                   or 'pip' in (ann.folder / name).read_text()
                   for name in ann.files)
    assert bob.extracted == {} and len(bob.files) == 8


def test_a_file_with_several_functions_is_graded(tmp_path):
    """Where none of the eight is there; one function is a file as it is."""
    files = {'ann/hw.py': source(0) + source(2) + source(7),
             'bob/stop.py': source(7, 'bob'), **eight('eve/{}', 'eve'),
             'max/' + EIGHT[0]: 'max', 'max/hw.py': source(7)}
    ann, bob, eve, other = found(files, tmp_path).submissions
    assert sorted(ann.files) == [EIGHT[0], EIGHT[2], TASK]
    assert (bob.folder / TASK).read_text() == source(7, 'bob')
    assert eve.extracted == {} and list(other.files) == [EIGHT[0]]


@pytest.mark.parametrize('text', [
    '{', '[]', '{"cells": 3}', '{"cells": [{"cell_type": "code"}]}',
    'def early_stopping(' + '(' * 500, '{"cells": [' * 2000])
def test_a_damaged_notebook_costs_its_own(tmp_path, text):
    """Others are read."""
    files = {'ann/hw.ipynb': 'def early_stopping ' + text, 'bob/hw.ipynb':
             notebook(source(7)), **eight('eve/{}', 'eve')}
    assert [list(each.files) for each in found(
        files, tmp_path).submissions] == [[], [TASK], EIGHT]


def test_a_notebook_for_each_learner(tmp_path):
    """Side by side, in any folder."""
    files = {f'{name}.ipynb': notebook(source(7, name))
             for name in ('ann', 'bob')}
    all_of_it = found(files, tmp_path)
    assert all_of_it.layout == 'files'
    assert {each.name: list(each.files) for each in all_of_it.submissions
            } == {'ann': [TASK], 'bob': [TASK]}
