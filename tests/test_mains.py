"""The examples print what the statement prints, wherever they are run."""
import importlib.util
import os
import shutil
import subprocess
import sys
import types

import numpy as np
import pytest

import datasets
from published import difference, has_published_mask, published
from grader.submission import FILES, ROOT

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


@pytest.mark.parametrize('task', FILES)
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
    for name in '0-main.py', 'datasets.py':
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
def keras_download(mnist, monkeypatch):
    """Have Keras hand out MNIST's bytes without a network."""
    with np.load(mnist) as a:
        pixels = [np.concatenate([a[f'X_{part}'] for part in parts]) * 256
                  for parts in (['train', 'valid'], ['test'])]
        labels = [np.concatenate([a[f'Y_{part}'] for part in parts])
                  for parts in (['train', 'valid'], ['test'])]
    images = [x.astype(np.uint8) for x in pixels]
    mnist = types.SimpleNamespace(
        load_data=lambda: tuple(zip(images, labels)))
    keras = types.SimpleNamespace(datasets=types.SimpleNamespace(mnist=mnist))
    monkeypatch.setitem(sys.modules, 'tensorflow',
                        types.SimpleNamespace(keras=keras))
    return images


def test_mnist_is_built_from_the_download(keras_download, tmp_path):
    """The file is the published one, and the only one that is left."""
    path = datasets.build_mnist(tmp_path / 'MNIST.npz')
    assert list(tmp_path.iterdir()) == [path]
    with np.load(path) as arrays:
        assert {datasets.checked(name, arrays[name]).dtype
                for name in arrays} == {np.dtype('f4'), np.dtype('i8')}


def test_a_broken_download_leaves_nothing(keras_download, tmp_path,
                                          monkeypatch):
    """A changed pixel is an error, and so is a disk that is full."""
    keras_download[0][59999, 14, 14] ^= 1
    with pytest.raises(ValueError, match='X_valid of MNIST.npz: expected SHA'):
        datasets.build_mnist(tmp_path / 'MNIST.npz')
    keras_download[0][59999, 14, 14] ^= 1

    def full_disk(file, **arrays):
        file.write(b'half')
        raise OSError('No space left on device')

    monkeypatch.setattr(np, 'savez', full_disk)
    with pytest.raises(OSError, match='No space left'):
        datasets.build_mnist(tmp_path / 'MNIST.npz')
    assert not list(tmp_path.iterdir())


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
