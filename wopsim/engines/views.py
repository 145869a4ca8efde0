"""What strategies may know when a call closes: who applies, who can mentor, and what each of them is like, of many worlds at once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from wopsim.compile import device, inline
from wopsim.engines import account, chance, prices
from wopsim.engines.context import context_of
from wopsim.engines.event_log import note_utility
from wopsim.engines.events import EventKind
from wopsim.engines.records import DOMAIN_COUNT, LANES
from wopsim.engines.resources import staff_in
from wopsim.engines.settings import DIRECT, REGIONAL, SAME_COUNTRY, SAME_REGION
from wopsim.engines.teaching import absorption, closeness
from wopsim.rules import access, background, channels, knowledge, mentors, missions
from wopsim.rules import partnership_timing as partnership_rules
from wopsim.strategies.protocols import Ints
from wopsim.streams import Floats

CHANNEL = 0


class Applicants(NamedTuple):
    """Who applies in each world that asks, and who can still mentor.

    Parameters
    ----------
    mentees, mentors : (world, place) rows of the utilities; of_mentees, of_mentors : (world,) how many.
    places : (world, place) partnerships that each of these mentors can still take.
    """

    mentees: Ints
    mentors: Ints
    places: Ints
    of_mentees: Ints
    of_mentors: Ints


class PairingColumns(NamedTuple):
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
    mentor_coverage: Floats
    former_mentee: npt.NDArray[np.bool_]


class FundingColumns(NamedTuple):
    """The pairs of a call and what funding strategies may know of them, of all worlds that ask; see `FundingView`.

    Parameters
    ----------
    of_pairs : (world,) how many; money : (world,) that is free [EUR2024].
    mentors, mentees : (world, pair) rows of the utilities.
    cohort : (world, pair) number of its cohort; members : of that [mentee]; apart : mean distance to the other members [km].
    u : (world, pair) numbers of the pairs. Other names as in `FundingView`, padding as it demands.
    """

    of_pairs: Ints
    money: Floats
    mentors: Ints
    mentees: Ints
    cohort: Ints
    members: Ints
    apart: Floats
    u: Floats
    planned_cost: Floats
    upfront_cost: Floats
    reported_nrw: Floats
    coverage: Floats
    occr: Floats
    supply_hours: Floats
    motivation: Floats
    practice: Floats
    autonomy: Floats
    cash: Floats
    population_served: Floats


@inline
def free_places(ctx: Any, row: int) -> int:
    """Partnerships, or whole cohorts, that a utility can still take as a mentor: by its experts, by the cap on its budget, by number."""
    role, p = ctx.roles[row], ctx.p
    if not role.is_mentor:
        return 0
    affordable = mentors.days_within_cap(ctx.state[row // LANES].cost[row % LANES], p.in_kind_cap, p.staff_day_value)
    days = min(role.experts * p.expert_days_away, affordable)
    places = mentors.places_of(days, p.days_per_year, float(p.most_partnerships))
    return int(max(0, int(places) - role.mentoring))


@device
def reach_in(p: Any, year: int) -> tuple[float, float]:
    """Share of pairs that the channel can bring together, (within a region, across regions); a platform's register grows by events."""
    near = p.reach
    far = p.reach_outside_region if p.channel_code == REGIONAL else p.reach
    if p.channel_code == DIRECT:
        return near, far
    return knowledge.reach_after(near, p.sharing_reach, float(year)), knowledge.reach_after(far, p.sharing_reach, float(year))


@inline
def number_of(numbers: Any, ctx: Any, kind: int, mentor: int, mentee: int) -> float:
    """Return the number of a pair: for the channel (kind 0), or in the call of a year (kind 1 + year).

    Those who could mentor at the start have theirs in a table, because many worlds ask for the same; what nobody asked for yet is 0 there.
    """
    place = ctx.roles[mentor].numbered
    if place < 0 or kind >= numbers.shape[1]:
        return _drawn(ctx, kind, mentor, mentee)
    of_mentor = numbers[ctx.world.exogenous, kind, place]
    if of_mentor[mentee] == 0.0:
        of_mentor[mentee] = _drawn(ctx, kind, mentor, mentee)
    return float(of_mentor[mentee])


