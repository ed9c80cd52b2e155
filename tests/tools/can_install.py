"""Say what to do where this Python cannot make the environment.

    python3 tests/tools/can_install.py    # make calls it first
"""
import importlib.util
import os
import sys

OLDEST, NEWEST, BEST = (3, 9), (3, 13), '3.12'


def obstacle():
    """Return what stands in the way and what helps, None if nothing does."""
    version = '%s.%s' % tuple(sys.version_info[:2])
    if os.name == 'nt':
        return ('expected Linux or macOS, found Windows: install WSL with '
                '"wsl --install", and type make in its terminal')
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return ('expected Python 3.9 to 3.13, for which there is TensorFlow, '
                'found {0}: install Python {1} beside it ("uv python install '
                '{1}" or a package of your system), then type '
                'PYTHON=python{1} make'.format(version, BEST))
    if not all(map(importlib.util.find_spec, ('ensurepip', 'venv'))):
        return ("expected Python's modules venv and ensurepip: on Debian and "
                'Ubuntu type "sudo apt install python{}-venv"'.format(version))
    return None


if __name__ == '__main__':
    sys.exit(obstacle())
