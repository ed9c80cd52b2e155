"""Measure one library in its environment; print the record as JSON.

    python probe.py NAME
"""
import contextlib
import importlib
import json
import platform
import sys
import warnings

import decay
import dropout
import protocol
import stopping

KINDS = {'decay': decay, 'minimum': decay, 'dropout': dropout,
         'stopping': stopping}


def records(names, progress):
    """Return what the entries of an adapter show, in the order of the file.

    Args:
        names: dict, the names in the adapter, for the entries' code.
        progress: callable, is told of each entry in a line.
    """
    found = []
    for entry in protocol.ENTRIES:
        entry.names = names
        progress(entry.name)
        tool = KINDS[entry.kind]
        measured = tool.measure(entry)
        found.append({
            'kind': entry.kind, 'name': entry.name, 'code': entry.code,
            'note': entry.more['note'], **measured,
            'proof': tool.prove(entry, measured)})
    return found


def main(name):
    """Print a library's record; all that it prints itself is shown apart."""
    warnings.simplefilter('ignore')
    real = sys.stdout

    def progress(text):
        """Write a line that whoever started this shows."""
        print('  ' + text, file=sys.stderr, flush=True)

    with contextlib.redirect_stdout(sys.stderr):
        module = importlib.import_module('adapters.' + name)
        found = records(vars(module), progress)
    json.dump({'python': platform.python_version(), 'entries': found}, real)


if __name__ == '__main__':
    main(sys.argv[1])
