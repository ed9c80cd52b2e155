"""Grade a task whenever its file is saved, and say what comes next.

The checks are those of any grading. The servers that start the children stay
from one save to the next, so that a verdict takes a second or two.
"""
import contextlib
import os
import shlex
import sys
import time
from pathlib import Path

import watchfiles

from grader import in_process, sandbox
from grader.in_process import TESTS
from grader.statement import FILES

NOT_A_MISS = {'pass', 'skipped', 'advice'}


def grade(folder, task, sandboxes):
    """Return the records of a task's checks."""
    return in_process.grade(
        {0: (folder, os.fsencode(folder))}, sandboxes, f'task{task}',
        [TESTS / 'test_interface.py', *TESTS.glob(f'test_{task}_*.py')])


class Watch:
    """What is known of a learner's folder."""

    def __init__(self, folder):
        self.folder, self.seen, self.right = Path(folder), {}, set()

    def file(self, task):
        """Return the path of a task's file."""
        return self.folder / f'{FILES[task][0]}.py'

    def saved(self):
        """Return the tasks whose files are not as they were seen last."""
        now = {}
        for task in FILES:
            with contextlib.suppress(OSError):
                status = self.file(task).stat()
                now[task] = status.st_mtime_ns, status.st_size, status.st_ino
        saved = [task for task in now if now[task] != self.seen.get(task)]
        self.seen = now
        return saved

    def verdict(self, task, records, seconds):
        """Return what is said of a task that was graded."""
        misses = [record for record in records
                  if record['verdict'] not in NOT_A_MISS]
        if misses:
            self.right.discard(task)
            first = misses[0]
            lines = [f'task {task}, {first["verdict"]}',
                     *first['message'].split('\n')]
            if first['hint']:
                lines.append(first['hint'])
            return '\n  '.join(lines)
        self.right.add(task)
        return f'task {task} is right. {self.next()} ({seconds:.1f} s)'

    def next(self):
        """Return what there is to do."""
        folder = shlex.quote(str(self.folder))
        left = [task for task in FILES if task not in self.right]
        if left:
            return f'Next: task {left[0]}, {self.file(left[0])}'
        return ('All eight are right: well done! The written rules are left: '
                f'make grade DIR={folder}')


def main(folder):
    """Grade what is saved in a folder, until Ctrl-C."""
    watch = Watch(folder)
    tasks = watch.saved()
    if not tasks:
        sys.exit(f'{folder}: expected a folder with one of the eight files; '
                 f'make practice DIR={shlex.quote(folder)} writes them')
    try:
        isolation, description = sandbox.choose()
    except OSError as error:
        sys.exit(str(error))
    print(f'{description}\nlooking at the files in {folder} ...', flush=True)
    try:
        with in_process.warm_sandboxes(isolation) as sandboxes:
            for task in tasks:
                watch.verdict(task, grade(folder, task, sandboxes), 0)
            right = ', '.join(map(str, sorted(watch.right))) or 'none'
            print(f'right: {right}. {watch.next()}\n'
                  'Save a file to have it graded; Ctrl-C ends.', flush=True)
            # a change may come before this begins to look: so each second
            for _ in watchfiles.watch(folder, watch_filter=None, debounce=400,
                                      recursive=False, rust_timeout=1000,
                                      yield_on_timeout=True):
                for task in watch.saved():
                    start = time.monotonic()
                    records = grade(folder, task, sandboxes)
                    print(watch.verdict(task, records,
                                        time.monotonic() - start), flush=True)
    except KeyboardInterrupt:
        print('\nended')


if __name__ == '__main__':
    main(sys.argv[1])
