"""Run the commands of the READMEs as a reader types them, in a fresh clone.

    make commands         # quick forms of what takes long
    make commands-long    # everything: hours

Nothing is set but HOME and PATH, nothing is installed before the first of
them, and each must exit and print as its page says. What stands for something
of the reader's is replaced by a folder that is made here, nothing else.
"""
import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools.readme_commands import ROOT, commands, pages


@dataclass(frozen=True)
class Typed:
    """A command of a page, and what must come of it.

    prints: a pattern that its output has. replace: what stands for something
    of the reader's. until: of a program that goes on, the pattern after which
    it is ended by Ctrl-C; beside, a service that is ended with its page.
    code: the exit code. quick: what is typed in its place but for --long, ''
    if nothing is.
    """

    command: str
    prints: str = ''
    replace: tuple = ()
    until: str = ''
    service: bool = False
    code: int = 0
    quick: str = None

    def typed(self, everything):
        """Return what is typed; '' if it takes too long."""
        text = self.command if everything or self.quick is None else self.quick
        for shown, own in self.replace:
            text = text.replace(shown, own)
        return text


MINE = 'path/to/your/folder', '"$HOME/my answers"'
CLASS, NEW = ('DIR=class', 'DIR="$HOME/class"'), ('DIR=mine', 'DIR=~/mine')
TRANSLATE = '.venv/bin/python 8-blog_post/programs/libraries/translate.py'
KNOWN = {
    'README.md': [
        Typed('make', r'8 of 8: '),
        Typed('make test', r'\d+ passed'),
        Typed('make grade DIR=path/to/your/folder', 'all right', (MINE,))],
    'grader/README.md': [
        Typed('make grade DIR=class REPORT=grades', 'ann', (CLASS,)),
        Typed('python3 -m venv ~/grading'),
        Typed("~/grading/bin/pip install --quiet '.[statement]'"),
        Typed('~/grading/bin/grade class --report grades', 'ann',
              (('grade class', 'grade "$HOME/class"'),), code=1),
        Typed('.venv/bin/python -m pytest '
              'tests/grader/test_{checks,mistakes}.py -k 7-', r'\d+ passed'),
        Typed('make practice DIR=mine', '7-early_stopping.py', (NEW,)),
        Typed('make watch DIR=mine', replace=(NEW,), until='Save a file'),
        Typed('make gradescope', 'autograder.zip'),
        Typed('tests/tools/set_up.sh cluster'),
        Typed('.venv/bin/python -m dask scheduler --host 127.0.0.1 '
              '--dashboard-address 127.0.0.1:0',
              until='Scheduler at', service=True),
        Typed('.venv/bin/python -m dask worker tcp://127.0.0.1:8786 '
              '--host 127.0.0.1 --dashboard-address 127.0.0.1:0 '
              '--nworkers=auto --nthreads=1', until='Registered to',
              service=True),
        Typed('make grade DIR=class REPORT=grades '
              'CLUSTER=tcp://127.0.0.1:8786', 'ann', (CLASS,))],
    'tests/README.md': [
        Typed('make test', r'\d+ passed', quick=''),
        Typed('make test-long', r'\d+ passed', quick=''),
        Typed('make matrix', r'\w', quick='')],
    '8-blog_post/programs/README.md': [
        Typed('make lessons', r'\w', quick='.venv/bin/python '
              '8-blog_post/programs/comparison.py --quick'),
        Typed('make figures'),
        Typed('make post')],
    '8-blog_post/libraries.md': [
        Typed(f'{TRANSLATE} --lambtha 0.1 --m 1000 --alpha 0.05 --keep-prob '
              '0.8 --threshold 0 --patience 5 --to torch', 'torch'),
        Typed(f'{TRANSLATE} --from torch --weight-decay 1e-4 --m 1000 --alpha '
              '0.05 --dropout 0.2 --patience 10 --threshold 0', 'lambtha')],
    '8-blog_post/programs/libraries/README.md': [
        Typed('make libraries', r'\w', quick=''),
        Typed('make libraries NAMES="optax torch"', r'\w', quick=''),
        Typed(f'{TRANSLATE} --help', 'lambtha')],
    'tests/tools/README.md': [
        Typed('make mutants', r'\w', quick=''),
        Typed('make bench', r'\w', quick=''),
        Typed('make bench FULL=1', r'\w', quick='')]}


