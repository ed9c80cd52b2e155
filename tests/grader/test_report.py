"""What becomes of the records of a run, in each output format."""
import csv
import html.parser
import io
import json
import re

import pytest

from grader import report

FILE = '1-l2_reg_gradient_descent.py'
WRONG = dict(
    verdict='wrong', points=0, mistake='goes back through an updated W',
    hint='did you go back through a W that was already updated?',
    message=f'{FILE}: one step (alpha=0.5, m=7), W1[0, 2]\n  got 0.1183, '
    'expected 0.1021 (central differences)\n  W3 is right')
GONE = dict(verdict='missing', points=0, message=f'{FILE}: there is no such '
            'file')
SKIPPED = dict(verdict='skipped', points=0, message='hangs on: the file '
               'exists')
HOSTILE = ['<script>alert(1)</script>', '=cmd|" /C calc"!A0', '../../x',
           'two\nlines', 'Zo\u00eb \u4e2d\u6587 \U0001f600', 'x' * 250,
           '"><img src=x onerror=alert(1)>', '\x1b[2J\x1b]0;title\x07',
           '\u202egpj.exe', '/etc/passwd', '..', '', 'nul', '-rf', "o'brien",
           'broken \udcff byte', '$title ${body} {0} %s', '\t=1+1', 'Ann',
           'ann', ' +1', '\uff1dcmd()']


def record(submission='Ann', task=1, check='test_step', **changes):
    """Return a record of a check that has passed, but for the changes."""
    return {'submission': submission, 'task': task, 'check': check,
            'title': 'Each entry is 15.', 'verdict': 'pass', 'points': 2,
            'of': 2, 'message': '', 'mistake': None, 'hint': None,
            'seconds': 0.25, 'printed': '', 'printed_bytes': 0, **changes}


def run(*names, reveal='values', checks=2):
    """Return the header of a run."""
    return {'isolation': 'limits alone', 'python': '3.9.18',
            'numpy': '1.25.2', 'tensorflow': None, 'reveal': reveal,
            'submissions': list(names), 'checks': checks}


@pytest.fixture
def class_of_two():
    """A header, and the records of one right and one wrong submission."""
    return run('Ann', 'Bob', checks=3), [
        record(), record('Ann', 5), record('Ann', None, 'test_style', of=1,
                                           points=1),
        record('Bob', **WRONG),
        record('Bob', 5, **{**WRONG, 'message': '5-dropout_gradient_descent.'
                            'py: another'}),
        record('Bob', None, 'test_style', of=1, points=0, verdict='wrong',
               title='Lines are short.', message='the written rules\n  E501')]


class Tags(html.parser.HTMLParser):
    """The tags of a page, its attributes, and its text without the style."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.links, self.ids = [], [], [], []
        self.text = ''
        self.feed(page)
        self.close()
        assert not self.open, 'every tag is closed'

    def handle_starttag(self, tag, attrs):
        """Note a tag; nothing on the page can run or be fetched."""
        self.tags.append(tag)
        if tag not in ('meta',):
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith('on') and name != 'src'
            if name == 'href':
                self.links.append(value)
            if name == 'id':
                self.ids.append(value)

    def handle_endtag(self, tag):
        """Check that tags nest."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Gather what is read."""
        if 'style' not in self.open:
            self.text += data


# The log

def test_what_is_appended_is_read(tmp_path):
    """The header and the records come back as they were."""
    header, records = run('Ann', 'Zo\u00eb'), [
        record(), record('Zo\u00eb', 4, 'test_x[0.8]', message='a\nb\u2028c')]
    for entry in [{'run': header}, *records]:
        report.append(tmp_path / 'log', entry)
    assert report.read(tmp_path / 'log') == (header, records)


