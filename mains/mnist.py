"""MNIST wherever it lies: found, else downloaded, and always checked.

    python mains/mnist.py    # make test calls it: download it if need be
"""
import gzip
import hashlib
import os
import sys
import tempfile
import time
import zipfile
import zlib
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np

HERE = Path(__file__).resolve().parent
SHA256 = {  # first 16 hex digits, of each array's bytes in C order
    'X_train': '776032e7e6a9793a', 'Y_train': '3fc61c21900fc0b5',
    'X_valid': '04197cf3c7f94ed5', 'Y_valid': 'bfddcd2fec192366',
    'X_test': '0194b01ac10d2940', 'Y_test': '2fd8de6bdb8d1178'}
KERAS = ('x_train', 'y_train', 'x_test', 'y_test')  # pixels 0 to 255
# of each source the files in KERAS's order, or one that holds them all
SOURCES = [
    ['https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz'],
    [f'https://ossci-datasets.s3.amazonaws.com/mnist/{name}-ubyte.gz'
     for name in ('train-images-idx3', 'train-labels-idx1',
                  't10k-images-idx3', 't10k-labels-idx1')]]
TIMEOUT = 20    # seconds without an answer, after which a source is given up
PAUSE = 600     # seconds in which a download that failed is not tried again
WHERE = (f'put MNIST.npz into {HERE} or the working folder, or its path into '
         'the environment variable MNIST_NPZ')

# what NumPy, zipfile and gzip raise for a file that is not what it should be
BROKEN = (OSError, LookupError, ValueError, TypeError, AttributeError,
          EOFError, zipfile.BadZipFile, zlib.error)


class MnistError(ValueError):
    """A file that is not MNIST; the message is one line for a user."""


def find(download=True):
    """Return the path of MNIST; None if it is neither here nor in reach.

    The environment variable MNIST_NPZ is the last word, and an empty one
    says that there is no MNIST; else MNIST.npz in the working folder or in
    mains/. MnistError if the file that is found is not MNIST.
    """
    if 'MNIST_NPZ' in os.environ:
        path = os.environ['MNIST_NPZ']
        if not path:
            return None
        read(path, 'Y_test')
        return Path(path)
    for folder in (Path.cwd(), HERE):
        path = folder / 'MNIST.npz'
        if path.exists():
            read(path, 'Y_test')
            return path
    return fetch(HERE / 'MNIST.npz') if download else None


def read(path, *names):
    """Return the named arrays of MNIST.npz, in its form or in Keras's.

    The names are X_train (50000, 28, 28), X_valid and X_test (10000, 28, 28),
    float32 pixels in [0, 1), and Y_train, Y_valid and Y_test, int64 labels.
    MnistError if the content is not the published one.
    """
    try:
        # NumPy leaves a file open that it cannot read
        with open(path, 'rb') as file, np.load(file) as arrays:
            if 'x_train' in arrays:
                arrays = split(*(arrays[name] for name in KERAS))
            return [checked(name, arrays[name]) for name in names]
    except BROKEN as error:
        received = error if isinstance(error, MnistError) else nature(path)
        raise MnistError(f'{path}: expected MNIST, received {received}; '
                         f'{WHERE}') from None


def nature(path):
    """Say what a file is that does not hold MNIST."""
    path = Path(path)
    if not path.exists():
        return 'no such file'
    if not path.is_file():
        return 'a folder'
    with open(path, 'rb') as file:
        start = file.read(64)
    if not start:
        return 'an empty file'
    if start.startswith(b'version https://git-lfs'):
        return 'a pointer of Git LFS ("git lfs pull" brings the file itself)'
    if start.lstrip().startswith(b'<'):
        return 'a web page, such as one that asks to log in'
    if start.startswith(b'PK'):
        return f'a file of {path.stat().st_size:,} bytes, cut off or other'
    return 'a file of another kind'


def checked(name, array):
    """Return the array if its content is the published one."""
    digest = hashlib.sha256(np.ascontiguousarray(array)).hexdigest()[:16]
    if digest != SHA256[name]:
        raise MnistError(
            f'other content: {name} has SHA-256 {digest}... and not '
            f'{SHA256[name]}... ({array.dtype}, shape {array.shape}, maximum '
            f'{array.max()}; pixels must be float32, divided by 256, and the '
            'split the first 50,000 and the last 10,000)')
    return array


def split(X, Y, X_test, Y_test):
    """Return the arrays of MNIST.npz from pixels 0 to 255 and labels."""
    X, X_test = np.float32(X) / 256, np.float32(X_test) / 256
    Y, Y_test = np.int64(Y), np.int64(Y_test)
    return {'X_train': X[:50000], 'Y_train': Y[:50000],
            'X_valid': X[50000:], 'Y_valid': Y[50000:],
            'X_test': X_test, 'Y_test': Y_test}


def fetch(path):
    """Download MNIST to a path and return it; None if it is out of reach.

    The file is put in its place whole and checked, or not at all.
    """
    note = path.with_name('mnist-out-of-reach.txt')
    since = time.time() - note.stat().st_mtime if note.exists() else PAUSE
    if since < PAUSE:
        print(f'MNIST was out of reach {since / 60:.0f} minutes ago; to try '
              f'again now, delete {note}', file=sys.stderr)
        return None
    reasons = []
    for source in SOURCES:
        host = urlsplit(source[0]).hostname
        print(f'MNIST: downloading 11 MB from {host}', file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
            reason = download(source, Path(scratch, path.name))
            if reason is None:
                os.replace(Path(scratch, path.name), path)
                note.unlink(missing_ok=True)
                return path
        reasons.append(f'{host}: {reason}')
    print(f'MNIST was not downloaded ({"; ".join(reasons)})', file=sys.stderr)
    note.touch()
    return None


def download(source, path):
    """Write a source's arrays to a path; return what went wrong, or None."""
    import pooch    # here, since most programs find MNIST downloaded
    import requests
    pooch.get_logger().setLevel('WARNING')
    downloader = pooch.HTTPDownloader(timeout=TIMEOUT)
    try:
        files = [pooch.retrieve(url, None, f'{i}', path.parent,
                                downloader=downloader)
                 for i, url in enumerate(source)]
    except requests.HTTPError as error:
        return f'{error.response.status_code} {error.response.reason}'
    except requests.Timeout:
        return f'no answer in {TIMEOUT} s'
    except OSError:
        return 'no connection'
    try:
        if len(files) == 1:
            os.replace(files[0], path)
        else:
            np.savez_compressed(path, **dict(zip(KERAS, map(idx, files))))
        read(path, *SHA256)
    except BROKEN:
        return 'it sent something else'
    return None


def idx(path):
    """Return the array of a file in the IDX format of MNIST, compressed.

    After two zeros, the type (8: unsigned bytes) and the number of
    dimensions it has each dimension in four bytes, the highest first.
    """
    with gzip.open(path) as file:
        content = file.read(1 << 26)    # MNIST has 47 MB at most
    start = 4 + 4 * content[3]
    shape = np.frombuffer(content[4:start], '>u4')
    return np.frombuffer(content[start:], np.uint8).reshape(shape)


if __name__ == '__main__':
    try:
        print('MNIST:', find() or 'out of reach; what needs it is skipped')
    except MnistError as problem:
        print(problem, file=sys.stderr)
