"""Take functions out of notebooks and of files that hold several.

A program of its own, with limits: others' text is parsed here, never run. It
reads {'wanted': {file: [function, parameters]}, 'sources': [[name, text]]} as
JSON, and writes a list of {file: text}, or of {} where nothing was found.
"""
import ast
import difflib
import json
import re
import sys

MEMORY, SECONDS = 2 << 30, 60
PYTHON_CELLS = re.compile(r'%%(?:time(?:it)?|capture|prun|writefile|file)\b')
SHELL = re.compile(r'(\s*)(?:[%!?]|[\w, ]+=\s*[%!]).*|.*\w\?{1,2}\s*')
FIRST = '#!/usr/bin/env python3\n"""{}, as it stands in {}."""\n'


def cells_of(name, text):
    """Return the texts of the code cells; a file is one cell.

    Plain JSON, for nbformat refuses notebooks that are slightly wrong, and
    brings six packages.
    """
    if not re.search(r'(?i)\.ipynb(\.txt)?$', name) and not \
            text.lstrip().startswith('{'):
        return [text]
    notebook = json.loads(text)
    cells = notebook.get('cells')
    if cells is None:  # before version 4
        cells = [cell for sheet in notebook.get('worksheets', ())
                 for cell in sheet.get('cells', ())]
    return [''.join(source) if isinstance(source, list) else str(source)
            for cell in cells if cell.get('cell_type') == 'code'
            for source in [cell.get('source', cell.get('input', ''))]]


def parsed(cell):
    """Return a cell's Python and its statements, without magics and shell."""
    first = cell.lstrip().split('\n', 1)
    if first[0].startswith('%%'):
        if not PYTHON_CELLS.match(first[0]) or len(first) < 2:
            return '', []
        cell = first[1]
    for text in cell, '\n'.join(
            SHELL.sub(r'\1pass', line) if SHELL.fullmatch(line) else line
            for line in cell.split('\n')):
        try:
            return text, ast.parse(text).body
        except (SyntaxError, ValueError):
            continue
    return '', []


class Statement:
    """One statement of a cell: its text, what it binds and what it uses."""

    def __init__(self, text, node, alone):
        self.node = node
        decorators = getattr(node, 'decorator_list', ())
        start = min([node.lineno, *(each.lineno for each in decorators)])
        self.text = '\n'.join(
            text.split('\n')[start - 1:node.end_lineno]) if alone \
            else ast.get_source_segment(text, node)
        self.is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        self.bound = set(bound_by(node))
        names = [each for each in ast.walk(node)
                 if isinstance(each, ast.Name)]
        own = {each.arg for each in ast.walk(node)
               if isinstance(each, ast.arg)}
        if isinstance(node, ast.FunctionDef):
            own |= {each.id for each in names
                    if isinstance(each.ctx, ast.Store)}
        self.used = {each.id for each in names} - own


def bound_by(node):
    """Yield the names that a statement binds, if it may be taken along."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        for name in node.names:
            yield name.asname or name.name.split('.')[0]
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef,
                           ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [
            node.target]
        for target in targets:
            for each in ast.walk(target):
                if isinstance(each, ast.Name):
                    yield each.id


def statements_of(cells):
    """Return the statements of all cells, in order."""
    statements = []
    for cell in cells:
        text, body = parsed(cell)
        lines = [(node.lineno, node.end_lineno) for node in body]
        for node, (start, end) in zip(body, lines):
            alone = sum(first <= end and last >= start
                        for first, last in lines) == 1
            statements.append(Statement(text, node, alone))
    return statements


def alike(node, parameters):
    """Return how alike a function's parameters are to those asked for."""
    names = [each.arg for each in node.args.args]
    return difflib.SequenceMatcher(None, names, parameters).ratio() \
        - abs(len(names) - len(parameters)) / 10


def taken_along(statements, number):
    """Return the numbers of a function and of all that it needs."""
    needed, open_names = {number}, [(number, statements[number].used)]
    known = set()
    while open_names:
        at, names = open_names.pop()
        for name in names - known:
            known.add(name)
            binding = [other for other, statement in enumerate(statements)
                       if name in statement.bound and other not in needed]
            before = [other for other in binding if other <= at]
            for other in before[-1:] or binding[:1]:
                needed.add(other)
                open_names.append((other, statements[other].used))
    stars = {other for other, statement in enumerate(statements)
             if '*' in statement.bound}
    return sorted(needed | stars)


def files_in(name, text, wanted):
    """Return {file: text} of all wanted functions in a source."""
    statements = statements_of(cells_of(name, text))
    best = {}
    for number, statement in enumerate(statements):
        node = statement.node
        fitting = [file for file, (function, _) in wanted.items()
                   if isinstance(node, ast.FunctionDef)
                   and node.name == function]
        if fitting:  # two tasks may ask for the same name
            file = max(fitting, key=lambda file: alike(node, wanted[file][1]))
            best[file] = number  # the last one counts
    files = {}
    for file, number in best.items():
        needed = [statements[other]
                  for other in taken_along(statements, number)]
        imports = [each.text for each in needed if each.is_import]
        others = [each.text for each in needed if not each.is_import]
        shown = ''.join(char if char.isprintable() and char not in '"\\'
                        else '_' for char in name)[-40:]
        head = FIRST.format(wanted[file][0], shown) + '\n'.join(imports)
        files[file] = '\n\n\n'.join([head.strip(), *others]) + '\n'
    return files


def limit():
    """Take no more memory and time than a parser may need."""
    try:
        import resource
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, ValueError, OSError):
        pass


def main():
    """Answer one request."""
    limit()
    request = json.load(sys.stdin)
    answers = []
    for name, text in request['sources']:
        try:
            answers.append(files_in(name, text, request['wanted']))
        except (ValueError, TypeError, AttributeError, KeyError,
                RecursionError, MemoryError):
            answers.append({})
    json.dump(answers, sys.stdout)


if __name__ == '__main__':
    main()
