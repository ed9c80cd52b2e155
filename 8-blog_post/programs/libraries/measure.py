#!/usr/bin/env python3
"""Measure libraries, each in an environment of its own.

    python measure.py               # those not yet measured by this code
    python measure.py optax torch   # these, whether measured or not

Each adapter's first comment says which Python and packages it needs. What is
found goes into ../../results/libraries.json after each library, so that a
run that was interrupted goes on where it was.
"""
import ast
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
results = import_module('results')

ADAPTERS = {path.stem: path for path in sorted(
    (HERE / 'adapters').glob('[a-z]*.py'))}
SHARED = ('probe', 'protocol', 'decay', 'dropout', 'stopping', 'factors')
NAME = 'libraries'


def needs(path):
    """Return an adapter's title, Python and packages, from its first comment.

    The comment is inline script metadata (PEP 723).
    """
    block = re.search(r'^# /// script\n(.*?)^# ///$', path.read_text(),
                      re.M | re.S)[1]
    text = re.sub('^# ?', '', block, flags=re.M)
    found = {key: ast.literal_eval(value) for key, value in re.findall(
        r'^([a-z-]+) = (.*?)(?=^[a-z-]+ = |\Z)', text, re.M | re.S)}
    python = re.search(r'\d+\.\d+', found['requires-python'])[0]
    return found['title'], python, found['dependencies']


def fingerprint(path):
    """Return a hash of the code that measures with an adapter."""
    source = path.read_text()
    names = [*SHARED, *(name for name in ('torch_training', 'keras_entries')
                        if name in source)]
    code = '\n'.join([str(needs(path)), results.code_of(source),
                      *(results.code_of((HERE / f'{name}.py').read_text())
                        for name in names)])
    return hashlib.sha256(code.encode()).hexdigest()[:16]


def find_python(version):
    """Return the path of a Python of a version such as '3.11', or None."""
    pyenv = Path(os.environ.get('PYENV_ROOT', Path.home() / '.pyenv'))
    for path in [shutil.which(f'python{version}'), *sorted(
            pyenv.glob(f'versions/{version}.*/bin/python'))]:
        if path and not subprocess.run(
                [path, '-c', ''], capture_output=True).returncode:
            return str(path)
    return None


def install(folder, python, packages):
    """Make an environment with packages; return the path of its Python.

    Raises:
        RuntimeError: there is no such Python, or pip failed; with its words.
    """
    base = find_python(python)
    if base is None:
        raise RuntimeError(f'there is no Python {python} here')
    subprocess.run([base, '-m', 'venv', folder], check=True)
    inside = str(Path(folder, 'bin', 'python'))
    pip = subprocess.run(
        [inside, '-m', 'pip', 'install', '--quiet', '--no-compile',
         '--disable-pip-version-check', *packages],
        stderr=subprocess.PIPE, text=True)
    if pip.returncode:
        raise RuntimeError('not installed: ' + next(
            (line for line in pip.stderr.splitlines()
             if line.startswith('ERROR')), 'pip failed'))
    return inside


def record(name, python):
    """Return what is found of a library by a Python that has it.

    Raises:
        RuntimeError: the measurement failed; its last words.
    """
    title, _, packages = needs(ADAPTERS[name])
    start = time.time()
    process = subprocess.run(
        [python, 'probe.py', name], cwd=HERE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
        env={**os.environ, 'PYTHONDONTWRITEBYTECODE': '1',
             'TF_CPP_MIN_LOG_LEVEL': '3', 'CUDA_VISIBLE_DEVICES': ''})
    if process.returncode:
        raise RuntimeError('measuring failed: '
                           + process.stderr.strip().splitlines()[-1][:200])
    found = json.loads(process.stdout)
    version = packages[0].partition('==')[2]
    return {'title': title, 'version': version, 'packages': packages,
            'date': str(datetime.date.today()), 'hash': fingerprint(
                ADAPTERS[name]), 'seconds': round(time.time() - start),
            **found}


def kept():
    """Return the records that are kept, by name."""
    try:
        return results.read(NAME)
    except FileNotFoundError:
        return {}


def keep(name, found):
    """Keep a library's record beside the others."""
    records = {**kept(), name: found}
    text = json.dumps(dict(sorted(records.items())), indent=1)
    path = results.FOLDER / f'{NAME}.json'
    waiting = path.with_suffix('.part')
    waiting.write_text(results.one_line_lists(text) + '\n')
    waiting.replace(path)


def main(names):
    """Measure libraries; say what could not be; return how many."""
    unknown = [name for name in names if name not in ADAPTERS]
    if unknown:
        raise SystemExit(f'expected names of {", ".join(ADAPTERS)}; '
                         f'received {" ".join(unknown)}')
    records = kept()
    waiting = names or [
        name for name, path in ADAPTERS.items()
        if records.get(name, {}).get('hash') != fingerprint(path)]
    print(f'{len(waiting)} of {len(ADAPTERS)} libraries to measure')
    failures = []
    for i, name in enumerate(waiting, 1):
        title, python, packages = needs(ADAPTERS[name])
        print(f'{i} of {len(waiting)}: {title}: installing '
              f'{", ".join(packages)}', flush=True)
        try:
            with tempfile.TemporaryDirectory() as folder:
                inside = install(folder, python, packages)
                print('  measuring', flush=True)
                found = record(name, inside)
            keep(name, found)
            print(f'  {len(found["entries"])} entries, '
                  f'{found["seconds"]} s', flush=True)
        except RuntimeError as error:
            failures.append(f'{title}: {error}')
            print(f'  {error}', flush=True)
    if failures:
        print('not measured:', *failures, sep='\n  ')
    return len(failures)


if __name__ == '__main__':
    sys.exit(min(main(sys.argv[1:]), 1))
