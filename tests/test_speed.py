"""What keeps the answers fast: small temporaries, quick imports, no more ops.

How fast they are is measured by tools/benchmark_steps.py, tried here in small.
"""
import ast
import collections
import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from grader.checks import oracles
from grader.tasks import KERAS, TASKS
from ours import ROOT, ours
from tools import benchmark_steps, measured, peers

# NumPy 2 minds how TensorFlow's tensors become arrays
pytestmark = pytest.mark.filterwarnings('ignore:__array__ implementation')
EACH = [pytest.param(task, marks=getattr(pytest.mark, f'task{task}'))
        for task in TASKS]
SIZES, M = (40, 30, 20, 5), 100_000


def temporaries(function, *args, **options):
    """Return the bytes of a call's peak beyond the arrays that it returns."""
    tracemalloc.start()
    kept = function(*args, **options)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    if isinstance(kept, dict):
        peak -= sum(a.nbytes for key, a in kept.items() if key != 'A0')
    return peak


@pytest.mark.task0
def test_the_cost_makes_no_copy_of_the_weights():
    """Not even of a small part of a weight matrix."""
    weights = {f'W{i}': np.ones((1000, 500)) for i in (1, 2)}
    assert temporaries(ours(0), 1., 0.1, weights, 2, 10) < 100_000


@pytest.fixture(scope='module')
def given():
    """Labels, weights and a cache in float64, the input in float32."""
    X, Y, weights = oracles.network(SIZES, M)
    X = X.astype(np.float32)
    return Y, weights, ours(4)(X, weights, 3, 0.8)


@pytest.mark.parametrize('task, options', [
    pytest.param(1, {'lambtha': 0.4}, marks=pytest.mark.task1),
    pytest.param(5, {'keep_prob': 0.8}, marks=pytest.mark.task5),
    pytest.param(5, {'keep_prob': 0.8, 'exact': True},
                 marks=pytest.mark.task5)])
def test_a_step_takes_little_memory(given, task, options):
    """Temporaries stay far below the 32 MB of a copy of the input."""
    Y, weights, cache = given
    assert temporaries(ours(task), Y, weights, cache, alpha=0.1, L=3,
                       **options) < 2_000_000


@pytest.mark.task4
def test_the_forward_pass_takes_little_memory(given):
    """The results and one mask's draws apart, temporaries stay small.

    The input is float32 and the weights are float64: no copy of it either.
    """
    _, weights, cache = given
    draws = 8 * max(SIZES[1:]) * M
    assert temporaries(ours(4), cache['A0'], weights, 3,
                       0.8) < draws + 2_000_000


@pytest.mark.parametrize('task', EACH)
def test_imports_stand_at_the_top(task):
    """Nothing is imported when a function is called."""
    tree = ast.parse((ROOT / TASKS[task].file).read_text())
    lazy = [node for part in tree.body for node in ast.walk(part)
            if isinstance(node, (ast.Import, ast.ImportFrom))
            and node is not part]
    assert not lazy
    # and by no other way
    names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
    assert not names & {'__import__', 'importlib', 'exec', 'eval'}


@pytest.mark.parametrize('task', [
    case for case in EACH if case.values[0] not in KERAS])
def test_import_takes_no_time(task):
    """A NumPy task imports in under 0.15 s more than numpy itself.

    The best of three, as a busy machine only adds.
    """
    program = ('import time, importlib, numpy; start = time.perf_counter(); '
               f'importlib.import_module({TASKS[task].module!r}); '
               'print(time.perf_counter() - start)')
    seconds = [float(subprocess.run(
        [sys.executable, '-c', program], cwd=ROOT, check=True,
        capture_output=True, text=True).stdout) for _ in range(3)]
    assert min(seconds) < 0.15


def operations(tf, function, *shape):
    """Return how many operations of each type a traced function has."""
    graph = tf.function(function).get_concrete_function(
        tf.TensorSpec(shape, tf.float32)).graph
    return collections.Counter(node.type for node in graph.get_operations())


def dense(tf, **options):
    """Return the layer that one would write by hand in Keras."""
    return tf.keras.layers.Dense(
        4, 'tanh', kernel_initializer=tf.keras.initializers.VarianceScaling(
            scale=2., mode='fan_avg'), **options)


