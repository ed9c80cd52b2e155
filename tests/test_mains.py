"""The examples print what the statement prints, wherever they are run."""
import functools
import hashlib
import http.server
import importlib.util
import os
import shutil
import subprocess
import sys
import threading

import numpy as np
import pytest

import datasets
from published import difference, has_published_mask, published
from grader.tasks import TASKS
from ours import ROOT

MAINS = ROOT / 'mains'
PIXELS = (1, 2, 3, 4, 5)


@pytest.fixture(scope='session')
def mnist():
    """The path of MNIST.npz; a test that needs it is skipped without."""
    path = datasets.find_mnist()
    if path is None:
        reason = 'needs MNIST, which is neither here nor to be downloaded'
        if os.environ.get('REQUIRE_MNIST') == '1':
            pytest.fail(reason)
        pytest.skip(reason)
    return str(path)


def run(command, mnist, cwd=ROOT):
    """Run a command; return what it prints on its standard output."""
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True,
        env={**os.environ, 'MNIST_NPZ': mnist,
             'PATH': os.pathsep.join([os.path.dirname(sys.executable),
                                      os.environ['PATH']])})
    assert done.returncode == 0, done.stderr
    return done


@pytest.mark.parametrize('task', TASKS)
def test_published_output(task, request):
    """Each main prints the published example, started in its folder.

    Without the tasks' markers: a learner's loop has no seconds for MNIST.
    """
    mnist = request.getfixturevalue('mnist') if task in PIXELS else ''
    output = run([f'./{task}-main.py'], mnist, MAINS).stdout
    assert not difference(task, output, task != 6 or has_published_mask())


@pytest.mark.parametrize('folder', [ROOT, MAINS, '/'])
def test_mains_run_from_any_folder(folder):
    """The main finds the task's file from wherever it is started."""
    assert run([str(MAINS / '7-main.py')], '', folder).stdout == published(7)


def test_mains_run_beside_the_task_files(tmp_path):
    """Copied next to somebody's files, a main takes those."""
    for name in '0-main.py', 'datasets.py', 'loading.py':
        shutil.copy(MAINS / name, tmp_path)
    (tmp_path / '0-l2_reg_cost.py').write_text(
        'def l2_reg_cost(*_): return "theirs"')
    assert run(['./0-main.py'], '', tmp_path).stdout.endswith('theirs\n')


def test_a_wrong_output_is_told(monkeypatch, tmp_path):
    """One digit that departs is named, and the run of all mains fails."""
    spec = importlib.util.spec_from_file_location(
        'all_mains', MAINS / '__main__.py')
    all_mains = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(all_mains)
    assert all_mains.run(7, None) == (True, 'published output')
    (tmp_path / '7-main.py').write_text(
        f'print({published(7).replace("9", "8")!r})')
    monkeypatch.setattr(all_mains, 'HERE', tmp_path)
    assert all_mains.run(7, None) == (
        False, 'number 3: expected 9, received 8')
    (tmp_path / '7-main.py').write_text('1 / 0')
    assert 'ZeroDivisionError' in all_mains.run(7, None)[1]


def test_published_numbers_are_compared_to_the_last_digit():
    """Half a unit in NumPy's last digit passes, a unit does not."""
    assert not difference(0, '[0.418428224]\n[12.11229237]\n')
    assert 'number 1: expected 0.41842822' in difference(
        0, '[0.41842823]\n[12.11229237]\n')
    assert 'expected the form' in difference(0, '[0.41842822]\n[nan]\n')


def test_mnist_is_the_published_one(mnist):
    """All six arrays have the published content."""
    with np.load(mnist) as arrays:
        for name in datasets.SHA256:
            datasets.checked(name, arrays[name])


@pytest.fixture
def keras_download(mnist, tmp_path):
    """MNIST as Keras hands it out, in a file: pixels from 0 to 255."""
    arrays = {}
    with np.load(mnist) as a:
        for name, parts in ('train', ['train', 'valid']), ('test', ['test']):
            pixels, arrays[f'y_{name}'] = (np.concatenate(
                [a[f'{key}_{part}'] for part in parts]) for key in 'XY')
            arrays[f'x_{name}'] = np.uint8(pixels * 256)
    np.savez(tmp_path / 'mnist.npz', **arrays)
    return tmp_path / 'mnist.npz'


