"""One small world at its start, whose records a test changes and whose text it runs, function by function."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

import wopsim.declared
from tests.helpers.in_python import readable
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import opening, quarter
from wopsim.engines.agenda import taken_over
from wopsim.engines.compiled.build import Built, Case, build
from wopsim.engines.context import context_of
from wopsim.engines.events import Event
from wopsim.engines.recording import events_of
from wopsim.engines.records import PROCESSES, Block, make_room
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

assert wopsim.declared

CALM = {"pandemic_rate": 0.0, "conflict_rate": 0.0, "drought_rate": 0.0, "currency_rate": 0.0, "leadership_rate": 0.0}
YEARS = 3
PRICE = 1.5e6  # planned cost of every partnership


@cache
def small_world() -> World:
    return synthesise(n_mentees=4, n_mentors=3, seed=5).complete(0, 0)


@cache
def begun(changes: tuple[tuple[str, Any], ...]) -> tuple[Block, Built]:
    """A block at its start, and what it was built with."""
    p = Parameters(**{"budget": 1e7, "channel": "direct", "reach_direct": 1.0, **CALM, **dict(changes)})
    built = build([Case(small_world(), p, 0)], 1, YEARS, frozenset(VARIABLES), 500)
    block = readable(built.block)
    quarter.begin_worlds(block, built.chances, readable(built.initial), built.of_start)
    return readable(make_room(block, 8)), built


class Bench:
    """A world of four mentees and three mentors; `p` are its numbers, `state` what its utilities are, (..., row) in lane `row`.

    Parameters
    ----------
    changes : of the parameters; the channel is direct, and nothing strikes, unless they say so.
    """

    def __init__(self, **changes: Any) -> None:
        block, self.built = begun(tuple(sorted(changes.items())))
        self.block = Block(**{name: array.copy() for name, array in block._asdict().items()})
        self.names = self.built.names
        rows = np.flatnonzero(self.ctx.roles.is_mentor)
        self.mentors = [int(row) for row in rows]
        self.mentees = [row for row in range(len(self.names)) if row not in self.mentors]

    @property
    def ctx(self) -> Any:
        return context_of(self.block, 0)

    @property
    def world(self) -> Any:
        return self.block.worlds[0]

    @property
    def p(self) -> Any:
        return self.block.settings[0]

    @property
    def believed(self) -> Any:
        """What those who predict take the numbers to be."""
        return self.block.believed[0]

    @property
    def state(self) -> Any:
        return self.block.state[0, 0]

    def yearly(self, year: int = 0) -> Any:
        return self.block.yearly[0, year, 0]

    def open(self, **offer: Any) -> Any:
        """Open the partnership of the first mentor and the first mentee; returns its record."""
        return self.open_pairs([(self.mentors[0], self.mentees[0])], **offer)[0]

    def open_pairs(self, pairs: list[tuple[int, int]], months: int = 36, together: bool = False, **offer: float) -> list[Any]:
        """Open pairs of mentor and mentee in one call; returns their records.

        Parameters
        ----------
        months : agreed at first.
        together : as one cohort.
        offer : grant, own share, share held back, first phase and works money, as far as they are unusual.
        """
        count, before = len(pairs), int(self.world.partnerships)
        mentors, mentees = (np.array(side, dtype=np.int64) for side in zip(*pairs, strict=True))
        one = {"grant": 1e6, "own": 0.0, "held": 0.0, "first": 1.0, "works": 0.0, **offer}
        offers = np.tile(np.array(list(one.values())), (count, 1))
        worlds, prices, waits = np.zeros(count, dtype=np.int64), np.full(count, PRICE), np.zeros((count, 3))
        cohort = np.zeros(count, dtype=np.int64) if together else np.arange(count)
        members, apart = np.full(count, count if together else 1), np.full(count, 100.0 if together else 0.0)
        months_each = np.full(count, months)
        chosen = opening.Opening(worlds, mentors, mentees, prices, offers, months_each, cohort, members, apart)
        opening.open_partnerships(self.block, chosen, waits)
        return [self.block.partnerships[0, before + place] for place in range(count)]

    def signed(self, **offer: Any) -> Any:
        """A partnership that is agreed, with all its money, and its missions begin."""
        pair = self.open(**offer)
        taken_over(self.world, self.ctx.due)
        pair.signed, pair.trust, pair.begin, pair.due = True, 0.5, 0.0, 0.0
        pair.available = pair.committed
        return pair

    def due(self) -> list[tuple[float, int, int]]:
        """What was scheduled since the last look: (time, partnership, activity)."""
        return [(time, process // PROCESSES, process % PROCESSES) for time, _, process in taken_over(self.world, self.ctx.due)]

    def events(self) -> list[Event]:
        return events_of(self.block, self.names, 0)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events()]
