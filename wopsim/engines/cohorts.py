"""M4: the members of a cohort: partnerships of one mentor whose numbers follow each other, and who take turns in hosting its missions."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device


@device
def members_left(ctx: Any, number: int) -> int:
    """Members of the cohort of a partnership that are still with it, or may still come [mentee]."""
    partnerships = ctx.partnerships
    first = partnerships[number].cohort
    left, member = 0, first
    while member < ctx.world.partnerships and partnerships[member].cohort == first:
        left += 0 if partnerships[member].over else 1
        member += 1
    return left


@device
def host_of(ctx: Any, number: int) -> int:
    """Number of the member to which the next mission of a partnership comes: those who are left take turns."""
    partnerships = ctx.partnerships
    turn = partnerships[number].n % max(1, members_left(ctx, number))
    member = partnerships[number].cohort
    while partnerships[member].over or turn > 0:
        turn -= 0 if partnerships[member].over else 1
        member += 1
    return int(member)


@device
def see_who_is_there(ctx: Any, number: int) -> None:
    """Settle who shares the mission that is due, and whether it comes to this member: whoever leaves later pays for it all the same."""
    partnership = ctx.partnerships[number]
    partnership.sharing = members_left(ctx, number)
    partnership.hosts = host_of(ctx, number) == number
