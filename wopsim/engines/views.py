"""The compiled half of a call: who applies, who can mentor, what strategies may know, and the opening of what was funded."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.engines import account, chance
from wopsim.engines.agenda import schedule
from wopsim.engines.context import context_of
from wopsim.engines.event_log import APPLIED, PAIRED, note, note_utility
from wopsim.engines.partnership import START
from wopsim.engines.quarter import DOMAINS, staff_in
from wopsim.engines.records import LANES, MAIN, PARTNERS, PROCESSES
from wopsim.engines.settings import DIRECT, REGIONAL, SAME_COUNTRY, SAME_REGION
from wopsim.engines.teaching import absorption, closeness
from wopsim.rules import access, channels, knowledge, mentors, missions
from wopsim.rules import partnership as partnership_rules
from wopsim.rules.compiling import Everywhere
from wopsim.rules.compiling import inside as compiled

CHANNEL = 0
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Call(NamedTuple):
    """What the strategies may know, of all worlds that ask; see `PairingView`. Padding as the views demand it.

    Parameters
    ----------
    mentees, mentors : (world, place) rows of the utilities; of_mentees, of_mentors : (world,) how many.
    u : (world, mentor, mentee) numbers of the pairs. Other names as in `PairingView`.
    """

    mentees: Ints
    mentors: Ints
    of_mentees: Ints
    of_mentors: Ints
    free_places: Ints
    u: Floats
    known: npt.NDArray[np.bool_]
    distance: Floats
    same_language: npt.NDArray[np.bool_]
    unlike: Floats
    planned_cost: Floats
    reported_nrw: Floats
    coverage: Floats
    occr: Floats
    supply_hours: Floats
    practice: Floats
    motivation: Floats
    autonomy: Floats
    cash: Floats
    population_served: Floats
    mentor_practice: Floats
    mentor_motivation: Floats
    former_mentee: npt.NDArray[np.bool_]


@Everywhere
def free_places(ctx: Any, row: int) -> int:
    """Partnerships that a utility can still take as a mentor: by its experts, by the cap on its budget, by number."""
    role, p = ctx.roles[row], ctx.p
    if not role.is_mentor:
        return 0
    affordable = mentors.days_within_cap(ctx.state[row // LANES].cost[row % LANES], p.in_kind_cap, p.staff_day_value)
    days = min(role.experts * p.expert_days_away, affordable)
    places = mentors.places_of(days, p.days_per_year, float(p.most_partnerships))
    return int(max(0, int(places) - role.mentoring))


@compiled
def reach_in(p: Any, year: int) -> tuple[float, float]:
    """Share of pairs that the channel can bring together, (within a region, across regions); a platform's register grows by events."""
    near = p.reach
    far = p.reach_outside_region if p.channel_code == REGIONAL else p.reach
    if p.channel_code == DIRECT:
        return near, far
    return knowledge.reach_after(near, p.sharing_reach, float(year)), knowledge.reach_after(far, p.sharing_reach, float(year))


@Everywhere
def number_of(numbers: Any, ctx: Any, kind: int, mentor: int, mentee: int) -> float:
    """Return the number of a pair: for the channel (kind 0), or in the call of a year (kind 1 + year).

    Those who could mentor at the start have theirs in a table, because many worlds ask for the same.
    """
    one, other = ctx.roles[mentor], ctx.roles[mentee]
    if one.numbered >= 0 and kind < numbers.shape[1]:
        return float(numbers[ctx.world.exogenous, kind, one.numbered, mentee])
    if kind == CHANNEL:
        return chance.of_pair(ctx, chance.KNOWN, one.entity, other.entity, 0)
    return chance.of_pair(ctx, chance.PAIRING, one.entity, other.entity, kind - 1)


@Everywhere
def is_known(numbers: Any, ctx: Any, mentor: int, mentee: int, reach: tuple[float, float]) -> bool:
    """Whether the channel can bring two together."""
    one, other, p = ctx.roles[mentor], ctx.roles[mentee], ctx.p
    same_region = one.region == other.region
    if (p.mentors_from_code == SAME_REGION and not same_region) or (p.mentors_from_code == SAME_COUNTRY and one.country != other.country):
        return False
    return bool(number_of(numbers, ctx, CHANNEL, mentor, mentee) < (reach[0] if same_region else reach[1]))


