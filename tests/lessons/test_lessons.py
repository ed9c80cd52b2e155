"""Every number and picture of the lessons comes from the mains, as they are.

To change one, change the code, then `make lessons` and `make post`.
"""
import base64
import hashlib
import importlib
import re
import shutil
import warnings
from collections import Counter

import pytest

from grader import mistakes
import results

TEXT = (results.POST / 'README.md').read_text()
FILES = sorted(path.stem for path in results.FOLDER.glob('*.json'))

# the numbers of the post that no main has found: formulas, worked examples,
# task numbers, addresses and years. A change by hand shows here.
UNTAGGED = {
    '2': 57, '1': 37, '0': 18, '4': 10, '6': 10, '3': 8, '5': 8, '0.5': 7,
    '0.8': 7, '7': 7, '8': 6, '0.3': 4, '2017': 4, '1991': 2, '1997': 2,
    '80': 2, '9': 2, '0.2': 1, '0.65': 1, '0.9': 1, '02': 1, '1,296': 1,
    '1.25': 1, '10': 1, '100': 1, '1502.03167': 1, '1611.03530': 1,
    '1706.05350': 1, '19': 1, '2014': 1, '2015': 1, '2018': 1, '21': 1,
    '235': 1, '261': 1, '26971': 1, '30': 1, '441': 1, '5990': 1, '7.1': 1,
    '709': 1, '85': 1}

HELPS = [
    ('tanh', 'l1'), ('tanh', 'l2'), ('tanh', 'dropout'), ('tanh', 'early'),
    ('tanh', 'augment'), ('tanh', 'together'), ('relu', 'l2'),
    ('relu', 'dropout'), ('relu', 'early'), ('relu', 'together'),
    ('relu', 'norm'), ('clean', 'augment')]
DOES_NOT = [('clean', 'l1'), ('clean', 'l2'), ('clean', 'dropout'),
            ('clean', 'early'), ('relu', 'norm_batches')]


@pytest.fixture(scope='module')
def post():
    """The module that fills in numbers and renders the page."""
    return importlib.import_module('post')


@pytest.fixture(scope='module')
def figures():
    """The module that draws; imported late, since it takes a second."""
    with warnings.catch_warnings():
        warnings.simplefilter('ignore')     # matplotlib's own affair
        return importlib.import_module('figures')


@pytest.fixture(scope='module')
def pictures(figures):
    """{name of a picture: the file of numbers it shows}."""
    return {name: source for source, names in figures.PICTURES.items()
            for name in names}


def untagged(post, text):
    """Count the numbers of a text that stand behind no tag."""
    return dict(Counter(re.findall(r'\d+(?:[.,]\d+)*',
                                   post.TAGGED.sub('', text))))


@pytest.mark.parametrize('name', FILES)
def test_numbers_are_of_the_code_as_it_is(name):
    """A change of code, but not of comments, asks for a new run."""
    origin = results.read(name)['origin']
    assert origin['hash'] == results.fingerprint(origin['inputs']), (
        f'{name}.json is older than {", ".join(origin["inputs"])}: '
        'run its main again')


def test_no_file_of_numbers_is_missing(post):
    """All that the post quotes are there."""
    assert set(post.SOURCES.values()) <= set(FILES)


def test_pictures_are_of_the_numbers_as_they_are(figures, pictures):
    """Each picture carries the hash of the code and the numbers it shows."""
    old = [name for name, source in pictures.items()
           if figures.fingerprint(source).encode()
           not in (figures.FOLDER / name).read_bytes()]
    assert not old, 'older than their numbers: run `make figures`'


def test_the_post_shows_each_picture_and_no_other(pictures):
    """It starts with one, and those in it are those that are drawn."""
    shown = re.findall(r'!\[[^]]+\]\(figures/([^)]+)\)', TEXT)
    assert sorted(shown) == sorted(pictures)
    assert TEXT.splitlines()[2].startswith('![')


