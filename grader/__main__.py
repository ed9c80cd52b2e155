"""Grade one submission or a class of any size: the command.

`python -m grader DIR` in the root of the repository, `grade DIR` where the
package is installed, and `make grade DIR=...` do the same. What takes long to
import is imported once the sandboxes have begun to start.
"""
import argparse
import contextlib
import os
import shutil
import signal
import sys
from pathlib import Path

from grader.runs.loop import graded
from grader.runs.pools import Here, number_of_processes
from grader.runs.run import REVEAL, Run
from grader.sandbox import LEVELS, refuse_visible
from grader.submissions import ATTEMPTS, LAYOUTS, layout_list
from grader.tasks import TASKS

SHOWN = 10  # errors of a run that are printed
CHOICES = {'task': tuple(map(str, TASKS)), 'reveal': REVEAL,
           'isolation': ('auto', *LEVELS), 'layout': tuple(LAYOUTS),
           'attempt': ATTEMPTS}


class Options(argparse.Namespace):
    """What the command line says, or make's variables.

    may_be_empty: whether a folder with nothing to grade is a submission.
    """

    may_be_empty = False

    def named(self, name, value=None):
        """Return an option as its user would type it."""
        value = getattr(self, name) if value is None else value
        if self.make:
            return f'{name.upper()}={"" if value is None else value}'
        return f'--{name}' + ('' if value in (None, True) else f'={value}')

    @property
    def resuming(self):
        """What to add to go on with a run."""
        return 'RESUME=1' if self.make else '--resume'


def options(arguments):
    """Return the options of the command line; ValueError for a wrong value."""
    parser = argparse.ArgumentParser(
        prog='python -m grader' if sys.argv[0].endswith('.py') else None,
        allow_abbrev=False, description='Grade the eight files in a folder, '
        'or a class: a folder or an archive of what was handed in.')
    parser.add_argument('solutions', nargs='*', metavar='DIR')
    parser.add_argument('--report', metavar='DIR', help='write results as '
                        'JSON, CSV, HTML and for Gradescope')
    parser.add_argument('--resume', action='store_true', help='go on with '
                        'the run that the report has begun')
    parser.add_argument('--task', metavar='N', help='grade one task, 0 to 7')
    parser.add_argument('--seed', metavar='N', help='draw the inputs of the '
                        'checks that another run has drawn')
    parser.add_argument('--reveal', default='values', metavar='WHAT',
                        help='what learners see of a failure: none, only the '
                        'verdict; message, also what they gave, and the '
                        'question; values, also what was expected')
    parser.add_argument('--isolation', default='auto', metavar='LEVEL',
                        help='how the files are kept from doing harm: '
                        f'{", ".join(LEVELS)}; the strongest that works')
    parser.add_argument('--layout', metavar='NAME', help='of what system the '
                        'files come, where they do not say so themselves; '
                        'list names them')
    parser.add_argument('--attempt', metavar='WHICH', default=ATTEMPTS[0],
                        help='which attempt of each learner is graded: '
                        f'{", ".join(ATTEMPTS)}; the {ATTEMPTS[0]}')
    parser.add_argument('--cluster', metavar='tcp://127.0.0.1:8786', help='gra'
                        'de on the workers of this Dask scheduler')
    parser.add_argument('--processes', metavar='N', help='how many grade at '
                        'once; one for each core')
    # what make has been given; exit code 0 once all is graded
    parser.add_argument('--make', action='store_true',
                        help=argparse.SUPPRESS)
    option = parser.parse_args(arguments, Options())
    check(option)
    return option


def check(option):
    """Check the values of options, and convert them."""
    if option.layout == 'list':
        return
    if not option.solutions:
        raise ValueError('expected '
                         + ('DIR=' if option.make else '') + 'what to grade: '
                         'a folder, a .zip or a .tar')
    for name, values in CHOICES.items():
        if getattr(option, name) not in (None, *values):
            raise ValueError(f'{option.named(name)}: expected '
                             f'{", ".join(values[:-1])} or {values[-1]}')
    for name in 'seed', 'task', 'processes':
        value = getattr(option, name)
        if value is not None:
            if not (value.isascii() and value.isdigit()):
                raise ValueError(f'{option.named(name)}: expected a whole '
                                 'number')
            setattr(option, name, int(value))
    option.solutions = list(map(expanded, option.solutions))
    option.report = option.report and expanded(option.report)


def expanded(path):
    """Return a path whose ~ no shell has seen."""
    return path if os.path.lexists(path) else os.path.expanduser(path)


