"""Archives that are hostile or damaged cost nobody but who made them."""
import io
import os
import stat
import tarfile
import zipfile

import pytest

from grader import submissions
from grader.submissions import archives, copies
from grader.submissions.containers import LARGEST
from grader.submissions.names import EIGHT
from grader.submissions.tree import Tree

TASK = '7-early_stopping.py'
ANN, BOB, ZOE = (f'{name}/{TASK}' for name in ('ann', 'bob', 'zoe'))


def packed(names, form=zipfile.ZIP_DEFLATED):
    """Return a zip with some files, each of which says its own name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', form) as archive:
        for name in names:
            archive.writestr(name, name)
    return bytearray(file.getvalue())


def patched(data, field, value):
    """Change a field in both headers of the last member of a zip.

    field: its place in a local header; in the list of members it is 2 on.
    """
    local, central = data.rindex(b'PK\3\4'), data.rindex(b'PK\1\2')
    for place in local + field, central + field + 2:
        data[place:place + len(value)] = value
    return bytes(data)


def damaged(data):
    """Change a byte of what the last member holds."""
    data[data.index(b'PK\1\2') - 2] ^= 0xff
    return bytes(data)


# {what is wrong with bob's file: a zip of these names, that has it last}
MEMBERS = {
    'encrypted': lambda names: patched(packed(names), 6, b'\1\0'),
    'compressed oddly': lambda names: patched(packed(names), 8, b'\x63\0'),
    'not what it is packed as': lambda names: patched(
        packed(names), 8, b'\x0e\0'),
    'damaged': lambda names: damaged(packed(names)),
    'larger than it is': lambda names: patched(
        packed(names, zipfile.ZIP_STORED), 18, b'\xff\xff\xff\x0f' * 2)}


def found(path, scratch):
    """Return what was left out, and the text of each submission's file."""
    all_of_it = submissions.find([path], scratch)
    return [f'{each.path}: {each.kind}: {each.detail}'
            for each in all_of_it.left_out], {
        each.name: (each.folder / TASK).read_text()
        if (each.folder / TASK).is_file() else None
        for each in all_of_it.submissions}


def in_class(data, tmp_path, level, ending='.zip'):
    """Put bob's archive beside others: in a folder, or in an archive."""
    path = tmp_path / 'class'
    path.mkdir()
    for name, content in {'ann.zip': packed([TASK]), f'bob{ending}': data,
                          'zoe.zip': packed([TASK])}.items():
        (path / name).write_bytes(content)
    if level == 'a folder':
        return path
    whole = tmp_path / level
    if level == 'a.zip':
        with zipfile.ZipFile(whole, 'w') as archive:
            for name in sorted(os.listdir(path)):
                archive.write(path / name, name)
    else:
        with tarfile.open(whole, 'w:gz') as archive:
            archive.add(path, 'class')
    return whole


LEVELS = pytest.mark.parametrize('level', ['a folder', 'a.zip', 'a.tar.gz'])


@pytest.mark.parametrize('fault', MEMBERS)
def test_a_bad_member_of_a_class_costs_its_own_submission(tmp_path, fault):
    """Its neighbours are graded, and what is wrong is said."""
    path = tmp_path / 'class.zip'
    path.write_bytes(MEMBERS[fault]([ANN, ZOE, BOB]))
    lines, answers = found(path, tmp_path / 'scratch')
    assert answers == {'ann': ANN, 'bob': None, 'zoe': ZOE}
    assert lines[0].startswith(f'{BOB}: unreadable: ')


@LEVELS
@pytest.mark.parametrize('fault', MEMBERS)
def test_a_bad_member_costs_nobody_else(tmp_path, fault, level):
    """Also if each hand-in is an archive, and all are in one."""
    path = in_class(MEMBERS[fault]([TASK]), tmp_path, level)
    lines, answers = found(path, tmp_path / 'scratch')
    assert answers == {'ann': TASK, 'bob': None, 'zoe': TASK}
    assert f'bob.zip/{TASK}: unreadable: ' in lines[0]


