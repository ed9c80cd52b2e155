"""MNIST is found, downloaded and checked; what is not MNIST is refused."""
import functools
import gzip
import http.server
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import datasets
import mnist
from ours import ROOT

BROKEN = {'an empty file': b'', 'a web page': b'\n<!DOCTYPE html><html>',
          'a pointer of Git LFS': b'version https://git-lfs.github.com/spec',
          'cut off': None, 'a file of another kind': b'1,2,3\n'}


def test_mnist_is_the_published_one(mnist_file):
    """All six arrays have the published content."""
    assert len(mnist.read(mnist_file, *mnist.SHA256)) == 6


def small_file(folder, name='mnist.npz', **changed):
    """Write a file in Keras's form with four digits for MNIST's 70,000."""
    X = np.arange(4 * 784).reshape(4, 28, 28) % 256
    arrays = {'x_train': X[:3], 'y_train': np.arange(3), 'x_test': X[3:],
              'y_test': np.arange(1), **changed}
    path = folder / name
    np.savez(path, **{key: np.uint8(array) for key, array in arrays.items()})
    return path


@pytest.fixture
def small(monkeypatch, tmp_path):
    """Four digits that are taken for MNIST; the path of their file."""
    path = small_file(tmp_path)
    with np.load(path) as arrays:
        right = mnist.split(*(arrays[name] for name in mnist.KERAS))
    monkeypatch.setattr(mnist, 'SHA256', {
        name: mnist.hashlib.sha256(np.ascontiguousarray(a)).hexdigest()[:16]
        for name, a in right.items()})
    monkeypatch.delenv('MNIST_NPZ', raising=False)
    return path


@pytest.fixture
def served(small, sockets, monkeypatch, tmp_path):
    """The folder of a server of this machine; two sources are there."""
    (tmp_path / 'served').mkdir()
    handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                                directory=tmp_path / 'served')
    monkeypatch.setattr(handler.func, 'log_message', lambda *_: None)
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as here:
        address = f'http://127.0.0.1:{here.server_port}'
        monkeypatch.setattr(mnist, 'SOURCES', [
            [f'{address}/mnist.npz'],
            [f'{address}/{name}.gz' for name in mnist.KERAS]])
        thread = threading.Thread(target=here.serve_forever)
        thread.start()
        yield tmp_path / 'served'
        here.shutdown()
        thread.join()


@pytest.fixture
def place(monkeypatch, tmp_path):
    """Where a download goes: an empty folder in place of mains/."""
    folder = tmp_path / 'mains'
    folder.mkdir()
    monkeypatch.setattr(mnist, 'HERE', folder)
    monkeypatch.chdir(folder)
    return folder


def serve_idx(small, served):
    """Offer the arrays of a file as the second source has them."""
    with np.load(small) as arrays:
        for name, array in arrays.items():
            head = bytes([0, 0, 8, array.ndim]) + np.array(
                array.shape, '>u4').tobytes()
            (served / f'{name}.gz').write_bytes(
                gzip.compress(head + array.tobytes()))


def test_mnist_is_downloaded_once_and_split(small, served, place):
    """The second time no server is asked."""
    small.rename(served / 'mnist.npz')
    first, = datasets.load_mnist('X_test')
    assert first.dtype == np.float32 and first.max() == np.float32(255 / 256)
    (served / 'mnist.npz').unlink()
    assert datasets.load_mnist('X_test')[0].tobytes() == first.tobytes()
    assert [path.name for path in place.iterdir()] == ['MNIST.npz']


@pytest.mark.parametrize('first', [None, b'<html>please log in</html>'])
def test_the_second_source_serves_where_the_first_fails(
        small, served, place, first):
    """Whether the first has no such file, or sends something else."""
    if first:
        (served / 'mnist.npz').write_bytes(first)
    serve_idx(small, served)
    assert mnist.find() == place / 'MNIST.npz'
    with np.load(small) as arrays:
        labels, = mnist.read(place / 'MNIST.npz', 'Y_test')
        assert labels.tobytes() == np.int64(arrays['y_test']).tobytes()


