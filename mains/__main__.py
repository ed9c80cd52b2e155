"""Run the eight examples and compare what they print.

With MNIST all are compared with the published outputs. Where stand-ins take
its place, the examples that read it are compared with what another form of
the function prints on the same stand-ins (textbook.py).
"""
import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from tqdm import tqdm

import mnist
from datasets import STAND_INS
from loading import HERE
from published import difference, has_published_mask

PIXELS = range(1, 6)  # the tasks whose examples read MNIST
PUBLISHED = 'as published'
MASKED = ('as published where both masks keep the node (Keras 3 draws '
          "another than Keras 2's)")
TEXTBOOK = "as the textbook's form gives on stand-ins"


def run(task, path):
    """Run a task's main; return (what its output agrees with, a remark).

    path: of MNIST, or None for stand-ins. It agrees with nothing, None, if
    the main fails or a number departs; the remark then says so.
    """
    standing_in = task in PIXELS and not path
    program = [HERE / 'textbook.py', str(task)] if standing_in \
        else [HERE / f'{task}-main.py']
    done = subprocess.run(
        [sys.executable, *program], capture_output=True, text=True,
        env={**os.environ, 'MNIST_NPZ': str(path or '')})
    if done.returncode:
        return None, f'failed:\n{done.stderr.strip()}'
    if standing_in:
        fault, agreed = difference(task, *json.loads(done.stdout)), TEXTBOOK
    else:
        fault, agreed = difference(task, done.stdout), PUBLISHED
        if fault and task == 6 and not has_published_mask():
            fault = difference(task, done.stdout, same_mask=False)
            agreed = MASKED
    return (None, fault) if fault else (agreed, agreed)


def timed(task, path):
    """Return a task, the seconds that its main has taken, what came of it."""
    start = time.perf_counter()
    result = run(task, path)
    return task, time.perf_counter() - start, result


def main():
    """Print a line for each task; return 1 if an output did not come out.

    2 if the file that should be MNIST is another.
    """
    try:
        path = mnist.find()
        if path:
            mnist.read(path, *mnist.SHA256)
    except mnist.MnistError as error:
        print(error, file=sys.stderr)
        return 2
    if not path:
        print(STAND_INS)
    agreed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # disable=None: no bar where output is no terminal
        for task, seconds, (result, remark) in tqdm(
                pool.map(timed, range(8), [path] * 8), total=8, unit='task',
                leave=False, disable=None):
            mark = 'ok' if result else 'WRONG'
            tqdm.write(f'task {task}  {mark:5} {seconds:5.1f} s  {remark}')
            agreed.append(result)
    counts = [f'{agreed.count(kind)} {kind}'
              for kind in (PUBLISHED, MASKED, TEXTBOOK) if kind in agreed]
    print(f'{8 - agreed.count(None)} of 8: {", ".join(counts)}')
    return int(None in agreed)


if __name__ == '__main__':
    sys.exit(main())
