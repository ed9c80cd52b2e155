#!/usr/bin/env python3
"""Task 8: every technique on the same noisy digits, with error bars.

Networks learn 300 small images of digits, 15 % of them with a wrong label on
purpose, and are tested on 1,197 others. The strength of each technique is
chosen on the validation images of three seeds; what is reported comes from
ten other seeds.
"""
import argparse
import time
from collections import namedtuple

import numpy as np

import erratum
import examples
import results
import training
from answers import datasets
from parallel import in_parallel
from summaries import mean_and_sd

ORIGIN = results.origin(__file__)
WRONG = {'digits': 0.15, 'mnist': 0.20}     # share of wrong labels
PATIENCE = 10                               # checks
KEEP_PROBS = (0.9, 0.8, 0.65, 0.5, 0.3, 0.2, 0.1)

# A world is a kind of network and of labels; the strengths tried in it.
STOP = {'patience': PATIENCE}
WORLDS = {
    'relu': {       # relu networks in Keras, wrong labels; slow, so first
        'none': [{}],
        'l2': [{'l2': s} for s in (3, 6, 10)],
        'dropout': [{'keep_prob': s} for s in (0.5, 0.3, 0.2)],
        'early': [STOP],
        'together': [{'l2': s, 'keep_prob': 0.5, **STOP} for s in (3, 6)],
        'norm': [{'batch_norm': True}],
        'batches': [{'batch': 30}],
        'norm_batches': [{'batch_norm': True, 'batch': 30}]},
    'tanh': {       # tanh networks in NumPy, wrong labels
        'none': [{}],
        'l1': [{'l1': s} for s in (0.1, 0.3, 0.6, 1, 2, 3)],
        'l2': [{'l2': s} for s in (0.3, 1, 3, 6, 10, 20)],
        'dropout': [{'keep_prob': s} for s in KEEP_PROBS],
        'published': [{'keep_prob': s, 'exact': False} for s in KEEP_PROBS],
        'early': [STOP],
        'augment': [{'augment': s} for s in (0.25, 0.5, 0.75, 1)],
        'together': [{'l2': s, 'keep_prob': 0.5, **STOP}
                     for s in (1, 3, 6)]},
    'clean': {      # tanh networks in NumPy, all labels right
        'none': [{}],
        'l1': [{'l1': s} for s in (0.1, 0.3)],
        'l2': [{'l2': s} for s in (0.3, 1, 3)],
        'dropout': [{'keep_prob': s} for s in (0.8, 0.5)],
        'early': [STOP],
        'augment': [{'augment': s} for s in (0.25, 0.5)]}}
NAMES = {
    'none': 'nothing', 'l1': 'L1', 'l2': 'L2', 'dropout': 'dropout',
    'published': "dropout, task 5's published update",
    'early': 'early stopping', 'augment': 'augmentation',
    'together': 'L2 + dropout + early stopping',
    'norm': 'batch normalization', 'batches': 'nothing, batches of 30',
    'norm_batches': 'batch norm., batches of 30'}
BASELINES = {'norm_batches': 'batches'}     # for all others it is 'none'

Job = namedtuple('Job', 'data world settings seeds')


def run(job):
    """Train one network a seed; return a list with a dict of each.

    The dict holds the scores and, of NumPy networks, curves and weights.
    """
    wrong = 0 if job.world == 'clean' else WRONG[job.data]
    datas = [training.split(job.data, wrong, seed) for seed in job.seeds]
    if job.world == 'relu':
        import training_keras   # only workers that need it pay its seconds
        return [{'scores': training.scores(data, predict)}
                for data, predict in zip(datas, training_keras.train(
                    datas, job.seeds, **job.settings))]
    found = []
    for data, seed in zip(datas, job.seeds):
        weights, curves = training.train(data, seed, **job.settings)
        scores = training.scores(
            data, lambda X: training.forward(X, weights)[f'A{training.L}'])
        W = np.concatenate([W.ravel() for W in training.kernels(weights)])
        scores['zeros'] = 100 * float((W == 0).mean())
        scores['norm'] = float(np.linalg.norm(W.astype(float)))
        found.append({'scores': scores, 'curves': curves,
                      'weights': weights})
    return found


def jobs_for(data, world, settings, seeds):
    """Return the jobs of one setting: one a seed, or in Keras one in all."""
    if world == 'relu':     # it compiles once for all seeds
        return [Job(data, world, settings, seeds)]
    return [Job(data, world, settings, (seed,)) for seed in seeds]


def train_all(title, data, wanted, seeds):
    """Train every (world, settings) of a list; return a list of runs each."""
    batches = [jobs_for(data, world, settings, seeds)
               for world, settings in wanted]
    found = iter(in_parallel(title, run, sum(batches, [])))
    return [sum((next(found) for _ in batch), []) for batch in batches]


def summary(runs, baseline=None):
    """Return mean and sd of each score, and the gain over a baseline.

    The gain is in points of test accuracy, its standard error that of the
    differences seed by seed; its verdict needs two standard errors.
    """
    record = {key: mean_and_sd([run['scores'][key] for run in runs])
              for key in runs[0]['scores']}
    if baseline:
        gain = mean_and_sd(
            [run['scores']['test'] - base['scores']['test']
             for run, base in zip(runs, baseline)])
        two_se = 2 * gain['sd'] / len(runs) ** 0.5
        record['gain'] = {
            'mean': gain['mean'], 'two_se': two_se,
            'verdict': 'helps' if gain['mean'] >= two_se else
            'hurts' if gain['mean'] <= -two_se else 'no difference'}
    return record


