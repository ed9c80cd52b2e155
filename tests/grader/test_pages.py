"""The page of a class, and a page for each submission."""
import html.parser
import json
import re

import pytest

from example_records import (
    ADVICE, HOSTILE, WRONG, class_of_two, graded, record, run)
from grader.report import pages, write
from grader.report.text import clean


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
def written(tmp_path):
    """A function of a header and records: the class page, and the last's."""
    def written(header, records):
        write(tmp_path, *graded(tmp_path, header, records))
        number = len(header['submissions']) - 1
        return [(tmp_path / path).read_text('utf-8') for path in (
            'index.html', f'pages/{number:04}.html')]
    return written


@pytest.mark.parametrize('text', HOSTILE)
def test_hostile_text_stays_text(written, text):
    """In a name, a message, a mistake, a hint, a title, a check, a print."""
    bad = record(1, check=text, verdict='wrong', points=0, title=text,
                 message=text, mistake=text, hint=text, clause=text,
                 printed=text, printed_bytes=len(text))
    harmless = record(1, verdict='wrong', points=0, **dict.fromkeys(
        ('message', 'mistake', 'hint', 'clause', 'printed'), 'x'))
    names = 'Bob', text
    for page, known in zip(
            written(run(*names), [bad, record(1, 5, **{
                **ADVICE, 'message': f'{text}\n{text}'})]),
            written(run('Bob', 'Ann'), [harmless, record(1, 5, **ADVICE)])):
        assert set(Tags(page).tags) <= set(Tags(known).tags)
        assert not re.search('[\x00-\x09\x0b-\x1f\x7f\u202e\udcff]', page)
        assert all(re.fullmatch(r'#[\w-]+|pages/\d+\.html', link)
                   for link in Tags(page).links)
        assert ' '.join(text.split()) in ' '.join(Tags(page).text.split()) \
            or not text.isprintable()


def test_marks_do_not_pile_up():
    """They would cover the rows above; those of any language stay."""
    assert clean('o' + '\u0301' * 99) == 'o' + '\u0301' * 8
    for text in 'e\u0302\u0323', '\u05e9\u05c1\u05b8', '\u0e17\u0e35\u0e48':
        assert clean(text) == text


def test_pages_stand_alone_and_can_be_read_by_all(written):
    """No address, no script; a language, a title, headers with a scope."""
    header, records = class_of_two()
    for page in written(header, [*records, record(1, **ADVICE)]):
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


def test_the_class_page_says_who_made_which_mistake(written):
    """Each submission and each mistake has a row; all names are links."""
    tags = Tags(written(*class_of_two())[0])
    assert tags.links == ['pages/0000.html', 'pages/0001.html',
                          'pages/0001.html', 'pages/0001.html']
    assert 'goes back through an updated W' in tags.text
    assert '1 of 2 submissions with all 5 points' in tags.text
    assert 'Beyond' not in tags.text


def test_a_class_page_counts_advice_and_trouble(written):
    """Each in one line."""
    text = Tags(written(run('Ann', 'Bob'), [
        record(**ADVICE), record(1, 5, verdict='trouble', points=0)])[0]).text
    assert 'Beyond the statement: advice, worth no points, for 1 sub' in text
    assert 'The grader failed on 1 submission' in text


def test_a_large_class_is_folded(written, monkeypatch):
    """Each fold has a table of its own, under the names of both ends."""
    monkeypatch.setattr(pages, 'FOLD', 2)
    tags = Tags(written(run(*'abcde', checks=1), [
        record(i) for i in range(5)])[0])
    assert tags.tags.count('details') == tags.tags.count('table') == 3
    assert 'a to b (2)' in tags.text and 'e to e (1)' in tags.text
    assert len(tags.links) == 5


def test_a_page_names_the_same_cause_once_and_refers_to_it(written):
    """The second task says: the same as in the first."""
    tags = Tags(written(*class_of_two())[1])
    assert tags.text.count('already updated?') == 1
    assert tags.text.count('The statement: the weights are updated in') == 1
    assert 'the same as in task 1' in tags.text
    assert tags.links.count('#task-1') == 2
    assert 'Ann' not in tags.text


def test_a_page_shows_both_mistakes_in_one_task(written):
    """None is folded away."""
    page = written(run('Ann', checks=3), [record(**WRONG), record(
        check='test_other', verdict='wrong', points=0,
        message='a.py: two\n  got 1, expected 2')])[1]
    assert page.count('<div class="miss">') == 2 and 'details' not in Tags(
        page).tags


def test_advice_has_a_section_of_its_own_at_the_end(written):
    """Neutral, without a sign; what is followed is not mentioned."""
    page = written(run('Ann', checks=3), [
        record(), record(**ADVICE), record(
            check='test_x', title='Followed.', of=0, points=0)])[1]
    text = Tags(page).text
    assert text.index('Beyond the statement') > text.index('1 check right')
    assert 'Task 1: for one layer your step changes nothing' in text
    assert 'Followed.' not in text and '2 of 2 points' in text
    assert 'class="miss"' not in page and 'class="wrong"' not in page


def test_a_page_counts_what_is_right():
    """Alike titles once, with their number."""
    assert pages.section(1, [], [record(), record(), record(
        title='Other.')])['right'] == {'Each entry is 15.': 2, 'Other.': 1}


def test_prints_are_shown_once_and_measured(written):
    """The same words in two checks are one print."""
    printed = {'printed': 'words', 'printed_bytes': 36_000_000}
    text = Tags(written(run('Ann'), [
        record(check='a', **printed), record(check='b', **printed)])[1]).text
    assert text.count('words') == 1
    assert 'It printed 36,000,000 bytes, of which these are the first 5' \
        in text


def test_a_long_message_is_shortened(written):
    """A page stays readable, and says how much is left out."""
    page = written(run('Ann'), [
        record(verdict='wrong', message='x' * 10 ** 6)])[1]
    assert len(page) < 20_000
    assert '996,040 more characters' in page


def test_a_class_without_any_record_has_a_page(written):
    """As has a submission of which nothing ran."""
    class_page, page = written(run('Ann'), [])
    assert 'outcome' in Tags(class_page).text
    assert '0 of 0 points' in Tags(page).text


SECRETS = ['0.1183', '0.1021', '15', 'printed words']
QUESTION = ['did you', 'one step', 'W3 is right', 'goes back', 'in place']


@pytest.mark.parametrize('reveal, shown', [
    ('values', SECRETS + QUESTION), ('message', QUESTION), ('none', []),
    ('a level that nobody knows', [])])
def test_no_level_reveals_more_than_it_says(written, tmp_path, reveal, shown):
    """Neither on the page nor to Gradescope."""
    page = written(run('Ann', reveal=reveal), [record(
        **WRONG, printed='printed words', printed_bytes=13)])[1]
    told = json.loads((tmp_path / 'gradescope/0000/results.json').read_text())
    del told['execution_time']
    for text in Tags(page).text, json.dumps(told):
        for words in SECRETS + QUESTION:
            assert (words.lower() in text.lower()) == (words in shown), words
        assert 'wrong' in text.lower()


def test_a_run_that_has_not_ended_says_so(written, tmp_path):
    """Nobody takes the points of half a run for a grade."""
    class_page, page = written(run('Bob', 'Ann', checks=3), [record(1)])
    told = (tmp_path / 'gradescope/0001/results.json').read_text()
    assert '1 of 3 checks have run' in class_page
    assert '1 of 3 checks have run' in page
    assert '1 of 3 checks have run' in told
    assert '2 submissions to finish' in class_page
