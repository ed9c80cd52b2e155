#!/usr/bin/env python3
"""Say this exercise's numbers in a library, and a library's in this exercise.

    python translate.py --lambtha 0.1 --m 1000 --alpha 0.05 \\
        --keep-prob 0.8 --threshold 0 --patience 5 [--to torch]
    python translate.py --from torch --weight-decay 1e-4 --m 1000 \\
        --alpha 0.05 --dropout 0.2 --patience 10 --threshold 0.001

What the numbers do not say is printed below them as a comment.
"""
import argparse
import string
import sys
from importlib import import_module
from pathlib import Path

import factors

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
results = import_module('results')


def short(value):
    """Return a number as code: twelve digits, no more than are needed."""
    return repr(float(f'{value:.12g}') if isinstance(value, float) else value)


def filled(code, **settings):
    """Return an entry's code with numbers."""
    return string.Template(code).substitute(
        {key: short(value) for key, value in settings.items()})


def said_there(entry, ours):
    """Say our numbers in a library.

    Args:
        entry: dict of libraries.json.
        ours: dict with `lambtha`, `m`, `alpha`, `keep_prob`, `threshold` and
            `patience`; None is a number that nobody asked for.

    Returns:
        None if its numbers were not asked for, else (code, remarks): str,
        empty if the library cannot say it, and a list of sentences.
    """
    if entry['kind'] in ('decay', 'minimum'):
        if None in (ours['lambtha'], ours['m'], ours['alpha']):
            return None
        strength = factors.strength_for(entry, ours['lambtha'], ours['m'],
                                        ours['alpha'])
        if not entry['code'] or strength is None:
            return '', factors.remarks(entry)
        return filled(entry['code'], strength=strength,
                      alpha=ours['alpha']), []
    if entry['kind'] == 'dropout':
        if ours['keep_prob'] is None:
            return None
        return filled(entry['code'], amount=factors.amount_for(
            entry, ours['keep_prob'])), []
    if None in (ours['patience'], ours['threshold']):
        return None
    found = factors.waiting_for(entry, ours['threshold'], ours['patience'])
    if found is None:
        return '', factors.remarks(entry, ours['threshold']) or [
            'Its patience has no number for this one.']
    return filled(entry['code'], patience=found[0], threshold=found[1]), []


def said_here(entry, theirs):
    """Say a library's numbers in this exercise.

    Args:
        entry: dict of libraries.json.
        theirs: dict with `weight_decay`, `m`, `alpha`, `dropout`,
            `threshold` and `patience`; None was not asked for.

    Returns:
        None, or (numbers, remarks): a dict of ours, empty if no numbers do
        it, and a list of sentences.
    """
    if entry['kind'] in ('decay', 'minimum'):
        if None in (theirs['weight_decay'], theirs['m'], theirs['alpha']):
            return None
        lambtha = factors.lambtha_for(entry, theirs['weight_decay'],
                                      theirs['m'], theirs['alpha'])
        return ({} if lambtha is None else {'lambtha': lambtha},
                factors.remarks(entry))
    if entry['kind'] == 'dropout':
        if theirs['dropout'] is None:
            return None
        return {'keep_prob': factors.amount_for(entry, theirs['dropout'])}, []
    if None in (theirs['patience'], theirs['threshold']):
        return None
    found = factors.our_waiting(entry, theirs['threshold'],
                                theirs['patience'])
    return ({} if found is None else
            {'patience': found[0], 'threshold': found[1]},
            factors.remarks(entry, theirs['threshold']))


def proof(entry):
    """Return in a few words how an entry's translation is proven."""
    found = entry['proof']
    if not found:
        return 'not proven'
    if entry['kind'] == 'dropout':
        return f'keeps {found["theirs"]}, task 4 keeps {found["ours"]}'
    if entry['kind'] in ('decay', 'minimum'):
        what = (f'{found["steps"]} steps' if found['steps'] else
                'the minimum')
        return f'{what} of task 1: {found["apart"]:.1g} apart'
    agree, tried = (sum(found[key][part] for key in ('to', 'to_threshold'))
                    for part in ('agree', 'of'))
    return (f'stops where task 7 does on {agree} of {tried} series'
            if tried else 'not proven')


def lines(record, numbers, back):
    """Yield the lines about one library."""
    yield f'{record["title"]} {record["version"]}'
    for entry in record['entries']:
        found = (said_here if back else said_there)(entry, numbers)
        if found is None:
            continue
        text, remarks = found
        yield f'  {entry["name"]} ({proof(entry)})'
        if back:
            text = ', '.join(f'{key} {short(value)}'
                             for key, value in text.items())
        for line in text.splitlines():
            yield f'    {line}'
        for remark in [*remarks, *([entry['note']] if entry['note'] else [])]:
            yield f'    # {remark}'


def main(arguments=None):
    """Print what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, kind, text in (
            ('--lambtha', float, 'strength of the penalty'),
            ('--m', int, 'examples that the cost is the mean of'),
            ('--alpha', float, 'learning rate, in both directions'),
            ('--keep-prob', float, 'probability of keeping a node'),
            ('--threshold', float, 'gain to be exceeded, in both directions'),
            ('--patience', int, 'checks, in both directions'),
            ('--weight-decay', float, "a library's strength"),
            ('--dropout', float, "what a library's dropout is given")):
        parser.add_argument(name, type=kind, help=text)
    which = parser.add_mutually_exclusive_group()
    which.add_argument('--to', help="a library; all without it")
    which.add_argument('--from', dest='source', help='the library')
    given = parser.parse_args(arguments)
    records = results.read('libraries')
    name = given.source or given.to
    if name and name not in records:
        parser.error(f'expected one of {", ".join(records)}; '
                     f'received {name}')
    chosen = [name] if name else list(records)
    for name in chosen:
        print(*lines(records[name], vars(given), bool(given.source)),
              sep='\n', end='\n\n')


if __name__ == '__main__':
    main()
