"""Words of the reports, and text that may hold anything."""
import re
import unicodedata

WORDS = {'pass': 'right', 'wrong': 'wrong', 'error': 'raises an error',
         'timeout': 'takes too long', 'memory': 'out of memory',
         'exited': 'ends the process', 'missing': 'missing',
         'skipped': 'not run', 'advice': 'beyond the statement',
         'trouble': 'the grader failed here, which is no fault of yours'}
MARKS = 8  # on a letter; no language puts as many there


def clean(text):
    """Return text without control characters, which could do things."""
    if not text.isascii():
        text = without_piles(text)
    if text.isprintable():
        return text
    text = re.sub('\r\n?', '\n', text).expandtabs(4)
    return ''.join(char if char.isprintable() or char in '\n\u200c\u200d'
                   else '\ufffd' for char in text)


def without_piles(text):
    """Return text without marks that would cover the lines above it."""
    kept, pile = [], 0
    for char in text:
        pile = pile + 1 if unicodedata.category(char) in ('Mn', 'Me') else 0
        if pile <= MARKS:
            kept.append(char)
    return ''.join(kept)


def one_line(text):
    """Return clean text on one line."""
    return ' '.join(clean(text).split())


def capital(text):
    """Return text that begins with a capital."""
    return text[:1].upper() + text[1:]


def counted(number, noun):
    """Return a text such as '1 check' and '2 checks'."""
    return f'{number:,} {noun}{"" if number == 1 else "s"}'


def fraction(points, of):
    """Return points as text, such as 4/10."""
    return f'{points:g}/{of:g}'


def column_name(task):
    """Return a task as the name of a column."""
    return 'rules' if task is None else f'task {task}'


def in_order(tasks):
    """Return tasks in order, the written rules (None) last."""
    return sorted(tasks, key=lambda task: (task is None, task))


def task_list(tasks):
    """Return a text such as 'tasks 1, 5 and the written rules'."""
    numbers = [str(task) for task in in_order(tasks) if task is not None]
    named = [f'task{"s" if len(numbers) > 1 else ""} {", ".join(numbers)}'
             ] if numbers else []
    return ' and '.join(named + ['the written rules'] * (None in tasks))


def printed_title(record):
    """Say how much a submission printed, and how much of it is shown."""
    size, shown = record.printed_bytes, len(record.printed.encode())
    return f'it printed {counted(size, "byte")}' + (
        f', of which these are the first {shown:,}' if shown < size else '')
