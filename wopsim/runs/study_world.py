"""The world of a study: read once, however many blocks need it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from wopsim.world.reading import read_world

if TYPE_CHECKING:
    from wopsim.readings import Readings
    from wopsim.study.scenario import Study
    from wopsim.world.table import World


def world_notes(study: Study) -> str:
    """Return what a reader of results should know about the world of a study, a line each, as results and stores hold it."""
    return "\n".join(world_of(study.world, study.readings).notes)


@lru_cache(maxsize=4)
def world_of(name: str, readings: Readings | None = None) -> World:
    """Return the world of a study (its fields `world` and `readings`); read once until `world_of.cache_clear()`."""
    return read_world(name, readings)
