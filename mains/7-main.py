#!/usr/bin/env python3
"""Task 7: to stop or to go on, in four situations."""
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1]))
early_stopping = __import__('7-early_stopping').early_stopping

if __name__ == '__main__':
    print(early_stopping(1.0, 1.9, 0.5, 15, 5))
    print(early_stopping(1.1, 1.5, 0.5, 15, 2))
    print(early_stopping(1.0, 1.5, 0.5, 15, 8))
    print(early_stopping(1.0, 1.5, 0.5, 15, 14))
