"""The grader's command, run as its user does, and a class to grade."""
import os
import subprocess
import sys
import time
from pathlib import Path

from grader.mistakes import MISTAKES, RIGHT
from grader.report.records import as_json
from grader.runs.log import Log
from grader.tasks import TASKS

ROOT = Path(__file__).resolve().parents[2]
NAMES = 'ann', 'bob', 'cem', 'dana', 'emil', 'fay'
ENVIRONMENT = {**{key: value for key, value in os.environ.items()
                  if not key.startswith('PYTEST_') and key != 'PYTHONPATH'},
               'PYTHONUNBUFFERED': '1'}


def start(*arguments, module='grader', cwd=ROOT, **environment):
    """Start a module in a process of its own, as in a terminal."""
    return subprocess.Popen(
        [sys.executable, '-m', module, *map(str, arguments)], cwd=cwd,
        text=True, env={**ENVIRONMENT, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True)


def run(*arguments, **options):
    """Run a module to its end; return the exit code and what it printed."""
    process = start(*arguments, **options)
    printed = process.communicate(timeout=300)[0]
    return process.returncode, printed


def wait_for(condition, process):
    """Wait until something is so, while a process runs."""
    end = time.monotonic() + 200
    while not condition():
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.05)


def write(folder, sources):
    """Write a submission's files, by task."""
    folder.mkdir(parents=True, exist_ok=True)
    for task, source in sources.items():
        path = folder / TASKS[task].file
        path.write_text(f'#!/usr/bin/env python3\n{source}')
        path.chmod(0o755)


def write_class(folder, size):
    """Write right and wrong answers to task 7, no two of them alike."""
    wrong = [each.source.decode() for each in MISTAKES if each.task == 7]
    sources = [RIGHT[7], *wrong]
    for number in range(size):
        write(folder / NAMES[number], {
            7: sources[number % len(sources)] + f'# {number}\n'})


def results(report):
    """Return what the log of a report holds, without the times."""
    log = Log(Path(report, 'checks.jsonl'))
    found = {}
    for _, name, records in log.submissions():
        found[name] = [{key: value for key, value in as_json(each).items()
                        if key != 'seconds'} for each in records]
    return log.run, found


def graded(report):
    """Return how many submissions the log of a report has."""
    path = Path(report, 'checks.jsonl')
    return path.read_bytes().count(b'\n{"number"') if path.exists() else 0


def wait_for_end(group):
    """Wait until no process of a group runs, at most ten seconds."""
    end = time.monotonic() + 10
    while running(group):
        assert time.monotonic() < end, running(group)
        time.sleep(0.05)


def running(group):
    """Return the command lines of a group's processes, but of dead ones."""
    lines = subprocess.run(['ps', '-e', '-o', 'pgid=,stat=,args='],
                           capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if line.split()[0] == str(group)
            and line.split()[1][0] != 'Z']