@pytest.mark.parametrize('kept', [1, 20, -2, -1])
def test_a_killed_run_loses_only_its_last_line(tmp_path, kept):
    """What is appended to half a line is read, and so is what was before."""
    log, header = tmp_path / 'log', run('Ann')
    report.append(log, {'run': header})
    report.append(log, record(check='test_a'))
    whole = log.read_bytes()
    report.append(log, record(check='test_b'))
    last = log.read_bytes()[len(whole):]
    log.write_bytes(whole + last[:kept])
    expected = ['test_a'] + ['test_b'] * (kept == -1)
    assert [r['check'] for r in report.read(log)[1]] == expected
    report.append(log, record(check='test_c'))
    found, records = report.read(log)
    assert found == header
    assert [r['check'] for r in records] == expected + ['test_c']


def test_a_log_that_was_killed_at_once_has_no_header(tmp_path):
    """Half a header is no header."""
    (tmp_path / 'log').write_bytes(b'{"run": {"isol')
    assert report.read(tmp_path / 'log') == (None, [])


def test_the_later_record_of_a_check_counts(tmp_path):
    """A check that ran twice has one record; each task has its own."""
    for entry in [{'run': run('Ann')}, record(points=0), record(),
                  record(task=2, points=1)]:
        report.append(tmp_path / 'log', entry)
    assert report.read(tmp_path / 'log')[1] == [record(),
                                                record(task=2, points=1)]


def test_records_of_an_earlier_class_are_left_out(tmp_path):
    """The header of a resumed run says who is in the class now."""
    for entry in [{'run': run('Ann', 'Bob')}, record(), record('Bob'),
                  {'run': run('Bob')}]:
        report.append(tmp_path / 'log', entry)
    assert report.read(tmp_path / 'log') == (run('Bob'), [record('Bob')])


# Causes and mistakes

def names_of(groups):
    """Return the checks in each group."""
    return [[r['check'] for r in group] for group in groups]


def test_one_mistake_in_two_tasks_is_one_cause():
    """Whatever the message and the order."""
    assert names_of(report.causes([
        record(check='a', **WRONG), record(check='b', **GONE),
        record(check='c'), record(task=5, check='d', **{
            **WRONG, 'message': 'other', 'hint': 'other'})])) == [
                ['a', 'd'], ['b']]


def test_one_message_in_two_files_is_one_cause():
    """But not two messages, nor two verdicts."""
    messages = [('0-l2_reg_cost.py: no', 'error'), (f'{FILE}: no', 'error'),
                (f'{FILE}: yes', 'error'), (f'{FILE}: no', 'timeout')]
    assert names_of(report.causes([
        record(task=i, check=str(i), verdict=verdict, message=message)
        for i, (message, verdict) in enumerate(messages)])) == [
            ['0', '1'], ['2'], ['3']]


def test_what_is_hidden_does_not_look_like_one_cause():
    """Of failures without a message those of one task are one group."""
    assert names_of(report.causes([report.revealed(
        record(task=task, check=check, **WRONG), 'none')
        for check, task in zip('abc', [1, 5, 1])])) == [['a', 'c'], ['b']]


def test_what_is_skipped_goes_with_what_it_hangs_on():
    """In its own task; without a failure before it, it is its own cause."""
    records = [record(check='a', **GONE), record(check='b', **SKIPPED),
               record(task=2, check='c', **SKIPPED),
               record(check='d', **SKIPPED)]
    groups = report.causes(records)
    assert names_of(groups) == [['a', 'b', 'd'], ['c']]
    assert report.others(groups[0]) == \
        '2 checks not run, since they hang on this'


def test_a_failure_without_a_name_can_wait_behind_another():
    """The first of a task comes first, and so does any that has a name."""
    first, later = report.split(report.causes([
        record(check='a', verdict='wrong', message='1'),
        record(check='b', verdict='wrong', message='2'),
        record(check='c', **WRONG)]))
    assert (names_of(first), names_of(later)) == ([['a'], ['c']], [['b']])


def test_mistakes_count_submissions_not_checks(class_of_two):
    """The most frequent first; a broken rule goes by its title."""
    _, records = class_of_two
    records += [record('Bob', check='again', **WRONG),
                record('Ann', 2, **GONE), record('Ann', 2, 'x', **SKIPPED),
                *(record(name, 3, verdict='wrong') for name in 'xyz')]
    assert report.mistakes(records) == {
        'wrong, the mistake is not known': {3: dict.fromkeys('xyz')},
        'goes back through an updated W': {1: {'Bob': None},
                                           5: {'Bob': None}},
        'missing': {2: {'Ann': None}},
        'not kept: Lines are short.': {None: {'Bob': None}}}
    assert next(iter(report.mistakes(records))).startswith('wrong')


