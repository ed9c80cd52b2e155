"""What benchmark_steps.py has measured: the cells of its table, its plot."""
import numpy as np

from tools.peers import LIBRARIES, NUMPY, STEPS

TABLE, PLOTTED = 50_000, ('gradient', 'float64')


def ratio(record):
    """Return the middle one of the processes' ratios of medians."""
    return np.median(np.median(record['own'], axis=1)
                     / np.median(record['floor'], axis=1))


def cells(records):
    """Return [((step, dtype), cells)]: ratios to the floor, temporaries."""
    cases = {}
    for r in records:
        if r['m'] == TABLE:
            row = cases.setdefault((r['step'], r['dtype']), {})
            row[r['peer'], r['threads']] = r
    columns = [(peer, threads) for threads, peers in
               ((None, NUMPY + LIBRARIES), (1, NUMPY)) for peer in peers]
    return [(case, [f'{ratio(row[key]):.2f}' if key in row else ''
                    for key in columns]
             + [f"{row[peer, None]['temporaries_MB']:.0f}"
                if 'temporaries_MB' in row[peer, None] else ''
                for peer in NUMPY])
            for case, row in sorted(cases.items(), key=lambda case: (
                STEPS.index(case[0][0]), case[0][1]))]


def plotted(records):
    """Return the records that the plot shows."""
    return [r for r in records
            if (r['step'], r['dtype'], r['threads']) == (*PLOTTED, None)]


def plot(records, facts, path):
    """Draw time and temporaries of the gradient step against m."""
    import matplotlib
    matplotlib.use('Agg')
    import matplotlib.pyplot as plt
    chosen = plotted(records)
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 4))
    floor = {r['m']: np.median(r['floor']) for r in chosen
             if r['peer'] == 'ours'}
    for peer in dict.fromkeys(r['peer'] for r in chosen):
        line = [r for r in chosen if r['peer'] == peer]
        m = [r['m'] for r in line]
        # beside one floor: the machine was not as fast at all times
        left.loglog(m, [ratio(r) * floor[r['m']] for r in line], 'o-',
                    label=peer)
        if peer in NUMPY:
            right.loglog(m, [r['temporaries_MB'] for r in line], 'o-',
                         label=peer)
    left.loglog(*zip(*floor.items()), 'k--', label='matrix products alone')
    left.set(xlabel='examples', ylabel='seconds',
             title='A gradient step in float64')
    right.set(xlabel='examples', ylabel='MB', title='Its temporaries')
    fig.suptitle(facts)
    left.legend(loc='lower right', fontsize='small')
    right.legend()
    for axes in left, right:
        axes.grid(alpha=0.3)
    fig.tight_layout()
    fig.savefig(path)


def growth(records):
    """Return a line with the growth of our time on the log-log plot."""
    line = [r for r in plotted(records) if r['peer'] == 'ours']
    slope, _ = np.polyfit(np.log([r['m'] for r in line]),
                          np.log([np.median(r['own']) for r in line]), 1)
    return f'{", ".join(PLOTTED)}: time grows as m^{slope:.2f}'
