"""The record of a run in each output format.

A run keeps a log of JSON lines: a header, then a record for each check, each
written the moment the check ends. Everything else is made from that log: the
table in the terminal, and a folder with results.json, results.csv, a page for
the class, a page for each submission, and Gradescope's results.json for each.

Names, messages and prints come from submissions. They are text, whatever they
look like: no control character reaches a terminal, no tag a page, no formula
a spreadsheet, no slash a file name.
"""
import csv
import html
import io
import json
import os
import re
import statistics
import textwrap
import unicodedata
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from string import Template
from urllib.parse import quote

from grader.submission import FILES

PAGE = Template(Path(__file__).with_name('report.html').read_text('utf-8'))
WORDS = {'pass': 'right', 'wrong': 'wrong', 'error': 'raises an error',
         'timeout': 'takes too long', 'memory': 'out of memory',
         'exited': 'ends the process', 'missing': 'missing',
         'skipped': 'not run', 'advice': 'advice',
         'trouble': 'the grader failed'}
LONGEST = 4000   # characters of a message that a page shows
COLUMNS = 99     # of a line in the terminal
LINES = 30       # of failures in the terminal: what fits one screen


# What the records add up to

def grouped(records, key):
    """Return the lists of records that have the same value under a key."""
    groups = {}
    for record in records:
        groups.setdefault(getattr(record, key), []).append(record)
    return groups


def by_submission(run, records):
    """Return each submission's records, ordered as in the class."""
    groups = grouped(records, 'submission')
    return {number: groups.get(number, [])
            for number in range(len(run['submissions']))}


def in_order(tasks):
    """Return tasks in order, the written rules (None) last."""
    return sorted(tasks, key=lambda task: (task is None, task))


def tasks_in(records):
    """Return the tasks that have records."""
    return in_order({record.task for record in records})


def score(records):
    """Return the points of some records, and how many there might be."""
    return (sum(record.points for record in records),
            sum(record.of for record in records))


def causes(records):
    """Group the failures of one submission by what caused them.

    Failures of one mistake belong together, whatever the task; else those of
    one hint, else those of one message but for the file's name; without a
    message, those of one task. A skipped check belongs to the failure before
    it, on which it hangs.
    """
    groups, last = {}, {}
    for record in records:
        if record.verdict in ('pass', 'advice'):
            continue
        file, found, message = record.message.partition('.py: ')
        message = message if found else file
        cause = record.mistake or record.hint or (
            record.verdict, message or record.task)
        if record.verdict == 'skipped':
            cause = last.get(record.task, cause)
        last[record.task] = cause
        groups.setdefault(cause, []).append(record)
    return list(groups.values())


def split(groups):
    """Return the causes to look at first, and those that can wait.

    Those can wait that have no name, in a task where another comes first.
    """
    first, later, seen = [], [], set()
    for group in groups:
        named = group[0].mistake or group[0].hint
        (first if named or seen.isdisjoint(tasks_in(group)) else later).append(
            group)
        seen.update(tasks_in(group))
    return first, later


def mistakes(records):
    """Return who made which mistake in which task, the most frequent first.

    {mistake: {task: {submission: None}}}; failures without a known mistake
    are under their verdict, or under the written rule that is not kept.
    """
    table = {}
    for record in records:
        if record.verdict in ('pass', 'skipped', 'advice'):
            continue
        rule = record.task is None and f'not kept: {record.title}'
        name = record.mistake or rule or {
            'wrong': 'wrong, the mistake is not known'}.get(
                record.verdict, WORDS[record.verdict])
        table.setdefault(name, {}).setdefault(
            record.task, {})[record.submission] = None
    return dict(sorted(table.items(), key=lambda row: (
        -len(makers(row[1])), str(in_order(row[1])[0]), row[0])))


def makers(tasks):
    """Return the submissions that made a mistake in any task."""
    return {name: None for names in tasks.values() for name in names}


