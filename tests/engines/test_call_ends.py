"""Every call counts under one thing that kept it from more partnerships, and what nobody was promised is what the books have free."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest

from tests.helpers.runs import SEED, programme, steps
from tests.helpers.views import funding_view
from tests.helpers.worlds_of_any_kind import numbered
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import call_ends, quarter
from wopsim.engines.agents.model import WopModel
from wopsim.engines.compiled import run
from wopsim.engines.held_back import held_back
from wopsim.engines.records import WORLD
from wopsim.strategies.batching import lists_side_by_side
from wopsim.strategies.dispatch import ask_offers
from wopsim.strategies.protocols import FUNDING, Offers
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

BUDGET = 1e6
CAUSES = tuple(name for name in VARIABLES if name.startswith("calls_"))
NOW = {"application_chance": 1.0, "agreement_chance": 1.0, "programme_years": 3, "partnership_months": 12}
BATCHES = 12
CONSTRAINTS: tuple[dict[str, float], ...] = ({}, {"most_per_country": 1}, {"quota_low_income": 0.6}, {"budget": 1e6})


def test_a_call_counts_under_the_first_thing_that_kept_it_from_more() -> None:
    committed, applicants, paired, funded, held, capped, cause = zip(
        (0.0, 0, 0, 0, False, False, "short_of_applicants"),
        (4e5, 5, 5, 5, False, False, "short_of_applicants"),
        (1e6, 5, 5, 4, False, False, "short_of_money"),
        (2e5, 5, 3, 3, False, False, "short_of_mentors"),
        (BUDGET, 5, 3, 3, False, False, "short_of_money"),  # nothing is left, so that a mentor more would not have helped
        (2e5, 5, 4, 3, True, False, "held_back"),
        (2e5, 5, 4, 3, True, True, "held_back"),  # without the cap the rule would still keep the money
        (2e5, 5, 4, 3, False, True, "capped"),
        (2e5, 5, 4, 3, False, False, "short_of_money"),  # a cap kept it out, and money would have
        strict=True,
    )
    worlds = np.zeros(len(cause), dtype=WORLD)
    worlds["committed"] = committed
    settings = np.zeros(1, dtype=[("budget", float), ("later_share", float), ("later_year", int)])
    settings["budget"] = BUDGET
    block = SimpleNamespace(worlds=worlds, settings=settings)
    tally = call_ends.Tally(*map(np.array, (applicants, paired, funded, held, capped)))
    for _ in range(2):
        call_ends.count(block, np.arange(len(cause)), tally)  # type: ignore[arg-type]
    for place, what in enumerate(cause):
        assert {name: worlds[name.removeprefix("calls_")][place] for name in CAUSES} == {
            name: 2.0 * (name == f"calls_{what}") for name in CAUSES
        }
    np.testing.assert_array_equal(worlds["unpromised"], BUDGET - worlds["committed"])


@pytest.mark.parametrize(
    ("funding", "settings", "left", "held"),
    [
        ("equal", {}, 1.0e5, True),  # it would get it now, so that it was set aside for others
        ("equal", {}, 0.9e5, False),
        ("blended", {"investment_part": 0.5}, 1.9e5, False),  # works money comes with it, for which there is too little
        ("blended", {"investment_part": 0.5}, 2.0e5, True),
        ("phased", {"first_phase_share": 0.4, "phase_reserve": 0.5}, 0.7e5, True),
        ("phased", {"first_phase_share": 0.4, "phase_reserve": 0.5}, 0.6e5, False),
        ("co_financed", {"own_share": 0.2}, 0.8e5, True),  # it has no cash for its own share, and there was money for the rest
        ("co_financed", {"own_share": 0.2}, 0.7e5, False),
    ],
)
def test_money_is_held_back_where_it_would_have_paid_for_one_of_the_pairs_by_the_terms_of_the_design(
    funding: str, settings: dict[str, float], left: float, held: bool
) -> None:
    view, u = lists_side_by_side([funding_view([1e5]), funding_view([3e5, 1e5])], [np.array([0.5]), np.array([0.5, 0.6])])
    pairs = np.array([1, 2])
    strategy, p = FUNDING.create(funding), Parameters(funding=funding, **settings)
    found = held_back(view, pairs, np.full(2, left), lambda money: ask_offers(strategy, view, money, u, [p, p], pairs))
    assert found.tolist() == [held, held]


def test_where_nobody_waits_nothing_is_held_back() -> None:
    view, _ = lists_side_by_side([funding_view([1e5])], [np.array([0.5])])
    none = np.array([0])
    found = held_back(view, none, np.array([1e9]), lambda money: Offers.plain(np.zeros_like(view.planned_cost)))
    assert found.tolist() == [False]


@pytest.mark.parametrize(
    ("design", "cause"),
    [
        ({"budget": 1e8, "most_partnerships": 100, "in_kind_cap": 1.0}, "short_of_applicants"),
        ({"budget": 1e8, "most_partnerships": 1}, "short_of_mentors"),
        ({"budget": 1e6, "most_partnerships": 100, "in_kind_cap": 1.0}, "short_of_money"),
        ({"budget": 1e8, "most_partnerships": 100, "in_kind_cap": 1.0, "most_per_country": 1}, "capped"),
        ({"budget": 1e6, "most_partnerships": 100, "in_kind_cap": 1.0, "funding": "phased", "phase_reserve": 1.0}, "held_back"),
        ({"budget": 1e8, "most_partnerships": 100, "in_kind_cap": 1.0, "funding": "co_financed", "own_share": 0.9}, "held_back"),
    ],
)
def test_each_cause_in_a_programme_made_for_it(design: dict[str, object], cause: str) -> None:
    found = first_call(synthesise(n_mentees=30, n_mentors=10, seed=4), **design)
    assert found == {f"calls_{cause}": 1}


def test_what_is_set_aside_for_a_quota_is_held_back() -> None:
    world = synthesise(n_mentees=30, n_mentors=10, seed=4)
    design = {"budget": 1e6, "most_partnerships": 100, "in_kind_cap": 1.0, "eligible_fragile": "none"}
    assert first_call(world, **design) == {"calls_short_of_money": 1}
    assert first_call(world, **design, quota_fragile=1.0) == {"calls_held_back": 1}


def first_call(world: World, **design: object) -> Counter[str]:
    """What the first call of a programme counted under; everybody applies, and everybody is known."""
    found = run(world, programme(**{**NOW, **design}), SEED, 0, 1).values
    return Counter({name: int(found[name]) for name in CAUSES if found[name]})


def test_every_call_has_one_cause_in_any_world() -> None:
    causes: Counter[str] = Counter()
    for number in range(BATCHES):
        batch = numbered(SEED, number)
        for case, more in zip(batch.cases, CONSTRAINTS, strict=True):
            model, calls = WopModel(case.world, case.p.replace(**more), batch.seed, case.replicate, batch.years), 0
            for step in steps(model):
                calls += step == "shocks" and quarter.opens_call(model.readable, 0)
            found = {name: float(model.record().values[name]) for name in CAUSES}
            assert min(found.values()) >= 0.0
            assert sum(found.values()) == calls, case.what
            causes.update({name: int(count) for name, count in found.items()})
    assert set(causes) == set(CAUSES)
    assert min(causes.values()) > 0
