"""What a file says by the written rules: a probe, as those of probes.py are.

It reads the text of files, and runs none of them.
"""
import ast
import copy


def written_rules(module, sources, allowed):
    """Return the faults of files by name and rule; none of them is run."""
    return {name: faults(source.tobytes(), allowed)
            for name, source in sources.items()}


def faults(source, allowed):
    """Return the faults of a file by rule, each a line or None, and a text."""
    import pycodestyle
    found = {'documentation': [], 'nested documentation': [], 'imports': [],
             'unused': [], 'style': []}
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
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for line, text, name in imported(tree):
        if text not in allowed:
            found['imports'].append([
                line, f'expected {" or ".join(allowed)}, received {text}'])
        if name not in {*used, '*'}:
            found['unused'].append([line, f'{name} is imported and not used'])
    return {rule: each[:5] for rule, each in found.items()}


def undocumented(tree, nested):
    """Return what has no documentation, either inside functions or not."""
    functions, found = (ast.FunctionDef, ast.AsyncFunctionDef), []
    remaining = [(tree, False)]
    while remaining:
        node, inside = remaining.pop()
        if isinstance(node, (ast.Module, ast.ClassDef, *functions)):
            documented = (ast.get_docstring(node) or '').strip()
            if inside is nested and not documented:
                found.append([getattr(node, 'lineno', None), 'no documentation'
                              f' of {getattr(node, "name", "the module")}'])
            inside = inside or isinstance(node, functions)
        remaining += [(child, inside) for child in ast.iter_child_nodes(node)]
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