def revealed(record, reveal):
    """Return a record as a learner may see it.

    'values' shows all. 'message' shows the case, the mistake and the hint,
    but not what came and what was expected, nor what the submission printed
    or said in an error, since that may hold the same. Anything else shows the
    verdict alone. A title may give an answer away, a check's name does not.
    """
    if reveal == 'values':
        return record
    name, bracket, case = record.check.partition('[')
    title = re.sub('^test_', '', name).replace('_', ' ')
    record = replace(record, printed='', title=capital(title) + (
        f' [{case}' if bracket else ''))
    if reveal != 'message':
        return replace(record, message='', mistake=None, hint=None,
                       printed_bytes=0)
    message = record.message
    if record.verdict == 'error':
        message = ': '.join(message.split(': ')[:2])
    if record.task is not None:  # the written rules have no values
        first, *more = message.split('\n')
        message = '\n'.join([re.split(r'\bgot\b', first)[0], *(
            line for line in more
            if not re.search(r'\b(got|expected|received)\b', line))])
    return replace(record, message=message.strip())


# Text that may hold anything

def clean(text):
    """Return text without control characters, which could do things."""
    text = re.sub('\r\n?', '\n', text).expandtabs(4)
    return ''.join(char if char.isprintable() or char in '\n\u200c\u200d'
                   else '\ufffd' for char in text)


def one_line(text):
    """Return clean text on one line."""
    return ' '.join(clean(text).split())


def shortened(text):
    """Return a text that is not too long for a page."""
    more = len(text) - LONGEST
    return text if more <= 0 else (
        f'{text[:LONGEST]}\u2026 ({more:,} more characters)')


def capital(text):
    """Return text that begins with a capital."""
    return text[:1].upper() + text[1:]


def width(text):
    """Return how many columns of a terminal a text takes."""
    return sum(0 if unicodedata.combining(char)
               else 1 + (unicodedata.east_asian_width(char) in 'WF')
               for char in text)


