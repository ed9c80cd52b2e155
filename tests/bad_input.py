"""What each task does with bad input: the table that tests/README.md shows.

A cell says what comes out: an error by its name without `Error`; 'NaN', 'inf'
or 'empty' numbers; 'fine', the right answer all the same; 'repeated', what
comes of the row as often as it is needed; or task 7's 'no gain' or 'stop'.
"""
TABLE = {  # {kind: ({task: what comes out}, what is said, or why)}
    'lambtha -0.1 or NaN': (
        {0: 'Value', 1: 'Value', 3: 'Value'},
        '`lambtha: expected >= 0, received -0.1`: it would reward large '
        'weights'),
    'keep_prob 0, -0.5, 1.5 or NaN': (
        {4: 'Value', 5: 'Value', 6: 'Value'},
        '`keep_prob: expected (0, 1], received 0`: nothing is kept, and 0 / '
        '0'),
    'None for lambtha, keep_prob or a cost': (
        {0: 'Type', 1: 'Type', 2: 'Value', 3: 'Type', 4: 'Type', 5: 'Type',
         6: 'Type', 7: 'Type'}, ''),
    'm 0 or -3, no examples': (
        {0: 'Value', 1: 'ZeroDivision', 3: 'empty', 4: 'empty',
         5: 'ZeroDivision', 6: 'empty'},
        '`m: expected >= 1, received 0`: a mean over nothing'),
    'labels as numbers, or L too small': (
        {0: 'fine', 1: 'Value', 4: 'fine', 5: 'Value'},
        '`Y: expected shape (2, 6), received (6,)`: it would broadcast into '
        'a wrong gradient; 0 and 4 read the first L layers'),
    'an array missing, or L too large': (
        {0: 'Key', 1: 'Key', 4: 'Key', 5: 'Key'},
        "`KeyError: 'W3'`: there is no third layer"),
    'an array that does not fit': (
        {0: 'fine', 1: 'Value', 3: 'Value', 4: 'Value', 5: 'Value',
         6: 'Value'},
        "in NumPy's or Keras's words; task 0 needs no shape; task 4 takes "
        'flat biases too'),
    'outputs of a single node': (
        {1: 'repeated', 5: 'repeated'},
        'NumPy takes the row for every node of the layer'),
    'read-only weights': (
        {0: 'fine', 1: 'Value', 4: 'fine', 5: 'Value'},
        '`output array is read-only`: a step is taken in place'),
    'integers for weights': (
        {0: 'fine', 1: 'Type', 4: 'Type', 5: 'Type'},
        'outputs and steps would be cut to whole numbers'),
    'a list for an array': (
        {0: 'fine', 1: 'Attribute', 4: 'Attribute', 5: 'Attribute'},
        'lists have no dtype, and no transpose'),
    'NaN in an array or a cost': (
        {**dict.fromkeys(range(7), 'NaN'), 7: 'no gain'},
        'training that has blown up is stopped like any other'),
    'numbers too large': (
        {0: 'inf', 1: 'inf', 2: 'inf', 4: 'fine', 5: 'inf'},
        'softmax has no need of the numbers themselves'),
    "n = -1, or activation 'tanhh'": (
        {3: 'Value', 6: 'Value'}, "in Keras's own words"),
    'n = 2.5': (
        {3: 'Value', 6: 'Value'},
        '`n: expected an int, received 2.5`: Keras 2 would cut it to 2'),
    'a cost for each example': (
        {0: 'fine', 2: 'Value', 7: 'Value'},
        "task 2 adds one cost to each layer's penalty; task 7 in NumPy's "
        'words'),
    'a model that is not built': (
        {2: 'Value'},
        '`model: expected a built one`: its layers have no weights yet'),
    'a model without L2': ({2: 'empty'}, 'no layer has a penalty'),
    'patience 0': ({7: 'stop'}, 'even if the cost is better')}
