"""Write the eight files of the exercise to begin with: what to compute is
told, how is left to do.
"""
import ast
import sys
from pathlib import Path

from grader.statement import FILES
from grader.submission import ROOT

README = '''# Regularization: my eight functions

Each file says what its function computes. Write it in place of
`raise NotImplementedError`; in the folder of the exercise

    make watch DIR={folder}

looks at each file that is saved, and says what is wrong or what comes next;
`make grade DIR={folder}` grades them all.
'''


def stub(task):
    """Return our file up to the end of the function's documentation."""
    source = (ROOT / f'{FILES[task][0]}.py').read_text('utf-8')
    function, = [node for node in ast.parse(source).body
                 if isinstance(node, ast.FunctionDef)]
    lines = source.splitlines()[:function.body[0].end_lineno]
    return '\n'.join([*lines, '    raise NotImplementedError', ''])


def begin(folder):
    """Write what is not there yet; return the names of the written files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {f'{FILES[task][0]}.py': stub(task) for task in FILES}
    texts['README.md'] = README.format(folder=folder.resolve())
    written = []
    for name, text in texts.items():
        try:
            with open(folder / name, 'x', encoding='utf-8') as file:
                file.write(text)
        except FileExistsError:
            continue
        if name.endswith('.py'):
            (folder / name).chmod(0o755)
        written.append(name)
    return written


if __name__ == '__main__':
    try:
        new = begin(sys.argv[1])
    except OSError as error:
        sys.exit(f'expected a folder to write into, received {sys.argv[1]}: '
                 f'{error.strerror}')
    print(f'{sys.argv[1]}: {", ".join(new) or "nothing"} written'
          + ('' if len(new) > len(FILES) else '; what was there is as it was'))
    print(f'next: make watch DIR={sys.argv[1]}')
