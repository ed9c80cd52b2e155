"""Grade one submission or a class of any size: make grade.

A class is graded in batches, by pytest each, and has one log and one report:
no process ever has to know more than a batch. here.py and cluster.py say
where.
"""
import argparse
import contextlib
import sys

from rich.console import Console
from rich.progress import (BarColumn, MofNCompleteColumn, Progress,
                           TextColumn, TimeRemainingColumn)

from grader import sandbox
from grader.run import OPTIONS, Run


def options(arguments):
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(
        prog='python -m grader', description='Grade the eight files in a '
        'folder, or a class: a folder or an archive of what was handed in.')
    parser.add_argument('solutions', nargs='+', metavar='DIR')
    parser.add_argument('-m', dest='markexpr', metavar='task4', default='',
                        help='grade one task')
    parser.add_argument('-n', dest='processes', default='auto',
                        help='how many processes check; by default one for '
                        'each core')
    for name, how in OPTIONS.items():
        parser.add_argument(name, **how)
    return parser.parse_args(arguments)


def main(arguments):
    """Grade what the command line says; return the exit code."""
    return grade_class(options(arguments))


def grade_class(option):
    """Grade; return 0: all right, 1: something wrong, 2: trouble."""
    try:
        if option.cluster:
            from grader.cluster import grade_there as grade
            run = Run(option, None)
        else:
            from grader.here import grade_here as grade
            isolation, description = sandbox.choose(option.isolation)
            run = Run(option, isolation)
            print(description)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(*run.said, sep='\n', flush=True)
    failed = []
    with contextlib.closing(run):
        try:
            with bar(len(run.folders), len(run.left())) as progress:
                failed = grade(run, option, progress)
        except KeyboardInterrupt:
            failed.append('stopped; to go on, add --resume')
        text, verdicts = run.finish()
    print(text, *failed, sep='\n')
    return 2 if failed or 'trouble' in verdicts else int(bool(verdicts))


@contextlib.contextmanager
def bar(total, left):
    """Show how many submissions are graded, and how long the rest takes."""
    with Progress(BarColumn(), MofNCompleteColumn(),
                  TextColumn('submissions, left:'), TimeRemainingColumn(),
                  console=Console(stderr=True), redirect_stdout=False,
                  redirect_stderr=False) as progress:
        done = total - left
        task = progress.add_task('', total=total, completed=done)

        def more(number):
            """Take down that so many more submissions are graded."""
            nonlocal done
            done += number
            progress.update(task, completed=round(done, 6))

        yield more


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
