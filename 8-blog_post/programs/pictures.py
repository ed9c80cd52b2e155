"""What each picture of the post shows, from a file of kept numbers."""
import textwrap

import numpy as np
from matplotlib import pyplot as plt

# Okabe and Ito's colours, told apart by the colour-blind; theirs is an
# orange red, beside which nobody calls ORANGE orange: RED is darker
BLACK, ORANGE, BLUE, RED = '#000000', '#E69F00', '#0072B2', '#B3121D'
PALE_RED, PALE_BLUE = '#F8DAD7', '#CFE6F5'
WIDTH = 5       # inches: with 11-point letters, readable 380 pixels wide
plt.rcParams.update({
    'font.size': 11, 'axes.titlesize': 11, 'axes.spines.top': False,
    'axes.spines.right': False, 'figure.constrained_layout.use': True,
    'lines.linewidth': 2, 'legend.frameon': False, 'svg.hashsalt': 'post'})


def opening(record):
    """Draw what each technique keeps from being learned, and what it gains."""
    table, names = record['tables']['tanh'], record['techniques']
    figure, (left, right) = plt.subplots(1, 2, sharey=True,
                                         figsize=(WIDTH, 3.4))
    for row, key in enumerate(names):
        colour = RED if key == 'none' else BLUE
        learned, test = table[key]['learned'], table[key]['test']
        left.barh(row, learned['mean'], xerr=learned['sd'], capsize=3,
                  color=colour, ecolor=BLACK, height=0.6)
        right.errorbar(test['mean'], row, xerr=test['sd'], fmt='o',
                       color=colour, capsize=4)
    left.set(title='wrong labels\nlearned by heart, %', xlim=(0, 100),
             yticks=range(len(names)),
             yticklabels=[textwrap.fill(name, 16) for name in names.values()])
    left.invert_yaxis()
    right.axvline(table['none']['test']['mean'], color=RED, linestyle=':')
    right.set(title='new images\nright, %', xlim=(76, 95))
    return figure


def penalties(record):
    """Draw the cost of two weights with L1's diamond and L2's circle."""
    data = record['two_weights']
    figure, axes = plt.subplots(1, 2, sharey=True, figsize=(WIDTH, 3.1))
    angles = np.linspace(0, 2 * np.pi, 200)
    for ax, key, title, colour in zip(
            axes, ('l1', 'l2'), ('L1: a diamond', 'L2: a circle'),
            (ORANGE, BLUE)):
        cost = np.array(data['cost'])
        ax.contour(data['axis'], data['axis'], cost, colors='0.6',
                   linewidths=1,
                   levels=cost.min() + 0.25 * np.linspace(0, 1, 9) ** 2)
        first, second = data[key]
        if key == 'l1':
            size = abs(first) + abs(second)
            shape = np.array([[1, 0, -1, 0, 1], [0, 1, 0, -1, 0]])
        else:
            size = np.hypot(first, second)
            shape = np.array([np.cos(angles), np.sin(angles)])
        ax.fill(*size * shape, color=colour, alpha=0.3)
        ax.plot(*size * shape, color=colour)
        ax.plot(*data['none'], 'x', color=BLACK, markersize=9,
                markeredgewidth=2)
        ax.plot(first, second, 'o', color=RED, markersize=8)
        ax.axhline(0, color='0.3', linewidth=0.8)
        ax.axvline(0, color='0.3', linewidth=0.8)
        ax.set(title=title, aspect='equal', xlim=(-1, 2.4), ylim=(-1, 2),
               xlabel='first weight')
    axes[0].set_ylabel('second weight')
    return figure


def weights(record):
    """Draw histograms of the weights without, with L1 and with L2."""
    data = record['pictured']
    figure, axes = plt.subplots(3, 1, sharex=True, sharey=True,
                                figsize=(WIDTH, 4.4))
    for ax, key, colour in zip(axes, ('none', 'l1', 'l2'),
                               (RED, ORANGE, BLUE)):
        ax.stairs(data['histograms'][key], data['edges'], fill=True,
                  color=colour)
        ax.set_title(f' {record["techniques"][key]}', loc='left', y=0.7)
        ax.set_yscale('log')
    axes[1].set_ylabel('how many weights (log scale)')
    axes[2].set_xlabel('value of the weight')
    return figure


