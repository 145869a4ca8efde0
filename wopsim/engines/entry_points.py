"""The doors between Python and compiled code. Everything behind a door is compiled with it, once for a machine and version."""

from __future__ import annotations

from typing import Any

from wopsim.engines import views as calls
from wopsim.engines.compiled import funding, kernel
from wopsim.engines.context import context_of
from wopsim.rules.compiling import door


@door
def begin_worlds(block: Any, chances: Any, initial: Any, of_start: Any) -> None:
    """See `kernel.begin_worlds`."""
    kernel.begin_worlds(block, chances, initial, of_start)


@door
def advance_worlds(block: Any) -> int:
    """See `kernel.advance_worlds`."""
    return int(kernel.advance_worlds(block))


@door
def find_applicants(block: Any, asking: Any, mentees: Any, mentors: Any, places: Any, of_mentees: Any, of_mentors: Any) -> None:
    """See `calls.find_applicants`."""
    calls.find_applicants(block, asking, mentees, mentors, places, of_mentees, of_mentors)


@door
def fill_views(block: Any, asking: Any, call: Any) -> None:
    """See `calls.fill_views`."""
    calls.fill_views(block, asking, call)


@door
def predict_gains(block: Any, asking: Any, call: Any, gains: Any, scratch: Any) -> None:
    """See `calls.predict_gains`."""
    calls.predict_gains(block, asking, call, gains, scratch)


@door
def fill_paired(block: Any, asking: Any, call: Any, pairs: Any, paired: Any) -> None:
    """See `funding.fill_paired`."""
    funding.fill_paired(block, asking, call, pairs, paired)


@door
def open_partnerships(block: Any, worlds: Any, mentors: Any, mentees: Any, cost: Any, offers: Any, first_months: Any, z: Any) -> None:
    """Open the partnerships that are chosen, in the order of pairing; see `calls.open_partnership`."""
    for pair in range(worlds.size):  # these places are promised: nobody may join a consortium with them
        block.roles[worlds[pair], mentors[pair]].mentoring += 1
    for pair in range(worlds.size):
        ctx, mentor, mentee = context_of(block, worlds[pair]), mentors[pair], mentees[pair]
        of_both = block.pairs[ctx.world.pairs, mentor, mentee]
        calls.open_partnership(block.pair_numbers, ctx, mentor, mentee, of_both, cost[pair], offers[pair], first_months[pair], z[pair])
