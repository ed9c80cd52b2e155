"""Grade a task whenever its file is saved, and say what comes next.

The checks are those of any grading. The servers that start the children stay
from one save to the next, so that a verdict takes a second or two.
"""
import contextlib
import random
import sys
import time
from dataclasses import asdict
from pathlib import Path

import watchfiles

from grader import engine, sandbox
from grader.practice import folder_from
from grader.report import words
from grader.report.records import brief, record_of
from grader.tasks import TASKS


class Watch:
    """What is known of a learner's folder.

    typed: how to name a command (`folder_from`). boxes: the sandboxes.
    """

    def __init__(self, folder, typed, boxes):
        self.folder, self.typed, self.boxes = Path(folder), typed, boxes
        self.observed, self.right = {}, set()
        self.seed = random.SystemRandom().randrange(1 << 32)

    def saved(self):
        """Return the tasks whose files are not as they were observed last."""
        now = {}
        for task, each in TASKS.items():
            with contextlib.suppress(OSError):
                status = (self.folder / each.file).stat()
                now[task] = status.st_mtime_ns, status.st_size, status.st_ino
        saved = [task for task in now if now[task] != self.observed.get(task)]
        self.observed = now
        return saved

    def records(self, task):
        """Grade a task, and return its records."""
        return [record_of(check, brief(check, asdict(result)))
                for check, result in zip(
                    engine.describe(self.seed, task),
                    engine.grade(self.folder, self.boxes, self.seed, task))]

    def verdict(self, task, records, seconds):
        """Return what is said of a task that was graded."""
        failures = [record for record in records if record.is_failure
                    and record.verdict != 'skipped']
        if failures:
            self.right.discard(task)
            first = failures[0]
            return '\n  '.join(filter(None, [
                f'task {task}, {words.heading([first], "values")}',
                *words.lines(first, 'values'), words.hint(first, 'values')]))
        self.right.add(task)
        return f'task {task} is right. {self.next()} ({seconds:.1f} s)'

    def next(self):
        """Return what there is to do."""
        remaining = [task for task in TASKS if task not in self.right]
        if remaining:
            return (f'Next: task {remaining[0]}, '
                    f'{self.folder / TASKS[remaining[0]].file}')
        return ('All eight are right: well done! The written rules remain: '
                + self.typed('grade', self.folder))


def main(arguments):
    """Grade what is saved in a folder, until Ctrl-C."""
    folder, typed = folder_from(arguments, 'watch')
    if not Watch(folder, typed, None).saved():
        sys.exit(f'{folder}: expected a folder with one of the eight files; '
                 f'{typed("practice", folder)} writes them')
    try:
        isolation, description = sandbox.choose()
    except OSError as error:
        sys.exit(str(error))
    print(f'{description}\nlooking at the files in {folder} ...', flush=True)
    with contextlib.suppress(KeyboardInterrupt), \
            sandbox.sandboxes(isolation) as boxes:
        follow(Watch(folder, typed, boxes))
    print('\nended')


def follow(watch):
    """Grade what is there, then whatever is saved."""
    for task in watch.saved():
        watch.verdict(task, watch.records(task), 0)
    right = ', '.join(map(str, sorted(watch.right))) or 'none'
    print(f'right: {right}. {watch.next()}\n'
          'Save a file to have it graded; Ctrl-C ends.', flush=True)
    # a change may come before this begins to look: so each second
    for _ in watchfiles.watch(watch.folder, watch_filter=None, debounce=400,
                              recursive=False, rust_timeout=1000,
                              yield_on_timeout=True):
        for task in watch.saved():
            start = time.monotonic()
            records = watch.records(task)
            print(watch.verdict(task, records, time.monotonic() - start),
                  flush=True)


if __name__ == '__main__':
    main(sys.argv[1:])
