"""Who is there: staff of a utility, experts of mentors, and whether they can travel.

Of those who wait for experts, who asked first goes first, where there are enough for it.
"""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.agenda import schedule
from wopsim.engines.initial_state import STAFF_SHARES
from wopsim.engines.records import LANES, MAIN, PROCESSES
from wopsim.rules.time import DAYS_PER_YEAR

ROUNDING = 1e-8  # person
OF_STAFF = tuple(float(share) for share in STAFF_SHARES)
LEAST_STAFF = 0.5


@device
def staff_in(staff: float, domain: int) -> float:
    """Staff of a utility in a domain [person], at least one half."""
    return max(LEAST_STAFF, staff * OF_STAFF[domain])


@device
def mentor_at(partnership: Any, place: int) -> int:
    """Return the mentor at a place of the team: the paired one first, then its partners."""
    return int(partnership.mentor if place == 0 else partnership.partner[place - 1])


@device
def experts_from(partnership: Any, roles: Any, place: int, asked: int) -> float:
    """Return the experts that the mentor at a place of the team sends on a mission [person]: its share, or all that it has."""
    team = partnership.partners + 1
    # the remainder goes to those who joined last
    share = (asked + (team - 1 - place)) // team
    return min(float(share), roles[mentor_at(partnership, place)].experts)


@device
def party_of(partnership: Any, roles: Any, asked: int) -> float:
    """Return the experts on one mission [person]."""
    size = 0.0
    for back in range(partnership.partners + 1):
        size += experts_from(partnership, roles, partnership.partners - back, asked)
    return size


@device
def ask_for_experts(ctx: Any, number: int) -> None:
    """Ask for the party of a mission; it travels at once where all are free, else it waits."""
    world = ctx.world
    ctx.partnerships[world.waiting].in_line = number
    world.waiting += 1
    _let_go_if_free(ctx, world.waiting - 1)


@device
def give_back_experts(ctx: Any, number: int) -> None:
    """The party is home: whoever waits for one of its mentors may go now, in the order of asking."""
    partnership, roles, asked = ctx.partnerships[number], ctx.roles, ctx.p.experts_per_mission
    for back in range(partnership.partners + 1):
        place = partnership.partners - back
        size = experts_from(partnership, roles, place, asked)
        if size > 0.0:
            mentor = mentor_at(partnership, place)
            roles[mentor].claimed -= size
            _try_those_who_wait_for(ctx, mentor)


@device
def _try_those_who_wait_for(ctx: Any, mentor: int) -> None:
    world = ctx.world
    place = 0
    while place < world.waiting:
        number = ctx.partnerships[place].in_line
        partnership = ctx.partnerships[number]
        needed = False
        for member in range(partnership.partners + 1):
            needed = needed or mentor_at(partnership, member) == mentor
        if not (needed and _let_go_if_free(ctx, place)):
            place += 1


@device
def _let_go_if_free(ctx: Any, place: int) -> bool:
    """Let the party at a place of the list go where all its experts are free."""
    world, roles = ctx.world, ctx.roles
    number = ctx.partnerships[place].in_line
    partnership = ctx.partnerships[number]
    asked = ctx.p.experts_per_mission
    for member in range(partnership.partners + 1):
        role = roles[mentor_at(partnership, member)]
        if experts_from(partnership, roles, member, asked) > role.experts - role.claimed + ROUNDING:
            return False
    for member in range(partnership.partners + 1):
        roles[mentor_at(partnership, member)].claimed += experts_from(partnership, roles, member, asked)
    world.waiting -= 1
    for behind in range(place, world.waiting):
        ctx.partnerships[behind].in_line = ctx.partnerships[behind + 1].in_line
    schedule(world, ctx.due, world.now, 0, number * PROCESSES + MAIN)
    return True


@device
def accompanied(ctx: Any, row: int) -> bool:
    """Whether a partnership of the utility as mentee is agreed and not over."""
    current = ctx.roles[row].current
    return bool(current >= 0 and ctx.partnerships[current].signed)


@device
def experts_come(ctx: Any, row: int) -> bool:
    """Whether experts work at the utility as mentee: its partnership has begun and is not over."""
    current = ctx.roles[row].current
    return bool(current >= 0 and ctx.world.now >= ctx.partnerships[current].begin)  # NaN before it begins


@device
def in_conflict(ctx: Any, mentee: int) -> bool:
    """Whether the mentee's country is in conflict now."""
    return bool(ctx.yearly[_year(ctx), mentee // LANES].conflict[mentee % LANES] > 0.0)


@device
def days_until_travel(ctx: Any, mentee: int) -> float:
    """Days until experts may next try to travel to the mentee: 0, or to the end of a year of pandemic or conflict."""
    year = _year(ctx)
    shocks = ctx.yearly[year, mentee // LANES]
    if shocks.pandemic[mentee % LANES] == 0.0 and shocks.conflict[mentee % LANES] == 0.0:
        return 0.0
    return max(0.0, (year + 1) * DAYS_PER_YEAR - ctx.world.now)


@device
def _year(ctx: Any) -> int:
    return min(int(ctx.world.now / DAYS_PER_YEAR), ctx.yearly.shape[0] - 2)
