"""The log of a run, as it is read again."""
import pytest

from grader.runs.log import Log

RUN = {'submissions': ['Ann'], 'checks': []}


def entry(number=0, **changes):
    """Return the line of a submission."""
    return {'number': number, 'isolation': 'limits', 'digest': 'abc',
            'records': [{}], **changes}


@pytest.fixture
def log(tmp_path):
    """A log that has begun."""
    log = Log(tmp_path / 'log')
    log.begin(RUN)
    return log


def test_what_is_added_is_read(log):
    """The header and the lines come back as they were, in any order."""
    for number in 2, 0:
        log.add(entry(number, text='a\nb\u2028c Zo\u00eb'))
    for same in log, Log(log.path):
        assert same.run == RUN
        assert list(same.entries(range(3))) == [
            entry(0, text='a\nb\u2028c Zo\u00eb'), None,
            entry(2, text='a\nb\u2028c Zo\u00eb')]
        assert same.levels == {0: 'limits', 2: 'limits'}


def test_half_a_character_can_be_written(log):
    """A name of a file need not be UTF-8."""
    log.add(entry(text='\udcff'))
    assert Log(log.path).entry(0)['text'] == '\udcff'


@pytest.mark.parametrize('kept', [1, 20, -2, -1])
def test_a_killed_run_loses_only_its_last_line(log, kept):
    """What is added to half a line is read, and so is what was before."""
    log.add(entry(0))
    whole = log.path.read_bytes()
    log.add(entry(1))
    last = log.path.read_bytes()[len(whole):]
    log.path.write_bytes(whole + last[:kept])
    expected = [0] + [1] * (kept == -1)
    log = Log(log.path)
    assert sorted(log.starts) == expected
    log.add(entry(2))
    for same in log, Log(log.path):
        assert same.run == RUN
        assert [each['number'] for each in same.entries(
            sorted(same.starts))] == [*expected, 2]


def test_a_log_that_was_killed_at_once_has_no_header(tmp_path):
    """Half a header is no header."""
    (tmp_path / 'log').write_bytes(b'{"run": {"isol')
    assert Log(tmp_path / 'log').run is None


def test_the_later_line_and_the_later_header_count(log):
    """A corrected file is graded again; a run may find more submissions."""
    log.add(entry(digest='old'))
    log.begin({**RUN, 'submissions': ['Ann', 'Bob']})
    log.add(entry(digest='new', isolation='landlock'))
    for same in log, Log(log.path):
        assert same.run['submissions'] == ['Ann', 'Bob']
        assert same.entry(0)['digest'] == 'new'
        assert same.levels == {0: 'landlock'}


def test_the_same_header_is_not_written_again(log):
    """Tuples are lists there."""
    log.begin({**RUN, 'checks': ()})
    assert log.path.read_bytes().count(b'\n') == 1


@pytest.mark.parametrize('line', [
    '5', '[]', '{"run": 5}', '{"run": {}}', '{"number": [], "records": 5}',
    '{"number": 0}', '[' * 100_000, 'null'])
def test_what_is_no_line_of_a_log_counts_as_none(log, line):
    """What is before and after it is read."""
    log.add(entry(0))
    with open(log.path, 'a') as file:
        file.write(line + '\n')
    log.add(entry(1))
    again = Log(log.path)
    assert again.run == RUN and sorted(again.starts) == [0, 1]


def test_a_log_that_others_have_changed_is_an_error(log):
    """Which names it, and where."""
    log.add(entry(records=[{'failure': 5}]))
    log.begin({**RUN, 'checks': [{}]})
    with pytest.raises(ValueError, match='log: damaged at number 0'):
        list(log.submissions())
