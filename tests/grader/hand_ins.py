"""Find the submissions to grade: a folder, a folder of folders, an archive."""
import os
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from grader.submission import FILES, LARGEST

MOST = 100_000  # members of an archive; a class of a thousand has ten thousand


def find(paths, scratch):
    """Return the folders of all submissions by name, archives unpacked.

    A folder that holds one of the eight files is a submission; any other is
    a class, and each folder in it is one. scratch: an empty folder for what
    archives hold.
    """
    found = {}
    for path in map(Path, paths):
        if path.is_file():
            folder = Path(scratch, str(len(found)), path.name)
            unpack(path, folder)
        elif path.is_dir():
            folder = path.resolve()
        else:
            raise ValueError(f'{path}: expected a folder, a .zip or a .tar, '
                             'found nothing')
        inside = sorted(folder.iterdir())
        if len(inside) == 1 and inside[0].is_dir() and path.is_file():
            # an archive of one folder is what that folder is
            folder, inside = inside[0], sorted(inside[0].iterdir())
        names = {file + '.py' for file, _ in FILES.values()}
        if not names.isdisjoint(p.name for p in inside):
            inside = [folder]
        folders = [p for p in inside if p.is_dir() and p.name[0] != '.']
        if not folders:
            raise ValueError(f'{path}: expected one of the eight files, or '
                             'folders, found neither')
        for each in folders:
            name, twin = each.name, 2
            while name in found:
                name, twin = f'{each.name} ({twin})', twin + 1
            found[name] = each
    return found


def unpack(archive, folder):
    """Write an archive's plain files below a folder, and nothing elsewhere.

    Links and devices are left out, and so is what would lead out of the
    folder. Files are cut where they get too large for a solution.
    """
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as file:
            for member in file.infolist()[:MOST]:
                if not member.is_dir():
                    with file.open(member) as content:
                        keep(folder, member.filename, content,
                             member.external_attr >> 16)
    elif tarfile.is_tarfile(archive):
        with tarfile.open(archive) as file:
            for _, member in zip(range(MOST), file):
                if member.isfile():
                    keep(folder, member.name, file.extractfile(member),
                         member.mode)
    else:
        raise ValueError(f'{archive}: expected a .zip or a .tar')


def keep(folder, name, content, mode):
    """Write one member of an archive, if its name stays in the folder."""
    name = PurePosixPath(name)
    if name.is_absolute() or '..' in name.parts:
        return
    path = Path(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.read(LARGEST + 1))
    os.chmod(path, 0o700 if mode & 0o100 else 0o600)
