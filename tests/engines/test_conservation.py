"""Nothing is made and nothing is lost: water, cash, the programme's money, people, days."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.accounts import EXACT, bill, check_commitments, check_people, check_programme, close, finished
from tests.helpers.runs import SEED, YEARS, lives, programme, steps
from wopsim.declare import PARAMETERS, Param, Parameters
from wopsim.engines import account
from wopsim.engines.agents.model import WopModel
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run
from wopsim.engines.design_terms import design_of
from wopsim.engines.records import STATE, column
from wopsim.engines.run_record import RunRecord
from wopsim.rules import money, water
from wopsim.rules.time import QUARTER
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.world.table import World

DESIGNS = {
    "none": {"budget": 0.0},
    "residents": {},
    "many short": {"partnership_months": 12, "resident_share": 0.0, "pilot_grant": 0.0, "budget": 2e6},
    "cohorts": {"cohort_size": 4, "resident_share": 0.0, "pairing": "by_need"},
    "all modalities": {"study_visits_per_year": 1.0, "remote_days_per_month": 1.0, "classroom_days_per_year": 6.0},
    "small budget": {"budget": 4e5},
    "co-financed": {"funding": "co_financed", "own_share": 0.6},
    "blended": {"funding": "blended", "investment_part": 0.7},
    "shocks": {"pandemic_rate": 0.3, "conflict_rate": 1.0, "drought_rate": 0.5, "leadership_rate": 1.0, "currency_rate": 0.5},
    "investment": {"investment_rate": 0.5, "population_growth": -0.02, "growth_mean": 0.05},
    "rival mechanisms": {
        "setup_days": 30.0, "thin_days": 20.0, "holding_gain": 0.08, "presence_thinning": 1.0, "missed_days": 2.0, "wrong_advice": 0.5,
        "crowding": 0.25, "effort_stake": 1.0, "accompanied_speed": 2.0, "investment_rate": 0.5,
    },
}  # fmt: skip


@pytest.fixture(params=DESIGNS, ids=lambda name: name.replace(" ", "_"))
def p(request: pytest.FixtureRequest) -> Parameters:
    return programme(**DESIGNS[request.param])


# water


def check_input(volumes: dict[str, np.ndarray]) -> None:
    """Input = billed + unbilled authorised + apparent + real."""
    parts = volumes["billed_volume"] + volumes["unbilled_volume"] + volumes["apparent_loss"] + volumes["real_loss"]
    np.testing.assert_allclose(volumes["system_input"], parts, rtol=EXACT)
    lost = volumes["system_input"] - volumes["billed_volume"]
    np.testing.assert_allclose(volumes["nrw_share"] * volumes["system_input"], lost, rtol=EXACT)


def flows(model: WopModel) -> dict[str, np.ndarray]:
    """Volumes of the quarter, under the names of the outputs."""
    same = ("billed_volume", "unbilled_volume", "apparent_loss", "real_loss", "system_input")
    found = {name: model.column(name) for name in same}
    return found | {"nrw_share": model.column("lost") / model.column("system_input")}


def check_quarter_of_water(model: WopModel) -> None:
    """To be called when the water of a quarter is balanced."""
    p, found, count = model.p, flows(model), len(model.names)
    check_input(found)
    assert (np.array([found["billed_volume"], found["unbilled_volume"], found["apparent_loss"], found["real_loss"]]) >= 0).all()
    year, quarter = model.block.yearly[0, model.quarter // 4], model.block.quarterly[0, model.quarter + 1]
    drought, conflict = (column(year, name, count) for name in ("drought", "conflict"))
    capacity = model.column("supply_capacity") * (1 - p.drought_loss * drought) * (1 - p.conflict_loss * conflict)
    assert (found["system_input"] <= capacity * (1 + EXACT)).all()
    # what was stolen or not metered is stolen still, billed by its recovered share, or no longer used
    flowing = model.column("connections") * water.use_at(1.0, model.column("share_of_day"))
    stolen = model.column("apparent_own") * column(quarter, "loss_factor", count) * flowing
    recovered = p.recovered_share * (stolen - found["apparent_loss"])
    np.testing.assert_allclose(found["billed_volume"], model.column("billed_own") * flowing + recovered, rtol=EXACT)


# cash

HOLDS = ("cash", "fund", "debt", "connections", "supply_capacity", "own_payments", "project_grants", "works_year", "investment_year")


def what_is_held(model: WopModel) -> dict[str, np.ndarray]:
    return {name: model.column(name) for name in HOLDS}


def check_quarter_of_money(model: WopModel, before: dict[str, np.ndarray]) -> None:
    """Cash in = cash out + change, from what was held before the accounts of a quarter; works and connections cost what they cost."""
    p, now = model.p, what_is_held(model)
    grown = {name: now[name] - before[name] for name in HOLDS}
    collected = model.column("revenue") * model.column("collection_share") * QUARTER
    service = before["debt"] * p.debt_service * QUARTER
    running = collected - model.column("cost") * QUARTER - service - before["own_payments"]
    support = money.subsidy(before["cash"], running)
    spent = grown["works_year"] + grown["connections"] * p.connection_cost + grown["supply_capacity"] * p.supply_cost
    came = collected + support + grown["investment_year"] + before["project_grants"]
    went = model.column("cost") * QUARTER + service + before["own_payments"] + spent
    to_owner = came - went - grown["cash"] - grown["fund"]
    scale = EXACT * float(came.max())
    assert (to_owner >= -scale).all()
    # the owner takes what lies above the reserve, and nothing where there is less
    kept = now["cash"] < p.reserve * model.column("revenue") * (1 - EXACT)
    np.testing.assert_allclose(to_owner[kept], 0.0, atol=scale)
    assert (now["own_payments"] == 0.0).all()
    assert (now["project_grants"] == 0.0).all()
    assert (now["cash"] >= -1e-6).all()
    assert (now["fund"] >= 0).all()
    assert (now["debt"] >= 0).all()


def walked(model: WopModel) -> RunRecord:
    """Walk a model to its horizon with all checks on the way."""
    held: dict[str, np.ndarray] = {}
    for step in steps(model):
        if step == "water":
            check_quarter_of_water(model)
            held = what_is_held(model)
        if step == "money":
            check_quarter_of_money(model, held)
        if step in ("call", "operations"):
            check_commitments(model)
        if step == "record":
            check_people(model)
            for name in STATE.names:
                assert np.isfinite(model.column(name)).all(), name
    return model.record()


def test_water_money_and_people_are_conserved_every_quarter(world: World, p: Parameters) -> None:
    model = WopModel(world, p, SEED, 0, YEARS)
    check_programme(model, walked(model))


def check_recorded_water(record: RunRecord) -> None:
    values = record.values
    check_input(values)
    np.testing.assert_allclose(
        values["nrw_per_connection"] * values["connections"], 1000 * values["nrw_share"] * values["system_input"], rtol=EXACT
    )


def test_water_is_conserved_in_every_recorded_year(world: World, p: Parameters) -> None:
    check_recorded_water(run(world, p, SEED, 0, YEARS))


Break = Callable[[np.ndarray], None]


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Break], None]:
    """Let something wrong happen to the state after a step."""

    def after(step: str, wrong: Break) -> None:
        whole = WopModel.take_step

        def take_step(self: WopModel, name: str) -> None:
            whole(self, name)
            if name == step:
                wrong(self.block.state)

        monkeypatch.setattr(WopModel, "take_step", take_step)

    return after


def scaled(name: str, factor: float) -> Break:
    def wrong(state: np.ndarray) -> None:
        state[name] *= factor

    return wrong


@pytest.mark.parametrize("volume", ["real_loss", "billed_volume", "apparent_loss", "system_input"])
def test_the_check_of_water_can_fail(tiny_world: World, breaks: Callable[[str, Break], None], volume: str) -> None:
    breaks("water", scaled(volume, 1 + 1e-8))
    with pytest.raises(AssertionError):
        walked(WopModel(tiny_world, programme(), SEED, 0, 2))
    with pytest.raises(AssertionError):
        check_recorded_water(run_agents(tiny_world, programme(), SEED, 0, 2))


def test_the_check_of_supply_can_fail(tiny_world: World, breaks: Callable[[str, Break], None]) -> None:
    breaks("water", scaled("supply_capacity", 0.5))
    with pytest.raises(AssertionError):
        walked(WopModel(tiny_world, programme(), SEED, 0, 2))


@pytest.mark.parametrize("where", ["cash", "fund", "connections", "supply_capacity"])
def test_the_check_of_cash_can_fail(tiny_world: World, breaks: Callable[[str, Break], None], where: str) -> None:
    breaks("money", scaled(where, 1 + 1e-4))
    with pytest.raises(AssertionError):
        walked(WopModel(tiny_world, programme(investment_rate=0.5), SEED, 0, 3))


# the programme's money and days


def test_committed_money_returns_when_all_partnerships_are_over(world: World) -> None:
    model, record = finished(world, programme(partnership_months=12, programme_years=2, budget=2e6), 0, years=12)
    assert record.values["partnerships_agreed"] > 5
    assert model.active == {}
    assert abs(model.funder.committed) < 1e-6
    close(model.funder.free, record.values["programme_unspent"])


def test_residents_are_paid_for_every_month_and_missions_for_every_expert(world: World) -> None:
    # reports cost no time, so that no month goes unpaid while an instalment is on its way
    p = programme(conflict_rate=0.0, pandemic_rate=0.0, early_end_rate=0.0, review_trust=0.0, experts_per_mission=2, report_days=0.0)
    model, record = finished(world, p, 0, years=14)
    ended, design = [life for life in lives(record) if life[-1].kind == "exited"], design_of(p)
    assert len(ended) >= 5
    for life in ended:
        kinds = [event.kind for event in life]
        assert kinds.count("mission") == design.missions
        assert kinds.count("resident_month") == design.months
    # all went as planned, so every grant of a completed partnership is used up
    for life in ended:
        paid = sum(bill(model, life).values())
        close(paid * (1 + design.overhead), life[0].amount)


def test_experts_that_a_mentor_does_not_have_are_not_paid(world: World) -> None:
    model, record = finished(world, programme(experts_per_mission=20, resident_share=0.0), 0)
    small = {utility.name for utility in model.utilities if utility.is_mentor and utility.experts < 20}
    assert any(event.kind == "mission" and event.mentor in small for event in record.events)
    check_programme(model, record)


def free_of_charge(ctx: object, number: int, cost: float) -> None:
    committed = ctx.partnerships[number].committed
    PAY(ctx, number, cost)
    ctx.world.overhead -= committed - ctx.partnerships[number].committed - cost


def paid_twice(ctx: object, number: int, cost: float) -> None:
    PAY(ctx, number, cost)
    ctx.world.spent += cost


def never_returned(ctx: object, number: int, keep: float) -> None:
    committed = ctx.world.committed
    RELEASE(ctx, number, keep)
    ctx.world.committed = committed


PAY, RELEASE = account.pay, account.release_all


@pytest.mark.parametrize(("method", "broken"), [("pay", free_of_charge), ("pay", paid_twice), ("release_all", never_returned)])
def test_the_check_of_the_budget_can_fail(world: World, monkeypatch: pytest.MonkeyPatch, method: str, broken: Callable[..., None]) -> None:
    monkeypatch.setattr(account, method, broken)
    with pytest.raises(AssertionError):
        check_programme(*finished(world, programme(), 0, years=6))


@pytest.mark.parametrize(("name", "factor"), [("connections", 100.0), ("skill", 100.0), ("motivation", -1.0)])
def test_the_check_of_people_can_fail(tiny_world: World, breaks: Callable[[str, Break], None], name: str, factor: float) -> None:
    breaks("mentors", scaled(name, factor))
    with pytest.raises(AssertionError):
        finished(tiny_world, programme(), 0, years=1)


# any design

POLICY = {name: declared for name, declared in PARAMETERS.items() if declared.role == "policy" and name not in ("pairing", "funding")}


def valid(declared: Param) -> st.SearchStrategy[object]:
    """Any value that a declaration allows."""
    if declared.choices:
        return st.sampled_from(declared.choices)
    if declared.kind is bool:
        return st.booleans()
    if declared.kind is str:
        return st.just(declared.default)  # a strategy, or names out of a world
    return st.integers(*map(int, declared.valid)) if declared.kind is int else st.floats(*declared.valid)


@st.composite
def designs(draw: st.DrawFn) -> Parameters:
    """Any design whose every number is valid."""
    values: dict[str, object] = {name: draw(valid(declared)) for name, declared in POLICY.items()}
    # most budgets of the whole range would pay for everything
    values["budget"] = draw(st.floats(0.0, 3e6) | st.floats(0.0, PARAMETERS["budget"].valid[1]))
    values["pairing"] = draw(st.sampled_from(PAIRING.names()))
    values["funding"] = draw(st.sampled_from(FUNDING.names()))
    return Parameters(**values)


@settings(max_examples=40)
@given(p=designs(), replicate=st.integers(0, 10))
def test_no_design_breaks_the_accounts(tiny_world: World, p: Parameters, replicate: int) -> None:
    model = WopModel(tiny_world, p, SEED, replicate, 5)
    check_programme(model, walked(model))
