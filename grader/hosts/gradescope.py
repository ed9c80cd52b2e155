"""Write what Gradescope runs: autograder.zip.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
The scripts take another folder than /autograder from AUTOGRADER_ROOT.
"""
import os
import shutil
import sys
import zipfile
from importlib.metadata import requires
from pathlib import Path

from grader.hosts import grade
from grader.runs.run import REVEAL
from grader.tasks import TASKS, published

PACKAGE = Path(__file__).resolve().parents[1]
SETUP = '''\
#!/usr/bin/env bash
# Install what the grader needs; afterwards it needs no network.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
cd "$root/source"
apt-get update -qq
apt-get install -qq -y python3-venv bubblewrap
python3 -m venv "$root/venv"
"$root/venv/bin/python" -m pip install --quiet -r requirements.txt
'''
RUN = '''\
#!/usr/bin/env bash
# Grade what was handed in, and write the results in Gradescope's format.
# Whatever happens there, these are results.
set -euo pipefail
root=${{AUTOGRADER_ROOT:-/autograder}}
mkdir -p "$root/results"
echo '{{"score": 0, "output": "The grader has failed: tell your teacher."}}' \\
    > "$root/results/results.json"
cd "$root/source"
exec "$root/venv/bin/python" -m grader.hosts.gradescope --run "$root" {reveal}
'''


def files():
    """Yield what grading needs: names in the archive, and contents."""
    for path in sorted(PACKAGE.rglob('*')):
        if path.suffix in ('.py', '.html', '.css', '.txt') and \
                path.parent.name != 'published':
            yield f'grader/{path.relative_to(PACKAGE).as_posix()}', \
                path.read_bytes()
    for task in TASKS:
        yield f'grader/published/{task}.txt', published(task)
    yield 'requirements.txt', requirements()


def requirements():
    """Return what to install, from the package as it is installed here."""
    lines = []
    for line in requires('regularization-grader'):
        name, _, marker = line.partition(';')
        needed, _, extra = marker.partition('extra == ')
        if extra.strip('"\'') in ('', 'statement'):
            needed = needed.strip().removesuffix('and').strip()
            lines.append(f'{name}; {needed}' if needed else name)
    return '\n'.join(lines) + '\n'


def build(path, reveal='values'):
    """Write autograder.zip; reveal is what learners see of a failure."""
    if reveal not in REVEAL:
        raise SystemExit(f'REVEAL={reveal}: expected none, message or values')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in ('setup.sh', SETUP), (
                'run_autograder', RUN.format(reveal=reveal)):
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o100755 << 16
            archive.writestr(member, text)
        for name, content in files():
            archive.writestr(name, content)


def run(root, reveal):
    """Grade what Gradescope has put into its folder."""
    report = root / 'report'
    grade(root / 'submission', report, reveal)
    shutil.copy(report / 'gradescope.json',
                root / 'results' / 'results.json')


if __name__ == '__main__':
    if sys.argv[1] == '--run':
        run(Path(sys.argv[2]), sys.argv[3])
    else:
        build(*sys.argv[1:])
        print(f'{sys.argv[1]}: {os.path.getsize(sys.argv[1]):,} bytes')
