"""Files of a submission are read within bounds, and what calls take counted.
"""
import os

import pytest

from grader.submission import LARGEST, Files, Submission
from grader.tasks import TASKS
from made_up import failure_of, write

FILE = TASKS[7].file


@pytest.mark.parametrize('make, kind', [
    (lambda path: path.mkdir(), 'missing'),
    (lambda path: path.symlink_to(__file__), 'missing'),
    (os.mkfifo, 'missing'),
    (lambda path: None, 'missing'),
    (lambda path: path.with_name('7-Early_Stopping.py').touch(), 'missing'),
    (lambda path: path.write_bytes(b'#' * (LARGEST + 1)), 'error')],
    ids=['folder', 'link', 'pipe', 'nothing', 'capitals', 'large'])
def test_what_is_no_small_file_of_its_own_is_not_read(make, kind, tmp_path):
    """Nor waited for; asked again, the answer is the same."""
    make(tmp_path / FILE)
    submission = Submission(os.fsencode(tmp_path), {})
    failure = failure_of(submission.source, FILE)
    assert (failure.kind, failure.file) == (kind, FILE)
    assert failure_of(submission.source, FILE) is failure
    assert not Files(submission).sources


def test_a_file_is_read_whole(tmp_path):
    """As bytes."""
    source = b'#' * LARGEST
    write(tmp_path, {7: source})
    submission = Submission(tmp_path, {})
    assert submission.source(FILE) == source
    assert Files(submission).sources == {FILE: source}


def test_faults_of_files_have_a_line(tmp_path, sandboxes):
    """And are the same when they are asked for again."""
    write(tmp_path, {7: 'import os\nx = 1;\n', 0: 'import numpy as np\n'})
    files = Files(Submission(tmp_path, sandboxes))
    for _ in range(2):
        assert files.faults('unused', ()) == (
            ('0-l2_reg_cost.py', 1, 'np is imported and not used'),
            (FILE, 1, 'os is imported and not used'))
        assert [fault[:2] for fault in files.faults('style', ())] == [
            (FILE, 2)]
