"""Whatever enters the grader's own process is bounded, and nothing raises.

What a child sends, what learners hand in and how they name it, and what a log
holds. The profile `fuzz` of hypothesis tries 100,000 inputs.
"""
import contextlib
import copy
import io
import itertools
import json
import resource
import shutil
import struct
import tarfile
import tempfile
import time
import zipfile
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from classes import CLASSES, path_of
from grader import engine, submission, submissions
from grader.checks import module_of
from grader.failure import Failed
from grader.mistakes import RIGHT
from grader.report.records import brief, records_of, without_twice
from grader.report.summary import summary_of
from grader.report.terminal import lines_of_one
from grader.runs.log import Log
from grader.runs.run import REVEAL, named
from grader.sandbox import Other, Outcome, pack
from grader.solution import Solution
from grader.submission import Files, returned
from grader.tasks import TASKS
from grader.text import clean, outline

pytestmark = [pytest.mark.hypothesis, pytest.mark.filterwarnings(
    'ignore:Duplicate name:UserWarning')]
SECONDS, MEMORY = 2, 200_000  # an input may take: of a processor, kilobytes
LONGEST = 100_000             # characters of what is kept of a check
LARGE = [np.zeros((1,) * 4), np.ones(1 << 16), 'k' * 10 ** 5, np.zeros(0),
         np.ones((60, 1, 60), bool), np.longdouble(1), np.array('x'),
         [None] * 500, 2 ** 63, -2 ** 63, float('nan'), float('inf')]
ODD = st.recursive(
    st.sampled_from([*LARGE, Other('Liar')]) | st.none() | st.booleans()
    | st.integers(-2 ** 64, 2 ** 64) | st.floats() | st.text(max_size=9)
    | arrays.arrays(arrays.scalar_dtypes(), arrays.array_shapes(
        min_dims=0, max_dims=4, min_side=0, max_side=3)),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
    | st.dictionaries(st.text(max_size=3) | st.integers(0, 9), inner,
                      max_size=3), max_leaves=6)


def share(part):
    """Return the settings that try a part of what the profile says."""
    return hypothesis.settings(max_examples=int(
        part * hypothesis.settings().max_examples), suppress_health_check=list(
            hypothesis.HealthCheck))


