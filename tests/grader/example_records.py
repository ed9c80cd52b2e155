"""Runs and records that the tests of the reports are made of."""
from grader.record import Log, Record
from grader.report.summary import summarize

FILE = '1-l2_reg_gradient_descent.py'
WRONG = {
    'verdict': 'wrong', 'points': 0, 'mistake': 'goes back through an updated '
    'W', 'hint': 'did you go back through a W that was already updated?',
    'clause': 'the statement: the weights are updated in place',
    'message': f'{FILE}: one step (alpha=0.5, m=7), W1[0, 2]\n  got 0.1183, '
    'expected 0.1021 (central differences)\n  W3 is right'}
GONE = {'verdict': 'missing', 'points': 0,
        'message': f'{FILE}: there is no such file'}
SKIPPED = {'verdict': 'skipped', 'points': 0,
           'message': 'hangs on: the file exists'}
ADVICE = {'verdict': 'advice', 'points': 0, 'of': 0, 'check': 'test_beyond',
          'place': 9, 'message': 'for one layer your step changes nothing\n'
          f'{FILE}: one layer, W1[0, 0]\n  got 1, expected 0.675'}
HOSTILE = ['<script>alert(1)</script>', '=cmd|" /C calc"!A0', '../../x',
           'two\nlines', 'Zo\u00eb \u4e2d\u6587 \U0001f600', 'x' * 250,
           '"><img src=x onerror=alert(1)>', '\x1b[2J\x1b]0;title\x07',
           '\u202egpj.exe', '/etc/passwd', '..', '', 'nul', '-rf', "o'brien",
           'broken \udcff byte', '$title ${body} {0} %s', '\t=1+1', 'Ann',
           'ann', ' +1', '\uff1dcmd()', 'a;=1+1', 'a;"=1+1"', '[red]x[/red]',
           '{{ run }}', '{% raw %}', ':smile:', '</style></title>',
           '&lt;b&gt;']


def record(submission=0, task=1, check='test_step', **changes):
    """Return a record of a check that has passed, but for the changes."""
    return Record(**{
        'submission': submission, 'task': task, 'check': check, 'place': 0,
        'title': 'Each entry is 15.', 'verdict': 'pass', 'points': 2, 'of': 2,
        'seconds': 0.25, **changes})


def run(*names, reveal='values', checks=2):
    """Return the header of a run."""
    return {'isolation': 'limits alone', 'python': '3.9.18',
            'numpy': '1.25.2', 'tensorflow': None, 'reveal': reveal,
            'submissions': list(names), 'checks': checks}


def graded(folder, header, records):
    """Return the log of a run, and its summaries."""
    folder.mkdir(parents=True, exist_ok=True)
    log = Log(folder / 'checks.jsonl')
    log.begin(header)
    for each in records:
        log.add(each)
    return log, summarize(log)


def class_of_two():
    """Return a header, and the records of a right and a wrong submission."""
    return run('Ann', 'Bob', checks=3), [
        record(), record(task=5),
        record(task=None, check='test_style', of=1, points=1),
        record(1, **WRONG),
        record(1, 5, **{**WRONG, 'message': '5-dropout_gradient_descent.py: '
                        'another'}),
        record(1, None, 'test_style', of=1, points=0, verdict='wrong',
               title='Lines are short.', message='a.py: E501')]
