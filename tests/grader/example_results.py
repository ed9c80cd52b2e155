"""Runs and results that the tests of the reports are made of."""
from dataclasses import replace

from grader.failure import Failure
from grader.report.folder import write
from grader.report.records import Record
from grader.report.summary import summary_of

FILE = '1-l2_reg_gradient_descent.py'
QUESTION = 'did you go back through a W that was already updated?'
MISTAKE = 'goes back through an updated W'
RULE = 'the statement: the weights are updated in place'
STEP = Failure('wrong', FILE, 'one step (alpha=0.5, m=7)', 'W1[0, 2]',
               '0.1183', '0.1021', 'central differences', ('W3',))
WRONG = {'verdict': 'wrong', 'points': 0, 'mistake': MISTAKE,
         'hint': QUESTION, 'rule': RULE, 'failure': STEP}
GONE = {'verdict': 'missing', 'points': 0, 'failure': Failure(
    'missing', FILE, message='there is no such file')}
SKIPPED = {'verdict': 'skipped', 'points': 0,
           'requires': 'The file is there.'}
ADVICE = {'check': 'one_layer', 'verdict': 'advice', 'points': 0, 'of': 0,
          'worth': 0, 'rule': '',
          'advice': 'for one layer your step changes nothing',
          'failure': Failure('wrong', FILE, 'one layer', 'W1[0, 0]', '1',
                             '0.675')}
HOSTILE = ['<script>alert(1)</script>', '=cmd|" /C calc"!A0', '../../x',
           'two\nlines', 'Zo\u00eb \u4e2d\u6587 \U0001f600', 'x' * 250,
           '"><img src=x onerror=alert(1)>', '\x1b[2J\x1b]0;title\x07',
           '\u202egpj.exe', '/etc/passwd', '..', '', 'nul', '-rf', "o'brien",
           'broken \udcff byte', '$title ${body} {0} %s', '\t=1+1', 'Ann',
           'ann', ' +1', '\uff1dcmd()', 'a;=1+1', 'a;"=1+1"', '[red]x[/red]',
           '{{ run }}', '{% raw %}', ':smile:', '</style></title>',
           '&lt;b&gt;']


def record(task=1, check='step', **changes):
    """Return a record of a check that has passed, but for the changes."""
    return Record(**{
        'check': check, 'task': task, 'title': 'Each entry is 15.',
        'rule': RULE, 'advice': '', 'worth': 2, 'points': 2, 'of': 2,
        'seconds': 0.25, **changes})


def wrong(**fields):
    """Return what makes a record one of a wrong answer."""
    return {'verdict': 'wrong', 'points': 0, 'failure': replace(
        STEP, source='', right=(), **fields)}


def a_class(submissions, reveal='values'):
    """Return the header of a run, and what its log yields.

    submissions: {name: records}.
    """
    checks = {(each.task, each.check): {
        'check': each.check, 'task': each.task, 'title': each.title,
        'rule': each.rule, 'points': each.worth, 'advice': each.advice}
        for records in submissions.values() for each in records}
    return {'isolation': 'limits', 'python': '3.9.18', 'numpy': '1.25.2',
            'tensorflow': None, 'reveal': reveal, 'seed': 7, 'task': None,
            'submissions': list(submissions),
            'checks': list(checks.values())}, [
        (number, name, records) for number, (name, records)
        in enumerate(submissions.items())]


def summaries_of(entries):
    """Return the summary of each submission of a class."""
    return [summary_of(*each) for each in entries]


def written(folder, submissions, reveal='values'):
    """Write the report of a class into a folder; return the summaries."""
    return write(folder, *a_class(submissions, reveal))


def class_of_two():
    """Return the records of a right and a wrong submission."""
    return {'Ann': [
        record(), record(5), record(None, 'style', worth=1, of=1, points=1,
                                    title='Lines are short.')],
        'Bob': [record(**WRONG), record(5, **{**WRONG, 'failure': replace(
            STEP, file='5-dropout_gradient_descent.py', got='9')}),
            record(None, 'style', worth=1, of=1, points=0, verdict='wrong',
                   title='Lines are short.', failure=Failure(
                       'wrong', faults=(('a.py', 3, 'E501'),)))]}