def tar_of(header, size, form='w:gz', byte=b'\0'):
    """Return a tar: the file, then bytes with a header, then another file."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=form) as archive:
        for name in TASK, None, '0-l2_reg_cost.py':
            member = header if name is None else tarfile.TarInfo(name)
            member.size = size if name is None else 1
            archive.addfile(member, Same(b'\0' if name else byte))
    return file.getvalue()


class Same(io.RawIOBase):
    """A file of one byte without end."""

    def __init__(self, byte):
        self.byte = byte

    def read(self, size=-1):
        """Return it as often as one likes."""
        return self.byte * size


def long_name():
    """Return the header of a name, as GNU's tar has it for long ones."""
    header = tarfile.TarInfo('././@LongLink')
    header.type = tarfile.GNUTYPE_LONGNAME
    return header


def pax_header():
    """Return the header of what POSIX's tar knows of the next file."""
    header = tarfile.TarInfo('pax')
    header.type = tarfile.XHDTYPE
    return header


BOMBS = {
    'a header of 1 MB': ('.tar.gz', lambda: tar_of(
        pax_header(), 1 << 20, byte=b'1')),
    'a name of 40 MB': ('.tar.gz', lambda: tar_of(long_name(), 40 << 20)),
    'a member of 300 MB': ('.tgz', lambda: tar_of(
        tarfile.TarInfo('data'), 300 << 20)),
    'half a tar': ('.tar', lambda: tar_of(
        tarfile.TarInfo('data'), 1 << 20, 'w:')[:1 << 20]),
    'half a tar.gz': ('.tar.gz', lambda: tar_of(
        tarfile.TarInfo('data'), 1 << 20)[:-1000])}


@LEVELS
@pytest.mark.parametrize('bomb', [
    pytest.param(bomb, marks=pytest.mark.long) if 'MB' in bomb else bomb
    for bomb in BOMBS])
def test_a_tar_is_read_up_to_where_it_is_too_large(tmp_path, bomb, level):
    """What comes before counts, and the memory for it is not taken."""
    ending, make = BOMBS[bomb]
    path = in_class(make(), tmp_path, level, ending)
    _, answers = found(path, tmp_path / 'scratch')
    assert answers == {'ann': TASK, 'bob': '\0', 'zoe': TASK}


@LEVELS
def test_a_list_of_too_many_members_is_not_read(tmp_path, level):
    """It would take a hundred times its size in memory."""
    path = in_class(packed(f'{n:0200}' for n in range(20_000)), tmp_path,
                    level)
    lines, answers = found(path, tmp_path / 'scratch')
    assert answers == {'ann': TASK, 'bob': None, 'zoe': TASK}
    assert 'bob.zip: unreadable: larger than the grader reads' in lines[0]


