"""Whatever enters the grader's own process is bounded, and nothing raises.

What a child sends, and what a log holds; test_fuzz_names.py has the names and
the archives. The profile `fuzz` of hypothesis tries 100,000 inputs.
"""
import contextlib
import itertools
import json
import struct
import tempfile
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st

from fuzz import FORGED, bounded, changed, share
from grader import engine, submission
from grader.checks import module_of
from grader.failure import Failed
from grader.mistakes import RIGHT
from grader.report.records import brief, records_of, without_twice
from grader.report.summary import summary_of
from grader.report.terminal import lines_of_one
from grader.runs.log import Log
from grader.runs.run import REVEAL
from grader.sandbox import Outcome, pack
from grader.solution import Solution
from grader.submission import Files, returned
from grader.tasks import TASKS

pytestmark = pytest.mark.hypothesis
LONGEST = 100_000  # characters of what is kept of a check


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


def listed(tree):
    """Return a tree with lists in place of tuples."""
    if isinstance(tree, dict):
        return {key: listed(item) for key, item in tree.items()}
    return list(map(listed, tree)) if isinstance(tree, (list, tuple)) \
        else tree


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
