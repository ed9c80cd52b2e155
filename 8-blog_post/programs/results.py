"""The numbers that the experiments find, and the files that keep them."""
import ast
import hashlib
import io
import json
import math
import platform
import tokenize
from importlib.metadata import version
from pathlib import Path

from answers import loading

PROGRAMS = Path(__file__).resolve().parent
POST = PROGRAMS.parent
ROOT = POST.parent
FOLDER = POST / 'results'
OURS = PROGRAMS, ROOT / 'mains', ROOT       # where our modules lie
PACKAGES = 'numpy', 'scikit-learn', 'keras'
AGREES = 1e-6   # relative: sums rounded in another order, no other result


def origin(program):
    """Return what a run's numbers come from; to be taken as the run starts.

    Args:
        program: path of the experiment.
    """
    return {'program': Path(program).name, 'hash': fingerprint(program),
            'python': platform.python_version(),
            'tensorflow': loading.tensorflow_version(),
            **{package: version(package) for package in PACKAGES}}


def write(name, origin, record, anew=False):
    """Keep what a run found, with what it came from.

    Numbers that this very code has given before are left as they are: on
    another machine, or with other packages, they come out a little
    different, which is no reason to change the post. What differs is said.

    Args:
        name: str, of the file, such as 'comparison-digits'.
        origin: dict, as from `origin`.
        record: dict that json can write.
        anew: bool, whether to replace numbers of the same code as well.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f'{name}.json'
    text = json.dumps({'origin': origin, **record}, indent=1)
    if path.is_file() and not anew:
        kept = read(name)
        if kept['origin'].get('hash') == origin['hash']:
            report(path, kept, json.loads(text))
            return
    path.write_text(one_line_lists(text) + '\n')
    print(f'numbers: {path.relative_to(ROOT)}')


def report(path, kept, found):
    """Print how far the numbers found are from those that stay."""
    others = {key: value for key, value in found['origin'].items()
              if kept['origin'].get(key) != value}
    apart = differences(numbers_of(kept), numbers_of(found))
    said = 'as kept' if not apart else (
        f'{len(apart)} differ from those kept, such as {apart[0]}')
    print(f'numbers: {path.relative_to(ROOT)} stays; {said}'
          + (f' (here: {others})' if others else '')
          + ('; --anew replaces them' if apart else ''))


def differences(kept, found, where=''):
    """Return a text for each value of a record that is not as it was kept."""
    if isinstance(kept, dict) and isinstance(found, dict):
        pairs = [(f'{where}.{key}' if where else key, kept.get(key),
                  found.get(key)) for key in {**kept, **found}]
    elif isinstance(kept, list) and isinstance(found, list) \
            and len(kept) == len(found):
        pairs = [(f'{where}[{i}]', *pair)
                 for i, pair in enumerate(zip(kept, found))]
    elif kept == found or (
            isinstance(kept, float) and isinstance(found, float)
            and math.isclose(kept, found, rel_tol=AGREES)):
        return []
    else:
        return [f'{where}: {str(found)[:40]}, kept {str(kept)[:40]}']
    return [text for name, old, new in pairs
            for text in differences(old, new, name)]


def one_line_lists(text):
    """Put each innermost list of numbers of indented JSON on one line."""
    parts = text.split('[')
    for i, part in enumerate(parts):
        inside, bracket, rest = part.partition(']')
        # a line ends in a list, but never in a text
        if bracket and inside[:1] == '\n' and '"' not in inside \
                and '{' not in inside:
            inside = ' '.join(inside.split())
        parts[i] = inside + bracket + rest
    return '['.join(parts)


def read(name):
    """Return what `write` kept under this name."""
    return json.loads((FOLDER / f'{name}.json').read_text())


def numbers_of(record):
    """Return a record without what it came from."""
    return {key: value for key, value in record.items() if key != 'origin'}


def fingerprint(program):
    """Return a hash of a program's code, the same in every Python.

    Comments, docstrings and blank lines do not count.
    """
    code = '\n'.join(code_of(path.read_text()) for path in sources(program))
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def sources(program):
    """Return the paths of our files that a program runs, itself included.

    They are found in the code: what is imported, or loaded by its name as
    task files are. This file keeps numbers and makes none: it does not count.
    """
    found, waiting = set(), [PROGRAMS / Path(program).name]
    while waiting:
        path = waiting.pop()
        found.add(path)
        for name in loaded(path.read_text()):
            files = [folder / f'{name}.py' for folder in OURS]
            waiting += [file for file in files if file.is_file()
                        and file not in found | {Path(__file__).resolve()}]
    return sorted(found)


def loaded(source):
    """Yield the names of the modules that Python source asks for."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Call) and getattr(
                node.func, 'id', '') in ('load', 'import_module'):
            yield from (argument.value for argument in node.args
                        if isinstance(argument, ast.Constant))


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
