"""The formats of the post are what the templates and the kept numbers give."""
import itertools
import json
import re

import pytest
from jinja2 import UndefinedError
from py_mini_racer import MiniRacer

import figures
import post
import results
import training


def committed(name):
    """Return a format of the post as it lies in its folder."""
    return (results.POST / name).read_text()


def without_formulas(text):
    """Return a page without its formulas: their markup is a library's own."""
    return re.sub('<math.*?</math>', '', text)


@pytest.mark.parametrize('name', post.FORMATS)
def test_the_post_is_what_its_template_gives(name):
    """Neither a number nor a word was changed behind the template."""
    assert without_formulas(committed(name)) == without_formulas(
        post.FORMATS[name]()), f'{name}: run `make post`'


def test_a_number_that_nobody_found_is_an_error():
    """A name in braces that is misspelt does not become an empty place."""
    template = post.TEMPLATES.from_string('{{ tanh.l3.test.mean }}')
    with pytest.raises(UndefinedError, match='l3'):
        template.render(**post.numbers())


@pytest.mark.parametrize('remote', [
    'https://github.com/ann/learning.git', 'https://github.com/ann/learning',
    'https://token@github.com/ann/learning.git/',
    'git@github.com:ann/learning.git', 'ssh://git@github.com/ann/learning'])
def test_colab_is_told_where_git_says_that_the_repository_is(remote):
    """For every way in which git writes an address on GitHub."""
    assert post.colab(remote, 'main', 'deep/8-blog_post/') == (
        'https://colab.research.google.com/github/ann/learning/blob/main/'
        'deep/8-blog_post/notebook.ipynb')


@pytest.mark.parametrize('remote', [
    '', '/home/ann/learning', 'https://gitlab.com/ann/learning.git',
    'https://github.com.example.org/ann/learning', 'https://github.com/ann'])
def test_no_address_is_made_up(remote):
    """Elsewhere than on GitHub there is nothing that Colab could open."""
    assert post.colab(remote, 'main', '8-blog_post/') is None


@pytest.mark.parametrize('name', post.FORMATS)
def test_no_format_holds_the_address_of_a_repository(name):
    """It would be wrong in every copy but one; links are relative."""
    text = committed(name)
    assert not re.search(r'colab\.research|github\.com/(?!.*arxiv)', text)
    assert 'OWNER' not in text


def test_the_post_shows_each_picture_once():
    """It starts with one, and those in it are those that are drawn."""
    text = committed('README.md')
    shown = re.findall(r'!\[[^]]+\]\(figures/([^)]+)\)', text)
    drawn = itertools.chain(*figures.PICTURES.values())
    assert sorted(shown) == sorted(drawn)
    assert text.splitlines()[2].startswith('![')


def test_the_page_needs_no_network():
    """Nothing but links that a reader clicks leads elsewhere."""
    page = committed('index.html')
    assert not re.search(r'<link|<script[^>]* src|src="(?!data:)|@import|'
                         r'url\(|fetch\(|XMLHttp', page)
    assert len(page.encode()) < 2e6


def test_the_pages_rule_stops_where_task_7_does():
    """For every position of both sliders, by the script as it stands there.
    """
    page = committed('index.html')
    engine = MiniRacer()
    engine.eval(re.search('<script id="rule">(.*?)</script>', page, re.S)[1])
    stopping = json.loads(re.search(
        r'id="frames">(.*?)</script>', page, re.S)[1])['stopping']
    low, high = map(int, re.search(
        r'id="patience" min="(\d+)" max="(\d+)"', page).groups())
    found = set()
    for patience, threshold in itertools.product(
            range(low, high + 1), stopping['thresholds']):
        rule = engine.call('stopAt', stopping['valid'], threshold, patience)
        best, last = training.find_stop(stopping['valid'], threshold,
                                        patience)
        assert (rule['best'], rule['last']) == (best, last)
        assert rule['stopped'] == (last - best >= patience)
        found.add((best, last))
    assert len(found) > high        # the sliders do change something
