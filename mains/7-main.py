#!/usr/bin/env python3
"""Task 7: to stop or to go on, in four situations."""
from loading import load

early_stopping = load('7-early_stopping')

if __name__ == '__main__':
    print(early_stopping(1.0, 1.9, 0.5, 15, 5))
    print(early_stopping(1.1, 1.5, 0.5, 15, 2))
    print(early_stopping(1.0, 1.5, 0.5, 15, 8))
    print(early_stopping(1.0, 1.5, 0.5, 15, 14))