def cut(text, columns):
    """Return a text that takes at most so many columns."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 1:
        text = text[:min(columns, len(text)) - 1]
    return text + '\u2026'


def counted(number, noun):
    """Return a text such as '1 check' and '2 checks'."""
    return f'{number:,} {noun}{"" if number == 1 else "s"}'


def fraction(records):
    """Return the points of some records as text, such as 4/10."""
    return '/'.join(f'{number:g}' for number in score(records))


def task_list(tasks):
    """Return a text such as 'tasks 1, 5 and the written rules'."""
    numbers = [str(task) for task in in_order(tasks) if task is not None]
    named = [f'task{"s" if len(numbers) > 1 else ""} {", ".join(numbers)}'
             ] if numbers else []
    return ' and '.join(named + ['the written rules'] * (None in tasks))


def unfinished(run, records):
    """Say how many checks of a submission have run, '' if all have."""
    if len(records) >= run['checks']:
        return ''
    return f'{len(records)} of {counted(run["checks"], "check")} have run'


def outcome(run, records):
    """Say what came of a submission: how many of each verdict but pass."""
    verdicts = Counter(record.verdict for record in records
                       if record.verdict != 'pass')
    return unfinished(run, records) or ', '.join(
        f'{times} {verdict}' for verdict, times in verdicts.items()
    ) or 'all right'


def told(group):
    """Say what a group of failures with one cause is, in a few words."""
    first = group[0]
    return ': '.join(filter(None, [WORDS[first.verdict],
                                   one_line(first.mistake or '')]))


def others(group):
    """Say how many more checks a cause has failed or kept from running."""
    skipped = sum(record.verdict == 'skipped' for record in group[1:])
    same = len(group) - 1 - skipped
    return '; '.join(filter(None, [
        same and f'{counted(same, "more check")} '
        f'{"fails" if same == 1 else "fail"} like this',
        skipped and f'{counted(skipped, "check")} not run, since '
        f'{"it hangs" if skipped == 1 else "they hang"} on this']))


# The terminal

def terminal_table(run, records):
    """Return the points of each submission by task, and why some are lost.

    For one submission each cause is told; for a class the mistakes are
    counted.
    """
    tasks, rows = tasks_in(records), []
    groups = by_submission(run, records)
    for name, mine in groups.items():
        parts = grouped(mine, 'task')
        rows.append([cut(one_line(run['submissions'][name]), 24),
                     *(fraction(parts.get(task, [])) for task in tasks),
                     fraction(mine), outcome(run, mine)])
    rows.insert(0, ['submission', *('rules' if task is None else str(task)
                                    for task in tasks), 'total', ''])
    widths = [max(map(width, column)) for column in zip(*rows)]
    lines = []
    for first, *numbers, last in rows:
        columns = [text.rjust(most) for text, most
                   in zip(numbers, widths[1:])]
        space = ' ' * (widths[0] - width(first))
        lines.append('  '.join([first + space, *columns, last]).rstrip())
    if len(groups) == 1:
        shown = [revealed(record, run['reveal'])
                 for mine in groups.values() for record in mine]
        return '\n'.join(lines + failure_lines(shown))
    return '\n'.join(lines + [''] + class_lines(groups, records))


def failure_lines(records):
    """Return the lines that tell each cause of one submission's failures.

    In each task one failure without a known cause is enough to look at;
    what does not fit one screen is counted.
    """
    lines = []
    first, more = split(causes(records))
    for group in first:
        message = (clean(group[0].message) or group[0].title).split('\n')
        block = ['', f'{task_list(tasks_in(group))}, {told(group)}']
        for line in [*message[:6], one_line(group[0].hint or ''),
                     others(group) and f'({others(group)})']:
            block += textwrap.wrap(
                cut(line, 3 * COLUMNS), COLUMNS, initial_indent='  ',
                subsequent_indent='    ')
        if len(lines) + len(block) > LINES:
            more = [group, *more]
        else:
            lines += block
    if more:
        rest = [record for group in more for record in group]
        lines += ['', f'and {counted(len(rest), "more check")} not passed, in '
                  f'{task_list(tasks_in(rest))}']
    return [cut(line, COLUMNS) for line in lines]


def class_lines(groups, records):
    """Return the lines that sum a class up: who is done, what is frequent."""
    lines = [summary(groups)]
    rows = [f'{len(makers(tasks)):5}  {one_line(name)} ({task_list(tasks)})'
            for name, tasks in mistakes(records).items()]
    if rows:
        lines += ['', 'in how many submissions', *rows[:10]]
    if len(rows) > 10:
        lines.append(f'       and {counted(len(rows) - 10, "other mistake")}')
    return [cut(line, COLUMNS) for line in lines]


def summary(groups):
    """Say how a class does, in one line."""
    scores = [score(mine) for mine in groups.values()]
    full = max((of for _, of in scores), default=0)
    done = sum(points == full > 0 for points, _ in scores)
    middle = statistics.median([points for points, _ in scores] or [0])
    return (f'{done} of {counted(len(scores), "submission")} with all '
            f'{full:g} points; the median is {middle:g}')


# Files for programs

def as_json(run, records):
    """Return everything there is, as JSON."""
    names = file_names(run['submissions'])
    table = []
    for name, mine in by_submission(run, records).items():
        points, of = score(mine)
        table.append({
            'submission': run['submissions'][name],
            'page': f'pages/{names[run["submissions"][name]]}.html',
            'points': points, 'of': of, 'checks': len(mine),
            'tasks': [{'task': task, 'points': score(part)[0],
                       'of': score(part)[1]}
                      for task, part in grouped(mine, 'task').items()]})
    return json.dumps({'run': run, 'submissions': table,
                       'records': list(map(asdict, records))},
                      indent=1)


def as_csv(run, records):
    """Return a row for each submission: total, tasks, then each check."""
    tasks, file = tasks_in(records), io.StringIO()
    checks = {task: {} for task in tasks}  # what each counts
    for record in records:
        checks[record.task][record.check] = record.of
    of = {task: sum(part.values()) for task, part in checks.items()}
    label = {task: 'rules' if task is None else f'task {task}'
             for task in tasks}
    writer = csv.writer(file, lineterminator='\n')
    writer.writerow(['submission', f'total (of {sum(of.values()):g})',
                     *(f'{label[task]} (of {of[task]:g})' for task in tasks),
                     *(f'{label[task]}: {one_line(check)} (of {points:g})'
                       for task in tasks
                       for check, points in checks[task].items())])
    for name, mine in by_submission(run, records).items():
        parts = grouped(mine, 'task')
        points = {(record.task, record.check): record.points
                  for record in mine}
        writer.writerow([cell(run['submissions'][name]), score(mine)[0],
                         *(score(parts.get(task, []))[0] for task in tasks),
                         *(points.get((task, check), '') for task in tasks
                           for check in checks[task])])
    return file.getvalue()


def cell(text):
    """Return text that no spreadsheet takes for a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    text = one_line(text)
    return "'" + text if re.match("[=+\\-@\uff1d\uff0b\uff0d\uff20]", text) \
        else text