@LEVELS
def test_a_member_is_cut(tmp_path, level):
    """A zip bomb takes a megabyte; the check says that it is too large."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(TASK, bytes(100 << 20))
    path = in_class(file.getvalue(), tmp_path, level)
    bob = submissions.find([path], tmp_path / 'scratch').submissions[1]
    assert (bob.folder / TASK).stat().st_size == LARGEST + 1


def test_all_that_is_copied_has_a_limit(tmp_path, monkeypatch):
    """Small archives that hold much fill no disk."""
    monkeypatch.setattr(copies, 'TOTAL', 20 << 20)
    with zipfile.ZipFile(tmp_path / 'class.zip', 'w',
                         zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            for name in EIGHT:
                archive.writestr(f'{number}000/{name}', bytes(LARGEST))
        archive.writestr(f'{number}000/data.npz', bytes(LARGEST))
    lines, _ = found(tmp_path / 'class.zip', tmp_path / 'scratch')
    assert sum(path.stat().st_size for path in (tmp_path / 'scratch').rglob(
        '*.py')) == 20 << 20
    assert len(lines) == 20 and all(
        'too much: all files together have more than 20,971,520 bytes' in line
        for line in lines)


@pytest.mark.parametrize('form', ['zip', 'tar'])
def test_nothing_is_written_by_a_name(tmp_path, form):
    """Names lead out, are too long, or are a file's and a folder's."""
    names = ['/' + TASK, '../' + TASK, 'ann/../../' + TASK, ANN,
             'x' * 300 + '/' + TASK, 'bob', BOB, 'd/' * 2000 + TASK,
             'ann\\sub\\' + TASK]
    path = tmp_path / f'class.{form}'
    if form == 'zip':
        path.write_bytes(packed(names))
    with tarfile.open(path, 'w') if form == 'tar' else io.BytesIO() as file:
        for name in names if form == 'tar' else []:
            member = tarfile.TarInfo(name)
            member.size = len(name)
            file.addfile(member, io.BytesIO(name.encode()))
    _, answers = found(path, tmp_path / 'scratch')
    assert answers == {'ann': ANN, 'bob': BOB, 'd': None,
                       'x' * 300: 'x' * 300 + '/' + TASK}
    assert {entry.name for entry in tmp_path.iterdir()} == {
        path.name, 'scratch'}


def test_links_and_devices_are_left_out(tmp_path):
    """In a tar and in a zip, whatever they lead to."""
    with tarfile.open(tmp_path / 'class.tar', 'w') as archive:
        for name, kind in (BOB, tarfile.SYMTYPE), (ANN, tarfile.LNKTYPE), (
                ZOE, tarfile.CHRTYPE):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, '/etc/passwd'
            archive.addfile(member)
            archive.addfile(tarfile.TarInfo(name[:4] + '0-l2_reg_cost.py'))
    with zipfile.ZipFile(tmp_path / 'class.zip', 'w') as archive:
        for name in ANN, BOB, ZOE:
            member = zipfile.ZipInfo(name)
            member.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(member, '/etc/passwd')
            archive.writestr(name[:4] + '0-l2_reg_cost.py', '')
    for form in 'tar', 'zip':
        _, answers = found(tmp_path / f'class.{form}', tmp_path / form)
        assert answers == {'ann': None, 'bob': None, 'zoe': None}


def test_a_hand_in_of_too_many_files_is_not_searched(tmp_path, monkeypatch):
    """It costs its own submission, and no time."""
    monkeypatch.setattr(archives, 'MOST', 10)
    for name, files in ('ann', 1), ('bob', 20), ('zoe', 1):
        (tmp_path / 'class' / name).mkdir(parents=True)
        for number in range(files):
            (tmp_path / 'class' / name / f'{number}.py').write_text('')
        (tmp_path / 'class' / name / TASK).write_text(name)
    lines, answers = found(tmp_path / 'class', tmp_path / 'scratch')
    assert answers == {'ann': 'ann', 'bob': None, 'zoe': 'zoe'}
    assert lines == ['bob: unreadable: more than 10 files']


def test_a_pipe_is_not_waited_for(tmp_path):
    """Nor is it a file."""
    for name in 'ann', 'bob', 'eve':
        (tmp_path / 'class' / name).mkdir(parents=True)
        (tmp_path / 'class' / name / '0-l2_reg_cost.py').write_text(name)
    os.mkfifo(tmp_path / 'class' / 'bob' / TASK)
    os.mkfifo(tmp_path / 'class' / 'eve' / 'work.zip')
    lines, answers = found(tmp_path / 'class', tmp_path / 'scratch')
    assert lines == [f'bob/{TASK}: not a file: ']


@pytest.mark.parametrize('exchanged', ['a file', 'a folder', 'a pipe'])
def test_what_is_exchanged_after_the_search_is_not_followed(
        tmp_path, exchanged):
    """A link in place of a file, or of the folder above it; or a pipe."""
    secret = tmp_path / 'secret'
    (secret).mkdir()
    (secret / TASK).write_text('not for you')
    mine = tmp_path / 'class' / 'ann'
    mine.mkdir(parents=True)
    (mine / TASK).write_text('mine')
    node = next(node for node in Tree(tmp_path / 'class').top.nodes()
                if node.name == TASK)
    (mine / TASK).unlink()
    if exchanged == 'a file':
        (mine / TASK).symlink_to(secret / TASK)
    elif exchanged == 'a pipe':
        os.mkfifo(mine / TASK)
    else:
        mine.rmdir()
        mine.symlink_to(secret)
    with pytest.raises((OSError, ValueError)):
        node.read()
