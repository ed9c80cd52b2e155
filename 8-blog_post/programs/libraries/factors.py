"""From this exercise's numbers to a library's and back, by kept factors.

An entry is a dict of ../../results/libraries.json. The page computes the same
with templates/factors.js. Nothing is imported: it runs everywhere.
"""


def strength_for(entry, lambtha, m, alpha):
    """Return the library's strength of decay for ours, or None.

    None: the library has no strength that does it, or this exercise's numbers
    are such as no strength gives (lambtha 0 where its inverse is set).
    """
    if entry['factor'] is None or entry['factor'] < 0:
        return None
    ratio = lambtha / (entry['factor'] * m ** entry['m']
                       * alpha ** entry['alpha'])
    if entry['strength'] == 1:
        return ratio
    return 1 / ratio if ratio else None


def lambtha_for(entry, strength, m, alpha):
    """Return our lambtha for a library's strength of decay, or None."""
    if entry['factor'] is None or (strength == 0 and entry['strength'] < 0):
        return None
    return (entry['factor'] * strength ** entry['strength']
            * m ** entry['m'] * alpha ** entry['alpha'])


def amount_for(entry, keep_prob):
    """Return what the library's dropout is given for our keep_prob.

    The same function gives our keep_prob for a library's amount.
    """
    return keep_prob if entry['sets'] == 'keep_prob' else 1 - keep_prob


def waiting_for(entry, threshold, patience):
    """Return the library's (patience, threshold) for ours, or None.

    None: it stops by another rule, or only with other numbers by this one.
    """
    rule = entry['rule']
    if rule is None or rule['first'] == 'miss':
        return None
    patience -= rule['more']
    if patience < entry['lowest_patience']:
        return None
    if threshold and (not entry['threshold'] or rule['unit'] != 'absolute'
                      or rule['best'] != 'counted'):
        return None
    if rule['tie']:
        if not entry['threshold'] or rule['unit'] == 'other':
            return None
        threshold += 1e-9       # more than the rounding of costs near 1
    return patience, threshold


def our_waiting(entry, threshold, patience):
    """Return our (patience, threshold) for the library's, or None.

    The threshold is in the library's unit; `remarks` says the rest.
    """
    rule = entry['rule']
    if rule is None or patience < entry['lowest_patience'] or (
            threshold and rule['unit'] == 'other'):
        return None
    return patience + rule['more'], threshold


def remarks(entry, threshold=0.0):
    """Return sentences on what our numbers alone do not say of an entry."""
    if entry['kind'] in ('decay', 'minimum'):
        if entry['factor'] is None:
            return ['No lambtha does what this does: the pull is no multiple '
                    'of the weight.']
        return ['Biases decay too; this exercise\'s never do.'] if (
            entry['biases'] and (entry['plain'] or not entry['code'])) else []
    if entry['kind'] == 'dropout':
        return []
    rule = entry['rule']
    if rule is None:
        return ['No patience and threshold of task 7 do what this does.']
    found = []
    if threshold and rule['unit'] == 'other':
        found.append('With a threshold above 0 no numbers of task 7 do what '
                     'this does.')
    elif threshold and rule['unit'] != 'absolute':
        found.append('The threshold is ' + {
            'share': 'a share of opt_cost.',
            'percent': 'in percent of opt_cost.'}[rule['unit']])
    if threshold and rule['best'] == 'lowest':
        found.append('Here opt_cost is the lowest cost so far, even if it '
                     'gained less than the threshold.')
    if rule['tie']:
        found.append('A gain of just the threshold counts as better.')
    if rule['first'] == 'miss':
        found.append('The very first check counts as one without gain.')
    return found
