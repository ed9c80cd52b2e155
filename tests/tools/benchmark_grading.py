"""Measure how many submissions a minute are graded: make bench-grade.

100 submissions of right and wrong files, by `make grade`, on all cores, at
each level that limits a child. Copies of the same files are graded faster
than files no two of which are alike: an answer is asked once.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grader.mistakes import MISTAKES, RIGHT
from grader.sandbox import LEVELS, trial
from grader.tasks import TASKS
from made_up import write
from ours import ROOT

SUBMISSIONS = 100


def make_class(folder, copies):
    """Write the submissions; every second one has mistakes in all tasks."""
    for k in range(SUBMISSIONS):
        sources = {task: source.encode() for task, source in RIGHT.items()}
        for task in TASKS if k % 2 else ():
            mistakes = [m for m in MISTAKES if m.task == task]
            sources[task] = mistakes[k // 2 % len(mistakes)].source
        write(Path(folder, f'learner {k:03}'), {
            task: source + (b'' if copies else b'# %d\n' % k)
            for task, source in sources.items()})


def measure(isolation, copies):
    """Grade the class; print submissions a minute."""
    with tempfile.TemporaryDirectory() as folder:
        make_class(Path(folder, 'class'), copies)
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, '-m', 'grader', f'{folder}/class',
             f'--report={folder}', f'--isolation={isolation}'], cwd=ROOT,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - start
        checks = Path(folder, 'checks.jsonl').read_text().count('\n') - 1
    if done.returncode != 1:
        sys.exit(f'expected exit code 1, received {done.returncode}')
    kind = 'copies' if copies else 'no two alike'
    print(f'{isolation}: {SUBMISSIONS} submissions ({kind}), {checks} checks '
          f'in {seconds:.0f} s on {os.cpu_count()} cores, '
          f'{60 * SUBMISSIONS / seconds:.0f} submissions a minute')


if __name__ == '__main__':
    for isolation in LEVELS[:3]:
        try:
            trial(isolation)
        except OSError as reason:
            print(reason)
            continue
        for copies in True, False:
            measure(isolation, copies)
