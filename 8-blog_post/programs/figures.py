#!/usr/bin/env python3
"""The pictures of the post, drawn from the kept numbers.

A picture is drawn anew only where its numbers or what draws it has changed.
"""
import argparse
import hashlib
import json
import sys
from importlib.metadata import version

import matplotlib
from matplotlib import pyplot as plt

import pictures
import results
from pictures import LOCAL, PICTURES

FOLDER = results.POST / 'figures'
# other versions draw other bytes of the same picture; these have wheels for
# every Python from 3.9 to 3.13
DRAWN_WITH = {'matplotlib': '3.9.4', 'contourpy': '1.3.0',
              'pillow': '11.3.0'}
matplotlib.use('Agg')


def save(figure, name, fingerprint):
    """Write a picture, with a note of what it was drawn from.

    On white, with black letters, so that it reads on any page.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / name
    # a date would make each file differ from the last
    other = {'Date': None} if path.suffix == '.svg' else {'Software': None}
    figure.savefig(path, dpi=240, facecolor='white',
                   metadata={'Description': fingerprint, **other})
    plt.close(figure)
    print(f'picture: {path.relative_to(results.ROOT)}')


def fingerprint(source):
    """Return a hash of the drawing code and one of the numbers of a file."""
    numbers = json.dumps(results.numbers_of(results.read(source)))
    return (results.fingerprint(pictures.__file__)
            + hashlib.sha256(numbers.encode()).hexdigest()[:16])


def is_current(source, name):
    """Return whether a picture was drawn from numbers and code as they are."""
    path = FOLDER / name
    return path.is_file() and fingerprint(source).encode() in \
        path.read_bytes()


def draw(source, name):
    """Draw one of the pictures of a file of numbers."""
    function = {**PICTURES, **LOCAL}[source][name]
    save(function(results.read(source)), name, fingerprint(source))


def unlike():
    """Return what is installed in another version than is written down."""
    return [f'{package} {version(package)}' for package, wanted
            in DRAWN_WITH.items() if version(package) != wanted]


def main():
    """Draw what is not as its numbers and the code are, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--all', action='store_true',
                        help='draw also what has not changed')
    every = parser.parse_args().all
    for source in LOCAL:
        if (results.FOLDER / f'{source}.json').is_file():
            for name in LOCAL[source]:
                draw(source, name)
    pairs = [(source, name) for source in PICTURES
             for name in PICTURES[source]]
    wanted = [pair for pair in pairs if every or not is_current(*pair)]
    if wanted and unlike():
        sys.exit(f'to be drawn: {", ".join(name for _, name in wanted)}\n'
                 f'expected {as_pip_says(DRAWN_WITH)}, received '
                 f'{", ".join(unlike())}: in an environment of its own, '
                 f'{sys.executable} -m pip install {as_pip_says(DRAWN_WITH)}')
    for pair in wanted:
        draw(*pair)
    print(f'{len(wanted)} pictures drawn, {len(pairs) - len(wanted)} are of '
          'the numbers and the code as they are')


def as_pip_says(versions):
    """Return requirements as pip takes them."""
    return ' '.join(f'{package}=={wanted}'
                    for package, wanted in versions.items())


if __name__ == '__main__':
    main()