@device
def _drawn(ctx: Any, kind: int, mentor: int, mentee: int) -> float:
    """Return the number of a pair as chance has it, see `number_of`."""
    one, other = ctx.roles[mentor], ctx.roles[mentee]
    if kind == CHANNEL:
        return chance.of_pair(ctx, chance.KNOWN, one.entity, other.entity, 0)
    return chance.of_pair(ctx, chance.PAIRING, one.entity, other.entity, kind - 1)


@inline
def is_known(numbers: Any, ctx: Any, mentor: int, mentee: int, reach: tuple[float, float]) -> bool:
    """Whether the channel can bring two together."""
    one, other, p = ctx.roles[mentor], ctx.roles[mentee], ctx.p
    same_region = one.region == other.region
    if (p.mentors_from_code == SAME_REGION and not same_region) or (p.mentors_from_code == SAME_COUNTRY and one.country != other.country):
        return False
    return bool(number_of(numbers, ctx, CHANNEL, mentor, mentee) < (reach[0] if same_region else reach[1]))


@device
def find_applicants(block: Any, asking: Any, found: Any) -> None:
    """Write down in `Applicants` who applies in every world that asks, and who has free places."""
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
                    found.mentees[place, applicants] = row
                    applicants += 1
                    note_utility(ctx, EventKind.APPLIED, row, reported)
        for row in range(ctx.roles.size):
            number = free_places(ctx, row)
            if number > 0:
                found.mentors[place, free] = row
                found.places[place, free] = number
                free += 1
        found.of_mentees[place], found.of_mentors[place] = applicants, free


