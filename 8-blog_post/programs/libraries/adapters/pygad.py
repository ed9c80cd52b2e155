"""PyGAD: a genetic algorithm that stops when its fitness stays."""
# /// script
# title = "PyGAD"
# requires-python = "==3.11.*"
# dependencies = ["pygad==3.9.2", "numpy==2.4.6"]
# ///
import pygad

from protocol import stopping


@stopping('GA(stop_criteria=)', "'saturate_' + str($patience)",
          note='A check is a generation.')
def search(build, series):
    """Let the best fitness of each generation be the next value, times -1."""
    seen = []

    def fitness(search, solution, index):
        """Return the generation's value."""
        return -series[min(len(seen), len(series) - 1)]

    pygad.GA(num_generations=len(series), num_parents_mating=1, num_genes=1,
             sol_per_pop=2, fitness_func=fitness, stop_criteria=build(),
             keep_elitism=0, keep_parents=0, suppress_warnings=True,
             on_generation=lambda search: seen.append(1)).run()
    return len(seen)
