#!/usr/bin/env python3
"""Write ../../libraries.md, and the page's form, from libraries.json."""
import json
import sys
from importlib import import_module
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import factors
import translate

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
results = import_module('results')

GUIDE = results.POST / 'libraries.md'
# this exercise's setting that the guide says in each library
SETTING = {'lambtha': 0.1, 'm': 1000, 'alpha': 0.05, 'keep_prob': 0.8,
           'threshold': 0.0, 'patience': 5}
# what the page's form computes with
NEEDED = ('kind', 'name', 'code', 'note', 'factor', 'strength', 'm', 'alpha',
          'sets', 'rule', 'lowest_patience', 'threshold')


def entry_of(records, library, name, kind=''):
    """Return a library's entry of a name, and of a kind if there are two.

    Raises:
        KeyError: there is none of this name.
    """
    for entry in records[library]['entries']:
        if entry['name'] == name and kind in ('', entry['kind']):
            return entry
    raise KeyError(f'{library}: {name}')


def cell(text):
    """Return text as it may stand in a cell of a table."""
    return ' '.join(str(text).split()).replace('|', '\\|')


def row(*cells):
    """Return a row of a table."""
    return f'| {" | ".join(cell(text) for text in cells)} |'


def table(head, rows):
    """Return a table of Markdown."""
    return '\n'.join([row(*head), '|---' * len(head) + '|',
                      *(row(*cells) for cells in rows)])


def entries(records, *kinds):
    """Yield (title and version, entry), the former only once in a row."""
    for record in records.values():
        label = f'{record["title"]} {record["version"]}'
        for entry in record['entries']:
            if entry['kind'] in kinds:
                yield label, entry
                label = ''


def formula(entry):
    """Return lambtha as a formula of the library's strength s."""
    if entry['factor'] is None:
        return 'none'
    parts = [*(['s'] if entry['strength'] == 1 else []),
             *(['m'] if entry['m'] == 1 else [])]
    if entry['factor'] != 1 or not parts:
        parts.insert(0, f'{entry["factor"]:g}')
    text = ' · '.join(parts)
    below = [*(['s'] if entry['strength'] == -1 else []),
             *(['alpha'] if entry['alpha'] == -1 else [])]
    return text + (f' / {" / ".join(below)}' if below else '')


def decay_rows(records):
    """Yield the rows of the table on decay."""
    for label, entry in entries(records, 'decay', 'minimum'):
        found = entry['factor'] is not None
        biases = {None: '', 0.0: 'no', 1.0: 'yes'}.get(
            entry['biases'], f'{entry["biases"]} of it'
            if entry['biases'] is not None else '')
        rate = '' if entry['kind'] == 'minimum' or not found else (
            'times alpha' if entry['alpha'] == 0 else 'not times alpha')
        if entry['late']:
            rate += ', after the step'
        batch = '' if entry['kind'] == 'minimum' or not found else (
            'one example a step' if entry['one_example'] else
            'divided by m' if entry['m'] == 0 else 'no matter')
        proof = entry['proof']
        shown = '' if not proof else (
            f'{proof["apart"]:.0e}, {proof["dtype"]}' + (
                '' if proof['agrees'] else ', too far'))
        default = entry.get('default')
        yield (label, entry['name'], formula(entry), biases, rate, batch,
               '' if default is None else f'{default:g}', shown)


def dropout_rows(records):
    """Yield the rows of the table on dropout."""
    for label, entry in entries(records, 'dropout'):
        mask = {True: 'yes', False: 'no'}.get(entry['same_mask'],
                                              entry['same_mask'])
        default = ', '.join(f'{key} {value}' for key, value in
                            entry['defaults'].items()
                            if not isinstance(value, bool)
                            and key in ('p', 'rate', 'ratio'))
        yield (label, entry['name'], entry['sets'],
               f'{entry["scale"]:.7g}', entry['evaluation'],
               short_error(entry['untold']), short_error(entry['zero']),
               short_error(entry['one']),
               short_error(entry.get('slope_at_one', '')),
               short_error(mask), default, entry.get('onnx', ''))


def short_error(text):
    """Return what came out, or an exception's name without its words."""
    return text.partition(':')[0]


def checks_of(row):
    """Return how many checks were run for patience 0 to 3, in a cell."""
    return ', '.join('never' if found is None else
                     '–' if isinstance(found, str) else str(found)
                     for found in row)


def short_checks(row):
    """Return the same as short as it can be."""
    return checks_of(row).replace(',', '').replace('never', '∞')


def patience_text(entry):
    """Return which patience of task 7 a library's own patience is."""
    rule = entry['rule']
    if rule is None:
        return 'none'
    more = rule['more']
    text = 'patience' + (f' {"+" if more > 0 else "-"} {abs(more)}'
                         if more else '')
    return text + (', the first check is a miss'
                   if rule['first'] == 'miss' else '')


def threshold_text(entry):
    """Return what a library's threshold does."""
    rule = entry['rule']
    if not entry['threshold']:
        return 'has none' + ('; a tie is better'
                             if rule and rule['tie'] else '')
    if rule is None:
        return 'no rule of task 7'
    parts = [*(['a gain of just as much counts'] if rule['tie'] else []),
             *{'other': ['above 0 no rule of task 7'], 'absolute': [],
               'share': ['a share of opt_cost'],
               'percent': ['percent of opt_cost']}[rule['unit']],
             *(['opt_cost follows every gain']
               if rule['best'] == 'lowest' else [])]
    return '; '.join(parts) or 'as in task 7'


