"""What an archive takes to be read, however it is made."""
import io
import tarfile
import zipfile

import pytest

from grader.submissions import archives
from grader.submissions.tree import Tree
from test_submission_containers import TASK, found, in_class, packed, tar_of


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
