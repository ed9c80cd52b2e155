"""Names of files are read at once, whatever they are made of."""
import time

import pytest

from grader.submissions.names import look, prefixed, without_copies

STEM = '7-early_stopping'
ADDED = [' copy 1', ' copy', '_1', ' (1)', ' - copy', '-copy(1)', '-kopie 1']


@pytest.mark.parametrize('added', ADDED)
@pytest.mark.parametrize('read', [look, prefixed, without_copies])
def test_a_name_that_was_copied_often_takes_no_time(read, added):
    """One that is none after all: each part could be read in two ways."""
    start = time.process_time()
    for count in 12, 14, 16, 18:
        read('ann_' + STEM + added * count + 'x.py')
        read(STEM + added * count + 'x.py')
    assert time.process_time() - start < 0.3


@pytest.mark.parametrize('added', ADDED)
def test_what_systems_add_is_known(added):
    """Once, or more often."""
    for times in 1, 2:
        assert look(STEM + added * times + '.py').exact
