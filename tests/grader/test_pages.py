"""The page of a class, and a page for each submission."""
import html.parser
import json
import re

import pytest

from example_results import (
    ADVICE, HOSTILE, WRONG, class_of_two, record, wrong, written)
from grader.failure import Failure
from grader.report import pages


class Tags(html.parser.HTMLParser):
    """The tags of a page, its attributes, and its text without the style."""

    def __init__(self, page):
        super().__init__()
        self.open, self.tags, self.links, self.ids = [], [], [], []
        self.text = ''
        self.feed(page)
        self.close()
        assert not self.open, 'every tag is closed'

    def handle_starttag(self, tag, attrs):
        """Note a tag; nothing on the page can run or be fetched."""
        self.tags.append(tag)
        if tag not in ('meta',):
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith('on') and name != 'src'
            if name == 'href':
                self.links.append(value)
            if name == 'id':
                self.ids.append(value)

    def handle_endtag(self, tag):
        """Check that tags nest."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Gather what is read."""
        if 'style' not in self.open:
            self.text += data


@pytest.fixture
def read(tmp_path):
    """A function of a class: its page, and that of its last submission."""
    def read(submissions, reveal='values'):
        last = written(tmp_path, submissions, reveal)[-1]
        return [(tmp_path / path).read_text('utf-8') for path in (
            'index.html', last.page)]
    return read


@pytest.mark.parametrize('text', HOSTILE)
def test_hostile_text_stays_text(read, text):
    """In a name, a failure, a mistake, a hint, a title, a check, a print."""
    def page_of(name, text):
        advice = {**ADVICE, 'advice': text, 'failure': Failure('wrong', text)}
        return read({'Bob': [record()], name: [
            record(check=text, verdict='wrong', points=0, title=text,
                   mistake=text, hint=text, rule=text, printed=text,
                   printed_bytes=len(text), failure=Failure(
                       'wrong', *[text] * 6, faults=((text, 1, text),))),
            record(5, **advice)]})

    for page, known in zip(page_of(text, text), page_of('x', 'x')):
        assert set(Tags(page).tags) <= set(Tags(known).tags)
        assert not re.search('[\x00-\x09\x0b-\x1f\x7f\u202e\udcff]', page)
        assert all(re.fullmatch(r'#[\w-]+|pages/\d+\.html', link)
                   for link in Tags(page).links)
        assert ' '.join(text.split()) in ' '.join(Tags(page).text.split()) \
            or not text.isprintable()


def test_pages_stand_alone_and_can_be_read_by_all(read):
    """No address, no script; a language, a title, headers with a scope."""
    submissions = class_of_two()
    submissions['Bob'].append(record(**ADVICE))
    for page in read(submissions):
        tags = Tags(page)
        assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
        assert "default-src 'none'" in page and 'http://' not in page
        assert 'https://' not in page and 'url(' not in page
        assert tags.tags.count('h1') == tags.tags.count('main') == 1
        assert re.search('<title>[^<]+</title>', page)
        assert page.count('<th ') == len(re.findall('<th scope="', page))
        inside = {link[1:] for link in tags.links if link[0] == '#'}
        assert inside <= set(tags.ids)
        assert len(set(tags.ids)) == len(tags.ids)
        assert 'seed 7' in tags.text


def test_the_class_page_says_who_made_which_mistake(read):
    """Each submission and each mistake has a row; all names are links."""
    tags = Tags(read(class_of_two())[0])
    assert tags.links == ['pages/0000.html', 'pages/0001.html',
                          'pages/0001.html', 'pages/0001.html']
    assert 'goes back through an updated W' in tags.text
    assert '1 of 2 submissions with all 5 points' in tags.text
    assert 'Beyond' not in tags.text


def test_a_class_page_counts_advice_and_internal_errors(read):
    """Each in one line."""
    text = Tags(read({'Ann': [record(**ADVICE)], 'Bob': [record(
        5, verdict='internal error', points=0)]})[0]).text
    assert 'Beyond the statement: advice, worth no points, for 1 sub' in text
    assert 'The grader failed on 1 submission' in text


