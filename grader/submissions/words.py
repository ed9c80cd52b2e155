"""What is reported of what was found: the first lines, and the errors."""
import os
import shlex
from collections import Counter

from grader.submissions.layouts import LAYOUTS

NAMED = 3   # left-out files, learners and so on that are named, not counted
WIDEST = 90  # letters of one name or path
# {kind: why a file is not graded}
REASONS = {
    'near name': 'its name is not that of the statement',
    'another folder': 'another folder of the same hand-in was taken',
    'beside': 'it lies beside the learners, and is nobody\'s',
    'other layout': 'it is not named as in this layout',
    'draft': 'a working copy, not handed in',
    'system': 'a copy that the system has made',
    'copy': 'the same bytes were handed in, or downloaded, twice',
    'link': 'a link, which is not followed',
    'not a file': 'no plain file',
    'unreadable': 'it cannot be read',
    'not looked into': 'too deep, or too many archives in one',
    'not needed': 'its functions stand in files of the eight',
    'too much': 'all files together are larger than the grader copies'}


def printable(text, widest=WIDEST):
    """Return text on one line, without what could do things in a terminal."""
    text = ''.join(char if char.isprintable() else '\ufffd' for char in text)
    return text if len(text) <= widest else text[:widest - 1] + '…'


def given(path):
    """Return a path that the user has typed, as good as whole."""
    return printable(str(path), 1000)


def count(number, word):
    """Return a number and a word, which has an s where there are many."""
    return f'{number:,} {word}' + ('' if number == 1 else 's')


def some(items):
    """Return some of many items as text, and how many more there are."""
    shown = ', '.join(map(printable, items[:NAMED]))
    return shown + (f' and {len(items) - NAMED:,} more'
                    if len(items) > NAMED else '')


def lines(found):
    """Return the first lines of a run, as a list: what was found, and where.
    """
    graded = sum(len(each.files) for each in found.submissions)
    rows = [f'{given(path)}: {LAYOUTS[name].title}'
            for path, name in found.layouts.items()]
    rows.append(', '.join(filter(None, [
        count(len(found.submissions), 'submission'),
        f'{graded:,} of the eight files graded' if graded != 1
        else '1 of the eight files graded',
        found.older and f'{len(found.older):,} of older attempts',
        found.teachers and f"{len(found.teachers):,} the teacher's",
        found.left_out and f'{len(found.left_out):,} left out'])))
    for word, names in {
            'nothing of the eight': [
                each.name for each in found.submissions if not each.files],
            'late': [each.name for each in found.submissions if each.late],
            'from a notebook, or from one file': [
                f'{each.name} ({next(iter(each.extracted.values()))})'
                for each in found.submissions if each.extracted],
            'name changed by a system': [
                path for each in found.submissions
                for path in each.renamed.values()]}.items():
        if names:
            rows.append(f'{word}: {some(names)}')
    kinds = {}
    for each in found.left_out:
        kinds.setdefault(each.kind, []).append(
            each.path + (f' ({each.detail})' if each.detail else ''))
    rows += [f'left out, {REASONS[kind]}: {some(paths)}'
             for kind, paths in kinds.items()]
    return rows


def command(path, layout):
    """Return the command that grades a path by a layout."""
    path = shlex.quote(str(path))
    if 'MAKELEVEL' in os.environ:
        return f'make grade DIR={path} LAYOUT={layout}'
    return f'python -m grader {path} --layout {layout}'


def ambiguous_text(error):
    """Return what an Ambiguous says: what each layout would give, and how."""
    rows = [f'{given(error.path)}: nothing is graded, for the same '
            'files may be whose they are in more than one way. Choose one:']
    for option in error.options:
        sizes = Counter(option.files)
        files = ', '.join(
            f'{count(times, "learner")} with {count(number, "file")}'
            for number, times in sorted(sizes.items(), reverse=True)[:NAMED])
        rows += [f'  {command(error.path, option.layout)}',
                 f'    {LAYOUTS[option.layout].title}: '
                 f'{count(len(option.learners), "learner")}, '
                 f'{some(option.learners)}; {files}']
    rows.append('Or put the files of each learner into a folder.')
    return '\n'.join(rows)


def nothing_text(error):
    """Return what a NothingFound says: what is there, what came nearest."""
    seen = ', '.join(map(printable, error.seen)) or 'nothing'
    verb = 'is' if error.count < 2 else 'are'
    more = error.count - len(error.seen)
    rows = [f'{given(error.path)}: expected one of the eight files, '
            f'or hand-ins with some of them; there {verb} {seen}'
            + (f' and {more:,} more' if more else '')]
    for name, explained, of, example in error.nearest:
        rows.append(f'  {name} explains {explained:,} of {of:,} files'
                    + (f', but not {printable(example)}' if example else '')
                    + f': {command(error.path, name)}')
    rows.append('  all layouts: python -m grader --layout list')
    return '\n'.join(rows)


def layout_list():
    """Return the text of --layout list: each layout, with examples."""
    width = max(map(len, LAYOUTS))
    return '\n'.join(
        f'{name:{width}}  {each.title}' + ''.join(
            f'\n{"":{width}}    {example}' for example in each.examples)
        for name, each in LAYOUTS.items())
