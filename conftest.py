"""What holds for all tests: how Hypothesis draws examples, that the engine is compiled once, and how many processes share the tests.

Without a deadline: the first example of a test may compile the engine, which takes a minute. A failure is printed so that it can be
repeated elsewhere. Hypothesis's own profile `ci` holds (`pyproject.toml`): the same examples every time, so that what fails fails because
of the change; with `--hypothesis-profile=wopsim` new ones are drawn each time.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("wopsim", settings(), deadline=None, print_blob=True)
settings.load_profile("wopsim")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the engine once, before several processes of a cold machine would each do it; what was compiled is kept."""
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        return
    from wopsim.engines.compiled.run import prepare

    prepare()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return one process more than there are cores: a fifth of the time, some test waits for a disk, or for a process that it stopped."""
    return (os.cpu_count() or 1) + 1
