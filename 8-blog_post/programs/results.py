"""The numbers that the lessons find, and the files that keep them."""
import ast
import hashlib
import io
import json
import platform
import tokenize
from importlib.metadata import version
from pathlib import Path

import numpy as np

PROGRAMS = Path(__file__).resolve().parent
POST = PROGRAMS.parent
ROOT = POST.parent
FOLDER = POST / 'results'


def mean_and_sd(values):
    """Return mean and sample standard deviation, to be kept."""
    return {'mean': float(np.mean(values)),
            'sd': float(np.std(values, ddof=1)) if len(values) > 1 else 0.0}


def rounded(values):
    """Return a list with four significant digits, to keep files small."""
    return [float(f'{value:.4g}') for value in values]


def origin(inputs):
    """Return what a run's numbers come from; to be taken as the run starts.

    Args:
        inputs: list of str, names of the files that the numbers depend on:
            programs, mains or answers.
    """
    return {'inputs': inputs, 'hash': fingerprint(inputs),
            'python': platform.python_version(),
            **{package: version(package) for package in
               ('numpy', 'scikit-learn', 'tensorflow', 'keras')}}


def write(name, origin, record):
    """Keep what a run found, with what it came from.

    Args:
        name: str, of the file, such as 'comparison-digits'.
        origin: dict, as from `origin`.
        record: dict that json can write.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f'{name}.json'
    text = json.dumps({'origin': origin, **record}, indent=1)
    path.write_text(one_line_lists(text) + '\n')
    print(f'numbers: {path.relative_to(ROOT)}')


def one_line_lists(text):
    """Put each innermost list of numbers of indented JSON on one line."""
    parts = text.split('[')
    for i, part in enumerate(parts):
        inside, bracket, rest = part.partition(']')
        if bracket and '"' not in inside and '{' not in inside:
            inside = ' '.join(inside.split())
        parts[i] = inside + bracket + rest
    return '['.join(parts)


def read(name):
    """Return what `write` kept under this name."""
    return json.loads((FOLDER / f'{name}.json').read_text())


def fingerprint(inputs):
    """Return a hash of the files' code, the same in every Python.

    Comments, docstrings and blank lines do not count.
    """
    code = '\n'.join(
        code_of(next(folder / name for folder in (PROGRAMS, ROOT / 'mains',
                                                  ROOT)
                     if (folder / name).is_file()).read_text())
        for name in inputs)
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def code_of(source):
    """Return Python source without comments, docstrings and blank lines."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and \
                ast.get_docstring(node):
            doc = node.body[0]
            lines[doc.lineno - 1:doc.end_lineno] = [''] * (
                doc.end_lineno - doc.lineno + 1)
    return '\n'.join(line.rstrip() for line in lines if line.strip())
