"""Measure the steps of tasks 1, 4 and 5 against what one would take instead.

    make bench            # ten to twenty minutes
    make bench FULL=1     # an hour or two

The peers of a process take turns there with the matrix products alone (the
floor), so that a ratio compares one machine at one time. The NumPy steps also
run with one BLAS thread, where what is not a product weighs half as much. An
update is compared with the textbook's, to 1e-10 in float64, before it is
timed. The full measurement has more rounds, the libraries with 500,000
examples too, and passes three times through most of it, since a machine has
slow minutes, and processes: then the table has the middle one of three ratios.
"""
import multiprocessing
import os
import platform
import sys
import time
import tracemalloc

import numpy as np
from threadpoolctl import threadpool_info, threadpool_limits
from tqdm import tqdm

from tools import measured, tables
from tools.measured import PLOTTED, TABLE
from tools.peers import (DTYPES, LIBRARIES, NUMPY, PEERS, STEPS, Problem,
                         compare, floor, rows)

EXAMPLES = (5_000, TABLE, 500_000)


def temporaries(run, problem):
    """Return MB of the peak beyond what a run returns or must sum up."""
    tracemalloc.start()
    kept = run()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    kept = problem.start if kept is None else {
        key: a for key, a in kept.items() if key != 'A0'}
    return (peak - sum(a.nbytes for a in kept.values())) / 1e6


def measure(peers, step, m, dtype, threads, rounds):
    """Return {name: seconds in each round}, and {peer: MB of temporaries}.

    Of the floor and of each peer; in NumPy, whole training steps apart, the
    temporaries too.
    """
    problem = Problem(step, m, *DTYPES[dtype])
    parts = floor(problem)
    turns = {'floor': lambda: [part() for part in parts]}
    for peer in peers:
        turns[peer], weights = PEERS[peer](problem)
        np.random.seed(0)
        compare(problem, turns[peer](rows(problem)[2]) or weights())
    seconds = {name: [] for name in turns}
    with threadpool_limits(threads):
        for _ in range(rounds + 1):
            for name, run in turns.items():
                start = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - start)
    return ({name: times[1:] for name, times in seconds.items()},  # 1: warm
            {peer: temporaries(turns[peer], problem) for peer in peers
             if peer in NUMPY and step != 'train'})


def plan(full):
    """Return what to measure: peers, step, m, dtype, threads and rounds.

    Threads None are as many as BLAS takes. Each library has its own process,
    since its threads would wait beside another's. Libraries take no published
    update, no forward pass alone and no mixed dtypes. Other numbers of
    examples than the table's are for the plot.
    """
    cases = [(peers, step, m, dtype, threads,
              7 if full else 3 if m <= TABLE else 2)
             for m in EXAMPLES for dtype in DTYPES for step in STEPS
             for peers, threads in [(NUMPY, None), (NUMPY, 1),
                                    *(((name,), None) for name in LIBRARIES)]
             if (m == TABLE or (step, dtype, threads) == (*PLOTTED, None))
             and (peers == NUMPY or (step not in ('dropout', 'forward')
                                     and ',' not in dtype
                                     and (full or m <= TABLE)))]
    again = [case for case in cases if case[2] <= TABLE and case[4] is None]
    return cases + again * 2 if full else cases


def alone(function, *args):
    """Call a function where nothing before has left memory or threads."""
    with multiprocessing.get_context('spawn').Pool(1) as pool:
        return pool.apply(function, args)


def run_all(cases):
    """Return a record of each peer and case, and what is not installed.

    A record's seconds, `floor` and `own`, are a list of rounds a process.
    """
    records, missing = {}, {}
    for peers, *case, rounds in tqdm(cases, unit='case'):
        if peers[0] in missing:
            continue
        try:
            seconds, temporary = alone(measure, peers, *case, rounds)
        except ImportError as error:
            missing[peers[0]] = str(error)
            continue
        for peer in peers:
            key = peer, *case
            record = records.setdefault(key, {
                **dict(zip(('peer', 'step', 'm', 'dtype', 'threads'), key)),
                'floor': [], 'own': []})
            record['floor'].append(seconds['floor'])
            record['own'].append(seconds[peer])
            if peer in temporary:
                record['temporaries_MB'] = temporary[peer]
    return list(records.values()), missing


def machine():
    """Return what a ratio depends on, and nothing that names the machine."""
    np.ones((2, 2)) @ np.ones((2, 2))
    blas, = (i for i in threadpool_info() if i['user_api'] == 'blas')
    return (f"{os.cpu_count()} cores, {blas['internal_api']} "
            f"{blas['version']} with {blas['num_threads']} threads, NumPy "
            f'{np.__version__}, Python {platform.python_version()}')


def main():
    """Measure, keep what was found, and draw it."""
    records, missing = run_all(plan('--full' in sys.argv))
    for peer, why in missing.items():
        print(f'{peer}: not measured, {why}')
    facts = machine()
    measured.plot(records, facts, tables.HERE / 'benchmark_steps.svg')
    print(measured.growth(records))
    tables.keep('benchmark_steps', {'machine': facts, 'missing': missing,
                                    'records': records})
    print(tables.table('speed'))


if __name__ == '__main__':
    main()
