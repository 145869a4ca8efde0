"""The opening of a partnership that is funded: its partners, its money, its first day."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wopsim.compile import device, inline
from wopsim.engines.agenda import AFTER_OTHERS, schedule
from wopsim.engines.context import context_of
from wopsim.engines.design_terms import REVIEW_FROM
from wopsim.engines.event_log import note
from wopsim.engines.events import EventKind
from wopsim.engines.life.stages import Stage
from wopsim.engines.records import CLOSING, DOMAIN_COUNT, LANES, MAIN, PARTNERS, PROCESSES
from wopsim.engines.views import free_places, is_known, reach_in
from wopsim.rules.time import DAYS_PER_YEAR
from wopsim.strategies.protocols import Floats, Ints


class Opening(NamedTuple):
    """What is to be opened, (pair,) each, a world's pairs in the order of pairing.

    Parameters
    ----------
    worlds : places in the block; mentors, mentees : rows of the utilities.
    cost : of the whole partnership [EUR2024].
    offers : (pair, 5) grant, own share, share held back, first phase and works money.
    first_months : that are agreed at first [month].
    cohort : equal numbers that follow each other in a world are one; members, apart : as in `wopsim.engines.joining.Joined`.
    """

    worlds: Ints
    mentors: Ints
    mentees: Ints
    cost: Floats
    offers: Floats
    first_months: Ints
    cohort: Ints
    members: Ints
    apart: Floats


@device
def open_partnerships(block: Any, chosen: Any, waits: Any) -> None:
    """Open the partnerships of an `Opening`, in its order; `waits` are (pair, 3) normal numbers of their waiting times."""
    worlds, mentors, mentees, cohort = chosen.worlds, chosen.mentors, chosen.mentees, chosen.cohort
    for pair in range(worlds.size):  # these places are promised: nobody may join a consortium with them
        if not _joins(worlds, cohort, pair):
            block.roles[worlds[pair], mentors[pair]].mentoring += 1
    for pair in range(worlds.size):
        ctx, mentor, mentee = context_of(block, worlds[pair]), mentors[pair], mentees[pair]
        of_both = block.pairs[ctx.world.pairs, block.pair_row[ctx.world.pairs, mentor], mentee]
        leader = ctx.partnerships[ctx.world.partnerships - 1].cohort if _joins(worlds, cohort, pair) else ctx.world.partnerships
        ctx.partnerships[ctx.world.partnerships].cohort = leader
        ctx.partnerships[ctx.world.partnerships].members = chosen.members[pair]
        ctx.partnerships[ctx.world.partnerships].apart = chosen.apart[pair]
        price, offer, months = chosen.cost[pair], chosen.offers[pair], chosen.first_months[pair]
        open_partnership(block.pair_numbers, ctx, mentor, mentee, of_both, price, offer, months, waits[pair])


@inline
def _joins(worlds: Any, cohort: Any, pair: int) -> bool:
    """Whether a pair joins the cohort of the pair before it."""
    return bool(pair > 0 and worlds[pair] == worlds[pair - 1] and cohort[pair] == cohort[pair - 1])


@device
def open_partnership(
    numbers: Any, ctx: Any, mentor: int, mentee: int, pair: Any, price: float, offer: Any, first_months: int, z: Any
) -> None:
    """Start a partnership's life: find its partners, commit its money, schedule it.

    `numbers` are those of `Block.pair_numbers`; `pair` is their record of `PAIR`; `offer` holds grant, own share, share held back,
    first phase and works money; `z` the normal numbers of its waiting times. Which cohort it is in is written already.
    """
    world, roles, p = ctx.world, ctx.roles, ctx.p
    number = world.partnerships
    world.partnerships += 1
    partnership = ctx.partnerships[number]
    partnership.mentee, partnership.mentor, partnership.partners = mentee, mentor, 0
    partnership.helper = roles[mentor].own_mentor if p.triangular else -1
    leads = partnership.cohort == number
    if leads:
        _find_partners(numbers, ctx, partnership)
        roles[mentor].mentoring -= 1  # no longer promised, taken below
    else:  # a cohort has one team
        leader = ctx.partnerships[partnership.cohort]
        partnership.partners = leader.partners
        for member in range(leader.partners):
            partnership.partner[member] = leader.partner[member]
    partnership.whole_price = price * (1.0 - offer[1])
    partnership.grant, partnership.own_share, partnership.held_back, partnership.investment = offer[0], offer[1], offer[2], offer[4]
    world.committed += partnership.grant + partnership.investment
    partnership.committed, partnership.available, partnership.first_instalment, partnership.instalments = partnership.grant, 0.0, 0, 0
    partnership.number = roles[mentee].partnerships
    partnership.months = first_months
    partnership.second = offer[3] < 1.0
    partnership.reviewed = p.months < REVIEW_FROM
    partnership.signed, partnership.over, partnership.zone_open = False, False, False
    partnership.extended, partnership.reporting, partnership.invested, partnership.hosts = False, False, False, leads
    partnership.trust, partnership.begin, partnership.n, partnership.stage = np.nan, np.nan, 0, Stage.START
    partnership.sharing = partnership.members
    partnership.distance, partnership.same_language, partnership.unlike = pair.distance, pair.same_language, pair.unlike
    partnership.z_introduction, partnership.z_agreement, partnership.z_startup = z[0], z[1], z[2]
    partnership.setup, partnership.staff_days, partnership.owned, partnership.accompanies = p.setup_days, 0.0, True, False
    for d in range(DOMAIN_COUNT):
        partnership.plan[d] = p.focus[d]
    roles[mentee].partnerships += 1
    roles[mentee].current = number
    if leads:
        roles[mentor].mentoring += 1
        for member in range(partnership.partners):
            roles[partnership.partner[member]].mentoring += 1
    schedule(world, ctx.due, world.now, 0, number * PROCESSES + MAIN)
    if p.must_end_by > 0:
        schedule(world, ctx.due, p.must_end_by * DAYS_PER_YEAR, AFTER_OTHERS, number * PROCESSES + CLOSING)
    note(ctx, number, EventKind.PAIRED, partnership.grant + partnership.investment)


@device
def _find_partners(numbers: Any, ctx: Any, partnership: Any) -> None:
    """Mentors that join a consortium: one after the other, whoever is best where the team is weakest for the topics."""
    state, p = ctx.state, ctx.p
    reach = reach_in(p, ctx.world.quarter // 4)
    for _ in range(min(PARTNERS, min(p.consortium_mentors, p.experts_per_mission) - 1)):  # whoever joins sends somebody
        weakest, worst = 0, -np.inf
        for d in range(DOMAIN_COUNT):
            team = state[partnership.mentor // LANES].practice[d, partnership.mentor % LANES]
            for member in range(partnership.partners):
                partner = partnership.partner[member]
                team = max(team, state[partner // LANES].practice[d, partner % LANES])
            lacking = p.focus[d] * (1.0 - team)
            if lacking > worst:
                weakest, worst = d, lacking
        best, most = -1, -np.inf
        for row in range(ctx.roles.size):
            taken = row == partnership.mentor or row == partnership.helper
            for member in range(partnership.partners):
                taken = taken or row == partnership.partner[member]
            if taken or free_places(ctx, row) <= 0 or not is_known(numbers, ctx, row, partnership.mentee, reach):
                continue
            practice = state[row // LANES].practice[weakest, row % LANES]
            if practice > most:
                best, most = row, practice
        if best < 0:
            return
        partnership.partner[partnership.partners] = best
        partnership.partners += 1
