"""Each layout is found in each way in which it comes, nothing is lost."""
import pytest

from classes import CLASSES, EIGHT, NEW, WAYS, make, path_of, text_of
from grader import submissions
from grader.submissions.names import looks_like_one
from grader.submissions.survey import Survey


def accounts(found):
    """Return how often the path of each file is in one of the four."""
    paths = [path for each in found.submissions
             for name, path in each.files.items()
             if name not in each.extracted and (
                 each.folder / name).is_file()]
    paths += [each.path for each in found.older + found.left_out]
    return paths + found.teachers


def looks_in(path):
    """Return the paths of all that looks like one of the eight."""
    return [node.path for node in Survey(path).nodes.values()
            if looks_like_one(node.name)]


@pytest.mark.parametrize('name, way', [
    pytest.param(name, way, id=f'{name}, {way.__name__}',
                 marks=[pytest.mark.long] if (i + j) % 3 else [])
    for i, name in enumerate(CLASSES) for j, way in enumerate(WAYS)])
def test_a_class_is_found_as_it_comes(tmp_path, name, way):
    """Layout, learners, attempt, late, and the right bytes."""
    made, path = CLASSES[name], make(name, way, tmp_path)
    found = submissions.find([path], tmp_path / 'scratch')
    assert found.layout == made.layout
    taken = {each.name: each for each in found.submissions if each.files}
    assert sorted(taken) == sorted(made.mine)
    for learner, each in taken.items():
        assert sorted(each.files) == EIGHT
        assert {file: (each.folder / file).read_text(encoding='utf-8')
                for file in EIGHT} == {
            file: text_of(learner, NEW, file) for file in EIGHT}
        assert each.late == (learner in made.late)
    times = 2 if way.__name__ in ('unpacked_beside', 'downloaded_twice') else 1
    assert sorted(accounts(found)) == sorted(looks_in(path))
    for kind, templates in ('teachers', made.teachers), ('older',
                                                         made.old.values()):
        wanted = {path_of(template, file) for template in templates
                  for file in EIGHT}
        assert len(getattr(found, kind)) == times * len(wanted) or (
            kind == 'older' and times == 2)
