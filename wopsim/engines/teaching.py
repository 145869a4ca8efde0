"""M4, M6, M10: what a day of teaching changes in mentee and mentor, whatever the modality."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.event_log import note
from wopsim.engines.events import EventKind
from wopsim.engines.records import COMMERCIAL, DOMAIN_COUNT, LANES, MANAGERIAL, TECHNICAL
from wopsim.engines.resources import mentor_at, staff_in
from wopsim.rules import burden, domains, effort, mentors, missions, objectives, presence, scaling
from wopsim.strategies.design import OBJECTIVES

EFFICIENCY = 0


@device
def absorption(s: Any, p: Any, domain: int, k: int, staff: float) -> float:
    """How much of what is taught the mentee can take up in a domain [1]."""
    return missions.absorption_of(p.absorption, p.absorption_floor, s.capacity[domain, k], s.motivation[k], staff, p.counterpart_staff)


@device
def effort_in(ctx: Any, number: int, domain: int) -> float:
    """M18: what the mentee takes up in a domain relative to one with nothing at stake [1]."""
    partnership, p = ctx.partnerships[number], ctx.p
    at_stake = partnership.held_back + partnership.own_share
    owned = (1.0 if p.mentor_chosen else 0.0) - (0.0 if partnership.owned else 1.0)
    tries = effort.effort_of(p.effort_stake, at_stake, p.effort_ownership, owned)
    # reports look at technical practice
    return float(tries if domain == TECHNICAL else tries * effort.effort_left(p.indicator_bending, partnership.held_back))


@device
def closeness(pair: Any, p: Any, trust: float, distance: float) -> float:
    """How well a pair works together over a travelled `distance` [km], [1]; `pair` has the language and the likeness of both."""
    return missions.relationship(
        trust, pair.same_language, p.language_barrier, pair.unlike, p.context_barrier, distance, p.distance_half, p.distance_barrier
    )


@device
def shown(ctx: Any, p: Any, partnership: Any, domain: int) -> float:
    """Practice that the experts show in a domain [1], with their helper or their partners."""
    state = ctx.state
    practice = state[partnership.mentor // LANES].practice[domain, partnership.mentor % LANES]
    if partnership.helper >= 0:
        practice = mentors.helped(
            practice, state[partnership.helper // LANES].practice[domain, partnership.helper % LANES], p.helper_effect
        )
    for member in range(partnership.partners):
        partner = partnership.partner[member]
        practice = max(practice, state[partner // LANES].practice[domain, partner % LANES])
    return practice


@device
def teach(ctx: Any, number: int, learned_from: float, given: float, distance: float, hands_on: bool) -> Any:
    """Teach; return (skill gained, gap before), means over the domains, and whether anything was learned. Wrong advice can cost skill.

    Parameters
    ----------
    learned_from : expert-days that the mentee learns from, over all topics [day].
    given : expert-days that the mentor gives for it [day].
    distance : travelled [km].
    hands_on : whether the experts work in the pilot zone themselves.
    """
    partnership, roles, p = ctx.partnerships[number], ctx.roles, ctx.p
    mentee, mentor = partnership.mentee, partnership.mentor
    i, k = ctx.state[mentee // LANES], mentee % LANES
    lead, m = ctx.state[mentor // LANES], mentor % LANES
    between = closeness(partnership, p, partnership.trust, distance)
    experience = mentors.experience_of(lead.days_given[m], p.experience_days)
    quality = mentors.teaching_quality(lead.fatigue[m], p.fatigue_effect, experience, p.inexperience)
    quality = quality * burden.attention(p.crowding, float(roles[mentor].mentoring))
    numbers = ctx.scratch
    absorbed, practice, share, gained, gap, days = numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]
    miss(ctx, number, given * p.missed_days)
    taught = learned_from - _set_up(ctx, number, learned_from)
    for d in range(DOMAIN_COUNT):
        takes = presence.share_that_takes(p.learning_days * p.kept * partnership.plan[d], p.thin_days)
        days[d] = taught * p.kept * partnership.plan[d] * takes
        staff = staff_in(i.staff[k], d)
        absorbed[d] = absorption(i, p, d, k, staff) * effort_in(ctx, number, d)
        practice[d] = shown(ctx, p, partnership, d)
        share[d] = missions.taught_share(p.teaching_rate, absorbed[d], between, days[d], staff, p.staff_scale)
        gap[d] = max(0.0, practice[d] - i.skill[d, k])
        spoilt = burden.skill_spoilt(p.wrong_advice, partnership.unlike, i.skill[d, k], share[d])
        gained[d] = missions.learned(practice[d], i.skill[d, k], quality, share[d]) - spoilt
    learned = domains.mean_of(gained[TECHNICAL], gained[COMMERCIAL], gained[MANAGERIAL])
    part = 1.0 / (partnership.partners + 1)
    for place in range(partnership.partners + 1):
        row = mentor_at(partnership, place)
        s, j = ctx.state[row // LANES], row % LANES
        for d in range(DOMAIN_COUNT):
            s.skill[d, j] += missions.learned(i.practice[d, k], s.skill[d, j], 1.0, share[d] * p.learning_back * part)
        before = s.motivation[j]
        s.motivation[j] = mentors.motivation_after_success(before, p.mentor_motivation_gain, learned)
        s.spirit[j] = mentors.lasting_spirit(s.spirit[j], p.mentor_motivation_lasts, s.motivation[j] - before)
        s.days_given[j] += given * part
        roles[mentee].expert_days += given * part
        roles[row].mentor_days += given * part
    for d in range(DOMAIN_COUNT):
        i.skill[d, k] += gained[d]
    if learned > 0.0:
        mean_share = domains.mean_of(share[TECHNICAL], share[COMMERCIAL], share[MANAGERIAL])
        for topic in range(len(OBJECTIVES)):
            if p.objectives[topic] == 0.0:
                continue  # no day went to it
            i.topic[topic, k] = objectives.topic_after_teaching(i.topic[topic, k], mean_share, p.objectives[topic], p.topic_rate)
    if hands_on and p.objectives[EFFICIENCY] > 0.0:
        on_zone = days[TECHNICAL] * p.objectives[EFFICIENCY]
        i.presence[k] = scaling.presence_after_mission(i.presence[k], p.teaching_rate, p.pilot_focus, absorbed[TECHNICAL], between, on_zone)
        for d in range(DOMAIN_COUNT):
            i.guide[d, k] = practice[d]
        if not partnership.zone_open:
            _open_zone(ctx, number, gained[TECHNICAL])
    return (
        learned,
        domains.mean_of(gap[TECHNICAL], gap[COMMERCIAL], gap[MANAGERIAL]),
        max(gained[TECHNICAL], gained[COMMERCIAL], gained[MANAGERIAL]) > 0.0,
    )


@device
def miss(ctx: Any, number: int, days: float) -> None:
    """M17: take working days of the mentee's staff from their own work [day]."""
    partnership = ctx.partnerships[number]
    partnership.staff_days += days
    ctx.state[partnership.mentee // LANES].days_missed[partnership.mentee % LANES] += days


@device
def _set_up(ctx: Any, number: int, days: float) -> float:
    """M16: take from learning days those that teach nothing, because trust, data and a plan come first; returns them [day]."""
    partnership = ctx.partnerships[number]
    spent = presence.days_of_setup(days, partnership.setup)
    partnership.setup -= spent
    if spent > 0.0 and partnership.setup == 0.0:
        note(ctx, number, EventKind.SET_UP, ctx.p.setup_days)
    return float(spent)


@device
def _open_zone(ctx: Any, number: int, learned: float) -> None:
    """M6: the first mission from which something technical is learned opens a pilot zone."""
    partnership, p = ctx.partnerships[number], ctx.p
    i, k = ctx.state[partnership.mentee // LANES], partnership.mentee % LANES
    size = scaling.pilot_size(p.pilot_zone, p.pilot_grant, p.treatment_cost, i.connections[k], learned)
    if size <= 0.0:
        return
    partnership.zone_open = True
    open_first_zone(i, k, size, p, p.pilot_grant)
    note(ctx, number, EventKind.PILOT_OPENED, size)


@device
def open_first_zone(i: Any, k: int, size: float, p: Any, grant: float) -> None:
    """Open a zone; what a grant does not pay of it is given in kind."""
    before = i.treated[k]
    enlarge_zone(i, k, size)
    works = (i.treated[k] - before) * i.connections[k] * p.treatment_cost
    i.pilot_year[k] += scaling.pilot_in_kind(works, grant)


@device
def enlarge_zone(i: Any, k: int, size: float) -> None:
    """Bring a share of what is not treated under treatment; new parts start without any cut."""
    before = i.treated[k]
    i.treated[k] = before + (1.0 - before) * size
    i.leak_cut[k] = scaling.cut_when_spread(i.leak_cut[k], before, i.treated[k])
    i.theft_cut[k] = scaling.cut_when_spread(i.theft_cut[k], before, i.treated[k])
