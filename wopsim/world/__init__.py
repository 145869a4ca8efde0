"""What there is at the start of a run: a table of utilities, read from a file or made by chance."""

from __future__ import annotations

from wopsim.world.reading import read_world
from wopsim.world.selection import only_mentees
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World
from wopsim.world.writing import describe_world, write_world

__all__ = ["World", "describe_world", "only_mentees", "read_world", "synthesise", "write_world"]