class Terminal:
    """A shell in the clone that has nothing set but HOME and PATH."""

    def __init__(self, folder, home):
        self.folder = folder
        self.environment = {'HOME': str(home), 'PATH': os.environ['PATH']}
        for name in 'PYENV_ROOT', 'PYENV_VERSION':  # which Python is on PATH
            if name in os.environ:
                self.environment[name] = os.environ[name]
        self.services = []

    def start(self, command, output):
        """Start a command; what it prints goes to a file."""
        return subprocess.Popen(
            ['bash', '-c', command], cwd=self.folder, env=self.environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True)

    def run(self, known, command):
        """Run a command; return its exit code and output."""
        with tempfile.TemporaryFile('w+', errors='replace') as output:
            before = reachable()
            process = self.start(command, output)
            if known.until:
                wait_for(process, output, known.until)
                if known.service:
                    self.services.append(process)
                    if reachable() - before:
                        raise RuntimeError('other machines reach it')
                else:
                    end(process)
                code = known.code
            else:
                code = process.wait()
            output.seek(0)
            return code, output.read()

    def close(self):
        """End the services, the last one first."""
        while self.services:
            end(self.services.pop())


def reachable():
    """Return the sockets that listen to other machines too, on Linux."""
    lines = [line.split() for file in Path('/proc/net').glob('tcp*')
             for line in file.read_text().split('\n')[1:] if line]
    return {inode for _, address, _, state, _, _, _, _, _, inode, *_ in lines
            if state == '0A' and not re.match(
                '0100007F:|0{16}FFFF00000100007F:|0{24}01000000:', address)}


def wait_for(process, output, pattern, seconds=120):
    """Wait until a process has printed a pattern; RuntimeError if it ends."""
    for _ in range(10 * seconds):
        output.seek(0)
        text = output.read()
        if re.search(pattern, text):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    end(process)
    raise RuntimeError(f'expected {pattern!r}, received {text!r}')


def end(process):
    """End a process and what it has started, as Ctrl-C does."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def prepare(home):
    """Clone the repository; make what stands for the reader's own."""
    clone = home / 'a fresh clone'
    subprocess.run(['git', 'clone', '--quiet', ROOT, clone], check=True)
    for folder in 'my answers', 'class/ann', 'class/bob':
        (home / folder).mkdir(parents=True)
        for file in (*ROOT.glob('[0-7]-*.py'), ROOT / 'README.md'):
            shutil.copy(file, home / folder)
    wrong = home / 'class' / 'bob' / '7-early_stopping.py'
    wrong.write_text(wrong.read_text().replace('> threshold else',
                                               '>= threshold else'))
    return clone


def main(everything):
    """Run all commands; return how many did not do what their page says."""
    # a shell lets what it starts in the background ignore Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
    faults = 0
    with tempfile.TemporaryDirectory() as home:
        clone = prepare(Path(home))
        for page in pages():
            terminal = Terminal(clone, home)
            try:
                for known in KNOWN.get(page, ()):
                    command = known.typed(everything)
                    if not command:
                        continue
                    start = time.time()
                    try:
                        code, output = terminal.run(known, command)
                    except RuntimeError as error:
                        code, output = 'ended early', str(error)
                    right = code == known.code and re.search(
                        known.prints, output)
                    faults += not right
                    print(f'{"ok" if right else "WRONG":5} exit {code} '
                          f'{time.time() - start:6.1f} s  {page}: {command}',
                          flush=True)
                    if not right:
                        print(output[-5000:], flush=True)
            finally:
                terminal.close()
        changed = subprocess.run(['git', 'status', '--porcelain'], cwd=clone,
                                 capture_output=True, text=True).stdout
        # what takes long measures anew, and keeps what it has found
        faults += bool(changed) and not everything
        print(f'{"WRONG" if changed and not everything else "ok":5} what git '
              f'says has changed in the clone: {changed or "nothing"}')
    return faults


def unknown():
    """Return the commands that are shown but not known, or the other way."""
    shown = {page: commands(page) for page in pages()}
    known = {page: [each.command for each in KNOWN.get(page, ())]
             for page in {**shown, **KNOWN}}
    return {page: (shown.get(page), known[page]) for page in known
            if shown.get(page) != known[page]}


if __name__ == '__main__':
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--long', action='store_true',
                        help='also what takes long, in full')
    sys.exit(min(1, main(parser.parse_args().long)))