def as_gradescope(run, records):
    """Return one submission's results in Gradescope's format.

    https://gradescope-autograders.readthedocs.io/en/latest/specs/
    """
    tests, numbers = [], Counter()
    records = [revealed(record, run['reveal']) for record in records]
    for record in records:
        task = 'rules' if record.task is None else record.task
        numbers[task] += 1
        passed = record.verdict == 'pass'
        output = [] if passed else [
            WORDS[record.verdict], record.mistake, record.message,
            record.hint]
        if record.printed:
            output += [printed_title(record) + ':', record.printed]
        name = 'Rules' if record.task is None else f'Task {task}'
        tests.append({
            'name': f'{name}: {one_line(record.title)}',
            'number': f'{task}.{numbers[task]}',
            'score': record.points, 'max_score': record.of,
            'status': 'passed' if passed else 'failed',
            'output': shortened(clean('\n'.join(filter(None, output)))),
            'visibility': 'visible'})
    points, of = score(records)
    return json.dumps({
        'score': points, 'visibility': 'visible',
        # what the grader prints is the teacher's
        'stdout_visibility': 'hidden',
        'execution_time': round(sum(r.seconds for r in records), 2),
        'output': '\n'.join([f'{points:g} of {of:g} points',
                             *filter(None, [unfinished(run, records)]),
                             *failure_lines(records)]),
        # a submission's words are never taken for Markdown or HTML
        'output_format': 'text', 'test_output_format': 'text',
        'test_name_format': 'text', 'tests': tests}, indent=1)


# Pages

def esc(text):
    """Return text for a page."""
    return html.escape(clean(str(text)))


def page(title, kind, body):
    """Return a whole page."""
    return PAGE.substitute(title=esc(one_line(title)), kind=kind,
                           body='\n'.join(body))


def sign(records):
    """Return the sign for records that all passed, and for others."""
    points, of = score(records)
    return ('right', '\u2713') if points == of else ('wrong', '\u2717')


def footer(run):
    """Return what the verdicts rest on."""
    versions = ', '.join(
        f'{name} {run[key]}' for key, name in
        [('python', 'Python'), ('numpy', 'NumPy'),
         ('tensorflow', 'TensorFlow')] if run[key])
    return (f'<footer><p>{esc(versions)}. Isolation: '
            f'{esc(run["isolation"])}.</p></footer>')


