"""Write the eight files of the exercise to begin with: each says what to
compute, and leaves how to do it.
"""
import sys
from pathlib import Path

from grader.practice import folder_from
from grader.tasks import TASKS

STUBS = Path(__file__).with_name('stubs')
README = '''# Regularization: my eight functions

Each file says what its function computes. Write it in place of
`raise NotImplementedError`; in the folder of the exercise

    {watch}

looks at each file that is saved, and says what is wrong or what comes next;
`{grade}` grades them all.
'''


def begin(folder, typed):
    """Write what is not there yet; return the names of the written files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {each.file: (STUBS / f'{each.module}.txt').read_text('utf-8')
             for each in TASKS.values()}
    texts['README.md'] = README.format(
        **{command: typed(command, folder.resolve())
           for command in ('watch', 'grade')})
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


def main(arguments):
    """Write what is missing in a folder, and say what comes next."""
    folder, typed = folder_from(arguments, 'practice')
    try:
        new = begin(folder, typed)
    except OSError as error:
        sys.exit(f'expected a folder to write into, received {folder}: '
                 f'{error.strerror}')
    print(f'{folder}: {", ".join(new) or "nothing"} written'
          + ('' if len(new) > len(TASKS) else '; what was there is as it was'))
    print(f'next: {typed("watch", folder)}')


if __name__ == '__main__':
    main(sys.argv[1:])
