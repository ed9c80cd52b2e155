"""spaCy and Thinc, which its networks are made of."""
# /// script
# title = "spaCy, Thinc"
# requires-python = "==3.11.*"
# dependencies = ["spacy==3.8.18", "thinc==8.3.14", "numpy==2.4.6"]
# ///
import numpy as np
import spacy.training.loop
import thinc.api

from protocol import decay, dropout, stopping


def steps(build, weights, problem, count):
    """Take steps with the gradients that the problem gives."""
    weights = {key: w.astype(np.float32) for key, w in weights.items()}
    optimizers = build()
    if not isinstance(optimizers, dict):
        optimizers = {'W': optimizers, 'b': optimizers}
    for step in range(count):
        found = problem.gradient(weights, step)
        for i, (key, w) in enumerate(weights.items()):
            shape = w.shape
            after, _ = optimizers[key[0]](
                (i, key), w.ravel(), found[key].astype(np.float32).ravel())
            weights[key] = after.reshape(shape)
    return weights


OPTIMIZER = '''thinc.api.%s(
    $alpha, L2=$strength, L2_is_weight_decay=%s, grad_clip=0)'''
PLAIN = 'thinc.api.%s($alpha, L2=$strength, grad_clip=0)'
BARE = 'thinc.api.%s($alpha, grad_clip=0)'
decay('thinc SGD(L2_is_weight_decay=False)', '''{
    'W': thinc.api.SGD($alpha, L2=$strength, L2_is_weight_decay=False,
                       grad_clip=0),
    'b': thinc.api.SGD($alpha, grad_clip=0)}''',
      OPTIMIZER % ('SGD', False))(steps)
for NAME in 'SGD', 'Adam':
    decay('thinc ' + NAME, '', PLAIN % NAME, BARE % NAME)(steps)
decay('thinc Adam(L2_is_weight_decay=False)', '',
      OPTIMIZER % ('Adam', False))(steps)


@dropout('thinc Dropout', 'thinc.api.Dropout($amount)',
         signature='thinc.api.Dropout')
def layer(build, x, training, seed):
    """Call the layer, in the mode that is asked for."""
    np.random.seed(seed)
    model = build().initialize()
    if training is None:
        return model(x, False)[0]
    return model(x, training)[0]


@stopping('spacy.training.loop, patience', 'dict(patience=$patience)',
          note='Patience is counted in updates; here each update is '
               'evaluated.')
def loop(build, series):
    """Run spaCy's own loop; each step an evaluation with the next score."""
    seen = []

    def evaluate():
        """Return the next score."""
        seen.append(1)
        return -series[len(seen) - 1], {}

    class Pipeline:
        """What the loop asks of a pipeline."""

        def update(self, examples, **_):
            return {}

        def finish_update(self, sgd):
            """Do nothing."""

        def select_pipes(self, **_):
            """Do nothing."""

        def evaluate(self, *_):
            """Do nothing."""

        pipeline = ()
        pipe_names = ()

        @staticmethod
        def make_doc(text):
            return text

    steps = spacy.training.loop.train_while_improving(
        Pipeline(), thinc.api.SGD(0.1), iter([(0, [])] * len(series)),
        evaluate, dropout=iter([0.0] * 2 * len(series)),
        eval_frequency=1, accumulate_gradient=1, max_steps=len(series),
        exclude=[], annotating_components=[], before_update=None, **build())
    try:
        return sum(1 for _ in steps)
    except IndexError:
        return len(seen)
