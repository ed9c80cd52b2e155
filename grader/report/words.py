"""A failure in words, by what may be revealed: the one place where a fact
becomes a sentence.

reveal: 'values' shows all. 'message' keeps back what was expected and the
inputs, and shows what the submission itself gave or raised, and the question.
Anything else shows the verdict alone.
"""
from grader.report.text import capital, counted, task_list
from grader.text import clean, one_line

VERDICTS = {
    'pass': 'right', 'wrong': 'wrong', 'error': 'raises an error',
    'timeout': 'takes too long', 'memory': 'out of memory',
    'exited': 'ends the process', 'missing': 'missing', 'skipped': 'not run',
    'advice': 'beyond the statement', 'not judged': 'not judged',
    'internal error': 'the grader failed here, which is no fault of yours'}
OTHER_STREAM = ('right, but drawn from another stream of random numbers than '
                'the published example')


def title(record, reveal):
    """Return what a check asks, in a sentence.

    A title may give an answer away, and a case its inputs; a name does not.
    """
    if reveal == 'values':
        return record.title
    return capital(record.check.partition('[')[0].replace('_', ' ').strip())


def rule(record, reveal):
    """Return the sentence that a check enforces, '' where it is hidden."""
    return record.rule if reveal in ('values', 'message') else ''


def hint(record, reveal):
    """Return the question of a known mistake, '' where it is hidden."""
    return one_line(record.hint or '') if reveal in (
        'values', 'message') else ''


def heading(group, reveal):
    """Say what a group of failures with one cause is, in a few words."""
    mistake = group[0].mistake if reveal in ('values', 'message') else ''
    return ': '.join(filter(None, [VERDICTS[group[0].verdict],
                                   one_line(mistake or '')]))


def lines(record, reveal):
    """Return the lines that tell what a check has found, without its rule."""
    failure = record.failure
    if reveal not in ('values', 'message'):
        return []
    if record.verdict == 'skipped':
        return [f'requires: {record.requires.replace("_", " ")}'
                ] if record.requires else []
    if not failure:
        return []
    # where nothing was called it is about the text of a file: nothing to hide
    whole = reveal == 'values' or not failure.call
    called = failure.call if whole else title(record, reveal)
    raised = failure.exception or failure.message
    if raised and failure.line is not None:
        raised += f' in line {failure.line}'
    found = [': '.join(filter(None, [
        failure.file, ', '.join(filter(None, [called, failure.index])),
        raised, failure.message if failure.exception else '']))]
    indent = '  ' * bool(found[0])
    found += [indent + line for line in comparison(failure, whole)]
    found += [indent + fault(*each) for each in failure.faults]
    return clean('\n'.join(filter(None, found))).split('\n')


def comparison(failure, whole):
    """Yield what came and what was expected, and which outputs are right."""
    if failure.stream:
        yield OTHER_STREAM
    came = [f'got {failure.got}'] if failure.got else []
    if whole and failure.expected:
        came += filter(None, [f'expected {failure.expected}', failure.pattern])
    if came:
        yield ', '.join(came) + (f' ({failure.source})' if whole
                                 and failure.source else '')
    for names, word in (failure.right, 'right'), (failure.wrong, 'not right'):
        if names:
            yield (f'{", ".join(names)} {"is" if len(names) == 1 else "are"} '
                   f'{word}')


def fault(file, line, text):
    """Return a line on one fault of the text of a file."""
    where = ', '.join(filter(None, [file, line and f'line {line}']))
    return f'{where}: {text}' if where else text


def others(group):
    """Say how many more checks a cause has failed or kept from running."""
    skipped = sum(record.verdict == 'skipped' for record in group[1:])
    same = len(group) - 1 - skipped
    return '; '.join(filter(None, [
        same and f'{counted(same, "more check")} '
        f'{"fails" if same == 1 else "fail"} like this',
        skipped and f'{counted(skipped, "check")} not run, since '
        f'{"it requires" if skipped == 1 else "they require"} this']))


def where(group):
    """Return the tasks of a group of records, in words."""
    return task_list({record.task for record in group})


def printed_title(record):
    """Say how much a submission printed, and how much of it is shown."""
    size = record.printed_bytes
    shown = len(record.printed.encode(errors='replace'))
    return f'it printed {counted(size, "byte")}' + (
        f', of which these are the first {shown:,}' if shown < size else '')
