"""What can be known before a run of whether a design can keep its constraints, and how full it would make the world."""

from __future__ import annotations

import numpy as np

from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines.call_turns import quotas_of
from wopsim.engines.design_terms import design_of, usual_delay
from wopsim.engines.eligibility import eligible, in_group
from wopsim.engines.expected_cost import expected_cost
from wopsim.rules import money, water
from wopsim.strategies.design import GROUPS, NEARLY_FULL
from wopsim.study.scenario import Scenario, Study
from wopsim.world.table import World

USUAL_DISTANCE = 4000.0
"""Distance of a pair for a first guess of what a partnership costs [km; assumed]."""
HARDLY_ANY = 3.0
"""Partnerships that the money pays for, below which a few bargains or refusals decide what a programme does [assumed]."""


def feasibility_notes(study: Study, world: World) -> list[str]:
    """Return one sentence for each constraint that scenarios can hardly keep; default values stand for what is drawn.

    Raises
    ------
    WorldError : a list names what the world has not.
    """
    who: dict[str, list[str]] = {}
    for scenario in study.scenarios[1:]:
        for what in _of_scenario(study, scenario, world):
            who.setdefault(what, []).append(scenario.name)
    return [f"{', '.join(names)}: {what}" for what, names in who.items()]


def buys_nothing(study: Study) -> bool:
    """Return whether no design that has money pays for one whole partnership with it; default values stand for what is drawn."""
    with_money = [p for scenario in study.scenarios[1:] if (p := Parameters().replace(**scenario.settings)).budget > 0.0]
    return bool(with_money) and all(p.budget < _cost_to_funder(p) for p in with_money)


def _of_scenario(study: Study, scenario: Scenario, world: World) -> list[str]:
    p = Parameters().replace(**scenario.settings)
    may_apply = eligible(world, p) & (world.text("role") == "mentee")
    cost = _cost_to_funder(p)
    mentors = int((world.text("role") == "mentor").sum())
    return [
        *_money(p, cost), *_time(p, study.horizon_years), *_people(p, world, may_apply, cost), *_room(p, may_apply, cost),
        *_mentors(p, mentors, cost),
    ]  # fmt: skip


def _cost_to_funder(p: Parameters) -> float:
    """What one partnership takes of the budget [EUR2024]: without what the mentee pays itself, with the money for works beside it."""
    own_share = p.own_share if p.funding == "co_financed" else 0.0
    for_works = p.investment_part if p.funding == "blended" else 0.0
    return max(1.0, expected_cost(p, USUAL_DISTANCE) * (1.0 - own_share) / (1.0 - for_works))  # prices may all be set to 0


def _money(p: Parameters, cost: float) -> list[str]:
    if p.budget >= HARDLY_ANY * cost or p.budget == 0.0:  # 0 is asked for: no programme
        return []
    buys = f"about {p.budget / cost:.0f} partnership{'s' * (p.budget >= 1.5 * cost)}, so that chance decides what it does"
    return [
        f"the budget, EUR {_euros(p.budget)}, pays for {buys if p.budget >= cost else 'no whole partnership'}: one takes about EUR "
        f"{_euros(cost)}. 'budget' is in euros (two million: 2e6 or 2_000_000). Give at least EUR {_euros(HARDLY_ANY * cost)}, or make "
        "partnerships shorter, with fewer missions or residents."
    ]


def _euros(amount: float) -> str:
    """An amount as a plan has it, with two digits that say something: 54,000; 2."""
    return f"{float(f'{amount:.2g}'):,.0f}"


def _time(p: Parameters, horizon: int) -> list[str]:
    found = []
    design = design_of(p)
    if design.latest_call < 0:
        usual = usual_delay(p) + p.partnership_months / 12.0
        found.append(
            f"no partnership can be planned to end by year {p.must_end_by}: with the usual delays it takes {usual:.1f} years. Make "
            "'partnership_months' shorter, or 'must_end_by' later."
        )
    elif p.must_end_by and design.latest_call < design.last_call:
        found.append(f"the last call is in year {design.latest_call}, so that partnerships are planned to end by year {p.must_end_by}.")
    if p.must_end_by > horizon:
        found.append(f"the hard end in year {p.must_end_by} comes after the {horizon} years that are run.")
    if p.later_share > 0.0 and p.later_year >= horizon:
        found.append(f"'later_year' is {p.later_year}, but only {horizon} years are run: that part of the budget is never spent.")
    if p.later_share > 0.0 and p.later_year > design.latest_call:
        found.append(f"no call of the later tranche (year {p.later_year}) leads to a partnership that ends by year {p.must_end_by}.")
    return found