def test_other_content_is_not_kept(small, served, place, capsys):
    """Of another MNIST nothing stays but the note that it was tried."""
    small_file(served, y_test=[7])
    (served / 'x_train.gz').write_bytes(b'half')
    assert mnist.find() is None
    assert [path.name for path in place.iterdir()] == [
        'mnist-out-of-reach.txt']
    error = capsys.readouterr().err.splitlines()[-1]
    assert error.startswith('MNIST was not downloaded (127.0.0.1: it sent '
                            'something else; 127.0.0.1: 404')


def test_a_failed_download_is_not_tried_again_at_once(
        served, place, capsys, monkeypatch):
    """Some minutes later it is."""
    monkeypatch.setattr(mnist, 'SOURCES', [['http://127.0.0.1:1/mnist.npz']])
    assert mnist.find() is None
    assert 'no connection' in capsys.readouterr().err
    assert mnist.find() is None
    error = capsys.readouterr().err
    assert 'out of reach 0 minutes ago' in error and 'downloading' not in error
    old = os.stat(place / 'mnist-out-of-reach.txt').st_mtime - mnist.PAUSE
    os.utime(place / 'mnist-out-of-reach.txt', (old, old))
    assert mnist.find() is None
    assert 'downloading' in capsys.readouterr().err


@pytest.mark.parametrize('name', [*BROKEN, 'no such file', 'a folder'])
def test_what_is_not_mnist_is_named(small, place, monkeypatch, name):
    """One line, whether a variable leads there or it lies in the folder."""
    path = place / 'MNIST.npz'
    if name == 'a folder':
        path.mkdir()
    elif name != 'no such file':
        path.write_bytes(small.read_bytes()[:1000] if BROKEN[name] is None
                         else BROKEN[name])
        with pytest.raises(mnist.MnistError, match=name):
            mnist.find()
    monkeypatch.setenv('MNIST_NPZ', str(path))
    with pytest.raises(mnist.MnistError, match=f'received .*{name}') as error:
        mnist.find()
    assert '\n' not in str(error.value)
    with pytest.raises(SystemExit, match=name):
        datasets.load_mnist('X_test')


def test_pixels_divided_by_255_are_refused(small, place):
    """The message names the array and what it should be."""
    X, Y = mnist.read(small, 'X_test', 'Y_test')
    np.savez(place / 'MNIST.npz', X_test=X * np.float32(256 / 255), Y_test=Y)
    with pytest.raises(mnist.MnistError, match='X_test .* divided by 256'):
        mnist.read(mnist.find(), 'X_test')


def test_all_examples_refuse_a_broken_file_with_one_line(tmp_path):
    """`python mains` exits with 2 and takes no stand-ins."""
    path = tmp_path / 'page.npz'
    path.write_text('<html>')
    done = subprocess.run(
        [sys.executable, ROOT / 'mains'], capture_output=True, text=True,
        env={**os.environ, 'MNIST_NPZ': str(path)})
    assert (done.returncode, done.stdout) == (2, '')
    assert done.stderr.count('\n') == 1 and 'a web page' in done.stderr


def test_stand_ins_have_the_shape_of_mnist(monkeypatch, capsys):
    """They are reported, and no image is in two parts."""
    monkeypatch.setenv('MNIST_NPZ', '')
    arrays = datasets.load_mnist(*mnist.SHA256)
    assert capsys.readouterr().err == datasets.STAND_INS + '\n'
    images = {}
    for name, array in zip(mnist.SHA256, arrays):
        m = 50000 if 'train' in name else 10000
        if name.startswith('X'):
            assert array.shape == (m, 28, 28) and array.dtype == np.float32
            assert 0 <= array.min() < array.max() < 1
            images[name] = {image.tobytes() for image in array[:1200]}
        else:
            assert array.shape == (m,) and set(array) == set(range(10))
    assert [len(part) for part in images.values()] == [1197, 300, 300]
    assert len(set.union(*images.values())) == 1797
