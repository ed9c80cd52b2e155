"""Files that are replaced at once."""
import contextlib
import os


@contextlib.contextmanager
def replacing(path, encoding='utf-8', newline=None):
    """Open a file to write; a reader sees the old one or the whole new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + '.part')
    with open(part, 'w', encoding=encoding, newline=newline) as file:
        yield file
    os.replace(part, path)
