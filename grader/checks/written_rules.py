"""The statement's written rules, one check each, for the files that are there.

The initializer that the rules ask for is checked with tasks 3 and 6, which
draw weights.
"""
import functools
import os
from pathlib import Path

from grader.checks import check
from grader.failure import Failure
from grader.text import one_line

ALLOWED = 'import numpy as np', 'import tensorflow as tf'
FIRST_LINE = b'#!/usr/bin/env python3'
UTF_16 = ': this is UTF-16, save the file as UTF-8'
# what a first line begins with that looks right, and why it is not
STARTS = {
    FIRST_LINE + b'\r\n': ': these are Windows line ends (CR LF), save the '
    'file with those of Unix (LF)',
    FIRST_LINE + b'\r': ': these are line ends of old Macs (CR), save the '
    'file with those of Unix (LF)',
    b'\xef\xbb\xbf': ': it begins with a byte order mark, save the file as '
    'UTF-8 without one',
    b'\xff\xfe': UTF_16, b'\xfe\xff': UTF_16}
# of each rule; without a file to read it is not asked
rule = functools.partial(check, None, points=1, requires=('files_exist',))


def failure_of(faults, kind='wrong'):
    """Return a Failure with the faults, None if there are none."""
    return Failure(kind, faults=tuple(faults)) if faults else None


@check(None, requires=('files_exist',),
       advice='the statement asks for a file for each task')
def a_file_for_each_task(files):
    """Each task is handed in as the file that the statement names."""
    return failure_of([
        (name, None, f'taken out of {one_line(path)}')
        for name, path in sorted(files.submission.extracted.items())])


@rule('first line')
def first_line(files):
    """The first line is exactly #!/usr/bin/env python3."""
    faults = []
    for name, source in files.sources.items():
        first = (source[:200].splitlines(keepends=True) or [b''])[0]
        first = first[:-1] if first.endswith(b'\n') else first
        if first != FIRST_LINE:
            why = next((why for start, why in STARTS.items()
                        if source.startswith(start)), '')
            faults.append((name, 1, f'expected {FIRST_LINE.decode()}, '
                           f'received {first[:40]!r}{why}'))
    return failure_of(faults)


@rule('last line')
def last_line(files):
    """The file ends with a new line."""
    return failure_of([
        (name, None, f'expected a new line at the end, received '
         f'{source[-1:]!r}') for name, source in files.sources.items()
        if source[-1:] != b'\n'])


@rule('executable')
def executable(files):
    """The owner may execute the file."""
    if not files.submission.carries_modes:
        return Failure('not judged', message='what was handed in does not '
                       'carry who may execute a file')
    return failure_of([
        (name, None, 'is not executable, try chmod +x')
        for name in files.sources if not os.stat(
            Path(files.submission.folder, name)).st_mode & 0o100])


def undocumented(faults):
    """Return a Failure that says what has no documentation, or None."""
    return failure_of([
        (name, line, f'no documentation of {path or "the module"}')
        for name, line, path in faults])


@rule('documentation')
def documentation(files):
    """The module, each class and each function has a documentation."""
    return undocumented(files.undocumented(ALLOWED))


@check(None, requires=('files_exist',),
       advice='a function inside a function has no documentation')
def documentation_of_nested_functions(files):
    """So has what is defined inside of a function, out of others' reach."""
    return undocumented(files.faults('nested documentation', ALLOWED))


@check(None, requires=('files_exist',),
       advice='the statement is for Python 3.9, which cannot load this')
def written_in_python_3_9(files):
    """The file has no syntax that is newer than Python 3.9."""
    return failure_of(files.faults('newer', ALLOWED))


@rule('imports')
def imports(files):
    """Only numpy as np and tensorflow as tf are imported."""
    return failure_of(files.faults('imports', ALLOWED))


@rule('unused')
def no_unused_import(files):
    """What is imported is used."""
    return failure_of(files.faults('unused', ALLOWED))


@rule('style')
def style(files):
    """pycodestyle has nothing to say."""
    return failure_of(files.faults('style', ALLOWED))


@rule('readme', requires=())
def readme(files):
    """The folder of the project has a README.md."""
    if 'README.md' not in files.submission.names:
        if not files.submission.carries_readme:
            return Failure('not judged', message='what was handed in has no '
                           'room for a README.md')
        return Failure('missing', 'README.md',
                       message='there is no such file')
    if not Path(files.submission.folder, 'README.md').is_file():
        return Failure('missing', 'README.md', message='expected a file of '
                       'its own, received a folder or a link that leads '
                       'nowhere')
