"""Names of learners, from what systems and teachers lay beside hand-ins."""
import re

from grader.submissions.layouts.folders import METADATA
from grader.submissions.layouts.forms import BLACKBOARD
from grader.submissions.survey import TABLE, rows_of

FULL = re.compile(r'(?:full |student |display |learner |vollständiger )?name|'
                  r'students?|learner|roster_?identifier|identifier|'
                  r'nom complet|nombre completo', re.I)
FIRST = re.compile(r'first ?_?names?|given ?names?|vornamen?|prénom|nombre',
                   re.I)
LAST = re.compile(r'last ?_?names?|surnames?|family ?names?|nachnamen?|nom|'
                  r'apellidos?', re.I)
IDENTITY = re.compile(r'\bid\b|\w+id\b|user|login|mail|number|matrik|kennung|'
                      r'github|identif|code|\bnr\b|nummer', re.I)
SUBMITTED = re.compile(r'^Name: (.+) \(([^()]+)\)\s*$', re.M)


def name_learners(survey, layout, reader, people):
    """Give learners the names that the teacher knows, where they are there.

    people: {what tells a learner apart: Person}.
    """
    if layout.name == 'blackboard':
        name_by_texts(survey, people)
    for name, paths in survey.by_name.items():
        for parts in paths:  # what is in a hand-in says nothing of others
            if name == METADATA or name.lower().endswith('.csv'):
                if reader(parts) is None:
                    name_by(survey.nodes[parts], people)


def name_by(node, people):
    """Take names from Gradescope's metadata, or from a table."""
    if node.name != METADATA:
        name_by_table(rows_of(node), people)
    elif node.kind == 'file':
        for key, submitters in metadata(node).items():
            person = people.get(key)
            names = [str(each.get(':name') or each.get('name') or '')
                     for each in submitters if isinstance(each, dict)]
            names = list(filter(None, names))
            if person is not None and names:
                person.name = ', '.join(names)
                person.members = set(names if len(names) > 1 else ())
                person.ids += tuple(
                    str(each.get(field)) for each in submitters
                    if isinstance(each, dict)
                    for field in (':sid', ':email') if each.get(field))


def metadata(node):
    """Return {submission: [who submitted it]} of Gradescope's metadata."""
    import yaml
    loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)
    try:
        content = yaml.load(node.read(TABLE)[0], loader)
    except Exception:  # readers raise whatever they like
        return {}
    found = {}
    for key, value in content.items() if isinstance(content, dict) else ():
        submitters = isinstance(value, dict) and (
            value.get(':submitters') or value.get('submitters'))
        if isinstance(submitters, list):
            found[str(key)] = submitters
    return found


def name_by_texts(survey, people):
    """Take names from the text that Blackboard writes for each attempt."""
    for parts, node in survey.nodes.items():
        match = BLACKBOARD.fullmatch(parts[-1])
        if match and match[4] and node.kind == 'file' and not any(
                map(BLACKBOARD.fullmatch, parts[:-1])):
            person = people.get(match[1])
            said = SUBMITTED.search(node.bytes().decode('utf-8-sig',
                                                        'replace'))
            if person is not None and said:
                person.name = said[1].strip()
                person.ids += said[2],


def name_by_table(rows, people):
    """Take names from a roster, if it has columns for them."""
    if len(rows) < 2:
        return
    head = [cell.strip() for cell in rows[0]]
    full = [at for at, cell in enumerate(head) if FULL.fullmatch(cell)]
    first = [at for at, cell in enumerate(head) if FIRST.fullmatch(cell)]
    last = [at for at, cell in enumerate(head) if LAST.fullmatch(cell)]
    ids = [at for at, cell in enumerate(head)
           if IDENTITY.search(cell) and at not in first + last]
    known = {}
    for row in rows[1:]:
        row = row + [''] * (len(head) - len(row))
        names = ([row[first[0]].strip(), row[last[0]].strip()]
                 if first and last else
                 [row[at].strip() for at in full[:1]])
        name = ' '.join(filter(None, names))
        for at in ids:
            if name and plain(row[at]) and row[at].strip() != name:
                known.setdefault(plain(row[at]), set()).add(name)
    for person in people.values():
        found = [known[plain(each)] for each in person.ids
                 if plain(each) in known]
        if found and len(found[0]) == 1:
            person.name, = found[0]


def plain(text):
    """Return what two ways to write an identity have in common."""
    return re.sub(r'[\W_]+', '', text).lower()
