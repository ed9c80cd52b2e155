"""Practice: the eight files to begin with, and a verdict on each save."""
import os
import shlex


def folder_from(arguments, command):
    """Return the folder that the command line names, and how to name it.

    With --make alone it is make's variable DIR, which no shell has read. The
    second is a function of a command and a folder: what to type. SystemExit
    without a folder.
    """
    is_make = list(arguments) == ['--make']
    folders = [os.environ.get('DIR', '')] if is_make else [
        each for each in arguments if each != '--']

    def typed(command, folder):
        """Return a command as its user would type it."""
        quoted = shlex.quote(str(folder))
        if is_make:
            return f'make {command} DIR={quoted}'
        return {'grade': 'python -m grader',
                'practice': 'python -m grader.practice',
                'watch': 'python -m grader.practice.watch'}[command] + (
            ' -- ' if str(folder).startswith('-') else ' ') + quoted

    if len(folders) != 1 or not folders[0]:
        raise SystemExit('expected one folder: '
                         + typed(command, 'mine'))
    folder, = folders
    return (folder if os.path.lexists(folder) else os.path.expanduser(folder)
            ), typed
