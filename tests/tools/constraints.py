"""Write down the versions that the suite has just passed with.

    python -m tools.constraints    # tox calls it, in the environment itself
"""
import re
import subprocess
import sys

from ours import ROOT


def with_both_names(frozen):
    """Return requirements with one version for both names of TensorFlow.

    Which of them installs depends on the machine, and how the second is
    spelled on the release.
    """
    return re.sub('^tensorflow([-_]cpu)?==(.*)$',
                  r'tensorflow==\2\ntensorflow-cpu==\2', frozen, flags=re.M)


if __name__ == '__main__':
    path = ROOT / 'tests' / 'constraints' / '{}.{}.txt'.format(
        *sys.version_info)
    path.parent.mkdir(exist_ok=True)
    frozen = subprocess.run(
        [sys.executable, '-m', 'pip', 'freeze', '--exclude-editable'],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    path.write_text(with_both_names(frozen))