# What a learner may see

SECRETS = ['0.1183', '0.1021', '15', 'printed words']
QUESTION = ['did you', 'one step', 'W3 is right', 'goes back']


@pytest.mark.parametrize('reveal, shown', [
    ('values', SECRETS + QUESTION), ('message', QUESTION), ('none', []),
    ('a level that nobody knows', [])])
def test_no_level_reveals_more_than_it_says(reveal, shown):
    """Neither the record, nor the page, Gradescope or the terminal does."""
    header = run('Ann', reveal=reveal)
    secret = record(**WRONG, printed='printed words', printed_bytes=13)
    places = [json.dumps(report.revealed(secret, reveal)),
              report.submission_page(header, 'Ann', [secret]),
              report.as_gradescope(header, [secret])]
    for text in places:
        text = re.sub('<style>.*</style>', '', text, flags=re.DOTALL)
        for words in SECRETS + QUESTION:
            assert (words.lower() in text.lower()) == (words in shown), words
        assert 'wrong' in text.lower()
    terminal = report.terminal_table(header, [secret])
    assert ('0.1021' in terminal) == (reveal == 'values')
    assert ('did you' in terminal) == (reveal in ('values', 'message'))


@pytest.mark.parametrize('verdict, message, shown', [
    ('error', f'{FILE}: ValueError in line 3: 0.7', f'{FILE}: ValueError in '
     'line 3'),
    ('error', f'{FILE}: crashed: SIGSEGV', f'{FILE}: crashed'),
    ('wrong', 'got {0.7: 1}, expected a dictionary', ''),
    ('wrong', f'{FILE}: got 0.7', f'{FILE}:'),
    ('wrong', f'{FILE}: keys\n  got the keys a\n0.7, expected b',
     f'{FILE}: keys'),
    ('missing', f'{FILE}: expected a function f, found []',
     f'{FILE}: expected a function f, found []'),
    ('timeout', f'{FILE}: stopped after 5 s', f'{FILE}: stopped after 5 s')])
def test_a_message_without_values_keeps_the_rest(verdict, message, shown):
    """What a file says in an error may hold values, too."""
    revealed = report.revealed(record(verdict=verdict, message=message),
                               'message')
    assert revealed['message'] == shown


def test_written_rules_have_no_values_to_hide():
    """They say what was expected and received of the text alone."""
    message = 'the written rules\n  a.py: expected b, received c'
    assert report.revealed(record(task=None, message=message),
                           'message')['message'] == message


def test_names_of_checks_become_sentences():
    """Where a title could give the answer away."""
    assert report.revealed(record(check='test_W_is_left_alone[0.8]'),
                           'none')['title'] == 'W is left alone [0.8]'


# The terminal

def test_the_table_has_a_row_a_submission(class_of_two):
    """Points by task, in all, and verdicts in words; then who is done."""
    assert report.terminal_table(*class_of_two) == '''\
submission    1    5  rules  total
Ann         2/2  2/2    1/1    5/5  all right
Bob         0/2  0/2    0/1    0/5  3 wrong

1 of 2 submissions with all 5 points; the median is 2.5

in how many submissions
    1  goes back through an updated W (tasks 1, 5)
    1  not kept: Lines are short. (the written rules)'''


def test_a_single_submission_is_told_each_cause_once(class_of_two):
    """Verdict, mistake, message, hint, and how many checks share them."""
    _, records = class_of_two
    assert report.terminal_table(run('Bob', checks=3), records) == '''\
submission    1    5  rules  total
Bob         0/2  0/2    0/1    0/5  3 wrong

tasks 1, 5, wrong: goes back through an updated W
  1-l2_reg_gradient_descent.py: one step (alpha=0.5, m=7), W1[0, 2]
    got 0.1183, expected 0.1021 (central differences)
    W3 is right
  did you go back through a W that was already updated?
  (1 more check fails like this)

the written rules, wrong
  the written rules
    E501'''


