"""Optuna: two ways to stop that wait."""
# /// script
# title = "Optuna"
# requires-python = "==3.11.*"
# dependencies = ["optuna==5.0.0", "numpy==2.4.6"]
# ///
import optuna
import optuna.terminator

from protocol import stopping

optuna.logging.set_verbosity(optuna.logging.ERROR)


@stopping('terminator.BestValueStagnationEvaluator', '''\
optuna.terminator.Terminator(
    optuna.terminator.BestValueStagnationEvaluator($patience),
    optuna.terminator.StaticErrorEvaluator(0), min_n_trials=1)''',
          signature='optuna.terminator.BestValueStagnationEvaluator',
          note='A check is a trial.')
def terminator(build, series):
    """Tell the study each value; ask whether to stop."""
    study, stop = optuna.create_study(), build()
    for check, cost in enumerate(series, 1):
        study.tell(study.ask(), cost)
        if stop.should_terminate(study):
            return check
    return len(series)


@stopping('pruners.PatientPruner', '''\
optuna.pruners.PatientPruner(
    None, patience=$patience, min_delta=$threshold)''',
          signature='optuna.pruners.PatientPruner')
def pruner(build, series):
    """Report each value of one trial; ask whether to prune it."""
    trial = optuna.create_study(pruner=build()).ask()
    for check, cost in enumerate(series, 1):
        trial.report(cost, check)
        if trial.should_prune():
            return check
    return len(series)
