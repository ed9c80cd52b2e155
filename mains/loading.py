"""How a main finds what it shows: an answer, or TensorFlow."""
import os
import sys
from importlib import import_module, metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
# last, so that a main copied beside somebody's files takes those
sys.path.append(str(HERE.parent))


def load(name):
    """Return the function of a task's file, such as '0-l2_reg_cost'."""
    return getattr(import_module(name), name[2:])


def load_tensorflow():
    """Return TensorFlow, silent, and rounding as in the published outputs."""
    # it reads these once, on import
    os.environ.update(TF_ENABLE_ONEDNN_OPTS='0', TF_CPP_MIN_LOG_LEVEL='3')
    return import_module('tensorflow')


def tensorflow_version():
    """Return TensorFlow's version, whichever package it comes in."""
    for package in 'tensorflow-cpu', 'tensorflow-macos':
        try:
            return metadata.version(package)
        except metadata.PackageNotFoundError:
            pass
    return metadata.version('tensorflow')
