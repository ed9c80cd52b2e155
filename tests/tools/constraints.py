"""Write down the versions that the suite has just passed with.

    python -m tools.constraints    # tox calls it, in the environment itself
"""
import re
import subprocess
import sys

from ours import ROOT

if __name__ == '__main__':
    path = ROOT / 'tests' / 'constraints' / '{}.{}.txt'.format(
        *sys.version_info)
    path.parent.mkdir(exist_ok=True)
    frozen = subprocess.run(
        [sys.executable, '-m', 'pip', 'freeze', '--exclude-editable'],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    # one version under both names, since which of them installs depends on
    # the machine
    path.write_text(re.sub('^tensorflow(-cpu)?==(.*)$',
                           r'tensorflow==\2\ntensorflow-cpu==\2', frozen,
                           flags=re.M))