def arguments_from(environ):
    """Return the command line that make's variables stand for.

    They come in the environment, so that no shell reads what they hold.
    """
    found = ['--make'] + ['--resume'] * bool(environ.get('RESUME'))
    for name in ('REPORT', 'TASK', 'SEED', 'REVEAL', 'ISOLATION', 'CLUSTER',
                 'LAYOUT', 'ATTEMPT'):
        if environ.get(name):
            found.append(f'--{name.lower()}={environ[name]}')
    return [*found, '--', *filter(None, [environ.get('DIR')])]


def main(arguments=None):
    """Grade what the command line says; return the exit code.

    0: all is right; 1: something is wrong; 2: the grader could not run, or
    not all of it. With --make 0 stands for 1 too: make would call it an error.
    """
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    if arguments == ['--make']:
        arguments = arguments_from(os.environ)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        option = options(arguments)
        if option.layout == 'list':
            print(layout_list())
            return 0
        with contextlib.closing(Run(option)) as run:
            code = grade(run, option)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print('stopped', file=sys.stderr)
        return 2
    return 0 if option.make and code == 1 else code


def grade(run, option):
    """Grade what remains of a run, and report; return the exit code."""
    pool, description = pool_of(run, option)
    print(description, *run.messages,
          f'inputs drawn from seed {run.header["seed"]}', sep='\n', flush=True)
    errors, stopped = [], False
    try:
        if run.remaining:
            errors = grade_remaining(run, pool)
    except KeyboardInterrupt:
        stopped = True
    except OSError as error:
        stopped, errors = True, [': '.join(filter(None, [
            option.cluster, str(error)]))]
    finally:
        pool.close(stopped)
    if not run.log.starts:
        errors.append('nothing was graded')
        verdicts = set()
    else:
        verdicts = report(run, option)
    for error in errors[:SHOWN]:
        print(error)
    if len(errors) > SHOWN:
        print(f'and {len(errors) - SHOWN:,} more')
    if stopped:
        print('stopped; to go on, give the same command with '
              f'{option.resuming}' if option.report else 'stopped')
    return 2 if errors or stopped or 'internal error' in verdicts \
        else int(bool(verdicts))


def pool_of(run, option):
    """Return where submissions are graded, and how they are isolated."""
    is_class = len(run.found) > 1
    if option.cluster:
        from grader.runs.cluster import Cluster
        pool = Cluster(option.cluster, option.isolation,
                       run.header['isolation'], is_class)
    else:
        pool = Here(number_of_processes(option.processes, len(run.remaining)),
                    option.isolation, run.header['isolation'], is_class)
        if pool.isolation in ('bubblewrap', 'landlock'):
            for folder in filter(None, [*option.solutions, option.report,
                                        run.scratch]):
                refuse_visible(folder)
    run.isolate(pool.isolation)
    return pool, pool.description


def grade_remaining(run, pool):
    """Grade what remains, and write it down; return what went wrong."""
    errors = []
    pool.begin()
    with bar(len(run.found), len(run.remaining)) as advance:
        for number, outcome, error in graded(pool, run.remaining, run.request):
            if error:
                errors.append(f'{run.header["submissions"][number]}: not '
                              f'graded: {error!r}')
                continue
            run.add(number, *outcome)
            advance()
    return errors


def report(run, option):
    """Write and print what has come of a run; return the verdicts."""
    from grader.report.summary import summary_of
    from grader.report.terminal import terminal_text
    header = run.reported()
    if option.report:
        from grader.report.folder import write
        summaries = write(option.report, header, run.log.submissions())
    else:
        summaries = [summary_of(*each) for each in run.log.submissions()]
    records = next(run.log.submissions())[2] if len(summaries) == 1 else ()
    print(terminal_text(header, summaries, records,
                        shutil.get_terminal_size((100, 24))[0]))
    if option.report:
        print(f'report: {Path(option.report, "index.html")}')
    return set().union(*(each.verdicts for each in summaries))


@contextlib.contextmanager
def bar(total, remaining):
    """Show how many submissions are graded, and how long the rest takes."""
    from rich.console import Console
    from rich.progress import (BarColumn, MofNCompleteColumn, Progress,
                               TextColumn, TimeRemainingColumn)
    with Progress(BarColumn(), MofNCompleteColumn(),
                  TextColumn('submissions, remaining:'),
                  TimeRemainingColumn(), console=Console(stderr=True),
                  redirect_stdout=False, redirect_stderr=False) as progress:
        task = progress.add_task('', total=total, completed=total - remaining)
        yield lambda: progress.advance(task)


if __name__ == '__main__':
    sys.exit(main())
