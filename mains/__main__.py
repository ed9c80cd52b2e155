"""Run the eight examples and compare them with the published outputs."""
import os
import subprocess
import sys
import time

from tqdm import tqdm

from datasets import HERE, STAND_INS, find_mnist
from published import difference, has_published_mask

PIXELS = range(1, 6)  # the tasks whose examples read MNIST


def run(task, mnist):
    """Run a task's main; return (whether it is as published, a remark)."""
    done = subprocess.run(
        [sys.executable, HERE / f'{task}-main.py'], capture_output=True,
        text=True, env={**os.environ, 'MNIST_NPZ': str(mnist or '')})
    if done.returncode:
        return False, f'failed:\n{done.stderr.strip()}'
    if task in PIXELS and not mnist:
        return None, 'ran on stand-ins for MNIST, not compared'
    miss = difference(task, done.stdout)
    if task == 6 and not has_published_mask():
        miss = difference(task, done.stdout, same_mask=False)
        if not miss:
            return None, ("Keras 3 draws another mask than the published one, "
                          "Keras 2's; all nodes that both keep agree")
    return not miss, miss or 'published output'


def main():
    """Print a line a task; return 1 if a published output did not come out."""
    mnist = find_mnist()
    if not mnist:
        print(STAND_INS)
    results = []
    # disable=None: no bar where output is no terminal
    with tqdm(range(8), unit='task', leave=False, disable=None) as tasks:
        for task in tasks:
            tasks.set_description(f'task {task}')
            start = time.perf_counter()
            result, remark = run(task, mnist)
            seconds = time.perf_counter() - start
            mark = {True: 'ok', False: 'MISS', None: '--'}[result]
            tasks.write(f'task {task}  {mark:4} {seconds:5.1f} s  {remark}')
            results.append(result)
    print(f'{results.count(True)} of 8 published outputs came out, '
          f'{results.count(None)} could not be compared.')
    return 1 if False in results else 0


if __name__ == '__main__':
    sys.exit(main())