def mask(record):
    """Draw a layer before dropout, its mask, and the layer after scaling."""
    frames = {frame['keep_prob']: frame for frame in record['mask']}
    before, after = (np.array(frames[keep_prob]['after']) / 100
                     for keep_prob in (1, 0.5))
    figure, axes = plt.subplots(1, 3, sharey=True, figsize=(WIDTH, 3.4))
    for ax, values, title in zip(
            axes, (before, frames[0.5]['mask'], after),
            ('before', 'mask', 'after, times 2')):
        plain = title == 'mask'
        image = ax.imshow(values, cmap='gray' if plain else 'PuOr',
                          vmin=0 if plain else -2, vmax=1 if plain else 2)
        ax.set(title=title, xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
    axes[0].set_ylabel('16 nodes')
    axes[1].set_xlabel('12 images')
    figure.colorbar(image, ax=axes, location='bottom', shrink=0.6,
                    label='activation')
    return figure


def augmentation(record):
    """Draw some digits beside altered copies of them."""
    figure, axes = plt.subplots(5, 5, figsize=(WIDTH, WIDTH))
    for j, images in enumerate(record['augmented']):
        for ax, image in zip(axes[:, j], images):
            ax.imshow(np.reshape(image, (8, 8)), cmap='gray_r', vmin=0,
                      vmax=255)
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color=RED if j == 0 else '0.6',
                             linewidth=2 if j == 0 else 1)
    axes[0, 0].set_title('original')
    axes[0, 2].set_title('shifted and turned')
    return figure


def learning(record):
    """Draw the costs through training, and where early stopping stops."""
    curves = record['pictured']['curves']
    best, stop = (curves['early'][key] for key in ('best_step', 'stop_step'))
    figure, axes = plt.subplots(2, 1, sharex=True, sharey=True,
                                figsize=(WIDTH, 5))
    for ax, key, title in zip(axes, ('none', 'l2'), (
            'nothing, and early stopping', 'L2')):
        ax.plot(curves[key]['step'], curves[key]['train'], color=ORANGE,
                linestyle='--', label='training images')
        ax.plot(curves[key]['step'], curves[key]['valid'], color=BLUE,
                label='validation images')
        ax.set(title=title, ylabel='cost', ylim=(0, 1.6))
    axes[0].axvspan(best, stop, color='0.88')
    axes[0].plot(best, min(curves['early']['valid']), 'o', color=RED)
    axes[0].annotate('best', (best, min(curves['early']['valid'])),
                     (best, 0.2), ha='center', color=RED)
    axes[0].text((best + stop) / 2, 1.4, 'patience', ha='center')
    axes[0].axvline(stop, color=BLACK, linestyle=':')
    axes[0].text(stop + 12, 1.2, 'stop')
    axes[1].legend(loc='upper right')
    axes[1].set_xlabel('step')
    return figure


def boundaries(record):
    """Draw the boundaries of three networks over the training points."""
    picture = record['picture']
    figure, axes = plt.subplots(3, 1, sharex=True, sharey=True,
                                figsize=(WIDTH, 8))
    points, labels = np.array(picture['points']), np.array(picture['labels'])
    for ax, values, title in zip(axes, picture['maps'],
                                 ('nothing', 'L2', 'dropout')):
        ax.contourf(*picture['axes'], values, [-10, 0, 10],
                    colors=[PALE_RED, PALE_BLUE])
        ax.contour(*picture['axes'], values, [0], colors=BLACK)
        for label, colour, marker in ((0, RED, 'o'), (1, BLUE, '^')):
            ax.plot(*points[labels == label].T, marker, color=colour,
                    markersize=4)
        ax.set(title=title, ylabel='second coordinate')
    axes[-1].set_xlabel('first coordinate')
    return figure


