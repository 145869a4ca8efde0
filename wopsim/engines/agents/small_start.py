"""A small world and a small programme, so that `WopModel()` can be looked at before anybody has a question."""

from __future__ import annotations

from functools import cache

from wopsim.declare import Parameters
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

MENTEES, MENTORS = 30, 10
"""Small enough to watch: ten years take a few seconds."""


@cache
def small_world() -> World:
    """Return a synthetic world of 30 mentees and 10 mentors: utilities of the shipped world, which is synthetic too."""
    return synthesise(n_mentees=MENTEES, n_mentors=MENTORS)


def small_programme() -> Parameters:
    """Return two million euros over three years, in partnerships of two years, with the channel `direct`.

    Every other number has its default, so nothing is drawn.
    """
    return Parameters(budget=2e6, programme_years=3, partnership_months=24, channel="direct")