def _people(p: Parameters, world: World, may_apply: np.ndarray, cost: float) -> list[str]:
    if not may_apply.any():
        return ["no utility of the world may apply; look at the 'eligible_' lines."]
    found = []
    quotas = quotas_of(p)
    own_part = p.own_share * expected_cost(p, USUAL_DISTANCE) if p.funding == "co_financed" else 0.0
    poor = _cash(p, world) < own_part * min(1.0, 12.0 / p.partnership_months)
    for group in GROUPS:
        inside = may_apply & in_group(world, group)
        count, asked_for = int(inside.sum()), quotas.get(group, 0.0) * p.budget / cost
        if group in quotas and count == 0:
            found.append(f"'quota_{group}' cannot be kept: no utility that may apply is of that group.")
        elif quotas.get(group, 0.0) > 0.0 and count < 5:
            found.append(f"'quota_{group}' rests on {count} utilities that may apply; it will often not be kept.")
        elif asked_for > count:
            found.append(
                f"'quota_{group}' asks for about {asked_for:.0f} partnerships, if all the money is given, and {count} utilities of that "
                "group may apply: it can then not be kept. Ask for a smaller share, or let partnerships be longer or more intensive."
            )
        if group in quotas and (inside & poor).any():
            found.append(
                f"{int((inside & poor).sum())} of the {count} utilities that 'quota_{group}' is for cannot pay their share of the first "
                "year at the start, and 'co_financed' passes them over."
            )
        if p.comes_first == group and count == 0:
            found.append(f"'comes_first' is {group}, but no utility that may apply is of that group.")
    joint = np.array([in_group(world, group) for group in quotas])
    if sum(quotas.values()) > 1.0 and not (joint.all(axis=0) & may_apply).any():
        found.append(f"the quotas add up to {100.0 * sum(quotas.values()):.0f} %, and no utility is of all these groups.")
    return found


def _cash(p: Parameters, world: World) -> np.ndarray:
    """Cash of each utility at the start [EUR2024]; NaN where the world leaves open what it follows from."""
    consumption, persons, connections, tariff = (
        world.utilities[name].to_numpy(dtype=np.float64) for name in ("consumption", "population_served", "connections", "tariff")
    )
    billed = water.billed_use(consumption, persons / connections, p.unbilled_share) * connections
    return np.asarray(p.cash_start * money.billed_revenue(billed, tariff))


def _room(p: Parameters, may_apply: np.ndarray, cost: float) -> list[str]:
    possible, paid_for = int(may_apply.sum()), p.budget / cost
    if possible and paid_for > NEARLY_FULL * possible:
        return [
            f"the budget pays for about {paid_for:.0f} partnerships, and {possible} utilities may apply. Not all of them will apply, find "
            f"a mentor and agree, so that part of the money may find nobody. {' '.join(_ways_to_spend_more(p))}"
        ]
    return []


def _ways_to_spend_more(p: Parameters) -> list[str]:
    """What a funder can do whose money finds hardly anybody new; nobody who plans for a country can add utilities to it."""
    longer = f"longer partnerships ('partnership_months' is {p.partnership_months})"
    found = [f"Let each get more: {longer}, more missions, a resident adviser, a pilot grant, follow-up visits; or plan with less money."]
    closed = [name for name in PARAMETERS if name.startswith("eligible_") and p[name] != PARAMETERS[name].default]
    if closed:
        found.append(f"Or open it to more: {', '.join(repr(name) for name in closed)} leave{'s' * (len(closed) == 1)} out the others.")
    if p.funding == "co_financed":
        found.append("A smaller 'own_share' takes more of the money for each.")
    return found


def _mentors(p: Parameters, mentors: int, cost: float) -> list[str]:
    paid_for = p.budget / cost
    carried = mentors * p.most_partnerships * max(1.0, 12.0 * p.programme_years / p.partnership_months)
    if mentors and paid_for > carried:
        return [
            f"the budget pays for about {paid_for:.0f} partnerships, and the world's mentors ({mentors}) carry about {carried:.0f} in its "
            f"years, if each takes {p.most_partnerships} at a time: money will be left for want of mentors. Name more of them in the file, "
            "or none: then those of the default world stand in."
        ]
    return []
