"""A run: many submissions by one loop over an Executor, one log, one resume.

The Executor is of this machine's processes or of a Dask cluster. A submission
is a task of its own there: what goes wrong with one costs no other.
"""
