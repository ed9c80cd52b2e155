"""Mutation testing: one small change of an answer, and a test must fail.

Cosmic Ray makes the changes; each is tested in a copy of the tree by the fast
tests of its task. A change that no test notices is a survivor: it needs
another test, or a proof in equivalent_mutants.py that it changes nothing.

grader/checks/oracles.py is mutated too, from `forward` on: an oracle that may
be wrong unnoticed proves nothing. What stands above is data, and other data is
as good. The mistakes are not mutated: they are text, in which Cosmic Ray finds
little but the tasks' numbers, and grader/test_mistakes.py shows that each
mistake is caught under its own name.

    python -m tools.mutants [FILE ...]      # without files: all
"""
import itertools
import os
import queue
import re
import shlex
import shutil
import sys
import tempfile
from collections import Counter
from multiprocessing.pool import ThreadPool
from pathlib import Path
from typing import NamedTuple

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from cosmic_ray.testing import TestOutcome, run_tests
from tqdm import tqdm

from grader.tasks import TASKS
from ours import ROOT
from tools import tables
from tools.equivalent_mutants import PROOFS

ORACLES = 'grader/checks/oracles.py'
MARKS = {task.file: f'task{task.number}' for task in TASKS.values()}
MARKS[ORACLES] = 'task1 or task4 or task5'
# without test_speed's tests of imports, which Cosmic Ray does not change
TESTS = [*sorted(path.name for pattern in ('[0-7]', 'keras')
                 for path in ROOT.glob(f'tests/test_{pattern}_*.py')),
         'test_bad_input.py', 'test_our_files.py', 'test_steps.py',
         'test_speed.py']
# << >> | & ^ of numbers that are not whole are errors that any test notices;
# `is` compares numbers by an accident of the interpreter. The operators with
# arguments, which are left out as well, put in variables and numbers at random
LEFT_OUT = re.compile('Shift|Bit|Is')
SECONDS = 120  # far beyond what any test takes: a test that hangs has failed


class Mutant(NamedTuple):
    """A changed line of a file, and the file that has it."""

    file: str
    line: str
    mutated: str
    source: str

    @property
    def name(self):
        """What the list of equivalent mutants calls it."""
        return self.file, self.line.strip(), self.mutated.strip()


def mutants(file):
    """Return every mutant of a file, once, if it is Python at all."""
    source, found = (ROOT / file).read_text(), {}
    data = source[:source.index('def forward')] if file == ORACLES else ''
    for name in operator_names():
        operator = get_operator(name)
        if LEFT_OUT.search(name) or operator.arguments():
            continue
        for i in itertools.count():
            mutated = mutate_code(source, operator(), i)
            if mutated is None:
                break
            if not mutated.startswith(data):
                continue
            (line, changed), = [
                pair for pair in zip(source.splitlines(),
                                     mutated.splitlines())
                if pair[0] != pair[1]]
            try:
                compile(mutated, file, 'exec')
            except SyntaxError:  # such as + in place of a parameter's *
                continue
            found[mutated] = Mutant(file, line, changed, mutated)
    return list(found.values())


def passes(copy, mark):
    """Return whether the tests with a mark pass in a copy of the tree."""
    outcome, output = run_tests(shlex.join(
        [sys.executable, '-m', 'pytest', '-x', '-n0', '-p', 'no:cacheprovider',
         f'--rootdir={copy}', '-c', f'{copy}/pyproject.toml', '-m', mark,
         '-k', 'not import', '--hypothesis-profile=ci',
         *(f'{copy}/tests/{name}' for name in TESTS)]), SECONDS)
    if outcome is TestOutcome.INCOMPETENT:
        raise RuntimeError(output)
    return outcome is TestOutcome.SURVIVED


class Copies:
    """Copies of the tree, as many as tests run at once."""

    def __init__(self, folder, number):
        self.free = queue.Queue()
        for i in range(number):
            copy = Path(folder, str(i))
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(
                '.*', '__pycache__', '*.npz', '*.h5', '*.mat'))
            self.free.put(copy)

    def survives(self, mutant):
        """Return a mutant, and whether the tests pass on it."""
        copy = self.free.get()
        try:
            (copy / mutant.file).write_text(mutant.source)
            return mutant, passes(copy, MARKS[mutant.file])
        finally:
            shutil.copy(ROOT / mutant.file, copy / mutant.file)
            self.free.put(copy)


def survivors(made):
    """Return the mutants that no test notices; show how far it is."""
    found, workers = [], os.cpu_count()
    with tempfile.TemporaryDirectory() as folder:
        copies = Copies(folder, workers)
        os.chdir(folder)  # what the tests leave behind
        with ThreadPool(workers) as pool, tqdm(
                pool.imap_unordered(copies.survives, made), total=len(made),
                unit='mutant', mininterval=1) as results:
            for mutant, survives in results:
                if survives:
                    found.append(mutant)
                elif mutant.line == mutant.mutated:
                    raise RuntimeError(f'{mutant.file}: the tests fail on the '
                                       'file as it is')
    return [mutant for mutant in found if mutant.line != mutant.mutated]


def main():
    """Print what became of the mutants; return 1 if the list departs."""
    files = sys.argv[1:] or list(MARKS)
    listed = Counter(tuple(name) for *name, _ in PROOFS if name[0] in files)
    made = [mutant for file in files for mutant in mutants(file)]
    unchanged = [Mutant(file, '', '', (ROOT / file).read_text())
                 for file in files]
    alive = Counter(mutant.name for mutant in survivors(unchanged + made))
    for names, trouble in ((alive - listed, 'no test notices'),
                           (listed - alive, 'listed as equivalent, but killed '
                            'or no longer made')):
        for file, line, mutated in names.elements():
            print(f'{file}: {trouble}\n- {line}\n+ {mutated}')
    found = tables.read('mutants')
    print('file, mutants: killed, survived, equivalent')
    for file in files:
        number = sum(mutant.file == file for mutant in made)
        survived, same = (sum(count for name, count in names.items()
                              if name[0] == file)
                          for names in (alive - listed, alive & listed))
        found[file] = [number - survived - same, survived, same]
        print(file, *found[file])
    tables.keep('mutants', found)
    return int(alive != listed)


if __name__ == '__main__':
    sys.exit(main())
