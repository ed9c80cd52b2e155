"""One row of the table of versions: what a run of the suite found.

    python -m tools.matrix results.xml ENVIRONMENT     # tox calls it
"""
import platform
import sys
from collections import Counter
from importlib.metadata import version
from xml.etree import ElementTree

from loading import tensorflow_version
from published import has_published_mask
from tools import tables


def main(results, environment):
    """Keep the row of an environment, from pytest's JUnit XML."""
    outcomes, published = Counter(), 0
    for case in ElementTree.parse(results).iter('testcase'):
        kinds = {child.tag for child in case} & {'failure', 'error', 'skipped'}
        outcomes[min(kinds, default='passed')] += 1
        if case.get('name').startswith('test_published_output[') \
                and case.get('classname').endswith('test_mains'):
            # without the published mask task 6 is compared but in part
            published += not kinds and (has_published_mask() or
                                        '[6]' not in case.get('name'))
    found = tables.read('versions')
    found[environment] = [
        platform.python_version(), version('numpy'), tensorflow_version(),
        version('keras'), outcomes['passed'],
        outcomes['failure'] + outcomes['error'], outcomes['skipped'],
        f'{published} of 8']
    tables.keep('versions', found)


if __name__ == '__main__':
    main(*sys.argv[1:])
