"""Submissions that tests write, and what is found of them."""
from classes import EIGHT, write
from grader import submissions

TASK = EIGHT[7]


def eight(template, text):
    """Return {path: text} of all eight files, {} stands for the name."""
    return {template.replace('{}', file).replace('{stem}', file[:-3]): text
            for file in EIGHT}


def found(files, tmp_path, *options):
    """Return what is found of files in a folder."""
    write(files, tmp_path / 'class')
    return submissions.find([tmp_path / 'class'], tmp_path / 'scratch',
                            *options)


def texts(all_of_it):
    """Return {name: what its file of task 7 says}."""
    return {each.name: (each.folder / TASK).read_text(encoding='utf-8')
            if (each.folder / TASK).is_file() else None
            for each in all_of_it.submissions}
