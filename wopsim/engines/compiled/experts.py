"""Experts of mentors: who travels on a mission, who waits for whom. Those who ask first get first, where there are enough for them."""

from __future__ import annotations

from typing import Any

from wopsim.engines.compiled.layout import MAIN, PROCESSES
from wopsim.engines.compiled.queue import schedule
from wopsim.rules.compiling import inside as compiled

ROUNDING = 1e-8  # person; as in the resources of the engine `agents`


@compiled
def mentor_at(deal: Any, place: int) -> int:
    """Return the mentor at a place of the team: the paired one first, then its partners."""
    return int(deal.mentor if place == 0 else deal.partner[place - 1])


@compiled
def experts_from(deal: Any, seats: Any, place: int, asked: int) -> float:
    """Return the experts that the mentor at a place of the team sends on a mission [person]: its share, or all that it has."""
    team = deal.partners + 1
    # the remainder goes to those who joined last
    share = (asked + (team - 1 - place)) // team
    return min(float(share), seats[mentor_at(deal, place)].experts)


@compiled
def party_of(deal: Any, seats: Any, asked: int) -> float:
    """Return the experts on one mission [person]."""
    size = 0.0
    for back in range(deal.partners + 1):
        size += experts_from(deal, seats, deal.partners - back, asked)
    return size


@compiled
def ask_for_experts(here: Any, number: int) -> None:
    """Ask for the party of a mission; it travels at once where all are free, else it waits."""
    world = here.world
    here.deals[world.waiting].in_line = number
    world.waiting += 1
    _let_go_if_free(here, world.waiting - 1)


@compiled
def give_back_experts(here: Any, number: int) -> None:
    """The party is home: whoever waits for one of its mentors may go now, in the order of asking."""
    deal, seats, asked = here.deals[number], here.seats, here.p.experts_per_mission
    for back in range(deal.partners + 1):
        place = deal.partners - back
        size = experts_from(deal, seats, place, asked)
        if size > 0.0:
            mentor = mentor_at(deal, place)
            seats[mentor].claimed -= size
            _try_those_who_wait_for(here, mentor)


@compiled
def _try_those_who_wait_for(here: Any, mentor: int) -> None:
    world = here.world
    place = 0
    while place < world.waiting:
        number = here.deals[place].in_line
        deal = here.deals[number]
        needed = False
        for member in range(deal.partners + 1):
            needed = needed or mentor_at(deal, member) == mentor
        if not (needed and _let_go_if_free(here, place)):
            place += 1


@compiled
def _let_go_if_free(here: Any, place: int) -> bool:
    """Let the party at a place of the list go where all its experts are free."""
    world, seats = here.world, here.seats
    number = here.deals[place].in_line
    deal = here.deals[number]
    asked = here.p.experts_per_mission
    for member in range(deal.partners + 1):
        seat = seats[mentor_at(deal, member)]
        if experts_from(deal, seats, member, asked) > seat.experts - seat.claimed + ROUNDING:
            return False
    for member in range(deal.partners + 1):
        seats[mentor_at(deal, member)].claimed += experts_from(deal, seats, member, asked)
    world.waiting -= 1
    for behind in range(place, world.waiting):
        here.deals[behind].in_line = here.deals[behind + 1].in_line
    schedule(world, here.due, world.now, 0, number * PROCESSES + MAIN)
    return True
