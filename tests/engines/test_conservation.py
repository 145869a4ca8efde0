"""Nothing is made and nothing is lost: water, cash, the programme's money, people, days."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from accounts import EXACT, bill, check_commitments, check_people, check_programme, close, finished, opened
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import SEED, YEARS, lives, programme, steps

from wopsim.declare import PARAMETERS, Param, Parameters
from wopsim.engines.agents import nature
from wopsim.engines.agents.model import WopModel, run
from wopsim.engines.agents.people import Funder
from wopsim.rules import water
from wopsim.strategies.families import FUNDING, PAIRING
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
}


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


def check_quarter_of_water(model: WopModel) -> None:
    """To be called when the water of a quarter is balanced."""
    state, luck, p, flows = model.state, model.luck, model.p, model.state.flows
    check_input(flows)
    assert (np.array([flows["billed_volume"], flows["unbilled_volume"], flows["apparent_loss"], flows["real_loss"]]) >= 0).all()
    year = model.quarter // 4
    capacity = state.supply_capacity * (1 - p.drought_loss * luck.drought[year]) * (1 - p.conflict_loss * luck.conflict[year])
    assert (flows["system_input"] <= capacity * (1 + EXACT)).all()
    # what was stolen or not metered is stolen still, billed by its recovered share, or no longer used
    flowing = state.connections * water.use_at(1.0, state.share_of_day)
    stolen = state.apparent_own * np.exp(state.nrw_wander) * flowing
    recovered = p.recovered_share * (stolen - flows["apparent_loss"])
    np.testing.assert_allclose(flows["billed_volume"], state.billed_own * flowing + recovered, rtol=EXACT)


def test_water_is_conserved_every_quarter(world: World, p: Parameters) -> None:
    for replicate in range(2):
        model = WopModel(world, p, SEED, replicate, YEARS)
        for step in steps(model):
            if step == "water":
                check_quarter_of_water(model)


def test_water_is_conserved_in_every_recorded_year(world: World, p: Parameters) -> None:
    values = run(world, p, SEED, 0, YEARS).values
    check_input(values)
    np.testing.assert_allclose(
        values["nrw_per_connection"] * values["connections"], 1000 * values["nrw_share"] * values["system_input"], rtol=EXACT
    )


@pytest.mark.parametrize("volume", ["real_loss", "billed_volume", "apparent_loss", "system_input"])
def test_the_check_of_water_can_fail(world: World, monkeypatch: pytest.MonkeyPatch, volume: str) -> None:
    whole = nature.balance_water

    def leaking(state: object, *words: object) -> None:
        whole(state, *words)
        state.flows[volume] = state.flows[volume] * (1 + 1e-8)

    monkeypatch.setattr(nature, "balance_water", leaking)
    with pytest.raises(AssertionError):
        test_water_is_conserved_every_quarter(world, programme())
    with pytest.raises(AssertionError):
        test_water_is_conserved_in_every_recorded_year(world, programme())


def test_the_check_of_supply_can_fail(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = nature.balance_water

    def flooding(state: object, *words: object) -> None:
        whole(state, *words)
        state.flows.update({name: 1.5 * state.flows[name] for name in state.flows if name.endswith(("volume", "loss", "input"))})

    monkeypatch.setattr(nature, "balance_water", flooding)
    with pytest.raises(AssertionError):
        test_water_is_conserved_every_quarter(world, programme())


# cash


def holdings(model: WopModel) -> np.ndarray:
    return model.state.cash + model.state.fund


def test_cash_in_is_cash_out_and_change_every_quarter(world: World, p: Parameters) -> None:
    for replicate in range(2):
        model = WopModel(world, p, SEED, replicate, YEARS)
        before = holdings(model)
        for step in steps(model):
            if step != "record":
                continue
            flows, after = model.state.flows, holdings(model)
            np.testing.assert_allclose(
                flows["cash_in"], flows["cash_out"] + after - before, rtol=EXACT, atol=EXACT * float(flows["cash_in"].max())
            )
            assert (model.state.cash >= -1e-6).all()
            assert (model.state.fund >= 0).all()
            assert (model.state.debt >= 0).all()
            before = after


def test_the_quarters_add_up_to_the_recorded_cash(world: World) -> None:
    model = WopModel(world, programme(investment_rate=0.3), SEED, 0, YEARS)
    total = holdings(model)
    for step in steps(model):
        if step == "money":
            total = total + model.state.flows["cash_in"] - model.state.flows["cash_out"]
        if step == "record" and model.quarter % 4 == 3:
            np.testing.assert_allclose(model.record.values["cash"][model.quarter // 4 + 1], total, rtol=1e-6, atol=1.0)
    assert model.record.values["investment"].sum() > 0


@pytest.mark.parametrize("where", ["cash", "fund"])
def test_the_check_of_cash_can_fail(world: World, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    whole = nature.settle_money

    def generous(state: object, *words: object) -> None:
        whole(state, *words)
        setattr(state, where, getattr(state, where) * (1 + 1e-4))

    monkeypatch.setattr(nature, "settle_money", generous)
    with pytest.raises(AssertionError):
        test_cash_in_is_cash_out_and_change_every_quarter(world, programme(investment_rate=0.5))


# the programme's money and days


def test_the_budget_is_spent_overhead_and_unspent(world: World, p: Parameters) -> None:
    for replicate in range(3):
        check_programme(*finished(world, p, replicate))


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
    ended = [life for life in lives(record) if life[-1].kind == "exited"]
    assert len(ended) >= 5
    for life in ended:
        kinds = [event.kind for event in life]
        assert kinds.count("mission") == model.design.missions
        assert kinds.count("resident_month") == model.design.months
    # all went as planned, so every grant of a completed partnership is used up
    for life in ended:
        paid = sum(bill(model, life).values())
        close(paid * (1 + model.design.overhead), life[0].amount)


def test_experts_that_a_mentor_does_not_have_are_not_paid(world: World) -> None:
    model, record = finished(world, programme(experts_per_mission=20, resident_share=0.0), 0)
    small = {model.names[row] for row, pool in model.experts.items() if pool.capacity() < 20}
    assert any(event.kind == "mission" and event.mentor in small for event in record.events)
    check_programme(model, record)


def free_of_charge(self: Funder, cost: float, overhead: float) -> None:
    self.committed -= cost + overhead
    self.spent += cost


def never_returned(self: Funder, money: float) -> None:
    del self, money


def paid_twice(self: Funder, cost: float, overhead: float) -> None:
    self.committed -= 2 * (cost + overhead)
    self.spent += 2 * cost
    self.overhead += 2 * overhead


@pytest.mark.parametrize(("method", "broken"), [("pay", free_of_charge), ("pay", paid_twice), ("release", never_returned)])
def test_the_check_of_the_budget_can_fail(world: World, monkeypatch: pytest.MonkeyPatch, method: str, broken: Callable[..., None]) -> None:
    monkeypatch.setattr(Funder, method, broken)
    with pytest.raises(AssertionError):
        test_the_budget_is_spent_overhead_and_unspent(world, programme())


# people


def test_there_are_never_more_connections_than_people_nor_more_treated_than_all(world: World, p: Parameters) -> None:
    for replicate in range(2):
        finished(world, p, replicate)


def test_the_check_of_people_can_fail(world: World) -> None:
    model = WopModel(world, programme(), SEED, 0, YEARS)
    check_people(model)
    for name, factor in (("connections", 100.0), ("treated", -1.0), ("skill", 100.0)):
        broken = WopModel(world, programme(), SEED, 0, YEARS)
        setattr(broken.state, name, getattr(broken.state, name) * factor - (name == "treated"))
        with pytest.raises(AssertionError):
            check_people(broken)


# any design

POLICY = {name: declared for name, declared in PARAMETERS.items() if declared.role == "policy" and name not in ("pairing", "funding")}


def valid(declared: Param) -> st.SearchStrategy[object]:
    """Any value that a declaration allows."""
    if declared.choices:
        return st.sampled_from(declared.choices)
    if declared.kind is bool:
        return st.booleans()
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


@settings(max_examples=40, derandomize=True, database=None)
@given(p=designs(), replicate=st.integers(0, 10))
def test_no_design_breaks_the_accounts(tiny_world: World, p: Parameters, replicate: int) -> None:
    model = WopModel(tiny_world, p, SEED, replicate, 5)
    pairs = opened(model)
    for step in steps(model):
        if step == "water":
            check_quarter_of_water(model)
        if step in ("call", "operations"):
            check_commitments(model, pairs)
        if step == "record":
            check_people(model)
    check_programme(model, model.record.finish(model))


def test_all_numbers_of_a_state_stay_finite(world: World, p: Parameters) -> None:
    model = WopModel(world, p, SEED, 0, YEARS)
    for step in steps(model):
        if step == "record":
            for field in dataclasses.fields(model.state):
                value = getattr(model.state, field.name)
                for array in value.values() if isinstance(value, dict) else [value]:
                    assert np.isfinite(array).all(), field.name
