#!/usr/bin/env python3
"""The formats of the post: README.md, index.html and notebook.ipynb.

Each comes from a template in templates/ and the kept numbers. None holds the
address of this repository, which every copy of it has another of: the same
files are right in each. Where git knows an address on GitHub, that of the
notebook in Colab is printed.
"""
import base64
import re
import subprocess
import sys
from importlib import import_module

import jupytext
import markdown
import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from latex2mathml.converter import convert

import results

sys.path.append(str(results.PROGRAMS / 'libraries'))
guide = import_module('guide')
# a token may stand before the host: it goes
GITHUB = re.compile(r'(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[:/]'
                    r'([^/]+/[^/]+?)(?:\.git)?/?')
THRESHOLDS = (0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)


def number(value):
    """Return a number as the post writes it: floats with one decimal."""
    if isinstance(value, float):
        return decimals(value, 1)
    return f'{value:,}' if isinstance(value, int) else value


def decimals(value, count):
    """Return a number with so many decimals."""
    return f'{value:,.{count}f}'


def signed(value, count):
    """Return a number with its sign and so many decimals."""
    return f'{value:+,.{count}f}'


def plus_minus(gain, count):
    """Return a gain with two standard errors."""
    return (f'{signed(gain["mean"], count)} ± '
            f'{decimals(gain["two_se"], count)}')


TEMPLATES = Environment(
    loader=FileSystemLoader(results.PROGRAMS / 'templates'),
    undefined=StrictUndefined, finalize=number, keep_trailing_newline=True)
TEMPLATES.filters.update(decimals=decimals, signed=signed,
                         plus_minus=plus_minus, zip=zip)


def numbers():
    """Return all that the templates may name."""
    record = results.read('comparison-digits')
    return {**record, **record['tables'],
            'table': {name: record['tables']['tanh'][technique]
                      for technique, name in record['techniques'].items()},
            **{name: results.read(name) for name in ('football', 'mnist')}}


def frames():
    """Return what the page's moving pictures show."""
    curves = results.read('comparison-digits')['pictured']['curves']['none']
    settings = results.read('comparison-digits')['settings']
    moving = results.read('moving')
    return {
        'boundaries': moving['boundaries'], 'mask': moving['mask'],
        'stopping': {
            'steps': curves['step'], 'valid': curves['valid'],
            'thresholds': THRESHOLDS,
            'patience': settings['patience'], 'check': settings['check'],
            'paths': {key: svg_path(curves['step'], curves[key])
                      for key in ('train', 'valid')}}}


def svg_path(steps, costs):
    """Return a learning curve as an SVG path, at the scale of moving.html."""
    return 'M' + 'L'.join(f'{40 + 0.3 * step:.1f} {190 - 112.5 * cost:.1f}'
                          for step, cost in zip(steps, costs))


def post_text(beside, moving):
    """Return the post in Markdown.

    Args:
        beside: str, what is said of the other formats.
        moving: dict of what stands in the places of the moving pictures.
    """
    text = TEMPLATES.get_template('post.md').render(
        **numbers(), beside=beside, moving=moving)
    return re.sub(r'\n{3,}', '\n\n', text)


def readme():
    """Return the post as README.md, without what moves."""
    return post_text(
        'The same [as a notebook](notebook.ipynb), to run and to change; open '
        '`index.html` in a browser for pictures that move.',
        {'boundaries': '', 'mask': '', 'stopping': '', 'translation': ''})


def page():
    """Return the post as one HTML page that needs nothing else."""
    data = frames()
    figures = TEMPLATES.get_template('moving.html').module
    stash = [getattr(figures, name)(part) for name, part in data.items()]
    stash.append(guide.form(results.read('libraries')))
    text = post_text(
        'The same [as a notebook](notebook.ipynb), to run and to change.',
        {name: f'STASH{i}END'
         for i, name in enumerate([*data, 'translation'])})

    def keep_formula(match):
        """Keep a formula from Markdown; return what stands in for it."""
        block, inline = match.groups()
        stash.append(convert(block or inline,
                             display='block' if block else 'inline'))
        return f'STASH{len(stash) - 1}END'

    def embed(match):
        """Return the attribute of an image with the image itself."""
        path = results.POST / match[1]
        kind = 'svg+xml' if path.suffix == '.svg' else 'png'
        image = base64.b64encode(path.read_bytes()).decode()
        return f'src="data:image/{kind};base64,{image}"'

    text = re.sub(r'\$\$(.+?)\$\$|\$([^$\n]+?)\$', keep_formula, text,
                  flags=re.S)
    body = markdown.markdown(text, extensions=['tables'])
    body = re.sub(r'(?:<p>)?STASH(\d+)END(?:</p>(?=\n))?',
                  lambda match: stash[int(match[1])], body)
    body = re.sub(r'src="(figures/[^"]+)"', embed, body)
    folder = results.PROGRAMS / 'templates'
    return TEMPLATES.get_template('page.html').render(
        title=re.search('# (.*)', text)[1], body=body, frames=data,
        rule=(folder / 'stopping.js').read_text(),
        script=(folder / 'moving.js').read_text())


def notebook():
    """Return the lesson as a notebook, without outputs."""
    text = TEMPLATES.get_template('notebook.md').render(**numbers())
    lesson = jupytext.reads(text, 'md')
    # jupytext's own notes and ids would make each file differ from the last
    lesson.metadata = {'kernelspec': {
        'display_name': 'Python 3', 'language': 'python', 'name': 'python3'}}
    for i, cell in enumerate(lesson.cells):
        cell.id = f'cell-{i}'
    return nbformat.writes(lesson) + '\n'


def git(*arguments):
    """Return what git says of the post's folder; nothing if it cannot."""
    try:
        return subprocess.run(
            ['git', *arguments], cwd=results.POST, text=True, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ''


def colab(remote, branch, folder):
    """Return where Colab opens the notebook, or None.

    Args:
        remote: str, address of the repository; only GitHub's will do.
        branch: str.
        folder: str, the post's within the repository, with a / at its end.
    """
    found = GITHUB.fullmatch(remote)
    return found and ('https://colab.research.google.com/github/'
                      f'{found[1]}/blob/{branch}/{folder}notebook.ipynb')


def libraries():
    """Return the guide to libraries, as libraries.md."""
    return guide.guide(results.read('libraries'))


FORMATS = {'README.md': readme, 'index.html': page, 'notebook.ipynb': notebook,
           'libraries.md': libraries}


def main():
    """Write the formats, and say where Colab would open the notebook."""
    for name, make in FORMATS.items():
        (results.POST / name).write_text(make())
        print(f'post: {(results.POST / name).relative_to(results.ROOT)}')
    address = colab(git('remote', 'get-url', 'origin'),
                    git('branch', '--show-current'),
                    git('rev-parse', '--show-prefix'))
    if address:
        print(f'in Colab, once it is pushed: {address}')


if __name__ == '__main__':
    main()
