"""Write a class of 18 submissions, to see what its pages look like.

    PYTHONPATH=tests:tests/grader python -m tools.example_class FOLDER
    make grade DIR=FOLDER REPORT=grades
"""
import random
import re
import sys
from pathlib import Path

from grader.mistakes import MISTAKES, RIGHT
from made_up import write

NAMES = ('Amara Bilal Chiara Dmitri Elif Farah Guillermo Hana Ivan Jun Kwame '
         'Leila Mateo Nadia Oluwaseun Priya Quentin Rosa').split()
HEAD = '#!/usr/bin/env python3\n"""A task."""\n'
DEF = re.compile(r'(def .*:)')

if __name__ == '__main__':
    random.seed(0)
    for name in NAMES:
        sources = dict(RIGHT)
        for mistake in random.sample(MISTAKES, random.choice([0, 0, 1, 2, 4])):
            sources[mistake.task] = mistake.source.decode()
        folder = Path(sys.argv[1], name)
        write(folder, {
            task: HEAD + ('' if source.startswith('import') else '\n\n')
            + DEF.sub(r'\1\n    """An answer."""', source)
            for task, source in sources.items()})
        Path(folder, 'README.md').write_text(f'# Answers of {name}\n')