@device
def fill_views(block: Any, asking: Any, call: Any) -> None:
    """Fill what strategies may know, for every world that asks."""
    for place in range(asking.size):
        ctx = context_of(block, asking[place])
        world, p, state, roles = ctx.world, ctx.p, ctx.state, ctx.roles
        year, fixed = world.quarter // 4, block.fixed[world.start]
        reach, numbers = reach_in(p, year), block.pair_numbers
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
            for d in range(DOMAIN_COUNT):
                call.practice[place, i, d] = background.shift_share(s.practice[d, k], f.looks_better[k])
        mentees = call.mentees[place]
        for j in range(call.of_mentors[place]):
            row = call.mentors[place, j]
            s, f, k = state[row // LANES], fixed[row // LANES], row % LANES
            call.mentor_motivation[place, j] = s.motivation[k]
            call.mentor_coverage[place, j] = access.coverage_of(s.connections[k], f.persons[k], x[row // LANES].population[k])
            call.former_mentee[place, j] = roles[row].own_mentor >= 0
            for d in range(DOMAIN_COUNT):
                call.mentor_practice[place, j, d] = background.shift_share(s.practice[d, k], f.looks_better[k])
            helpers = 1.0 if p.triangular and roles[row].own_mentor >= 0 else 0.0
            u, known, distance, cost = call.u[place, j], call.known[place, j], call.distance[place, j], call.planned_cost[place, j]
            same_language, unlike = call.same_language[place, j], call.unlike[place, j]
            pairs = block.pairs[world.pairs, block.pair_row[world.pairs, row]]
            for i in range(call.of_mentees[place]):
                pair = pairs[mentees[i]]
                distance[i], same_language[i], unlike[i] = pair.distance, pair.same_language > 0.0, pair.unlike
            for i in range(call.of_mentees[place]):
                u[i] = number_of(numbers, ctx, 1 + year, row, mentees[i])
            for i in range(call.of_mentees[place]):
                known[i] = is_known(numbers, ctx, row, mentees[i], reach)
            for i in range(call.of_mentees[place]):
                cost[i] = prices.planned_cost(p, distance[i], helpers, float(p.cohort_size), p.cohort_distance)


@device
def predict_gains(block: Any, asking: Any, call: Any, gains: Any, scratch: Any) -> None:
    """Fill (world, mentor, mentee) the skill that the planned missions alone would add, mean by focus; `scratch` is (row, mentor).

    Practice of mentors and skill of mentees are as they look (`assessment_error`), and what nobody knows of learning is as it is believed
    to be, whatever holds in this world; all else is as it is.
    """
    between, gained, practices = scratch[DOMAIN_COUNT], scratch[DOMAIN_COUNT + 1], scratch[:DOMAIN_COUNT]
    for place in range(asking.size):
        w = asking[place]
        world, state, roles = block.worlds[w], block.state[w], block.roles[w]
        p, fixed = block.believed[world.settings], block.fixed[world.start]
        mentees, mentors_there = call.of_mentees[place], call.of_mentors[place]
        trust = channels.first_trust(p.trust_start, p.introduction)
        rate, exponent = p.teaching_rate, p.staff_scale
        for j in range(mentors_there):
            mentor = call.mentors[place, j]
            helper = roles[mentor].own_mentor if p.triangular else -1
            for d in range(DOMAIN_COUNT):
                practice = call.mentor_practice[place, j, d]
                if helper >= 0:
                    its_own = state[helper // LANES].practice[d, helper % LANES]
                    its_own = background.shift_share(its_own, fixed[helper // LANES].looks_better[helper % LANES])
                    practice = mentors.helped(practice, its_own, p.helper_effect)
                practices[d, j] = practice
            pairs = block.pairs[world.pairs, block.pair_row[world.pairs, mentor]]
            for i in range(mentees):  # for now how well they would work together
                pair = pairs[call.mentees[place, i]]
                gains[place, j, i] = closeness(pair, p, trust, pair.distance)
        for i in range(mentees):  # one mentee after the other, so that what depends on it alone is worked out once
            tile, k = call.mentees[place, i] // LANES, call.mentees[place, i] % LANES
            s, looks_better = state[tile], fixed[tile].looks_better[k]
            for j in range(mentors_there):
                between[j], gained[j] = gains[place, j, i], 0.0
            for d in range(DOMAIN_COUNT):
                staff, skill, focus = staff_in(s.staff[k], d), background.shift_share(s.skill[d, k], looks_better), p.focus[d]
                absorbed, practice = absorption(s, p, d, k, staff), practices[d]
                days = missions.cohort_days(p.days_per_year, float(p.cohort_size), p.indirect_learning) * p.months / 12.0 * p.kept * focus
                for j in range(mentors_there):
                    share = missions.taught_share(rate, absorbed, between[j], days, staff, exponent)
                    gained[j] += focus * missions.learned(practice[j], skill, 1.0, share)
            for j in range(mentors_there):
                gains[place, j, i] = gained[j]


@device
def fill_paired(block: Any, asking: Any, call: Any, pairs: Any, paired: Any) -> None:
    """Fill what funding strategies may know of `pairs` (world, pair, 2), rows of (mentor, mentee) as in `call`.

    `paired` knows already which cohort each is in.
    """
    for place in range(asking.size):
        ctx = context_of(block, asking[place])
        roles, p, year = ctx.roles, ctx.p, ctx.world.quarter // 4
        paired.money[place] = account.money_for_partnerships(ctx)
        for pair in range(pairs.shape[1]):
            j, i = pairs[place, pair, 0], pairs[place, pair, 1]
            if j < 0:
                break
            mentor, mentee = call.mentors[place, j], call.mentees[place, i]
            paired.of_pairs[place] += 1
            paired.mentors[place, pair], paired.mentees[place, pair] = mentor, mentee
            paired.u[place, pair] = chance.of_pair(ctx, chance.FUNDING, roles[mentee].entity, roles[mentor].entity, year)
            helpers = 1.0 if p.triangular and roles[mentor].own_mentor >= 0 else 0.0
            paired.planned_cost[place, pair] = prices.planned_cost(
                p, call.distance[place, j, i], helpers, float(paired.members[place, pair]), paired.apart[place, pair]
            )
            paired.upfront_cost[place, pair] = p.upfront_cost
            paired.reported_nrw[place, pair] = call.reported_nrw[place, i]
            paired.coverage[place, pair] = call.coverage[place, i]
            paired.occr[place, pair] = call.occr[place, i]
            paired.supply_hours[place, pair] = call.supply_hours[place, i]
            paired.motivation[place, pair] = call.motivation[place, i]
            paired.autonomy[place, pair] = call.autonomy[place, i]
            paired.cash[place, pair] = call.cash[place, i]
            paired.population_served[place, pair] = call.population_served[place, i]
            for d in range(DOMAIN_COUNT):
                paired.practice[place, pair, d] = call.practice[place, i, d]