def class_page(run, records):
    """Return the page of a class: its points, and who made which mistake."""
    groups = by_submission(run, records)
    names = file_names(run['submissions'])
    links = {number: f'<a href="pages/{quote(names[name])}.html"><bdi>'
             f'{esc(cut(one_line(name), 60))}</bdi></a>'
             for number, name in enumerate(run['submissions'])}
    title = f'Regularization: {counted(len(groups), "submission")}'
    body = [f'<main><h1>{title}</h1>', f'<p>{summary(groups)}.</p>']
    late = sum(bool(unfinished(run, mine)) for mine in groups.values())
    if late:
        body.append('<p class="note">The run has not ended: '
                    f'{counted(late, "submission")} to finish.</p>')
    tasks, rows = tasks_in(records), []
    for name, mine in groups.items():
        parts = grouped(mine, 'task')
        rows.append([links[name], f'<td>{fraction(mine)}</td>', *(
            points_cell(parts.get(task, [])) for task in tasks),
            f'<td class="words">{outcome(run, mine)}</td>'])
    body += ['<h2>Points by task</h2>',
             *table('submission', 'total', tasks, ['outcome'], rows)]
    found, rows = mistakes(records), []
    most = max((len(makers(where)) for where in found.values()), default=0)
    for mistake, where in found.items():
        made = makers(where)
        who = ''.join(f'<li>{links[name]}</li>' for name in made)
        rows.append([
            f'<details><summary>{esc(mistake)}</summary>'
            f'<ul class="names">{who}</ul></details>',
            f'<td>{len(made)}</td>', *(
                heat(len(some) / most, len(some) or '') for some in [
                    where.get(task, {}) for task in tasks])])
    if rows:
        body += ['<h2>Mistakes by task</h2>',
                 '<p class="soft">In how many submissions. Open a mistake to '
                 'see whose it is.</p>',
                 *table('mistake', 'all', tasks, [], rows)]
    return page(title, 'class', [*body, '</main>', footer(run)])


def table(first, total, tasks, last, rows):
    """Return a table with a column a task; a row begins with its header."""
    columns = [total, *(
        'rules' if task is None else
        f'<abbr title="{FILES[task][0]}.py">{task}</abbr>' for task in tasks)]
    yield (f'<div class="scroll {first}s" role="region" tabindex="0" '
           f'aria-label="{first}s by task"><table><thead><tr>'
           f'<th scope="col">{first}</th>')
    yield from (f'<th scope="col">{column}</th>' for column in columns)
    yield from (f'<th scope="col" class="words">{text}</th>' for text in last)
    yield '</tr></thead><tbody>'
    for head, *cells in rows:
        yield f'<tr><th scope="row">{head}</th>{"".join(cells)}</tr>'
    yield '</tbody></table></div>'


def points_cell(records):
    """Return a table's cell with points, the warmer the more are lost."""
    points, of = score(records)
    if not records:
        return '<td class="cold">\u2013</td>'
    if points == of:
        return f'<td class="cold" title="{fraction(records)}">\u2713</td>'
    return heat(1 - points / of, fraction(records))


def heat(share, text):
    """Return a table's cell that is the warmer the larger the share."""
    if not share:
        return f'<td class="cold">{text}</td>'
    return f'<td class="hot" style="--share:{share:.2f}">{text}</td>'


def submission_page(run, name, records):
    """Return the page of one submission, with what its author may see."""
    records = [revealed(record, run['reveal']) for record in records]
    points, of = score(records)
    groups, parts = causes(records), grouped(records, 'task')
    first, later = split(groups)
    tasks = tasks_in(records)
    body = [f'<main><h1><bdi>{esc(one_line(name))}</bdi></h1>',
            f'<p class="score"><strong>{points:g}</strong> of {of:g} points'
            '</p>', '<div class="bar" aria-hidden="true"><span style="width:'
            f'{100 * points / of if of else 0:.1f}%"></span></div>']
    if unfinished(run, records):
        body.append(f'<p class="note">The run has not ended: '
                    f'{unfinished(run, records)}.</p>')
    body.append('<nav aria-label="tasks"><ul class="chips">')
    for task in tasks:
        kind, symbol = sign(parts[task])
        body.append(
            f'<li><a class="{kind}" href="#{anchor(task)}">{symbol} '
            f'{"rules" if task is None else f"task {task}"} '
            f'{fraction(parts[task])}</a></li>')
    body.append('</ul></nav>')
    for task in tasks:
        kind, symbol = sign(parts[task])
        title = 'The written rules' if task is None else (
            f'Task {task} <code>{FILES[task][0]}.py</code>')
        body += [f'<section id="{anchor(task)}"><h2><span class="points">'
                 f'{fraction(parts[task])}</span><span class="{kind}">'
                 f'{symbol}</span> {title}</h2>']
        for group in groups:
            start = group[0].task
            if start != task and task in tasks_in(group):
                body.append(f'<p class="note">{esc(capital(told(group)))}'
                            f': the same as in <a href="#{anchor(start)}">'
                            f'{task_list([start])}</a>.</p>')
        body += [miss(group) for group in first if group[0].task == task]
        rest = [miss(group) for group in later if group[0].task == task]
        if rest:
            body.append(f'<details><summary>{len(rest)} more that did not pass'
                        f'</summary>{"".join(rest)}</details>')
        body += [passed(parts[task]), prints(parts[task]), '</section>']
    body.append('</main>' + footer(run))
    return page(name, 'page', body)