def test_failures_fit_one_screen():
    """However many there are and however long; the rest is counted."""
    records = [record(task=i % 8, check=str(i), verdict='wrong',
                      message=f'{i} {"long " * 9999}\n' * 50, hint='h' * 999)
               for i in range(80)]
    lines = report.terminal_table(run('Ann', checks=80), records).split('\n')
    assert len(lines) < 40
    assert max(map(report.width, lines[2:])) <= report.COLUMNS
    assert re.fullmatch(r'and \d+ more checks not passed, in tasks .*',
                        lines[-1])


def test_a_class_of_hundred_is_a_table_and_ten_mistakes():
    """Two lines of heading, a line each, and what to look at."""
    names = [f'student {i}' for i in range(100)]
    records = [record(name, verdict='wrong', points=0, mistake=f'm{i % 12}')
               for i, name in enumerate(names)]
    lines = report.terminal_table(run(*names, checks=1), records).split('\n')
    assert len(lines) == 1 + 100 + 1 + 1 + 2 + 10 + 1
    assert lines[-11:][0] == '    9  m0 (task 1)'
    assert lines[-1].strip() == 'and 2 other mistakes'


def test_wide_letters_keep_the_columns_straight():
    """A Chinese letter takes two columns, an accent none."""
    names = ['\u674e\u5c0f\u9f99', 'e\u0301', 'plain', '\u4e2d' * 40]
    table = report.terminal_table(
        run(*names, checks=1), [record(name) for name in names])
    rows = table.split('\n')[1:5]
    assert [row.index('2/2') - rows[2].index('2/2') for row in rows] == [
        -3, 1, 0, -11]
    assert rows[3].startswith('\u4e2d' * 11 + '\u2026 ')


def test_a_run_that_has_not_ended_says_so():
    """Nobody takes the points of half a run for a grade."""
    header, text = run('Ann', 'Bob', checks=3), '1 of 3 checks have run'
    assert text in report.terminal_table(header, [record()])
    assert text in report.submission_page(header, 'Ann', [record()])
    assert text in report.as_gradescope(header, [record()])
    assert '2 submissions to finish' in report.class_page(header, [record()])


# Files for programs

def test_json_holds_everything(class_of_two):
    """The header, each record as it is, and sums."""
    header, records = class_of_two
    header['reveal'] = 'none'
    found = json.loads(report.as_json(header, records))
    assert found['run'] == header and found['records'] == records
    assert found['submissions'][1] == {
        'submission': 'Bob', 'page': 'pages/Bob.html', 'points': 0, 'of': 5,
        'checks': 3, 'tasks': [{'task': 1, 'points': 0, 'of': 2},
                               {'task': 5, 'points': 0, 'of': 2},
                               {'task': None, 'points': 0, 'of': 1}]}


def test_csv_has_a_row_a_submission_and_a_column_a_check(class_of_two):
    """Totals first; a check that has not run is empty."""
    header, records = class_of_two
    rows = list(csv.reader(io.StringIO(report.as_csv(header, records[:-1]))))
    assert rows == [
        ['submission', 'total (of 5)', 'task 1 (of 2)', 'task 5 (of 2)',
         'rules (of 1)', 'task 1: test_step (of 2)',
         'task 5: test_step (of 2)', 'rules: test_style (of 1)'],
        ['Ann', '5', '2', '2', '1', '2', '2', '1'],
        ['Bob', '0', '0', '0', '0', '0', '0', '']]


@pytest.mark.parametrize('name', HOSTILE)
def test_no_cell_is_a_formula(name):
    """One line, and nothing that a spreadsheet would work out."""
    cell = report.cell(name)
    assert not re.match('\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]', cell)
    assert '\n' not in cell and '\t' not in cell
    rows = list(csv.reader(io.StringIO(report.as_csv(
        run(name), [record(name)]))))
    assert rows[1] == [cell, '2', '2', '2']


