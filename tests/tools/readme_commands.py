"""The commands that the READMEs show, in the order of each page.

A command stands in an indented or fenced block, and begins with the name of a
program, after settings such as PYTHON=python3.9; a comment behind it goes.
"""
import re
import subprocess

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ('make', 'python', 'python3', 'pip', 'dask', 'git', 'source',
            'pytest', 'grade', 'bash', 'export', 'cd', r'\./\S+', r'~/\S+',
            r'\.venv/bin/\S+', r'\S+\.sh')
COMMAND = re.compile(r'\$? ?((?:[A-Z_]+=\S+ )*(?:%s)(?:\s.*)?)$'
                     % '|'.join(PROGRAMS))


def pages():
    """Return the paths of all Markdown files in git, the first page first."""
    listed = subprocess.run(['git', 'ls-files', '*.md'], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.split('\n')
    return sorted((path for path in listed if path and 'templates/' not in
                   path), key=lambda path: (path.count('/'), path))


def blocks(text):
    """Yield the lines of each indented or fenced block."""
    fence, block = None, []
    for line in text.split('\n'):
        if fence is not None:
            if line.strip().startswith(fence):
                yield block
                fence, block = None, []
            else:
                block.append(line)
        elif line.strip().startswith('```'):
            language = line.strip()[3:]
            fence = '```'
            if language not in ('', 'sh', 'bash', 'console'):
                block = []
        elif line.startswith('    '):
            block.append(line[4:])
        elif block:
            yield block
            block = []
    if block:
        yield block


def commands(page):
    """Return the commands of a page, in order."""
    return [re.sub(r'\s+#.*', '', match[1]) for block in blocks(
        (ROOT / page).read_text()) for line in block
        if (match := COMMAND.match(line))]


if __name__ == '__main__':
    for page in pages():
        for command in commands(page):
            print(f'{page}: {command}')
