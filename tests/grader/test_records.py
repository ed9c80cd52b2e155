"""What is kept of a result, and what is made of it again."""
import json
from dataclasses import asdict

import pytest

from example_results import (
    ADVICE, FILE, GONE, SKIPPED, STEP, WRONG, record)
from grader.engine import Result
from grader.failure import Failure
from grader.report.records import (
    as_json, brief, record_of, records_of, without_twice)

CHECK = {'check': 'step', 'task': 1, 'title': 'Each entry is 15.',
         'rule': 'a rule', 'points': 2, 'advice': ''}


def result(**changes):
    """Return a result as the engine gives it."""
    return Result(**{'check': 'step', 'task': 1, 'verdict': 'pass',
                     'points': 2, 'of': 2, **changes})


@pytest.mark.parametrize('changes', [
    {}, {'verdict': 'wrong', 'points': 0, 'failure': STEP, 'mistake': 'm',
         'hint': 'h?', 'printed': 'x', 'printed_bytes': 9},
    {'verdict': 'not judged', 'points': 0, 'of': 0},
    {'verdict': 'skipped', 'points': 0, 'requires': 'The file is there.'},
    {'verdict': 'wrong', 'points': 0, 'failure': Failure(
        'wrong', FILE, faults=(('a.py', 3, 'E501'),
                               ('b.py', None, 'W292')))},
    {'seconds': 1.5}])
def test_nothing_is_lost_in_the_short_form(changes):
    """Not even through JSON."""
    kept = json.loads(json.dumps(brief(CHECK, asdict(result(**changes)))))
    assert kept.keys() <= {'points', 'of', *changes}
    found = record_of(CHECK, kept)
    for name, value in asdict(result(**changes)).items():
        mine = getattr(found, name)
        assert (asdict(mine) if name == 'failure' and mine else mine) == value
    assert (found.title, found.rule, found.worth) == (
        'Each entry is 15.', 'a rule', 2)


def test_a_plain_pass_takes_two_bytes():
    """Most results are one."""
    assert brief(CHECK, asdict(result(seconds=0.0002))) == {}


def test_programs_read_what_they_always_have():
    """Six fields, and others where they say something."""
    plain = {'task': 1, 'check': 'step', 'verdict': 'pass', 'points': 2,
             'of': 2, 'mistake': None}
    assert as_json(record(seconds=0)) == plain
    found = as_json(record(**WRONG))
    assert found.keys() == {*plain, 'hint', 'seconds', 'failure'}
    assert found['failure']['expected'] == '0.1021'
    assert 'title' not in found and 'line' not in found['failure']


@pytest.mark.parametrize('changes, is_failure', [
    ({}, False), (WRONG, True), (GONE, True), (SKIPPED, True),
    (ADVICE, False), ({**ADVICE, 'verdict': 'skipped'}, False),
    ({'verdict': 'not judged', 'points': 0, 'of': 0}, False),
    ({'verdict': 'internal error'}, True)])
def test_advice_and_what_is_not_judged_are_no_failures(changes, is_failure):
    """All else but a pass is one."""
    assert record(**changes).is_failure == is_failure


def test_a_hint_is_kept_once_for_each_mistake():
    """And is there again in each record."""
    results = [result(verdict='wrong', points=0, mistake=name, hint=hint)
               for name, hint in [('m', 'h?'), ('n', 'i?'), ('m', 'h?')]]
    kept = list(without_twice(
        [brief(CHECK, asdict(each)) for each in results] + [None]))
    assert [each and each.get('hint') for each in kept] == [
        'h?', 'i?', None, None]
    assert [each.hint for each in records_of([CHECK] * 4, kept)] == [
        'h?', 'i?', 'h?']