def test_gradescope_gets_its_documented_format(class_of_two):
    """Every key is one that Gradescope knows, with a value of its kind."""
    header, records = class_of_two
    found = json.loads(report.as_gradescope(header, [
        *records[3:], record('Bob', 4, printed='\x1b[2Jwords',
                             printed_bytes=4000)]))
    tests = found.pop('tests')
    output = found.pop('output')
    assert found == {
        'score': 2, 'execution_time': 1.0, 'visibility': 'visible',
        'stdout_visibility': 'hidden', 'output_format': 'text',
        'test_output_format': 'text', 'test_name_format': 'text'}
    assert output.startswith('2 of 7 points\n\ntasks 1, 5, wrong: goes back')
    assert [test['number'] for test in tests] == ['1.1', '5.1', 'rules.1',
                                                  '4.1']
    assert tests[0] == {
        'name': 'Task 1: Each entry is 15.', 'number': '1.1', 'score': 0,
        'max_score': 2, 'status': 'failed', 'visibility': 'visible',
        'output': '\n'.join(['wrong', WRONG['mistake'], WRONG['message'],
                             WRONG['hint']])}
    assert tests[3]['status'] == 'passed'
    assert tests[3]['output'] == 'it printed 4,000 bytes, of which these ' \
        'are the first 9:\n\ufffd[2Jwords'


# Pages

@pytest.mark.parametrize('text', HOSTILE)
def test_hostile_text_stays_text(text):
    """In a name, a message, a mistake, a hint, a title, a check, a print."""
    bad = record(text, 1, text, verdict='wrong', points=0, title=text,
                 message=text, mistake=text, hint=text, printed=text,
                 printed_bytes=len(text))
    header = run(text, 'Bob')
    known = Tags(report.class_page(run('Ann', 'Bob'), [record(**WRONG)]))
    for page in [report.class_page(header, [bad]),
                 report.submission_page(header, text, [bad])]:
        tags = Tags(page)
        assert set(tags.tags) - set(known.tags) <= {
            'section', 'nav', 'strong', 'pre', 'h3', 'div', 'span', 'code'}
        assert 'script' not in tags.tags and 'img' not in tags.tags
        assert not re.search('[\x00-\x09\x0b-\x1f\x7f\u202e\udcff]', page)
        assert all(re.fullmatch(r'#[\w-]+|pages/[\w%.-]+\.html', link)
                   for link in tags.links)
    outputs = [report.terminal_table(header, [bad]),
               report.terminal_table(run(text), [bad]),
               json.loads(report.as_gradescope(header, [bad]))['output']]
    for output in outputs:
        assert not re.search('[\x00-\x09\x0b-\x1f\x7f\u202e]', output)


def test_pages_stand_alone_and_can_be_read_by_all(class_of_two):
    """No address, no script; a language, a title, headers with a scope."""
    header, records = class_of_two
    for page in [report.class_page(header, records),
                 report.submission_page(header, 'Bob', records[3:])]:
        tags = Tags(page)
        assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert "default-src 'none'" in page and 'http://' not in page
        assert 'https://' not in page and 'url(' not in page
        assert tags.tags.count('h1') == tags.tags.count('main') == 1
        assert re.search('<title>[^<]+</title>', page)
        assert page.count('<th ') == len(re.findall('<th scope="', page))
        inside = {link[1:] for link in tags.links if link[0] == '#'}
        assert inside <= set(tags.ids)
        assert len(set(tags.ids)) == len(tags.ids)


def test_the_class_page_says_who_made_which_mistake(class_of_two):
    """Each submission and each mistake has a row; all names are links."""
    tags = Tags(report.class_page(*class_of_two))
    assert tags.links == ['pages/Ann.html', 'pages/Bob.html',
                          'pages/Bob.html', 'pages/Bob.html']
    assert 'goes back through an updated W' in tags.text
    assert '1 of 2 submissions with all 5 points' in tags.text


def test_a_page_names_the_same_cause_once_and_refers_to_it(class_of_two):
    """The second task says: the same as in the first."""
    header, records = class_of_two
    tags = Tags(report.submission_page(header, 'Bob', records[3:]))
    assert tags.text.count('already updated?') == 1
    assert 'the same as in task 1' in tags.text
    assert tags.links.count('#task-1') == 2
    assert 'Ann' not in tags.text