def sweep(record):
    """Draw the validation accuracy over the strengths of three techniques."""
    sweeps, chosen = record['sweeps']['tanh'], record['chosen']['tanh']
    figure, axes = plt.subplots(3, 1, sharey=True, figsize=(WIDTH, 6.6))
    for ax, technique, key, label in zip(
            axes, ('l1', 'l2', 'dropout'), ('l1', 'l2', 'keep_prob'),
            ('strength of L1', 'strength of L2', 'keep_prob of dropout')):
        entries = sweeps[technique]
        strengths = [entry['settings'][key] for entry in entries]
        for score, colour, style, name in (
                ('train', ORANGE, 's--', 'training images'),
                ('valid', BLUE, 'o-', 'validation images')):
            ax.errorbar(strengths, [entry[score]['mean']
                                    for entry in entries],
                        [entry[score]['sd'] for entry in entries],
                        fmt=style, color=colour, capsize=3, label=name)
        ax.axvline(chosen[technique][key], color=RED, linestyle=':',
                   label='chosen')
        if technique == 'dropout':
            ax.invert_xaxis()
        else:
            ax.set_xscale('log')
            ax.set_xticks(strengths, [f'{s:g}' for s in strengths])
            ax.minorticks_off()
        ax.set(xlabel=f'{label}: too little to too much', ylim=(50, 102),
               ylabel='right, %')
    axes[0].legend(loc='lower left')
    return figure


def erratum(record):
    """Draw weights and accuracy under task 5's two updates."""
    data = record['erratum']
    figure, axes = plt.subplots(2, 1, sharex=True, figsize=(WIDTH, 5.6))
    for keep_prob, colour in (('0.8', BLUE), ('0.5', ORANGE), ('0.3', RED)):
        for key, name, style in (('published', 'published', '-'),
                                 ('true', 'gradient', '--')):
            run = data['training'][keep_prob][key]
            label = f'{keep_prob}, {name}'
            axes[0].plot(data['step'], run['norm'], style, color=colour,
                         label=label)
            axes[1].plot(data['step'], run['accuracy'], style, color=colour)
    axes[0].set(yscale='log', ylim=(8, None), ylabel='norm of the weights')
    axes[0].legend(title='keep_prob, update', ncols=2,
                   loc='lower center', bbox_to_anchor=(0.5, 1))
    axes[1].set(ylabel='validation right, %', xlabel='step',
                ylim=(0, 100))
    return figure


def history(record):
    """Draw the MNIST lab's accuracy, epoch by epoch."""
    figure, ax = plt.subplots(figsize=(WIDTH, 3.6))
    for name, colour in (('without', RED), ('with', BLUE)):
        for key, style, images in (('train_curve', '--', 'training'),
                                   ('valid_curve', '-', 'validation')):
            curve = record[name][key]
            ax.plot(range(1, len(curve) + 1), curve, style, color=colour,
                    label=f'{name} dropout, {images}')
    ax.set(xlabel='epoch', ylabel='right, %', ylim=(70, 100.5))
    ax.legend(loc='lower right')
    return figure


PICTURES = {
    'comparison-digits': {
        'opening.svg': opening, 'penalties.svg': penalties,
        'weights.svg': weights,
        'augmented-digits.png': augmentation,
        'learning-curves.svg': learning, 'strengths.svg': sweep,
        'erratum.svg': erratum},
    'football-moons': {'decision-boundaries.svg': boundaries},
    'mnist': {'mnist-history.svg': history},
    'moving': {'dropout-mask.png': mask}}
# what git ignores: numbers of data that is not ours to publish, and of
# stand-ins, drawn where a run has left such
LOCAL = {
    'football-picture': {'decision-boundaries-football.svg': boundaries},
    'mnist-stand-ins': {'mnist-history-stand-ins.svg': history}}
