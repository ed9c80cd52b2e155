"""The child: from a request on its standard input to an answer.

It is isolated before it reads anything of the submission, answers through a
pipe, and ends. What it prints goes to its standard error.
"""
import importlib.abc
import importlib.util
import marshal
import os
import random
import sys
import tempfile
import traceback

import numpy as np

from wire import ANSWER, pack, unpack


def answer(request):
    """Load the request's source, probe it, and return plain data."""
    seed, filename = np.random.seed, request['name'] + '.py'
    probes, stage = {}, 'load'
    for code in request['probes']:  # the grader's
        exec(marshal.loads(code.tobytes()), probes)
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


class Loader(importlib.abc.InspectLoader):
    """Loads a module from the bytes of a file, which need not be there."""

    def __init__(self, source, filename):
        self.source, self.filename = source, filename

    def get_source(self, _):
        """Return the text, for whoever wants to read it."""
        return importlib.util.decode_source(self.source)

    def get_code(self, _):
        """Return the code, compiled from the bytes as they are."""
        return compile(self.source, self.filename, 'exec')


def load(name, filename, source):
    """Return the module that a file makes, as if it had been imported.

    Dataclasses find it by its name, AutoGraph its text by its loader.
    """
    loader = Loader(source, filename)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader(name, loader))
    sys.modules[name], module.__file__ = module, filename
    loader.exec_module(module)
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
