"""Small worlds, so that a run takes a few hundredths of a second."""

import pytest

from wopsim.world.synthesis import synthesise
from wopsim.world.table import World


@pytest.fixture(scope="session")
def world() -> World:
    return synthesise(n_mentees=12, n_mentors=6, seed=3)


@pytest.fixture(scope="session")
def tiny_world() -> World:
    return synthesise(n_mentees=4, n_mentors=2, seed=5)