@contextlib.contextmanager
def bounded():
    """See that what is done takes neither long nor much memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    yield
    assert time.process_time() - start < SECONDS
    assert resource.getrusage(
        resource.RUSAGE_SELF).ru_maxrss - before < MEMORY


def outcome_of(answer, status=0):
    """Return the Outcome of a child that has sent these bytes."""
    return Outcome({'status': status, 'seconds': 0, 'printed': '',
                    'count': 0}, answer)


def packed(tree):
    """Return a tree as it is sent, if that is not refused already there."""
    try:
        return pack(tree)
    except (ValueError, RecursionError):
        return b''


def reported(results, task):
    """Report results as a run does, from its log on; none is ours to fail."""
    checks = engine.describe(0, task)
    kept = [json.dumps(each) for each in without_twice(
        brief(check, asdict(result))
        for check, result in zip(checks, results))]
    assert max(map(len, kept)) < LONGEST
    records = records_of(checks, list(map(json.loads, kept)))
    assert 'internal error' not in summary_of(0, '', records).verdicts
    for reveal in REVEAL:
        for line, _ in lines_of_one(records, reveal):
            line.encode()


def places_in(tree):
    """Yield each list or dictionary in a tree with each of its keys."""
    for key in tree if isinstance(tree, dict) else range(len(tree)):
        yield tree, key
        if isinstance(tree[key], (dict, list)):
            yield from places_in(tree[key])


def listed(tree):
    """Return a tree with lists in place of tuples."""
    if isinstance(tree, dict):
        return {key: listed(item) for key, item in tree.items()}
    return list(map(listed, tree)) if isinstance(tree, (list, tuple)) \
        else tree


@st.composite
def changed(draw, tree):
    """Return a tree of which some parts are others, odd or missing."""
    tree = copy.deepcopy(tree)
    for _ in range(draw(st.integers(1, 3))):
        places = list(places_in(tree))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        other, at = draw(st.sampled_from(places))
        change = draw(st.sampled_from('oddly exchanged missing'.split()))
        if change == 'missing':
            del holder[key]
        else:
            holder[key] = copy.deepcopy(
                draw(ODD) if change == 'oddly' else other[at])
    return tree


RAISED = {'exception': 'E', 'message': 'm', 'line': 1}


@pytest.fixture(scope='module', params=TASKS)
def asked(request, sandboxes):
    """A task, what is asked of it, and what a right answer then gives."""
    task = request.param
    inputs = module_of(task).draw(np.random.default_rng([0, task]))
    libraries, *call = inputs.cases.request(RIGHT[task].encode())
    return task, inputs, listed(sandboxes[libraries].run(*call).value)


@hypothesis.given(st.data())
@share(0.05)
def test_any_evidence_is_judged_and_reported(asked, data):
    """Though a child may say anything of what it has seen."""
    task, inputs, right = asked
    seen = data.draw(changed(right))
    mistakes = itertools.cycle([right, {**right, 'calls': dict.fromkeys(
        right['calls'], {'raised': RAISED})}])
    box = SimpleNamespace(run=lambda *_: SimpleNamespace(
        verdict='returned', value=next(mistakes)))
    content = packed({'value': seen})
    with bounded():
        answer = outcome_of(content)
        solution = Solution(SimpleNamespace(
            source=lambda file: b'', call=lambda *_: answer,
            sandboxes={'numpy': box, 'tensorflow': box}), task,
            lambda: inputs)
        reported(engine.results_of(solution, task), task)


RULES = {name: {rule: [[1, 'text'], [None, 'text']] for rule in (
    'documentation', 'nested documentation', 'imports', 'unused', 'style')}
    for name in [TASKS[0].file, TASKS[7].file]}


@hypothesis.given(changed(RULES))
@share(0.2)
def test_any_faults_of_files_are_judged_and_reported(found):
    """They come from a child too."""
    content = packed({'value': found})
    with bounded(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(submission, 'FAULTS', {})
        answer = outcome_of(content)
        files = Files(SimpleNamespace(
            source=lambda file: file.encode(), call=lambda *_: answer,
            names={'README.md'}, folder='.', extracted={},
            carries_modes=False))
        reported(engine.results_of(files, None), None)


FORGED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats()
    | st.text(max_size=9) | st.sampled_from(['array', 'dict', '<f8', '|b1']),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from('array dict list tuple other x'.split()), inner,
        max_size=2), max_leaves=12)
MESSAGE = {'error': 'E', 'message': 'm', 'stage': 'call', 'line': 1}


def framed(pair):
    """Return a tree and the bytes that follow it, as a child frames them."""
    text = json.dumps(pair[0]).encode()
    return struct.pack('>Q', len(text)) + text + pair[1]


@hypothesis.given(
    st.binary(max_size=99) | changed(MESSAGE).map(packed)
    | st.tuples(FORGED, st.binary(max_size=30)).map(framed),
    st.integers(-3, 64))
@share(1)
def test_any_answer_is_an_outcome(answer, status):
    """Bytes that are none, trees that are forged, messages of any kind."""
    with bounded():
        outcome = outcome_of(answer, status)
        try:
            returned(outcome, 'x.py')
        except Failed as failed:
            json.dumps(asdict(failed.failure))
            assert failed.failure.kind in engine.VERDICTS
        assert len(outcome.message) < 999 and outcome.size < 9e6


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
            archive.writestr(name.encode(errors='replace').decode(), content)
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


RUN = {'run': {'submissions': ['Ann'], 'checks': []}}
LINE = {'number': 0, 'isolation': 'limits', 'digest': 'x', 'records': [{}]}


@hypothesis.given(st.lists(
    st.sampled_from([RUN, LINE]).flatmap(changed).map(
        lambda tree: json.dumps(tree, default=str).encode())
    | st.sampled_from([RUN, LINE]).map(lambda tree: json.dumps(
        tree).encode()) | FORGED.map(lambda tree: json.dumps(tree).encode())
    | st.binary(max_size=30), max_size=6))
@share(0.6)
def test_any_log_is_read(lines):
    """What is no line of a log counts as none."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        path = Path(folder, 'log')
        path.write_bytes(b'\n'.join(lines))
        log = Log(path)
        for entry in log.entries(sorted(log.starts)):
            assert set(LINE) <= set(entry)
        with contextlib.suppress(ValueError):  # it says what is damaged
            if log.run:
                list(log.submissions())


@hypothesis.given(NAMES | st.text())
@share(1)
def test_any_text_is_made_clean_once(text):
    """What is clean stays as it is, and can be written."""
    with bounded():
        found = clean(text)
        assert clean(found) == found and found.encode() is not None
        outline(text)
