"""The guide, the command line and the page say what was measured."""
import json
import math
import re
import sys

import pytest
from py_mini_racer import MiniRacer

import factors
import guide
import measure
import protocol
import results
import stopping
import translate


RECORDS = results.read('libraries')
ENTRIES = [pytest.param(entry, id=f'{name}-{entry["name"]}')
           for name, record in RECORDS.items() for entry in record['entries']]
OURS = {'lambtha': 0.3, 'm': 1250, 'alpha': 0.07, 'keep_prob': 0.65,
        'threshold': 0.0, 'patience': 6}
THEIRS = {'weight_decay': 0.002, 'm': 1250, 'alpha': 0.07, 'dropout': 0.35,
          'threshold': 0.125, 'patience': 6}


def test_the_guide_is_what_the_measurements_give():
    """Neither a number nor a word was changed behind the template."""
    assert guide.GUIDE.read_text() == guide.guide(RECORDS), \
        'run 8-blog_post/programs/libraries/guide.py'


def test_all_that_is_kept_was_measured_by_an_adapter_that_is_there():
    """With the versions that it pins today."""
    for name, record in RECORDS.items():
        title, _, packages = measure.needs(measure.ADAPTERS[name])
        assert (record['title'], record['packages']) == (title, packages)
        assert record['version'] == packages[0].partition('==')[2]
        assert all(re.search('==|<', package) for package in packages)


def test_many_libraries_are_measured_and_proven():
    """As the guide promises."""
    found = guide.counts(RECORDS)
    assert found['measured'] >= 25
    assert found['decays'] >= 15
    assert found['stops'] >= 20


def test_a_rule_that_holds_without_a_threshold_only_is_kept_as_such():
    """Of a library that looks at what the last checks gained together."""
    def run(build, series):
        """Return the check at which it stops."""
        patience, threshold = build()
        for check in range(patience + 1, len(series) + 1):
            if min(series[:check - patience]) - min(series[:check]) <= \
                    threshold:
                return check
        return len(series)

    entry = protocol.Entry('stopping', 'window', '$patience, $threshold', run,
                           {'signature': None, 'note': ''})
    found = stopping.measure(entry)
    assert found['rule']['unit'] == 'other'
    assert factors.waiting_for(found, 0.0, 4) == (4, 0.0)
    assert factors.waiting_for(found, 0.25, 4) is None
    assert factors.our_waiting(found, 0.25, 4) is None
    proof = stopping.prove(entry, found)
    assert proof['to'] == {'agree': 40, 'of': 40}
    assert proof['to_threshold']['of'] == 0


@pytest.mark.parametrize('entry', ENTRIES)
def test_what_is_said_can_be_taken_back(entry):
    """Our numbers, said in a library and back, are our numbers."""
    if entry['kind'] == 'dropout':
        there = factors.amount_for(entry, 0.65)
        assert math.isclose(factors.amount_for(entry, there), 0.65)
    elif entry['kind'] == 'stopping':
        there = factors.waiting_for(entry, 0.0, 6)
        if there is not None:
            patience, threshold = factors.our_waiting(entry, there[1],
                                                      there[0])
            assert patience == 6 and abs(threshold) <= 1e-9
    else:
        there = factors.strength_for(entry, 0.3, 1250, 0.07)
        if there is not None:
            assert math.isclose(
                factors.lambtha_for(entry, there, 1250, 0.07), 0.3)


@pytest.mark.parametrize('library, code', [
    ('torch', "'weight_decay': 0.0001}"),           # lambtha / m
    ('sklearn', 'alpha=0.1, '),                     # lambtha itself
    ('sklearn', 'C=10.0'),                          # 1 / lambtha
    ('torch', 'Dropout(0.2)'),
    ('flax', 'patience=4'),                         # waits one more
    ('xgboost', 'rounds=5'),
])
def test_the_command_prints_the_librarys_code(library, code, capsys):
    """With numbers that were worked out on paper."""
    translate.main(['--lambtha', '0.1', '--m', '1000', '--alpha', '0.05',
                    '--keep-prob', '0.8', '--threshold', '0', '--patience',
                    '5', '--to', library])
    assert code in capsys.readouterr().out


def test_the_command_prints_our_numbers_and_what_they_do_not_say(capsys):
    """Of a library's; biases decay there and not here."""
    translate.main(['--from', 'torch', '--weight-decay', '1e-4', '--m',
                    '1000', '--alpha', '0.05', '--dropout', '0.2',
                    '--patience', '10', '--threshold', '0'])
    printed = capsys.readouterr().out
    for text in ('lambtha 0.1', 'keep_prob 0.8', 'patience 11',
                 'Biases decay too'):
        assert text in printed, text


def test_a_library_that_is_not_known_is_refused_with_those_that_are(capsys):
    """By argparse, with exit code 2."""
    with pytest.raises(SystemExit, match='2'):
        translate.main(['--to', 'tensorfow'])
    assert 'sklearn' in capsys.readouterr().err


@pytest.fixture(scope='module')
def engine():
    """The page's script, and the data that the page gives it."""
    page = guide.form(RECORDS)
    script = MiniRacer()
    script.eval(re.search('<script id="factors">(.*?)</script>', page,
                          re.S)[1])
    return script, json.loads(re.search(
        '<script type="application/json" id="libraries">(.*?)</script>',
        page, re.S)[1])


@pytest.mark.parametrize('threshold', [0.0, 0.125])
@pytest.mark.parametrize('alpha', [0.07, 1e-5])
def test_the_page_says_the_librarys_code_as_the_command_does(
        engine, alpha, threshold):
    """For every entry, letter by letter."""
    script, data = engine
    ours = {**OURS, 'alpha': alpha, 'threshold': threshold}
    for name, record in RECORDS.items():
        for entry, shown in zip(record['entries'], data[name]['entries']):
            code, _ = translate.said_there(entry, ours)
            assert script.call('saidThere', shown, ours) == code, (
                name, entry['name'])


def test_the_page_says_our_numbers_as_the_command_does(engine):
    """For every entry, letter by letter."""
    script, data = engine
    for name, record in RECORDS.items():
        for entry, shown in zip(record['entries'], data[name]['entries']):
            numbers, _ = translate.said_here(entry, THEIRS)
            assert script.call('saidHere', shown, THEIRS) == [
                [key, translate.short(value)]
                for key, value in numbers.items()], (name, entry['name'])