def test_a_large_class_is_folded(read, monkeypatch):
    """Each fold has a table of its own, under the names of both ends."""
    monkeypatch.setattr(pages, 'FOLD', 2)
    tags = Tags(read({name: [record()] for name in 'abcde'})[0])
    assert tags.tags.count('details') == tags.tags.count('table') == 3
    assert 'a to b (2)' in tags.text and 'e to e (1)' in tags.text
    assert len(tags.links) == 5


def test_a_page_names_the_same_cause_once_and_refers_to_it(read):
    """The second task says: the same as in the first."""
    tags = Tags(read(class_of_two())[1])
    assert tags.text.count('already updated?') == 1
    assert 'the same as in task 1' in tags.text
    assert tags.links.count('#task-1') == 2
    assert 'Ann' not in tags.text


def test_a_page_shows_both_mistakes_in_one_task(read):
    """None is folded away."""
    page = read({'Ann': [record(**WRONG), record(check='other', **wrong(
        got='1', expected='2'))]})[1]
    assert page.count('<div class="failure">') == 2
    assert 'details' not in Tags(page).tags


def test_advice_has_a_section_of_its_own_at_the_end(read):
    """Neutral, without a sign; what is followed is not mentioned."""
    page = read({'Ann': [record(), record(**ADVICE), record(
        check='x', title='Followed.', of=0, points=0, advice='do', worth=0),
        record(None, 'mode', title='Mode.', verdict='not judged', points=0,
               of=0)]})[1]
    text = Tags(page).text
    assert text.index('Beyond the statement') > text.index('1 check right')
    assert 'Task 1: for one layer your step changes nothing' in text
    assert 'Followed.' not in text and '2 of 2 points' in text
    assert 'Not judged: Mode.' in text
    assert 'class="failure"' not in page and 'class="wrong"' not in page


def test_a_page_counts_what_is_right():
    """Alike titles once, with their number."""
    assert pages.section(1, [], [record(), record(), record(
        title='Other.')], 'values')['right'] == {
            'Each entry is 15.': 2, 'Other.': 1}


def test_prints_are_shown_once_and_measured(read):
    """The same words in two checks are one print."""
    printed = {'printed': 'words', 'printed_bytes': 36_000_000}
    text = Tags(read({'Ann': [record(check='a', **printed),
                              record(check='b', **printed)]})[1]).text
    assert text.count('words') == 1
    assert 'It printed 36,000,000 bytes, of which these are the first 5' \
        in text


def test_a_submission_that_is_not_graded_says_so(read, tmp_path):
    """Nobody takes the points of half a run for a grade."""
    class_page, page = read({'Bob': [record()], 'Ann': []})
    assert 'outcome' in Tags(class_page).text
    assert '1 submission not graded yet' in Tags(class_page).text
    assert 'This submission is not graded yet' in Tags(page).text
    written(tmp_path, {'Ann': []})
    assert 'not graded yet' in (tmp_path / 'gradescope.json').read_text()


SECRETS = ['0.1021', 'm=7', '15', 'printed words']
SHOWN = ['0.1183', 'did you', 'W3 is right', 'goes back', 'in place']


@pytest.mark.parametrize('reveal, shown', [
    ('values', SECRETS + SHOWN), ('message', SHOWN), ('none', []),
    ('a level that nobody knows', [])])
def test_no_level_reveals_more_than_it_says(read, tmp_path, reveal, shown):
    """Neither on the page nor to Gradescope."""
    page = read({'Ann': [record(
        check='step[m=7]', **WRONG, printed='printed words',
        printed_bytes=13), record(check='right[m=7]', seconds=0)]}, reveal)[1]
    told = json.loads((tmp_path / 'gradescope.json').read_text())
    del told['execution_time']
    for text in Tags(page).text, json.dumps(told):
        for words in SECRETS + SHOWN:
            assert (words.lower() in text.lower()) == (words in shown), words
        assert 'wrong' in text.lower()


def test_pages_of_an_earlier_class_are_removed(tmp_path):
    """They would be handed out to others; what is not ours stays."""
    written(tmp_path, {name: [record()] for name in 'abc'})
    (tmp_path / 'pages' / 'notes.html').write_text('mine')
    written(tmp_path, {'a': [record()]})
    assert sorted(path.name for path in tmp_path.glob('*/*')) == [
        '0000.html', 'notes.html']
