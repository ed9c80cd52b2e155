"""What an archive takes to be read, however it is made."""
import io
import random
import resource
import tarfile
import zipfile

import pytest

from grader.submissions import archives
from grader.submissions.containers import LARGEST
from grader.submissions.tree import Tree
from test_submission_containers import (ANN, BOB, TASK, ZOE, found, in_class,
                                        packed, tar_of)


class Counted(io.BytesIO):
    """Bytes that count how many of them are read."""

    count = 0

    def read(self, size=-1):
        """Return the next bytes."""
        content = super().read(size)
        self.count += len(content)
        return content


@pytest.mark.parametrize('form', ['w:gz', 'w:bz2', 'w:xz'])
def test_a_tar_is_expanded_once(form):
    """In whatever order its members are read."""
    packed = Counted(tar_of(tarfile.TarInfo('data'), 1 << 20, form))
    archive = archives.Archive(packed)
    count = packed.count
    for _, _, member in reversed(archive.entries):
        assert archive.read(member, 1)[0] == b'\0'
    assert packed.count == count and archive.size > 1 << 20
    archive.close()


@pytest.mark.parametrize('method', [
    zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2,
    zipfile.ZIP_LZMA])
def test_a_member_is_what_zipfile_reads(method):
    """As much of it as is asked for, wherever it lies in the zip."""
    file = io.BytesIO(b'before the zip')
    with zipfile.ZipFile(file, 'a', method) as writer:
        for size in 0, 1, 5000:
            writer.writestr(f'{size}.py', random.Random(size).randbytes(size))
    with zipfile.ZipFile(file) as reader:
        archive = archives.Archive(file)
        for name, _, member in archive.entries:
            for size in 1, 10_000:
                assert archive.read(member, size)[0] == reader.read(
                    name)[:size]


@pytest.mark.parametrize('method', [
    zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_without_an_ending_is_not_an_archive(
        tmp_path, method):
    """Whatever its method of compression raises."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', method) as writer:
        writer.writestr(f'ann/{TASK}', TASK)
        writer.writestr('bob/1_file2_submission3', b'content' * 99)
    data = bytearray(file.getvalue())
    begin = data.index(b'submission3') + len(b'submission3')
    data[begin:begin + 9] = b'\xff' * 9
    path = tmp_path / 'class.zip'
    path.write_bytes(data)
    assert [node.kind for node in Tree(path).top.nodes()
            if node.name.startswith('1_file')] == ['file']


def zips(depth):
    """Return a zip of nine zips, and so on, of which each has thirty files."""
    names = [f'{number}.py' for number in range(30)]
    if not depth:
        return packed(names)
    file = io.BytesIO(packed(names))
    with zipfile.ZipFile(file, 'a') as archive:
        for number in range(9):
            archive.writestr(f'{number}.zip', bytes(zips(depth - 1)))
    return file.getvalue()


@pytest.mark.parametrize('form', ['.zip', '.tar.gz'])
def test_archives_in_archives_have_one_limit(tmp_path, monkeypatch, form):
    """Of files, and of bytes to expand, for all of a hand-in."""
    counts = []
    count = Tree.count
    monkeypatch.setattr(archives, 'MOST', 100)
    monkeypatch.setattr(Tree, 'count', lambda tree, *size: (
        counts.append(size), count(tree, *size)))
    content = zips(2)
    if form != '.zip':  # 99 times what counts as a file
        content = tar_of(tarfile.TarInfo('data'), 99 << 14)
    path = in_class(content, tmp_path, 'a folder', form)
    lines, answers = found(path, tmp_path / 'scratch')
    assert any('more than 100 files' in line for line in lines)
    assert {answers['ann'], answers['zoe']} == {TASK}
    assert len(counts) < 200


def test_a_tar_is_read_for_a_time(tmp_path, monkeypatch):
    """What comes later in it is not seen, and that is said."""
    monkeypatch.setattr(archives, 'SECONDS', -1)
    path = in_class(tar_of(tarfile.TarInfo('data'), 1, 'w:'), tmp_path,
                    'a folder', '.tar')
    lines, answers = found(path, tmp_path / 'scratch')
    assert lines == ['bob.tar: unreadable: takes longer to read than the '
                     'grader waits']
    assert answers == {'ann': TASK, 'bob': None, 'zoe': TASK}


def test_a_tar_of_too_many_members_is_read_so_far(monkeypatch):
    """Each takes memory."""
    monkeypatch.setattr(archives, 'MOST', 1)
    archive = archives.Archive(io.BytesIO(
        tar_of(tarfile.TarInfo('data'), 1, 'w:')))
    assert (len(archive.entries), archive.fault) == (1, 'more than 1 files')
    archive.close()


@pytest.mark.parametrize('method', [zipfile.ZIP_DEFLATED, *(
    pytest.param(method, marks=pytest.mark.long)
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))])
def test_a_member_takes_no_more_memory_than_a_file_may(tmp_path, method):
    """Whatever it is compressed by, and what it says is right if it fits."""
    path = tmp_path / 'class.zip'
    with zipfile.ZipFile(path, 'w', method) as archive:
        archive.writestr(BOB, bytes(200 << 20))
        archive.writestr(ANN, 'small')
        archive.writestr(ZOE, bytes(LARGEST - 1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines, answers = found(path, tmp_path / 'scratch')
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (len(answers['bob']), answers['ann'], len(answers['zoe'])) == (
        LARGEST + 1, 'small', LARGEST - 1)
    assert after - before < 50_000 and not lines


def test_a_name_of_very_many_parts_takes_no_memory(tmp_path):
    """It would take the square of their number."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    path = in_class(packed([TASK, 'a/' * 9000 + 'b.py']), tmp_path, 'folder')
    _, answers = found(path, tmp_path / 'scratch')
    assert answers == {'ann': TASK, 'bob': TASK, 'zoe': TASK}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 100_000