def stopping_rows(records):
    """Yield the rows of the table on early stopping."""
    for label, entry in entries(records, 'stopping'):
        checks = entry['checks']
        proof = entry['proof']
        nearly = any(part['agree'] < part['of'] for part in proof.values())
        yield (label, entry['name'],
               *(short_checks(checks[key]) if key in checks else ''
                 for key in ('flat', 'fall', 'exact', 'small', 'nan',
                             'nan first')),
               patience_text(entry) + (', nearly' if nearly else ''),
               threshold_text(entry), entry['keeps'],
               ', '.join(f'{key} {value}' for key, value in
                         entry['defaults'].items() if any(
                             word in key for word in (
                                 'patience', 'rounds', 'delta', 'tol',
                                 'n_iter', 'wait', 'threshold'))
                         and not any(word in key for word in (
                             'smoothing', 'max', 'count'))),
               *(f'{part["agree"]} of {part["of"]}' if part['of'] else ''
                 for part in (proof['to'], proof['to_threshold'])))


TABLES = {
    'decay': (('library', 's is the strength of', 'lambtha', 'biases too',
               'learning rate', 'batch', 'default s', 'from task 1'),
              decay_rows),
    'dropout': (('library', 'what', 'sets', 'kept entries of 1 at 0.3',
                 'evaluation', 'not told', 'at 0', 'at 1', 'gradient at 1',
                 'same mask in float32, float64', 'default', 'ONNX'),
                dropout_rows),
    'stopping': (('library', 'what', 'flat', 'fall', 'exact', 'small',
                  'NaN', 'NaN first', "task 7's patience",
                  'its threshold', 'weights at the end', 'defaults',
                  'proof, threshold 0', 'above 0'), stopping_rows)}


def codes(records):
    """Yield each library's heading and the code of the guide's setting."""
    for record in records.values():
        said = []
        for entry in record['entries']:
            code, remarks = translate.said_there(entry, SETTING)
            if entry['kind'] == 'dropout' and not entry['proof']['agrees']:
                said.append(f'# {entry["name"]}: scales otherwise than task '
                            '4, at evaluation')
            elif code:
                said.append(f'# {entry["name"]}\n{code.strip()}')
            elif entry['kind'] == 'stopping':
                said.append(f'# {entry["name"]}: it has no numbers for this.'
                            '\n# ' + ' '.join(remarks))
        if said:
            yield f'{record["title"]} {record["version"]}', said


def guide(records):
    """Return libraries.md, with the libraries by title."""
    records = dict(sorted(records.items(),
                          key=lambda item: item[1]['title'].lower()))
    templates = Environment(
        loader=FileSystemLoader(HERE.parent / 'templates'),
        undefined=StrictUndefined, keep_trailing_newline=True,
        trim_blocks=True)
    return templates.get_template('libraries.md').render(
        records=records, setting=SETTING, codes=list(codes(records)),
        checks=checks_of, formula=formula,
        entry=lambda *names: entry_of(records, *names),
        tables={name: table(head, rows(records))
                for name, (head, rows) in TABLES.items()},
        **counts(records))


def counts(records):
    """Return how many libraries are measured and proven, of each kind."""
    def agree(kinds, test):
        """Count the libraries one of whose entries passes a test."""
        return sum(any(entry['kind'] in kinds and test(entry)
                       for entry in record['entries'])
                   for record in records.values())
    return {
        'measured': len(records),
        'decays': agree(('decay', 'minimum'),
                        lambda e: e['proof'] and e['proof']['agrees']),
        'drops': agree(('dropout',), lambda e: e['proof']['agrees']),
        'stops': agree(('stopping',), lambda e: 0 < e['proof']['to']['of']
                       == e['proof']['to']['agree'])}


def form(records):
    """Return the page's form with its style, data and scripts, as HTML."""
    data = {name: {**{key: record[key] for key in ('title', 'version')},
                   'entries': [
                       {**{key: entry[key] for key in NEEDED if key in entry},
                        'remarks': factors.remarks(entry, 1)}
                       for entry in record['entries']]}
            for name, record in records.items()}
    folder = HERE.parent / 'templates'
    templates = Environment(loader=FileSystemLoader(folder), autoescape=True,
                            undefined=StrictUndefined)
    text = json.dumps(data, separators=(',', ':')).replace('<', '\\u003c')
    return '\n'.join([
        f'<style>\n{(folder / "translate.css").read_text()}</style>',
        str(templates.get_template('translate.html').module.translate(data)),
        f'<script type="application/json" id="libraries">{text}</script>',
        *(f'<script id="{name}">\n{(folder / f"{name}.js").read_text()}'
          '</script>' for name in ('factors', 'translate'))])


def main():
    """Write libraries.md anew."""
    GUIDE.write_text(guide(results.read('libraries')))
    print(f'guide: {GUIDE.relative_to(results.ROOT)}')


if __name__ == '__main__':
    main()
