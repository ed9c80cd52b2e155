"""The child: from a request on its standard input to an answer.

It is isolated before it reads anything of the submission, answers through a
pipe, and ends. What it prints goes to its standard error.
"""
import importlib.util
import linecache
import marshal
import os
import random
import sys
import tempfile
import traceback
import types

import numpy as np

from wire import ANSWER, pack, unpack


def answer(request):
    """Load the request's source, probe it, and return plain data."""
    seed, filename = np.random.seed, request['name'] + '.py'
    probes, stage = {}, 'load'
    exec(marshal.loads(request['probes'].tobytes()), probes)  # the grader's
    probe, source = probes[request['probe']], request['source'].tobytes()
    random.seed(request['seed'])
    seed(request['seed'])
    try:
        module = load(request['name'], filename, source)
        seed(request['seed'])
        stage = 'call'
        return {'value': probe(module, *request['args'],
                               **request['kwargs'])}
    except BaseException as error:
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__)
                 if frame.f_code.co_filename == filename]
        return {**described(error, stage), 'line': lines[-1] if lines
                else getattr(error, 'lineno', None)}


def load(name, filename, source):
    """Return the module that a file makes, as if it had been imported.

    It is found by its name, where dataclasses look for it, and its text by
    its file's name, where AutoGraph does.
    """
    module = sys.modules[name] = types.ModuleType(name)
    module.__file__ = filename
    code = compile(source, filename, 'exec')
    text = importlib.util.decode_source(source)
    linecache.cache[filename] = (  # no time: it is never read again
        len(source), None, text.splitlines(keepends=True), filename)
    exec(code, module.__dict__)
    return module


def described(error, stage):
    """Return an error as plain data."""
    return {'error': type(error).__name__, 'message': str(error)[:500],
            'stage': stage, 'line': None}


def perform(folder):
    """Read the request, write the answer, and end; work in the folder."""
    out, stdout = os.dup(1), sys.stdout
    os.dup2(2, 1)
    os.chdir(folder)
    for name in 'PATH', 'PWD':
        os.environ.pop(name, None)
    os.environ.update(HOME=folder, TMPDIR=folder)
    tempfile.tempdir = folder
    with open(0, 'rb', closefd=False) as file:
        request = unpack(file.read())
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        data = pack(answer(request))
        if len(data) > ANSWER:
            raise ValueError(f'expected an answer of at most {ANSWER} bytes, '
                             f'got {len(data)}')
        stdout.flush()
    except BaseException as error:  # what it returned cannot be packed
        data = pack(described(error, 'return'))
    with open(out, 'wb') as file:
        file.write(data)
    os._exit(0)