def anchor(task):
    """Return the name of a task's section."""
    return 'rules' if task is None else f'task-{task}'


def miss(group):
    """Return the part of a page that tells one cause."""
    first = group[0]
    parts = [f'<h3 class="wrong">{esc(capital(told(group)))}</h3>',
             f'<p>Check: {esc(first.title)}</p>']
    if first.message:
        parts.append(f'<pre>{esc(shortened(first.message))}</pre>')
    if first.hint:
        parts.append(f'<p class="hint">{esc(capital(first.hint))}</p>')
    if others(group):
        parts.append(f'<p class="soft">{capital(others(group))}.</p>')
    return f'<div class="miss">{"".join(parts)}</div>'


def passed(records):
    """Return the list of what is right; alike titles are counted."""
    titles = Counter(record.title for record in records
                     if record.verdict == 'pass')
    if not titles:
        return ''
    right = sum(titles.values())
    items = ''.join(
        f'<li>{esc(title)}{f" (in {times} cases)" if times > 1 else ""}</li>'
        for title, times in titles.items())
    return (f'<details{" open" if right < len(records) else ""}>'
            f'<summary>{counted(right, "check")} right</summary>'
            f'<ul class="list">{items}</ul></details>')


def printed_title(record):
    """Say how much a submission printed, and how much of it is shown."""
    size, shown = record.printed_bytes, len(record.printed.encode(
        errors='replace'))
    return f'it printed {counted(size, "byte")}' + (
        f', of which these are the first {shown:,}' if shown < size else '')


def prints(records):
    """Return what a task's file printed, the same text only once."""
    texts = {record.printed: record for record in records
             if record.printed}
    return ''.join(
        f'<details><summary>{capital(printed_title(record))}</summary>'
        f'<pre>{esc(text)}</pre></details>' for text, record in texts.items())


# The folder

def file_names(names):
    """Return a file name for each name: safe, short, and no two alike."""
    taken, found = set(), {}
    for name in names:
        stem = re.sub(r'[^\w-]+', '_', name)[:60].strip('_-') or 'submission'
        safe, number = stem, 1
        # Windows has no file nul.html, and takes Ann and ann for one
        while safe.casefold() in taken or re.fullmatch(
                r'(?i)con|prn|aux|nul|(com|lpt)\d', safe):
            number += 1
            safe = f'{stem}-{number}'
        taken.add(safe.casefold())
        found[name] = safe
    return found


def save(path, text):
    """Write a file at once: a reader sees the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + '.part')
    part.write_bytes(text.encode(errors='replace'))
    os.replace(part, path)


def write(folder, run, records):
    """Write every file of the report into a folder."""
    folder, names = Path(folder), file_names(run['submissions'])
    save(folder / 'results.json', as_json(run, records))
    # the mark at the beginning tells spreadsheets that this is UTF-8
    save(folder / 'results.csv', '\ufeff' + as_csv(run, records))
    save(folder / 'index.html', class_page(run, records))
    for number, mine in by_submission(run, records).items():
        name = run['submissions'][number]
        save(folder / 'pages' / f'{names[name]}.html',
             submission_page(run, name, mine))
        save(folder / 'gradescope' / names[name] / 'results.json',
             as_gradescope(run, mine))
