"""Changes that no test can notice, since they change nothing that is promised.

`make mutants` reads this list: a listed change that a test does notice, or
that no mutant has, is an error.
"""

NEVER_ABOVE = 'i runs from 1 to L, so that it is never above L.'
NEVER_BELOW = 'i runs from L down to 1, so that it is never below 1.'
ANY_SIZE = ('Each block then reaches one example into the next, which works '
            'it out again from the same inputs and mask.')
EMPTY = ('Where one more block begins, it has no labels, and further outputs '
         'do not fit them.')
BLOCKS = 'for start in range(0, Y.shape[1] + 1, 500):'
BLOCKS_2 = 'for start in range(0, Y.shape[1] + 2, 500):'
PROOFS = [  # (file, line, changed line, proof)
    ('1-l2_reg_gradient_descent.py', 'if i > 1:', 'if i != 1:', NEVER_BELOW),
    ('1-l2_reg_gradient_descent.py', BLOCKS, BLOCKS_2, EMPTY),
    ('4-dropout_forward_prop.py', 'if i < L:', 'if i != L:', NEVER_ABOVE),
    ('4-dropout_forward_prop.py', 'if i < L:', 'if i != L:', NEVER_ABOVE),
    ('4-dropout_forward_prop.py', 'for start in range(0, X.shape[1], 500):',
     'for start in range(0, X.shape[1], 499):', ANY_SIZE),
    ('4-dropout_forward_prop.py', 'block = slice(start, start + 500)',
     'block = slice(start, start + 501)', ANY_SIZE),
    ('5-dropout_gradient_descent.py', 'if i > 1:', 'if i != 1:', NEVER_BELOW),
    ('5-dropout_gradient_descent.py', BLOCKS, BLOCKS_2, EMPTY),
    ('grader/checks/oracles.py', 'if i == L:', 'if i >= L:', NEVER_ABOVE),
    ('grader/checks/oracles.py', 'if i < L:', 'if i != L:', NEVER_ABOVE)]