@pytest.fixture
def server(keras_download, sockets, monkeypatch, tmp_path):
    """A server of this machine that hands out the file; datasets goes there.

    The downloaded file goes to a folder of its own, which is returned.
    """
    handler = functools.partial(http.server.SimpleHTTPRequestHandler,
                                directory=keras_download.parent)
    monkeypatch.setattr(handler.func, 'log_message', lambda *_: None)
    (tmp_path / 'mains').mkdir()
    monkeypatch.setattr(datasets, 'HERE', tmp_path / 'mains')
    monkeypatch.setattr(datasets, 'KERAS_SHA256', hashlib.sha256(
        keras_download.read_bytes()).hexdigest())
    monkeypatch.delenv('MNIST_NPZ', raising=False)
    monkeypatch.chdir(tmp_path)
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as here:
        monkeypatch.setattr(datasets, 'URL',
                            f'http://127.0.0.1:{here.server_port}/mnist.npz')
        thread = threading.Thread(target=here.serve_forever)
        thread.start()
        yield tmp_path / 'mains'
        here.shutdown()
        thread.join()


def test_mnist_is_downloaded_once_and_split(server, keras_download):
    """The arrays are the published ones; the second time no server is asked.
    """
    first, = datasets.load_mnist('X_valid')
    keras_download.unlink()
    again = datasets.load_mnist(*datasets.SHA256)
    assert first.tobytes() == again[2].tobytes()
    assert len(list(server.iterdir())) == 1


def test_a_broken_download_leaves_nothing(server, keras_download):
    """A file of other content is an error, and is not kept."""
    keras_download.write_bytes(b'half')
    with pytest.raises(ValueError, match='mnist-keras.npz'):
        datasets.load_mnist('X_test')
    assert not list(server.iterdir())


def test_no_download_is_said(server, keras_download, capsys):
    """What the server said stands before what the stand-ins are."""
    keras_download.unlink()
    datasets.load_mnist('Y_test')
    said = capsys.readouterr().err
    assert 'MNIST was not downloaded: 404' in said
    assert said.endswith(datasets.STAND_INS + '\n')
    assert not list(server.iterdir())


def test_pixels_divided_by_255_are_refused(mnist, tmp_path, monkeypatch):
    """The message names the array and what it should be."""
    with np.load(mnist) as arrays:
        X = arrays['X_test'] * np.float32(256 / 255)
    np.savez(tmp_path / 'MNIST.npz', X_test=X)
    monkeypatch.setenv('MNIST_NPZ', str(tmp_path / 'MNIST.npz'))
    with pytest.raises(ValueError, match='X_test .* divided by 256'):
        datasets.load_mnist('X_test')


def test_a_path_that_leads_nowhere_is_an_error(monkeypatch):
    """MNIST_NPZ is the last word: nothing else is taken instead."""
    monkeypatch.setenv('MNIST_NPZ', 'nowhere.npz')
    with pytest.raises(FileNotFoundError, match='nowhere.npz'):
        datasets.load_mnist('X_test')


def test_stand_ins_have_the_shape_of_mnist(monkeypatch, capsys):
    """They are said to be stand-ins, and no image is in two parts."""
    monkeypatch.setenv('MNIST_NPZ', '')
    arrays = datasets.load_mnist(*datasets.SHA256)
    assert capsys.readouterr().err == datasets.STAND_INS + '\n'
    images = {}
    for name, array in zip(datasets.SHA256, arrays):
        m = 50000 if 'train' in name else 10000
        if name.startswith('X'):
            assert array.shape == (m, 28, 28) and array.dtype == np.float32
            assert 0 <= array.min() < array.max() < 1
            images[name] = {image.tobytes() for image in array[:1200]}
        else:
            assert array.shape == (m,) and set(array) == set(range(10))
    assert [len(part) for part in images.values()] == [1197, 300, 300]
    assert len(set.union(*images.values())) == 1797
