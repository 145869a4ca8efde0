"""Checks of the programme's money and of people, quarter by quarter, for the tests of the engine."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.reference import design_costs
from tests.helpers.runs import SEED, TEACHING, YEARS, steps
from wopsim.declare import Parameters
from wopsim.engines.account import CENT
from wopsim.engines.agents.model import WopModel
from wopsim.engines.events import Event
from wopsim.engines.records import column
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

EXACT = 1e-9


def close(one: object, other: object) -> None:
    np.testing.assert_allclose(one, other, rtol=EXACT, atol=1e-6)


def price(event: Event, model: WopModel, distance: float) -> float:
    """What the delivery that an event tells cost, worked out again from the design [EUR2024]; without helper, consortium, cohort."""
    p = model.p
    if event.kind == "mission":
        party = event.amount / p.days_per_mission
        return float(design_costs.mission_cost(p, distance)) * party / p.experts_per_mission
    return {
        "resident_month": p.resident_share * p.resident_year_cost / 12,
        "study_visit": float(design_costs.study_visit_cost(p, distance)),
        "remote_coaching": p.remote_days_per_month * p.remote_day_cost,
        "course": p.classroom_days_per_year / 2 * p.classroom_day_cost,
        "follow_up": float(design_costs.follow_up_cost(p, distance)),
    }.get(event.kind, 0.0)


def bill(model: WopModel, events: list[Event]) -> dict[str, float]:
    """What the donor pays for what happened, worked out again from the design, by mentee, overhead not included [EUR2024]."""
    p = model.p
    rows = {name: row for row, name in enumerate(model.names)}
    cost = dict.fromkeys(rows, 0.0)
    alone = not p.triangular and p.consortium_mentors == 1 and p.cohort_size == 1
    first: set[str] = set()
    for event in events:
        if event.kind == "agreed":
            first.add(event.mentee)
            cost[event.mentee] += p.facilitation_cost
        elif event.kind == "diagnosed":
            cost[event.mentee] += p.diagnosis_cost
        elif event.kind in TEACHING:
            expected = price(event, model, _distance(model, rows[str(event.mentor)], rows[event.mentee]))
            if alone or event.kind not in ("mission", "cohort_mission"):
                assert event.cost == pytest.approx(expected, rel=EXACT)
            cost[event.mentee] += event.cost
            if event.kind in ("mission", "cohort_mission") and event.mentee in first:
                first.remove(event.mentee)
                cost[event.mentee] += p.pilot_grant
    own_share = p.own_share if p.funding == "co_financed" else 0.0
    return {name: (1 - own_share) * value for name, value in cost.items()}


def check_programme(model: WopModel, record: RunRecord) -> None:
    """Budget = spent + overhead + invested + unspent, and all of it is what the events cost."""
    p, values = model.p, record.values
    budget, spent, overhead, unspent = (float(values[f"programme_{name}"]) for name in ("budget", "spent", "overhead", "unspent"))
    invested = float(values["programme_invested"])
    cost = bill(model, record.events)
    assert budget == p.budget
    close(spent + overhead + invested + unspent, budget)
    close(spent, sum(cost.values()))
    close(overhead, p[f"overhead_{p.channel}"] * spent)
    close(invested, sum(event.amount for event in record.events if event.kind == "investment"))
    assert unspent >= -EXACT * budget
    later = model.p.later_share * budget if model.quarter < 4 * model.p.later_year else 0.0  # money that is not free yet
    close(model.funder.free + model.funder.committed + later, unspent)
    close(values["support_received"], [cost[name] for name in model.names])
    close(values["support_received"].sum(), spent)
    helped = sum(event.amount for event in record.events if event.kind == "mission") * p.helper_share if p.triangular else 0.0
    assert values["expert_days"].sum() <= values["mentor_days"].sum() + 1e-6 <= values["expert_days"].sum() + helped + 2e-6
    close(values["expert_days"].sum(), sum(days_given(event, p) for event in record.events))


def days_given(event: Event, p: Parameters) -> float:
    """Expert-days that mentors give in what an event tells."""
    if event.kind == "study_visit":
        return float(p.study_visit_days)
    return event.amount if event.kind in TEACHING and event.kind != "cohort_mission" else 0.0  # a guest takes no days


def check_commitments(model: WopModel) -> None:
    """What is committed is what the accounts still hold, follow-up and works money included, and no one spends more than it was granted."""
    funder, opened = model.funder, model.block.partnerships[0][: len(model.partnerships)]
    left = opened["committed"]
    works = opened["investment"][~opened["over"] & ~opened["invested"]]
    scale = EXACT * max(1.0, model.p.budget)
    assert abs(funder.committed - left.sum() - works.sum()) <= scale
    assert left.min(initial=0.0) >= -CENT - scale
    assert funder.spent + funder.overhead + funder.invested + funder.committed <= model.p.budget + scale


def finished(world: World, p: Parameters, replicate: int, years: int = YEARS) -> tuple[WopModel, RunRecord]:
    """Run to the horizon with all checks of people and commitments on the way."""
    model = WopModel(world, p, SEED, replicate, years)
    for step in steps(model):
        if step in ("call", "operations"):
            check_commitments(model)
        if step == "record":
            check_people(model)
    return model, model.record()


def check_people(model: WopModel) -> None:
    """Nobody is served twice, and no more of a network is treated than there is."""
    population = column(model.block.quarterly[0, model.quarter + 1], "population", len(model.names))
    assert (model.column("connections") * model.column("persons") <= population * (1 + EXACT)).all()
    for name in ("treated", "skill", "capacity", "practice", "motivation", "leak_cut", "theft_cut"):
        assert ((model.column(name) >= 0) & (model.column(name) <= 1)).all(), name
    assert (model.column("commercial_cut") <= 1).all()  # below 0 where commercial practice fell


def _distance(model: WopModel, mentor: int, mentee: int) -> float:
    return float(model.block.pairs["distance"][0, model.block.pair_row[0, mentor], mentee])