@pytest.mark.task2
def test_the_cost_of_a_model_adds_no_operation(tf):
    """As many as to convert the model's losses and add the cost by hand."""
    model = tf.keras.Sequential(
        [tf.keras.Input(shape=(5,))]
        + [dense(tf, kernel_regularizer=tf.keras.regularizers.L2(0.5))
           for _ in range(3)])
    assert operations(tf, lambda cost: ours(2)(cost, model)) == operations(
        tf, lambda cost: cost + tf.stack(model.losses))


@pytest.mark.parametrize('task, options, training', [
    pytest.param(3, {'lambtha': 0.5}, None, marks=pytest.mark.task3),
    *(pytest.param(6, {'keep_prob': 0.5, 'training': training}, training,
                   marks=pytest.mark.task6)
      for training in (True, False, None))])
def test_a_layer_adds_no_operation(tf, task, options, training):
    """Its model has the operations of one written by hand, no more."""
    x = tf.keras.Input(shape=(5,))
    if task == 3:
        by_hand = dense(
            tf, kernel_regularizer=tf.keras.regularizers.L2(0.5))(x)
    else:
        by_hand = tf.keras.layers.Dropout(0.5)(dense(tf)(x),
                                               training=training)
    created = tf.keras.Model(x, ours(task)(x, 4, 'tanh', **options))
    by_hand = tf.keras.Model(x, by_hand)

    def with_losses(model):
        return lambda X: (model(X), model.losses)
    assert operations(tf, with_losses(created), 8, 5) == operations(
        tf, with_losses(by_hand), 8, 5)


@pytest.mark.parametrize('step', peers.STEPS)
@pytest.mark.parametrize('dtype', peers.DTYPES)
def test_the_benchmark_measures_what_the_textbook_gives(step, dtype):
    """It compares each step's weights before it times them."""
    seconds, temporaries = benchmark_steps.measure(
        peers.NUMPY, step, 90, dtype, None, 2)
    assert {name: len(times) for name, times in seconds.items()} == {
        'floor': 2, 'textbook': 2, 'ours': 2}
    assert set(temporaries) == set(peers.NUMPY if step != 'train' else ())


@pytest.mark.parametrize('step', ['gradient', 'exact', 'train'])
def test_a_library_gives_what_the_textbook_gives(tf, step):
    """Of the three libraries TensorFlow is always there."""
    seconds, _ = benchmark_steps.measure(
        ['tensorflow'], step, 90, 'float64', None, 1)
    assert len(seconds['tensorflow']) == 1


def test_the_benchmark_refuses_a_wrong_step(monkeypatch):
    """A step that changes nothing is not timed."""

    def wrong(problem):
        """Return a step that leaves the weights as they are."""
        weights = problem.weights()
        return lambda masks=None: None, lambda: weights

    monkeypatch.setitem(peers.PEERS, 'ours', wrong)
    with pytest.raises(AssertionError, match='gradient, m=90'):
        benchmark_steps.measure(['ours'], 'gradient', 90, 'float64', None, 1)


def test_both_plans_fill_the_table(monkeypatch):
    """A row for each step and dtype, whichever libraries are there."""

    def measure(names, step, m, dtype, threads, rounds):
        """Return made-up seconds; no library is installed."""
        if names[0] in peers.LIBRARIES:
            raise ImportError(names[0])
        seconds = {'floor': [1.] * rounds, **{
            name: [1.5] * rounds for name in names}}
        return seconds, dict.fromkeys(names, 8.) if step != 'train' else {}

    monkeypatch.setattr(benchmark_steps, 'alone',
                        lambda _, *case: measure(*case))
    for full in False, True:
        records, missing = benchmark_steps.run_all(benchmark_steps.plan(full))
        assert set(missing) == set(peers.LIBRARIES)
        rows = dict(measured.cells(records))
        assert len(rows) == 15
        assert rows['exact', 'float32'] == [
            '1.50', '1.50', '', '', '', '1.50', '1.50', '8', '8']
        assert 'time grows as m^' in measured.growth(records)
