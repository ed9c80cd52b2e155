"""Write what Gradescope runs: autograder.zip.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
The scripts take another place than /autograder from AUTOGRADER_ROOT.
"""
import os
import shutil
import sys
import zipfile
from pathlib import Path

from grader.hosts import grade
from grader.in_process import files
from grader.submission import ROOT

SETUP = '''\
#!/usr/bin/env bash
# Install what the grader needs; afterwards it needs no network.
set -euo pipefail
root=${AUTOGRADER_ROOT:-/autograder}
cd "$root/source"
apt-get update -qq
apt-get install -qq -y python3-venv bubblewrap
python3 -m venv "$root/venv"
grep -v '^-r' requirements.txt | "$root/venv/bin/python" -m pip install \\
    --quiet -r grader/requirements.txt -r /dev/stdin
'''
RUN = '''\
#!/usr/bin/env bash
# Grade what was handed in, and write the results in Gradescope's format.
set -euo pipefail
root=${{AUTOGRADER_ROOT:-/autograder}}
cd "$root/source"
PYTHONPATH=. exec "$root/venv/bin/python" -m grader.hosts.gradescope \\
    --run "$root" {reveal}
'''


def build(path, reveal='values'):
    """Write autograder.zip; reveal is what learners see of a miss."""
    if reveal not in ('values', 'message', 'none'):
        raise SystemExit('expected REVEAL=values, message or none, received '
                         f'{reveal}')
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, text in ('setup.sh', SETUP), (
                'run_autograder', RUN.format(reveal=reveal)):
            member = zipfile.ZipInfo(name)
            member.external_attr = 0o100755 << 16
            archive.writestr(member, text)
        for file in sorted(files()):
            archive.write(file, file.relative_to(ROOT))


def run(root, reveal):
    """Grade what Gradescope has put into its folder."""
    report = root / 'report'
    grade(root / 'submission', report, reveal)
    (root / 'results').mkdir(exist_ok=True)
    shutil.copy(report / 'gradescope' / '0000' / 'results.json',
                root / 'results' / 'results.json')


if __name__ == '__main__':
    if sys.argv[1] == '--run':
        run(Path(sys.argv[2]), sys.argv[3])
    else:
        build(*sys.argv[1:])
        print(f'{sys.argv[1]}: {os.path.getsize(sys.argv[1]):,} bytes')
