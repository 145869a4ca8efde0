"""How partnerships go on and end: second phases, reviews, extensions."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from tests.helpers.designs_run import CALM, RICH, kinds, ran
from tests.helpers.runs import EARLY, SEED, YEARS, lives, programme, steps
from wopsim.declare import Parameters
from wopsim.engines.agents.model import WopModel
from wopsim.engines.compiled import run
from wopsim.world.table import World


@pytest.mark.parametrize("reserve", [0.0, 1.0])
def test_a_second_phase_commits_only_money_that_is_free(world: World, reserve: float) -> None:
    # one call: a later one may give away what this one left for reviews
    design = {"budget": 1.2e6, "partnership_months": 36, "programme_years": 1, "review_trust": 0.0, "early_end_rate": 0.0, **CALM}
    p = programme(funding="phased", phase_reserve=reserve, **design)
    model = WopModel(world, p, SEED, 0, 14)
    least = 0.0
    for _ in steps(model):
        least = min(least, model.funder.free)
    found = kinds(model.record())
    assert least > -1e-3
    assert found["second_phase"] > 0
    if reserve == 0.0:
        assert found["no_second_phase"] > 0
    else:
        assert found["no_second_phase"] == 0


@pytest.mark.parametrize("first_phase_share", [0.3, 0.4, 0.45, 0.6])
def test_reports_come_once_a_year_through_both_phases(world: World, first_phase_share: float) -> None:
    p = programme(funding="phased", first_phase_share=first_phase_share, partnership_months=48, missions_per_year=3.0, **RICH)
    record = run(world, p, SEED, 0, 14)
    for life in lives(record):
        times = [event.time for event in life if event.kind == "reported"]
        assert (np.diff(times) > 0.99).all()
    assert kinds(record)["second_phase"] > 3


def test_visits_coaching_and_residents_go_on_in_the_second_phase(world: World) -> None:
    p = programme(funding="phased", study_visits_per_year=2.0, remote_days_per_month=1.0, classroom_days_per_year=4.0, **RICH)
    later = Counter[str]()
    for life in lives(run(world, p, SEED, 0, 14)):
        second = next((event.time for event in life if event.kind == "second_phase"), np.inf)
        later.update(event.kind for event in life if event.time > second)
    assert min(later[kind] for kind in ("mission", "study_visit", "remote_coaching", "course", "resident_month")) > 5


def test_a_review_ends_partnerships_of_low_trust_and_only_these(world: World) -> None:
    p = programme(**{**RICH, "review_trust": 0.6})
    record = run(world, p, SEED, 0, YEARS)
    decided = [(life[place], life[place + 1].kind == "ended_at_review")
               for life in lives(record) for place, event in enumerate(life[:-1]) if event.kind == "reviewed"]  # fmt: skip
    assert {ended for _, ended in decided} == {True, False}
    assert all(ended == (event.trust < 0.6) for event, ended in decided)
    assert kinds(run(world, programme(**RICH, partnership_months=12), SEED, 0, YEARS))["reviewed"] == 0  # too short for one


def test_an_extension_costs_nothing_extra(world: World) -> None:
    # conflicts leave months of residents unpaid, so that there is money for more
    some, none = (ran(world, years=14, **{**RICH, "conflict_rate": 0.5}, extension_months=months) for months in (12, 0))
    assert kinds(some)["extended"] > 0
    assert kinds(none)["extended"] == 0
    granted, paid = defaultdict(float), defaultdict(float)
    for event in some.events:
        if event.kind == "paired":
            granted[event.mentee] += event.amount
    for row, name in enumerate(world.utilities["utility"]):
        paid[name] = some.values["support_received"][row] * (1 + Parameters().overhead_direct)
        assert paid[name] <= granted[name] + 0.01
    assert {(e.time, e.mentee, e.amount) for e in some.events if e.kind == "paired"} == {
        (e.time, e.mentee, e.amount) for e in none.events if e.kind == "paired"
    }
    assert kinds(some)["mission"] > kinds(none)["mission"]
    assert EARLY[-1] not in {life[-1].kind for life in lives(some) if any(event.kind == "extended" for event in life)}
