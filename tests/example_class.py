"""Write a class of 18 submissions, to see what its pages look like.

    python tests/example_class.py FOLDER && make grade DIR=FOLDER REPORT=grades
"""
import random
import sys
from pathlib import Path

from mistakes import MISTAKES, RIGHT
from test_the_tests import write

NAMES = ('Amara Bilal Chiara Dmitri Elif Farah Guillermo Hana Ivan Jun Kwame '
         'Leila Mateo Nadia Oluwaseun Priya Quentin Rosa').split()

if __name__ == '__main__':
    random.seed(0)
    for name in NAMES:
        sources = {task: '#!/usr/bin/env python3\n' + source
                   for task, source in RIGHT.items()}
        for mistake in random.sample(MISTAKES, random.choice([0, 0, 1, 2, 4])):
            sources[mistake.task] = mistake.source
        write(Path(sys.argv[1], name), sources)
