"""The lessons are ours alone: whoever grades others need not wait for them."""


def pytest_ignore_collect(config):
    """Leave this folder out, with its slow imports, when grading."""
    return bool(config.option.solutions) or None
