"""Whatever names and archives are handed in, they are found or refused.

Within bounds, and nothing raises: see test_fuzz.py.
"""
import io
import json
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from classes import CLASSES, path_of
from fuzz import bounded, share
from grader import submissions
from grader.mistakes import RIGHT
from grader.runs.run import named
from grader.tasks import TASKS
from grader.text import clean, outline

pytestmark = [pytest.mark.hypothesis, pytest.mark.filterwarnings(
    'ignore:Duplicate name:UserWarning')]
# words of which systems make names, and what could keep a pattern busy
WORDS = sorted({word for made in CLASSES.values() for template in [
    *made.mine.values(), *made.extra] for part in template.split('/')
    for word in part.replace('_', ' _ ').replace('-', ' - ').split()} | {
        '/', '\\', '..', ' ', '(1)', '(', '_', ' - ', 'copy', 'Copy of ',
        '\u202e', '\u0300', '\udcff', '\x1b', '\n', '.py', '.zip', '.ipynb',
        *(task.file for task in TASKS.values())})
NAMES = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), min_size=1,
                 max_size=8).map(''.join) | st.tuples(
    st.sampled_from(WORDS), st.integers(1, 99), st.sampled_from(WORDS)).map(
    lambda parts: parts[0] * parts[1] + parts[2])
PATHS = NAMES.filter(bool) | st.tuples(
    st.sampled_from([template for made in CLASSES.values()
                     for template in made.mine.values()]),
    st.sampled_from(list(TASKS))).map(lambda pair: path_of(
        pair[0], TASKS[pair[1]].file))


def as_zip(contents):
    """Return the bytes of a zip of {name: bytes}."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            member = zipfile.ZipInfo()  # which would cut a name at a NUL
            member.filename = name.encode(errors='replace').decode()
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def as_tar(contents, mode):
    """Return the bytes of a tar."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:
        for name, content in contents.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()


def found_in(content):
    """Find what is in an archive, and say it; None if there is nothing."""
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / 'class.zip').write_bytes(content)
        with bounded():
            found = submissions.find([folder / 'class.zip'], folder / 'x')
            json.dumps(submissions.handed_in(found, named(
                found.submissions)))
            '\n'.join(submissions.lines(found)).encode()
        return found
    except ValueError as error:
        assert clean(str(error))
        return None
    finally:
        shutil.rmtree(folder)


@hypothesis.given(st.lists(PATHS, min_size=1, max_size=9, unique=True))
@hypothesis.example(['\n', '\0', '\0a', 'a\0b'])
@share(0.2)
def test_any_names_are_found_or_refused(names):
    """Of files, folders and archives; no two learners look alike."""
    found = found_in(as_zip({name: name.encode(errors='replace')
                             for name in names}))
    if found:
        shown = named(found.submissions)
        assert len(shown) == len(found.submissions)
        assert len(set(map(outline, shown))) == len(shown)


def archives():
    """Return archives of every kind, each with others in it."""
    contents = {TASKS[task].file: RIGHT[task].encode() for task in (0, 7)}
    inner = [as_zip(contents), *(as_tar(contents, f'w:{kind}')
                                 for kind in ('', 'gz', 'bz2', 'xz'))]
    whole = {f'{name}.zip': content for name, content in zip('abcde', inner)}
    return [as_zip(whole), as_tar(whole, 'w:'), as_tar(whole, 'w:xz'), *inner]


@hypothesis.given(st.sampled_from(archives()), st.lists(st.tuples(
    st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=5),
    st.floats(0, 1))
@share(0.2)
def test_any_archive_is_found_or_refused(content, changes, end):
    """With some bytes changed, and perhaps cut off."""
    content = bytearray(content)
    for part, byte in changes:
        content[int(part * (len(content) - 1))] = byte
    found_in(bytes(content if end < 0.9 else content[:int(
        len(content) * 10 * (end - 0.9))]))


@hypothesis.given(NAMES | st.text())
@share(1)
def test_any_text_is_made_clean_once(text):
    """What is clean stays as it is, and can be written."""
    with bounded():
        found = clean(text)
        assert clean(found) == found and found.encode() is not None
        outline(text)