def test_a_page_counts_what_is_right_and_folds_the_rest():
    """Alike titles once, with their number; later misses are folded."""
    text = Tags(report.submission_page(run('Ann', checks=5), 'Ann', [
        record(check=f'test_{i}') for i in range(3)] + [
            record(check=str(i), verdict='wrong', points=0, message=str(i))
            for i in range(2)])).text
    assert '3 checks right' in text and 'Each entry is 15. (in 3 cases)' \
        in text
    assert '1 more that did not pass' in text


def test_prints_are_shown_once_and_measured():
    """The same words in two checks are one print."""
    printed = dict(printed='words', printed_bytes=36_000_000)
    text = Tags(report.submission_page(run('Ann'), 'Ann', [
        record(check='a', **printed), record(check='b', **printed)])).text
    assert text.count('words') == 1
    assert 'It printed 36,000,000 bytes, of which these are the first 5' \
        in text


def test_a_long_message_is_shortened():
    """A page stays readable; results.json holds the whole."""
    long = record(verdict='wrong', message='x' * 10 ** 6)
    assert len(report.submission_page(run('Ann'), 'Ann', [long])) < 20_000
    assert '996,000 more characters' in report.shortened(long['message'])
    assert len(report.as_json(run('Ann'), [long])) > 10 ** 6


def test_a_class_without_any_record_has_a_page():
    """As has a submission of which nothing ran."""
    assert 'outcome' in Tags(report.class_page(run('Ann'), [])).text
    assert '0 of 0 points' in Tags(report.submission_page(
        run('Ann'), 'Ann', [])).text
    assert 'Ann' in report.terminal_table(run('Ann'), [])


# The folder

def test_file_names_are_safe_and_differ():
    """Also where a file system ignores case, or has names of its own."""
    assert report.file_names(['ann', 'Ann'])['Ann'] == 'Ann-2'
    found = report.file_names(HOSTILE)
    assert list(found) == HOSTILE
    for name in found.values():
        assert re.fullmatch(r'\w[\w-]*', name) and len(name) < 70
        assert len(name.encode()) < 250
        assert not re.fullmatch('(?i)con|nul|com1', name)
    assert len({name.casefold() for name in found.values()}) == len(HOSTILE)
    assert found['Ann'] == 'Ann' and found['ann'] == 'ann-2'


def test_every_file_is_written_and_nothing_outside(tmp_path):
    """Whatever the names are; and again, over what is there."""
    header = run(*HOSTILE)
    records = [record(name) for name in HOSTILE]
    for _ in range(2):
        report.write(tmp_path / 'a' / 'b', header, records)
    names = report.file_names(HOSTILE).values()
    files = {str(path.relative_to(tmp_path / 'a' / 'b'))
             for path in tmp_path.rglob('*') if path.is_file()}
    assert files == {
        'results.json', 'results.csv', 'index.html',
        *(f'pages/{name}.html' for name in names),
        *(f'gradescope/{name}/results.json' for name in names)}
    with open(tmp_path / 'a/b/results.csv', encoding='utf-8-sig') as file:
        assert len(list(csv.reader(file))) == 1 + len(HOSTILE)


def test_a_page_holds_its_own_submission_alone(tmp_path, class_of_two):
    """Pages and Gradescope's files can be handed out one by one."""
    report.write(tmp_path, *class_of_two)
    for path in ['pages/Ann.html', 'gradescope/Ann/results.json']:
        text = (tmp_path / path).read_text('utf-8')
        assert 'Bob' not in text and 'goes back' not in text


def test_a_file_is_replaced_at_once(tmp_path, monkeypatch):
    """A write that fails leaves the old file."""
    report.save(tmp_path / 'x', 'old')

    def fail(*_):
        raise OSError

    monkeypatch.setattr(report.os, 'replace', fail)
    with pytest.raises(OSError):
        report.save(tmp_path / 'x', 'new')
    assert (tmp_path / 'x').read_text() == 'old'
