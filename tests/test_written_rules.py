"""The written rules for all our Python; grader/checks asks the eight files."""
import ast
import os

import pycodestyle

from ours import ROOT


def python_files():
    """Return the paths of all our Python, but what is hidden."""
    return [path for path in ROOT.rglob('*.py') if not any(
        part.startswith('.') for part in path.relative_to(ROOT).parts)]


def test_our_files_keep_the_rules_too():
    """Mains are executable; all our Python is in style and documented."""
    files = python_files()
    for path in files:
        source = path.read_bytes()
        assert ast.get_docstring(ast.parse(source)), path
        assert source.endswith(b'\n'), path
        if path.parent == ROOT or path.match('mains/*-*.py'):
            assert os.access(path, os.X_OK), path
            assert source.startswith(b'#!/usr/bin/env python3\n'), path
    style = pycodestyle.StyleGuide(quiet=1)
    assert not style.check_files(map(str, files)).messages
