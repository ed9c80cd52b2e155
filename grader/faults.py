"""What a file says by the written rules: a probe, as those of probes.py are.

It reads the text of files, and runs none of them; what the text does not show
is asked of the file when it is loaded, by a probe of its own.
"""
import ast
import copy

FUTURE = 'from __future__ import'


def written_rules(module, sources, allowed):
    """Return the faults of files by name and rule; none of them is run."""
    return {name: faults(source.tobytes(), allowed)
            for name, source in sources.items()}


def faults(source, allowed):
    """Return the faults of a file by rule, each a line or None, and a text."""
    import pycodestyle
    found = {'documentation': [], 'nested documentation': [], 'imports': [],
             'unused': [], 'style': [], 'newer': []}
    lines = source.decode('utf-8', 'replace').splitlines(keepends=True)

    class Report(pycodestyle.BaseReport):
        """Lists what is not ignored by default."""

        def error(self, line, offset, text, check):
            """Take over one fault."""
            if super().error(line, offset, text, check):
                found['style'].append([line, text])

    style = pycodestyle.StyleGuide(quiet=2)
    style.init_report(Report)
    pycodestyle.Checker('file', lines, style.options).check_all()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        tree = ast.Module([], [])  # the task's own checks say so
    else:
        found['documentation'] = undocumented(tree, nested=False)
        found['nested documentation'] = undocumented(tree, nested=True)
        found['newer'] = newer(source, tree)
    used = names_in(tree)
    for line, text, name in imported(tree):
        if text not in allowed:
            found['imports'].append([
                line, f'expected {" or ".join(allowed)}, received {text}'])
        if name not in {*used, '*'} and not text.startswith(FUTURE):
            found['unused'].append([line, f'{name} is imported and not used'])
    return {rule: each[:5] for rule, each in found.items()}


def annotations(tree, variables=True):
    """Return the annotations of arguments, returned values, and variables."""
    return [each for node in ast.walk(tree)
            if variables or not isinstance(node, ast.AnnAssign) for each in (
                getattr(node, 'annotation', None),
                getattr(node, 'returns', None))
            if isinstance(each, ast.AST)]


def names_in(tree):
    """Return the names that are used, also in annotations that are text."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for annotation in annotations(tree):
        for node in ast.walk(annotation):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                try:
                    inner = ast.parse(node.value.strip(), mode='eval')
                except (SyntaxError, ValueError):
                    continue
                found |= names_in(ast.Expression(ast.arg(
                    '', inner.body)))
    return found


def newer(source, tree):
    """Return the faults that keep Python 3.9 from loading a file.

    Its syntax, and X | Y of types in an annotation that is not postponed; that
    of a variable in a function is never evaluated.
    """
    try:
        ast.parse(source, feature_version=(3, 9))
    except SyntaxError as error:
        return [[error.lineno, error.msg]]
    if any(text.startswith(FUTURE) for _, text, _ in imported(tree)):
        return []
    return [[each.lineno, 'X | Y of types is newer than Python 3.9']
            for each in annotations(tree, variables=False)
            for node in ast.walk(each)
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)]


def undocumented(tree, nested):
    """Return what has no documentation, either inside functions or not.

    As line and path: 'Class.method', '' for the module.
    """
    functions, found = (ast.FunctionDef, ast.AsyncFunctionDef), []
    remaining = [(tree, '', False)]
    while remaining:
        node, path, inside = remaining.pop()
        if isinstance(node, (ast.Module, ast.ClassDef, *functions)):
            path = '.'.join(filter(None, [path, getattr(node, 'name', '')]))
            documented = (ast.get_docstring(node) or '').strip()
            if inside is nested and not documented:
                found.append([getattr(node, 'lineno', None), path])
            inside = inside or isinstance(node, functions)
        remaining += [(child, path, inside)
                      for child in ast.iter_child_nodes(node)]
    return found


def documented(module, paths):
    """Return the paths of what has a documentation once a file is loaded.

    The statement prints it so: __import__("module").Class.method.__doc__.
    """
    found = []
    for path in paths:
        item = module
        for name in filter(None, path.split('.')):
            item = getattr(item, name, None)
        text = getattr(item, '__doc__', None) if item is not None else None
        if isinstance(text, str) and text.strip():
            found.append(path)
    return found


def imported(tree):
    """Return line, text and name of all that a file imports, one by one."""
    found = []
    for node in ast.walk(tree):
        for alias in getattr(node, 'names', []):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                alone = copy.copy(node)
                alone.names = [alias]
                found.append((node.lineno, ast.unparse(alone), alias.asname
                              or alias.name.partition('.')[0]))
    return found