@pytest.mark.parametrize('name', ['8-blog_post/README.md', 'README.md'])
def test_tagged_numbers_are_those_that_were_found(name, post, tmp_path,
                                                  monkeypatch):
    """The post's program puts the same numbers in the place of sevens."""
    shutil.copytree(results.POST, tmp_path / results.POST.name)
    shutil.copy(results.ROOT / 'README.md', tmp_path)
    text = (tmp_path / name).read_text()
    (tmp_path / name).write_text(post.TAGGED.sub(
        lambda match: match[0][:-len(match[3])] + re.sub(r'\d', '7', match[3]),
        text))
    monkeypatch.setattr(results, 'ROOT', tmp_path)
    monkeypatch.setattr(results, 'POST', tmp_path / results.POST.name)
    post.main()
    for line, filled in zip(text.splitlines(),
                            (tmp_path / name).read_text().splitlines()):
        assert line == filled, f'{name}: run `make post`'


def test_other_numbers_are_those_that_were_written(post):
    """A number changed by hand, even in a formula, is noticed."""
    assert untagged(post, TEXT) == UNTAGGED


def test_every_changed_digit_is_noticed(post):
    """One of the two tests above fails, whichever digit is changed."""
    tagged = {i for match in post.TAGGED.finditer(TEXT)
              for i in range(match.start(3), match.end(3))}
    comments = {i for match in re.finditer('<!--.*?-->', TEXT)
                for i in range(*match.span())}
    for match in re.finditer(r'\d', TEXT):
        i = match.start()
        if i not in tagged and i not in comments:
            digit = str((int(TEXT[i]) + 1) % 10)
            changed = TEXT[:i] + digit + TEXT[i + 1:]
            assert untagged(post, changed) != UNTAGGED, TEXT[i - 30:i + 30]


def test_the_page_is_of_the_post_as_it_is(figures, pictures):
    """The web page was made from this text and holds all its pictures."""
    page = (results.POST / 'index.html').read_text()
    assert hashlib.sha256(TEXT.encode()).hexdigest() in page, \
        'index.html is older than README.md: run `make post`'
    for name in pictures:
        content = (figures.FOLDER / name).read_bytes()
        assert base64.b64encode(content).decode() in page, name


def test_the_page_needs_no_network():
    """Nothing but links that a reader clicks leads elsewhere."""
    page = (results.POST / 'index.html').read_text()
    assert '<script' not in page and '<link' not in page
    assert not re.search(r'src="(?!data:)|@import|url\(', page)


def test_the_post_is_as_long_as_it_should_be():
    """It has 2,000 to 3,500 words."""
    words = re.sub(r'<!--.*?-->', '', TEXT).split()
    assert 2000 <= len(words) <= 3500


@pytest.mark.parametrize('world, technique, verdict', [
    *((*pair, 'helps') for pair in HELPS),
    *((*pair, 'does not') for pair in DOES_NOT)])
def test_what_is_said_to_help_gains_two_standard_errors(world, technique,
                                                        verdict):
    """And what the post says may be luck, or no help, does not."""
    gain = results.read('8-main-digits')['tables'][world][technique]['gain']
    assert (gain['mean'] >= gain['two_se']) == (verdict == 'helps')


def test_mistakes_have_the_names_that_the_grader_gives_them():
    """Each `name` (task) of the misconceptions is one of mistakes.py."""
    section = re.search('## Misconceptions.*?## Erratum', TEXT, re.S)[0]
    named = {(int(task), name) for name, tasks in
             re.findall(r'`([^`]+)` \((?:task )?([\d and]+)\)', section)
             for task in tasks.split(' and ')}
    assert {name for _, name in named} == set(
        re.findall('`([^`]+)`', section)) - {'pytest --solutions'}
    assert named <= {(mistake.task, mistake.name)
                     for mistake in mistakes.MISTAKES}
