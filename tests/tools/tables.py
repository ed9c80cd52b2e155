"""The tables of the READMEs, from the data of those who found it out.

    python -m tools.tables      # fill them in again

A table stands between two comments, <!-- NAME --> and <!-- end -->.
"""
import json
import re
from pathlib import Path

from bad_input import TABLE as BAD_INPUT
from tools.measured import cells

HERE = Path(__file__).resolve().parent
READMES = [HERE / 'README.md', HERE.parent / 'README.md']
MARKED = re.compile(r'<!-- ([a-z ]+) -->\n.*?<!-- end -->', re.S)


def read(name):
    """Return what a tool has kept under this name."""
    return json.loads((HERE / f'{name}.json').read_text())


def keep(name, data):
    """Keep what a tool has found, and fill in its table."""
    text = json.dumps(data, indent=1)
    # each list of numbers on one line
    text = re.sub(r'\[[^][{}]+\]', lambda m: ' '.join(m[0].split()), text)
    (HERE / f'{name}.json').write_text(text + '\n')
    main()


def bad_input():
    """Return a row for each kind of bad input."""
    yield 'bad input', *range(8), 'what is said, or why'
    for kind, (row, said) in BAD_INPUT.items():
        yield kind, *(row.get(task, '') for task in range(8)), said


def versions():
    """Return a row for each environment of tox."""
    yield ('environment', 'Python', 'NumPy', 'TensorFlow', 'Keras', 'passed',
           'failed', 'skipped', 'published outputs')
    for environment, found in read('versions').items():
        yield f'`{environment}`', *found


def mutants():
    """Return a row for each file that is mutated."""
    yield 'file', 'killed', 'survived', 'equivalent'
    for file, numbers in sorted(read('mutants').items()):
        yield f'`{file}`', *numbers


def speed():
    """Return a row for each step and dtype, at the table's examples."""
    yield ('step, dtype', 'textbook', 'ours', 'PyTorch', 'TensorFlow', 'JAX',
           'one thread: textbook', 'ours', 'temporaries in MB: textbook',
           'ours')
    for (step, dtype), row in cells(read('benchmark_steps')['records']):
        yield f'{step}, {dtype}', *row


TABLES = {'bad input': bad_input, 'versions': versions, 'mutants': mutants,
          'speed': speed}


def table(name):
    """Return the lines of a table of Markdown."""
    head, *rows = ([str(cell) for cell in row] for row in TABLES[name]())
    return ''.join(f'| {" | ".join(row)} |\n'
                   for row in [head, ['---'] * len(head), *rows])


def filled(text):
    """Return the text with every marked table as its data has it."""
    return MARKED.sub(lambda match: f'<!-- {match[1]} -->\n{table(match[1])}'
                      '<!-- end -->', text)


def main():
    """Fill in the tables."""
    for path in READMES:
        path.write_text(filled(path.read_text()))


if __name__ == '__main__':
    main()
