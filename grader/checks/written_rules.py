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
        first = source[:200].partition(b'\n')[0]
        if first != FIRST_LINE:
            faults.append((name, 1, f'expected {FIRST_LINE.decode()}, '
                           f'received {first!r}' + (
                               ': these are Windows line ends (CR LF), save '
                               'the file with those of Unix (LF)'
                               if first == FIRST_LINE + b'\r' else '')))
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


@rule('documentation')
def documentation(files):
    """The module, each class and each function has a documentation."""
    return failure_of(files.faults('documentation', ALLOWED))


@check(None, requires=('files_exist',),
       advice='a function inside a function has no documentation')
def documentation_of_nested_functions(files):
    """So has what is defined inside of a function, out of others' reach."""
    return failure_of(files.faults('nested documentation', ALLOWED))


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
