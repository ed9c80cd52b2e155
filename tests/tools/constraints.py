"""Write down the versions that the suite has just passed with.

    python -m tools.constraints    # tox calls it, in the environment itself
"""
import subprocess
import sys

from ours import ROOT

if __name__ == '__main__':
    path = ROOT / 'tests' / 'constraints' / '{}.{}.txt'.format(
        *sys.version_info)
    path.parent.mkdir(exist_ok=True)
    path.write_text(subprocess.run(
        [sys.executable, '-m', 'pip', 'freeze'], check=True,
        stdout=subprocess.PIPE, text=True).stdout)