@compiled
def find_applicants(block: Any, asking: Any, mentees: Any, mentor_rows: Any, places: Any, of_mentees: Any, of_mentors: Any) -> None:
    """Write down who applies in every world that asks, and who has free places."""
    for place in range(asking.size):
        ctx = context_of(block, asking[place])
        p, year = ctx.p, ctx.world.quarter // 4
        applicants, free = 0, 0
        for row in range(ctx.roles.size):
            role, tile, k = ctx.roles[row], row // LANES, row % LANES
            if role.may_apply and not role.is_mentor and role.current < 0:
                reported = ctx.state[tile].reported_nrw[k]
                willing = partnership_rules.application(p.application_chance, p.application_need, reported)
                if ctx.yearly[year, tile].application[k] < willing:
                    mentees[place, applicants] = row
                    applicants += 1
                    note_utility(ctx, APPLIED, row, reported)
        for row in range(ctx.roles.size):
            number = free_places(ctx, row)
            if number > 0:
                mentor_rows[place, free] = row
                places[place, free] = number
                free += 1
        of_mentees[place], of_mentors[place] = applicants, free


@compiled
def fill_views(block: Any, asking: Any, call: Any) -> None:
    """Fill what strategies may know, for every world that asks."""
    for place in range(asking.size):
        ctx = context_of(block, asking[place])
        world, p, state, roles = ctx.world, ctx.p, ctx.state, ctx.roles
        year, fixed = world.quarter // 4, block.fixed[world.start]
        reach = reach_in(p, year)
        x = block.quarterly[world.start, world.quarter]
        for i in range(call.of_mentees[place]):
            row = call.mentees[place, i]
            s, f, k = state[row // LANES], fixed[row // LANES], row % LANES
            call.reported_nrw[place, i] = s.reported_nrw[k]
            call.coverage[place, i] = access.coverage_of(s.connections[k], f.persons[k], x[row // LANES].population[k])
            call.occr[place, i] = s.occr[k]
            call.supply_hours[place, i] = 24.0 * s.share_of_day[k]
            call.motivation[place, i] = s.motivation[k]
            call.autonomy[place, i] = f.autonomy[k]
            call.cash[place, i] = s.cash[k]
            call.population_served[place, i] = s.connections[k] * f.persons[k]
            for d in range(DOMAINS):
                call.practice[place, i, d] = s.practice[d, k]
        for j in range(call.of_mentors[place]):
            row = call.mentors[place, j]
            s, k = state[row // LANES], row % LANES
            call.mentor_motivation[place, j] = s.motivation[k]
            call.former_mentee[place, j] = roles[row].own_mentor >= 0
            for d in range(DOMAINS):
                call.mentor_practice[place, j, d] = s.practice[d, k]
            is_helped = p.triangular and roles[row].own_mentor >= 0
            distance, cost = call.distance[place, j], call.planned_cost[place, j]
            for i in range(call.of_mentees[place]):
                mentee = call.mentees[place, i]
                pair = block.pairs[world.pairs, row, mentee]
                call.u[place, j, i] = number_of(block.pair_numbers, ctx, 1 + year, row, mentee)
                call.known[place, j, i] = is_known(block.pair_numbers, ctx, row, mentee, reach)
                distance[i] = pair.distance
                call.same_language[place, j, i] = pair.same_language > 0.0
                call.unlike[place, j, i] = pair.unlike
            for i in range(call.of_mentees[place]):
                cost[i] = account.planned_cost(p, distance[i], is_helped)


@compiled
def predict_gains(block: Any, asking: Any, call: Any, gains: Any, scratch: Any) -> None:
    """Fill (world, mentor, mentee) the skill that the planned missions alone would add, mean by focus; `scratch` is (row, mentor)."""
    between, gained, practices = scratch[DOMAINS], scratch[DOMAINS + 1], scratch[:DOMAINS]
    for place in range(asking.size):
        w = asking[place]
        world, state, roles = block.worlds[w], block.state[w], block.roles[w]
        p = block.settings[world.settings]
        mentees, mentors_there = call.of_mentees[place], call.of_mentors[place]
        trust = channels.first_trust(p.trust_start, p.introduction)
        rate, exponent = p.teaching_rate, p.staff_scale
        for j in range(mentors_there):
            mentor = call.mentors[place, j]
            helper = roles[mentor].own_mentor if p.triangular else -1
            for d in range(DOMAINS):
                practice = state[mentor // LANES].practice[d, mentor % LANES]
                if helper >= 0:
                    practice = mentors.helped(practice, state[helper // LANES].practice[d, helper % LANES], p.helper_effect)
                practices[d, j] = practice
            for i in range(mentees):  # for now how well they would work together
                pair = block.pairs[world.pairs, mentor, call.mentees[place, i]]
                gains[place, j, i] = closeness(pair, p, trust, pair.distance)
        for i in range(mentees):  # one mentee after the other, so that what depends on it alone is worked out once
            s, k = state[call.mentees[place, i] // LANES], call.mentees[place, i] % LANES
            for j in range(mentors_there):
                between[j], gained[j] = gains[place, j, i], 0.0
            for d in range(DOMAINS):
                staff, skill, focus = staff_in(s.staff[k], d), s.skill[d, k], p.focus[d]
                absorbed, practice = absorption(s, p, d, k, staff), practices[d]
                days = p.days_per_year * p.months / 12.0 * p.kept * focus
                for j in range(mentors_there):
                    share = missions.taught_share(rate, absorbed, between[j], days, staff, exponent)
                    gained[j] += focus * missions.learned(practice[j], skill, 1.0, share)
            for j in range(mentors_there):
                gains[place, j, i] = gained[j]


@compiled
def open_partnership(
    numbers: Any, ctx: Any, mentor: int, mentee: int, pair: Any, price: float, offer: Any, first_months: int, z: Any
) -> None:
    """Start a partnership's life: find its partners, commit its money, schedule it.

    `numbers` are those of `Block.pair_numbers`; `pair` is their record of `PAIR`; `offer` holds grant, own share, share held back,
    first phase and works money; `z` the normal numbers of its waiting times.
    """
    world, roles, p = ctx.world, ctx.roles, ctx.p
    number = world.partnerships
    world.partnerships += 1
    partnership = ctx.partnerships[number]
    partnership.mentee, partnership.mentor, partnership.partners = mentee, mentor, 0
    partnership.helper = roles[mentor].own_mentor if p.triangular else -1
    _find_partners(numbers, ctx, partnership)
    roles[mentor].mentoring -= 1  # no longer promised, taken below
    partnership.whole_price = price * (1.0 - offer[1])
    partnership.grant, partnership.own_share, partnership.held_back, partnership.investment = offer[0], offer[1], offer[2], offer[4]
    world.committed += partnership.grant + partnership.investment
    partnership.committed, partnership.available, partnership.first_instalment, partnership.instalments = partnership.grant, 0.0, 0, 0
    partnership.number = roles[mentee].partnerships
    partnership.months = first_months
    partnership.second = offer[3] < 1.0
    partnership.reviewed = p.months < p.review_from
    partnership.signed, partnership.over, partnership.zone_open = False, False, False
    partnership.extended, partnership.reporting, partnership.invested = False, False, False
    partnership.trust, partnership.begin, partnership.n, partnership.stage = np.nan, np.nan, 0, START
    partnership.distance, partnership.same_language, partnership.unlike = pair.distance, pair.same_language, pair.unlike
    partnership.z_introduction, partnership.z_agreement, partnership.z_startup = z[0], z[1], z[2]
    for d in range(DOMAINS):
        partnership.plan[d] = p.focus[d]
    roles[mentee].partnerships += 1
    roles[mentee].current = number
    roles[mentor].mentoring += 1
    for member in range(partnership.partners):
        roles[partnership.partner[member]].mentoring += 1
    schedule(world, ctx.due, world.now, 0, number * PROCESSES + MAIN)
    note(ctx, number, PAIRED, partnership.grant + partnership.investment)


@compiled
def _find_partners(numbers: Any, ctx: Any, partnership: Any) -> None:
    """Mentors that join a consortium: one after the other, whoever is best where the team is weakest for the topics."""
    state, p = ctx.state, ctx.p
    reach = reach_in(p, ctx.world.quarter // 4)
    for _ in range(min(PARTNERS, min(p.consortium_mentors, p.experts_per_mission) - 1)):  # whoever joins sends somebody
        weakest, worst = 0, -np.inf
        for d in range(DOMAINS):
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
