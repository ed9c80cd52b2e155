#!/usr/bin/env python3
"""The frames of the pictures that move, by the answers themselves."""
import argparse

import numpy as np
from contourpy import contour_generator

import moons
import results
import training
from answers import dropout_forward_prop
from parallel import in_parallel

ORIGIN = results.origin(__file__)
POINTS, NEW_POINTS = 80, 2000
KEEP_PROBS = (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
NODES, IMAGES = 16, 12      # what the picture of a mask shows of a layer
SIZE = 360, 240             # units of the picture of a boundary


def frame(settings):
    """Train a network; return how good it is, and its boundary as a path."""
    X, labels = moons.draw_points(POINTS, 0)
    weights = moons.train(X, labels, **settings)
    new = moons.draw_points(NEW_POINTS, 1)
    return {**settings, 'train': moons.accuracy(X, labels, weights),
            'test': moons.accuracy(*new, weights),
            'path': svg_path(weights, X)}


def scale(X):
    """Return points (2, m) in the units of the picture, y downwards."""
    low, span = np.array([[-2], [-1.5]]), np.array([[5], [3.5]])
    shares = (X - low) / span
    return np.array([shares[0] * SIZE[0], (1 - shares[1]) * SIZE[1]])


def svg_path(weights, X):
    """Return the region that a network gives label 1, as an SVG path."""
    axes = np.linspace(-2, 3, 61), np.linspace(-1.5, 2, 43)
    grid = np.array([axis.ravel() for axis in np.meshgrid(*axes)])
    P = np.log(np.maximum(moons.forward(grid, weights), 1e-30))
    contours = contour_generator(
        *axes, (P[1] - P[0]).reshape(43, 61), fill_type='OuterOffset')
    rings = []
    for points, offsets in zip(*contours.filled(0, np.inf)):
        rings += np.split(scale(points.T).T, offsets[1:-1])
    return ''.join('M' + 'L'.join(f'{x:.1f} {y:.1f}' for x, y in ring) + 'Z'
                   for ring in rings)


def mask_frame(keep_prob):
    """Drop nodes of a layer; return its mask, what is left, and the means.

    The values are in hundredths; the means are of the absolute values of all
    nodes for all images, of which the picture shows a corner.
    """
    net = training.first_weights(64, 0)
    X = training.split('digits', 0, 0).X_train
    np.random.seed(0)
    cache = dropout_forward_prop(X, net, training.L, keep_prob)
    corner = slice(NODES), slice(IMAGES)
    return {'keep_prob': keep_prob,
            'kept': 100 * float(cache['D1'].mean()),
            'mean': float(abs(cache['A1']).mean()),
            'mask': cache['D1'][corner].tolist(),
            'after': (100 * cache['A1'][corner]).round().astype(int).tolist()}


def main():
    """Compute the frames, and keep them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--quick', action='store_true',
                        help='two frames, nothing kept')
    parser.add_argument('--anew', action='store_true',
                        help='replace numbers that this code gave before')
    args = parser.parse_args()
    wanted = [{key: strength} for key, strengths in moons.STRENGTHS.items()
              for strength in strengths]
    frames = in_parallel('boundaries', frame,
                         wanted[:2] if args.quick else wanted)
    for found in frames:
        print({key: value for key, value in found.items() if key != 'path'})
    if args.quick:
        return
    X, labels = moons.draw_points(POINTS, 0)
    results.write('moving', ORIGIN, {
        'boundaries': {
            'size': SIZE, 'points': scale(X).T.round(1).tolist(),
            'labels': labels.tolist(), 'new_points': NEW_POINTS,
            **{key: [found for found in frames if key in found]
               for key in moons.STRENGTHS}},
        'mask': [mask_frame(keep_prob) for keep_prob in KEEP_PROBS]},
        args.anew)


if __name__ == '__main__':
    main()
