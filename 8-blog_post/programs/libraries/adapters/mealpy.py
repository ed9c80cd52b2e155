"""mealpy: metaheuristics that stop when the best stays."""
# /// script
# title = "mealpy"
# requires-python = "==3.11.*"
# dependencies = ["mealpy==3.0.3", "numpy==1.26.0"]
# ///
import mealpy

from protocol import stopping


@stopping('Termination(max_early_stop=)',
          'dict(max_early_stop=$patience, epsilon=$threshold)',
          note='A check is an epoch.')
def search(build, series):
    """Let the best fitness of each epoch be the next value."""
    seen = []

    def objective(_):
        """Return the epoch's value."""
        return series[min(len(seen), len(series) - 1)]

    class Fed(mealpy.Optimizer):
        """An optimizer that draws a new population in each epoch."""

        def __init__(self, epoch):
            super().__init__()
            self.epoch, self.pop_size = epoch, 2
            self.sort_flag = False

        def evolve(self, epoch):
            """Draw agents anew."""
            seen.append(1)
            self.pop = self.generate_population(self.pop_size)

    Fed(len(series) - 1).solve(
        {'obj_func': objective, 'bounds': mealpy.FloatVar(lb=(0.0,),
                                                          ub=(1.0,)),
         'minmax': 'min', 'log_to': None},
        termination={'max_epoch': len(series) - 1, **build()})
    return len(seen) + 1        # the first value is the first population's
