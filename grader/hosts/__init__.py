"""Grade one hand-in where others run the grader: on Gradescope, on GitHub."""
import contextlib
import io

from grader.__main__ import grade as grade_run
from grader.__main__ import options
from grader.runs.run import Run


def grade(folder, report, reveal):
    """Grade what is in a folder, be it nothing, and write the reports.

    Return the header of the run, the submission's records, and {file: where
    it was found}. RuntimeError with what was printed if the grader could not
    run.
    """
    option = options([f'--report={report}', f'--reveal={reveal}',
                      '--layout=one', '--', str(folder)])
    option.may_be_empty = True
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), \
            contextlib.redirect_stderr(printed), \
            contextlib.closing(Run(option)) as run:
        grade_run(run, option)
        if not run.log.starts:
            raise RuntimeError(printed.getvalue())
        return (run.header, next(run.log.submissions())[2],
                run.found[0].files)
