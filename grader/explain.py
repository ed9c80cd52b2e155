"""Find the one known mistake that gives all that a submission gives.

Nothing of the submission is called here: only what its checks have observed
is compared with what the known mistakes give when they are asked the same.
"""
import re

from grader.compare import alike
from grader.mistakes import CONSTANT, MISTAKES, OF_ANY_TASK
from grader.solution import read_value, taken

# what an exception shows, however the file is written: (mistake; the call, ''
# while the file is loaded, None for both; types of the exception, a space
# between them, or '' for any; its message)
SHOWN = [(name, call, types, re.compile(message))
         for name, call, types, message in [
    ('TensorFlow 1', None, '', "module 'tensorflow.*' has no attribute '("
     'layers|contrib|variable_scope|get_variable|placeholder|'
     "losses.get_regularization_losses|get_regularization_losses)'"
     "|legacy tf.layers|No module named 'tensorflow.(contrib|layers)"),
    ('dropout is made only when training', 'training=False',
     'UnboundLocalError', ''),
    ('imports something else', None, 'ModuleNotFoundError',
     "No module named '(?!tensorflow|numpy)"),
    ('imports something else', None, 'OSError', 'Matplotlib'),
    ('does more than define', '', 'FileNotFoundError EOFError', ''),
    ('writes files', None, 'PermissionError', ''),
    ('not saved as UTF-8', '', 'SyntaxError ValueError',
     "null bytes|codec can't decode|Non-UTF-8"),
    ('newer than Python 3.9', '', 'TypeError', r'operand type\(s\) for \|')]]


def explain(solution, failure):
    """Return the one known mistake behind a Failure, or None.

    It gives all answers that were observed, the right ones too: to agree on
    one may be by chance. Some mistakes show in the message of an exception.
    """
    known = [mistake for mistake in MISTAKES
             if mistake.task == solution.task.number]
    for name, call, types, message in SHOWN if failure.exception else ():
        if call in (None, failure.call) and message.search(failure.message) \
                and (not types or failure.exception in types.split()):
            return next((mistake for mistake in [*known, *OF_ANY_TASK]
                         if mistake.name == name), None)
    # names of parameters count only where they are what is wrong
    observed = [found for found in solution.observed.values() if found.call] \
        or list(solution.observed.values())
    matches = [mistake for mistake in known if observed and all(
        agrees(mistake, found, solution) for found in reversed(observed))]
    if len({mistake.name for mistake in matches}) == 1:
        return matches[0]
    return CONSTANT if is_constant(solution) else None


def agrees(mistake, found, solution):
    """Return whether a mistake gives what the submission has given."""
    key = mistake, found.call, found.read
    if key not in solution.agreed:
        solution.agreed[key] = is_given(mistake, found, solution)
    return solution.agreed[key]


def is_given(mistake, found, solution):
    """Return whether a mistake, when it is asked the same, says the same."""
    answers = found.cases.answers
    if mistake not in answers:
        libraries, *request = found.cases.request(mistake.source)
        answers[mistake] = solution.submission.sandboxes[libraries].run(
            *request)
    answer = answers[mistake]
    return answer.verdict == 'returned' and alike(
        found.got, taken(answer.value, found.call, found.read)[0])


def is_constant(solution):
    """Return whether all calls, which should differ, gave the same value."""
    found = solution.last
    if found is None or isinstance(found.got, dict):
        return False  # a dictionary: an exception, or a cache
    seen = solution.outcomes[found.cases].value
    try:  # the answer to another call may have any form
        values = [taken(seen, call, read_value)[0]
                  for call in found.cases.calls]
    except Exception:
        return False
    return len(values) > 2 and values[0] is not None and all(
        alike(values[0], other) for other in values[1:])
