"""Choose the layout of a class by evidence over the whole of it."""
from grader.submissions.found import Ambiguous, NothingFound, Option
from grader.submissions.layouts import LAYOUTS
from grader.submissions.names import (look, prefixed, without_copies,
                                      without_ending)
from grader.submissions.resolve import resolve
from grader.submissions.structure import TEACHER, structure_of
from grader.submissions.survey import task_of

SEEN, NEAREST = 10, 3
SYSTEMS = 2  # layouts below this level are those of systems


def choose(survey, path, name, attempt):
    """Return the Layout and the learners of a Survey.

    name: that of the layout if the user has named one, else None.
    """
    if name:
        layout = LAYOUTS[name]
        reader = layout.recognize(survey)
        learners = reader and resolve(survey, layout, reader, attempt)
        if not learners or not learners.people:
            raise nothing(survey, path)
        return layout, learners
    if not survey.looks:
        raise nothing(survey, path)
    for level in range(SYSTEMS):
        possible = [
            (layout, resolve(survey, layout, reader, attempt))
            for layout, reader in best_readers(survey, level)]
        if len({learners.partition() for _, learners in possible}) > 1:
            raise Ambiguous(path, list(map(option, possible)))
        if possible:
            return refuse_one_of_many(survey, path, *possible[0], attempt)
    return choose_plain(survey, path, attempt)


def choose_plain(survey, path, attempt):
    """Return the Layout and the learners where no system is known."""
    possible = []
    for name in structure_of(survey).possible:
        reader = LAYOUTS[name].recognize(survey)
        possible.append((LAYOUTS[name], resolve(
            survey, LAYOUTS[name], reader, attempt)))
    if len(possible) > 1 or not possible[0][1].people:
        if not any(learners.people for _, learners in possible):
            raise nothing(survey, path)
        options = list(map(option, possible))
        raise Ambiguous(path, [each for number, each in enumerate(options)
                               if not number or each.learners[1:]])
    return possible[0]


def refuse_one_of_many(survey, path, layout, learners, attempt):
    """Return both, unless archives of many were taken for one learner's.

    As names with two numbers are, which Canvas has too.
    """
    if layout.level and len(learners.people) == 1:
        person, = learners.people
        archives = {}
        for entry in person.entries:
            part = entry.parts[entry.reading.above]
            if without_ending(part) != part:
                archives.setdefault(without_copies(without_ending(part))[0],
                                    set()).add(entry.file)
        if len(archives) > 1 and sum(map(len, archives.values())) > len(
                set().union(*archives.values())):
            other = LAYOUTS['folders']
            raise Ambiguous(path, [option((layout, learners)), option(
                (other, resolve(survey, other, other.recognize(survey),
                                attempt)))])
    return layout, learners


def best_readers(survey, level):
    """Return (layout, reader) for those of a level that explain a class best.
    """
    found = []
    for layout in LAYOUTS.values():
        reader = layout.recognize(survey) if layout.level == level else None
        strange = strangely_named(survey, reader) if reader else None
        if strange is not None:
            found.append((strange, layout, reader))
    least = min((strange for strange, _, _ in found), default=0)
    return [(layout, reader) for strange, layout, reader in found
            if strange == least]


def strangely_named(survey, reader):
    """Return how many files have an odd name by a reader, None if it fails.

    It must explain all that looks like one of the eight, but for what the
    teacher has there, and for the eight beside the learners': in a folder on
    the way to them, each once. So no learner's own folders are a class.
    """
    above, beside, learners, unknown, strange = set(), set(), set(), 0, 0
    for parts in survey.looks:
        reading = reader(parts)
        if reading is None:
            unknown += 1
            if unknown > 8 + len(survey.looks) // 2:
                return None
            if not any(map(TEACHER.fullmatch, parts[:-1])):
                place = parts[:-1], task_of(parts)
                if prefixed(parts[-1]) or place in beside:
                    return None
                beside.add(place)
        elif reading.role == 'hand-in':
            if not survey.by_content:
                found = reading.inner and look(reading.inner[-1])
                if not found:
                    return None
                strange += not found.exact
            learners.add(reading.learner)
            above.update(parts[:end] for end in range(1, reading.above + 1))
    if len(learners) > bool(beside) and all(
            folder in above for folder, _ in beside):
        return strange
    return None


def option(possible):
    """Return what a layout would give, as an Option."""
    layout, learners = possible
    people = sorted(learners.people, key=lambda person: person.name)
    return Option(layout.name, tuple(person.name for person in people),
                  tuple(sum(len(graded.files) for graded in person.graded)
                        for person in people))


def nothing(survey, path):
    """Return the error that says what is there, and what came nearest."""
    nearest = []
    for layout in LAYOUTS.values():
        reader = layout.recognize(survey) if survey.looks else None
        if not reader:
            continue
        unknown = [parts for parts in survey.looks if reader(parts) is None]
        nearest.append((len(survey.looks) - len(unknown), layout.name,
                        '/'.join(unknown[0][1:]) if unknown else ''))
    nearest.sort(key=lambda item: -item[0])
    names = sorted(survey.top.children, key=str.casefold)
    return NothingFound(path, names[:SEEN], len(names), [
        (name, count, len(survey.looks), example)
        for count, name, example in nearest[:NEAREST] if count])
