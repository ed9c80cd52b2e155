"""The written rules as the statement means them, however a file is written."""
import sys

import pytest

from grader import engine
from grader.mistakes import RIGHT
from grader.tasks import TASKS
from made_up import write

TOP = '#!/usr/bin/env python3\n"""Early stopping."""\n'
DOCUMENTED = '"""Decide."""'
RULE = '''def early_stopping(cost, opt_cost, threshold, patience, count):
    """Decide."""
    count = 0 if opt_cost - cost > threshold else count + 1
    return count >= patience, count
'''
BARE = RULE.replace(f'    {DOCUMENTED}\n', '')


def rules(folder, sandboxes, source, task=7):
    """Return the Results of the written rules for one file, by check."""
    write(folder, {task: source})
    return {result.check: result for result in engine.results_of(
        engine.Files(engine.Submission(folder, sandboxes)), None)}


@pytest.mark.parametrize('source', [
    TOP + BARE + '\n\nearly_stopping.__doc__ = """Decide."""\n',
    TOP + BARE + '\n\nsetattr(early_stopping, "__doc__", "Decide.")\n',
    TOP + 'def documented(function):\n    """Give it words."""\n'
    '    function.__doc__ = "Decide."\n    return function\n\n\n'
    f'@documented\n{BARE}',
    TOP.partition('\n')[0] + f'\n__doc__ = "Early stopping."\n\n\n{RULE}',
    TOP + 'class Rule:\n    def __call__(self):\n        """Decide."""\n\n\n'
    'Rule.__doc__ = "Rules."\n',
    TOP + 'class Rule:\n    """A rule."""\n\n    @property\n'
    '    def words(self):\n        """Words."""\n\n    @words.setter\n'
    '    def words(self, words):\n        self.kept = words\n',
    f'{TOP}import tensorflow as tf\n\n\n{BARE}\n\n'
    'early_stopping.__doc__ = tf.__name__\n'])
def test_documentation_is_what_the_statements_command_prints(
        source, tmp_path, sandboxes):
    """Whenever and by whomever it was set."""
    assert rules(tmp_path, sandboxes, source)['documentation'].verdict \
        == 'pass'


@pytest.mark.parametrize('source, faults', [
    (TOP + BARE, ['line 3: no documentation of early_stopping']),
    (f'{TOP}{BARE}\n\nearly_stopping.__doc__ = " "\n',
     ['line 3: no documentation of early_stopping']),
    (f'{TOP}{BARE}\n\nearly_stopping.__doc__ = 1 / 0\n',
     ['line 3: no documentation of early_stopping']),
    ('x = "__doc__"\nclass A:\n    """Words."""\n    def f(self):\n'
     '        pass\n', ['None: no documentation of the module',
                        'line 4: no documentation of A.f'])])
def test_what_has_no_documentation_is_named(source, faults, tmp_path,
                                            sandboxes):
    """Also where the file cannot be loaded."""
    failure = rules(tmp_path, sandboxes, source)['documentation'].failure
    assert [f'{line and f"line {line}"}: {text}'
            for _, line, text in failure.faults] == faults


@pytest.mark.parametrize('line, unused', [
    ('from __future__ import annotations', False),
    ('import numpy as np', True)])
def test_an_import_for_python_itself_is_used(line, unused, tmp_path,
                                             sandboxes):
    """It is one fault, that of an import, and not two."""
    found = rules(tmp_path, sandboxes, f'{TOP}{line}\n\n\n{RULE}')
    assert (found['no_unused_import'].verdict == 'wrong') is unused
    assert (found['imports'].verdict == 'wrong') is not unused


@pytest.mark.parametrize('old, new', [
    ('cost,', "cost: 'dict[str, np.ndarray]',"),
    ('cost,', "cost: \"list['np.ndarray']\","),
    ('count):', "count) -> 'np.bool_':"),
    ('    count =', "    count: 'np.int64' ="),
    ('count):', 'count) -> np.bool_:')])
def test_a_name_in_an_annotation_is_used(old, new, tmp_path, sandboxes):
    """Also where the annotation is text, and text in text."""
    source = f'{TOP}import numpy as np\n\n\n' + RULE.replace(old, new, 1)
    assert rules(tmp_path, sandboxes, source)[
        'no_unused_import'].verdict == 'pass'


@pytest.mark.parametrize('source, line', [
    (RULE.replace('cost,', 'cost: int | float,', 1), 3),
    (RULE.replace('count):', 'count) -> "int | float":'), None),
    ('from __future__ import annotations\n'
     + RULE.replace('cost,', 'cost: int | float,', 1), None),
    (RULE.replace('    count =', '    count: int | float ='), None),
    (RULE.replace('count >= patience', 'bool(count | 0)'), None)])
def test_types_newer_than_python_3_9_are_told(source, line, tmp_path,
                                              sandboxes):
    """As advice: there the file does not load."""
    result = rules(tmp_path, sandboxes, TOP + source)['written_in_python_3_9']
    assert result.of == 0
    assert [fault[1] for fault in result.failure.faults] == [line] if line \
        else result.verdict == 'pass'


@pytest.mark.skipif(sys.version_info < (3, 10), reason='it does not load')
def test_syntax_newer_than_python_3_9_is_told(tmp_path, sandboxes):
    """With its line."""
    source = TOP + RULE.replace('    count = 0', '    match count:\n        '
                                'case _:\n            pass\n    count = 0')
    result = rules(tmp_path, sandboxes, source)['written_in_python_3_9']
    assert result.verdict == 'advice'
    assert 5 <= result.failure.faults[0][1] <= 8  # Python says where it ends


@pytest.mark.parametrize('change, words', [
    (lambda text: text.replace('\n', '\r\n').encode(), 'Windows line ends'),
    (lambda text: text.replace('\n', '\r').encode(), 'old Macs'),
    (lambda text: text.encode('utf-8-sig'), 'byte order mark'),
    (lambda text: text.encode('utf-16'), 'UTF-16'),
    (lambda text: text[1:].encode(), '')])
def test_a_first_line_that_looks_right_is_explained(change, words, tmp_path,
                                                    sandboxes):
    """It says what the editor should save."""
    (_, line, text), = rules(tmp_path, sandboxes, change(TOP + RULE))[
        'first_line'].failure.faults
    assert line == 1 and words in text
    assert len(text) < 200 and ('save the file' in text or not words)


def test_right_answers_keep_the_rules(tmp_path, sandboxes):
    """With a first line and words, and without anything else."""
    for task, text in RIGHT.items():
        source = TOP + '\n\n' * text.startswith('def') + text.replace(
            '):\n', '):\n    """Words."""\n', 1)
        found = rules(tmp_path / TASKS[task].module, sandboxes, source, task)
        assert {name for name, result in found.items()
                if result.verdict != 'pass'} == {'readme'}, task