def choose(data, worlds, seeds):
    """Try every strength; return the best of each technique, and the sweeps.

    Returns:
        (chosen, sweeps): {world: {technique: settings}}, those with the best
        mean validation accuracy, and {world: {technique: list of {settings,
        runs}}} of all that were tried.
    """
    wanted = [(world, technique, settings)
              for world, techniques in worlds.items()
              for technique, candidates in techniques.items()
              for settings in candidates if len(candidates) > 1]
    found = train_all('choosing strengths', data,
                      [(world, settings) for world, _, settings in wanted],
                      seeds)
    sweeps = {world: {} for world in worlds}
    for (world, technique, settings), runs in zip(wanted, found):
        sweeps[world].setdefault(technique, []).append(
            {'settings': settings, 'runs': runs})

    def valid(entry):
        """Return the mean validation accuracy of what was tried."""
        return summary(entry['runs'])['valid']['mean']

    chosen = {
        world: {technique: max(sweeps[world][technique], key=valid)[
            'settings'] if technique in sweeps[world] else candidates[0]
                for technique, candidates in techniques.items()}
        for world, techniques in worlds.items()}
    return chosen, sweeps


def report(data, chosen, seeds):
    """Train with the chosen strengths; return {world: {technique: runs}}."""
    wanted = [(world, settings) for world, techniques in chosen.items()
              for settings in techniques.values()]
    found = iter(train_all('comparing', data, wanted, seeds))
    return {world: {technique: next(found) for technique in techniques}
            for world, techniques in chosen.items()}


def print_table(world, table, chosen, seeds):
    """Print a world's table: without first, then with each technique."""
    title = {'tanh': 'tanh, NumPy, some training labels wrong',
             'clean': 'tanh, NumPy, all labels right',
             'relu': 'relu, Keras, some training labels wrong'}[world]
    print(f'\n{title}: % right, mean and standard deviation over '
          f'{len(seeds)} seeds')
    print(f'{"":36}{"train":>12}{"valid":>12}{"test":>12}   wrong ones'
          '   gain +- 2 s.e.')
    for technique, row in table.items():
        cells = ''.join(f'{row[key]["mean"]:7.1f} {row[key]["sd"]:4.1f}'
                        for key in ('train', 'valid', 'test'))
        gain = row.get('gain')
        print(f'{NAMES[technique]:36}{cells}{row["learned"]["mean"]:13.1f}'
              + (f'{gain["mean"]:+9.1f} +- {gain["two_se"]:3.1f}'
                 f'  {gain["verdict"]}' if gain else ''))
        if chosen[technique]:
            print('  ' + ', '.join(f'{key} {value:g}' for key, value
                                   in chosen[technique].items()))


def quick(worlds):
    """Return three techniques of the tanh world, and few strengths."""
    return {'tanh': {technique: worlds['tanh'][technique][-2:]
                     for technique in ('none', 'l2', 'early')}}


def main():
    """Choose, compare, print; keep the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--data', choices=('digits', 'mnist'),
                        default='digits')
    parser.add_argument('--quick', action='store_true',
                        help='three techniques, two seeds, nothing kept')
    parser.add_argument('--anew', action='store_true',
                        help='replace numbers that this code gave before')
    args = parser.parse_args()
    start = time.perf_counter()
    worlds = quick(WORLDS) if args.quick else WORLDS
    tuning = (100,) if args.quick else (100, 101, 102)
    seeds = (0, 1) if args.quick else tuple(range(10))

    chosen, sweeps = choose(args.data, worlds, tuning)
    runs = report(args.data, chosen, seeds)
    tables = {world: {technique: summary(
        found, None if technique == 'none' else
        techniques[BASELINES.get(technique, 'none')])
        for technique, found in techniques.items()}
        for world, techniques in runs.items()}
    for world, table in tables.items():
        print_table(world, table, chosen[world], seeds)
    if args.quick or args.data == 'mnist' and not datasets.mnist.find():
        return
    record = erratum.compare(args.data, sweeps['tanh'])
    erratum.print_table(record)
    data = training.split(args.data, WRONG[args.data], 0)
    results.write(f'comparison-{args.data}', ORIGIN, {
        'settings': {
            'train': len(data.Y_train), 'valid': len(data.Y_valid),
            'test': len(data.Y_test), 'wrong': 100 * WRONG[args.data],
            'wrong_labels': len(data.wrong), 'seeds': len(seeds),
            'tuning_seeds': len(tuning), 'patience': PATIENCE,
            'steps': training.STEPS, 'alpha': training.ALPHA,
            'check': training.CHECK, 'variants': training.VARIANTS,
            'keras_strength': chosen['relu']['l2']['l2']
            / (2 * len(data.Y_train))},
        'techniques': {technique: NAMES[technique] for technique
                       in WORLDS['tanh'] if technique != 'published'},
        'chosen': chosen, 'tables': tables,
        'sweeps': {world: {technique: [
            {'settings': entry['settings'], **summary(entry['runs'])}
            for entry in entries] for technique, entries in sweep.items()}
            for world, sweep in sweeps.items()},
        'erratum': record, 'two_weights': examples.two_weights(),
        'penalty': examples.penalty(runs['tanh']['l2'][0],
                                    chosen['tanh']['l2']['l2'],
                                    len(data.Y_train)),
        'pictured': examples.pictured(runs['tanh'], PATIENCE),
        'augmented': examples.augmented(
            chosen['tanh']['augment']['augment'])}, args.anew)
    print(f'{time.perf_counter() - start:.0f} seconds')


if __name__ == '__main__':
    main()
