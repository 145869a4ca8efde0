"""Nothing is made and nothing is lost: water, cash, the programme's money, people, days."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runs import SEED, YEARS, lives, programme, steps

from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines import design
from wopsim.engines.agents import nature
from wopsim.engines.agents.model import WopModel, run
from wopsim.engines.agents.people import Funder
from wopsim.engines.agents.record import RunRecord
from wopsim.rules import water
from wopsim.strategies.families import FUNDING, PAIRING
from wopsim.world.table import World

EXACT = 1e-9
DESIGNS = {
    "none": {"budget": 0.0},
    "residents": {},
    "many short": {"partnership_months": 12, "resident_share": 0.0, "pilot_grant": 0.0, "budget": 2e6},
    "cohorts": {"cohort_size": 4, "resident_share": 0.0, "pairing": "by_need"},
    "small budget": {"budget": 4e5},
    "shocks": {"pandemic_rate": 0.3, "conflict_rate": 1.0, "drought_rate": 0.5, "leadership_rate": 1.0, "currency_rate": 0.5},
    "investment": {"investment_rate": 0.5, "population_growth": -0.02, "growth_mean": 0.05},
}


@pytest.fixture(params=DESIGNS, ids=lambda name: name.replace(" ", "_"))
def p(request: pytest.FixtureRequest) -> Parameters:
    return programme(**DESIGNS[request.param])


def close(one: object, other: object) -> None:
    np.testing.assert_allclose(one, other, rtol=EXACT, atol=1e-6)


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


def bill(world: World, model: WopModel, record: RunRecord) -> dict[str, float]:
    """What each partnership's events cost, worked out again from the design, by mentee [EUR2024]."""
    p = model.p
    rows = {name: row for row, name in enumerate(model.names)}
    cost = dict.fromkeys(rows, 0.0)
    for life in lives(record):
        mentee, mentor = rows[life[0].mentee], rows[life[0].mentor]
        kinds = [event.kind for event in life]
        missions, months = kinds.count("mission"), kinds.count("resident_month")
        travelling = model.party_size(mentor) / p.experts_per_mission
        each = float(design.mission_cost(p, model.pairs.distance[mentor, mentee])) * travelling
        cost[life[0].mentee] += ("agreed" in kinds) * p.facilitation_cost + (missions > 0) * p.pilot_grant
        cost[life[0].mentee] += missions * each + months * p.resident_share * p.resident_year_cost / 12
    return cost


def check_programme(world: World, model: WopModel, record: RunRecord) -> None:
    """Budget = spent + overhead + unspent, and all of it is what the events cost."""
    p, values = model.p, record.values
    budget, spent, overhead, unspent = (float(values[f"programme_{name}"]) for name in ("budget", "spent", "overhead", "unspent"))
    cost = bill(world, model, record)
    assert budget == p.budget
    close(spent + overhead + unspent, budget)
    close(spent, sum(cost.values()))
    close(overhead, p.overhead_share * spent)
    assert unspent >= -EXACT * budget
    close(model.funder.free + model.funder.committed, unspent)
    close(values["support_received"], [cost[name] for name in model.names])
    close(values["support_received"].sum(), spent)
    close(values["mentor_days"].sum(), values["expert_days"].sum())
    close(values["expert_days"].sum(), sum(event.amount for event in record.events if event.kind in ("mission", "resident_month")))


def check_commitments(model: WopModel) -> None:
    """What is committed is what the partnerships that live still hold, and no one spends more than it was granted."""
    funder, grants = model.funder, [pair.grant for pair in model.active.values()]
    scale = EXACT * max(1.0, model.p.budget)
    assert abs(funder.committed - sum(grants)) <= scale
    assert min(grants, default=0.0) >= -scale
    assert funder.spent + funder.overhead + funder.committed <= model.p.budget + scale


def finished(world: World, p: Parameters, replicate: int, years: int = YEARS) -> tuple[WopModel, RunRecord]:
    """Run to the horizon with all checks of people and commitments on the way."""
    model = WopModel(world, p, SEED, replicate, years)
    for step in steps(model):
        if step in ("call", "operations"):
            check_commitments(model)
        if step == "record":
            check_people(model)
    return model, model.record.finish(model)


def test_the_budget_is_spent_overhead_and_unspent(world: World, p: Parameters) -> None:
    for replicate in range(3):
        check_programme(world, *finished(world, p, replicate))


def test_committed_money_returns_when_all_partnerships_are_over(world: World) -> None:
    model, record = finished(world, programme(partnership_months=12, programme_years=2, budget=2e6), 0, years=12)
    assert record.values["partnerships_agreed"] > 5
    assert model.active == {}
    assert abs(model.funder.committed) < 1e-6
    close(model.funder.free, record.values["programme_unspent"])


def test_residents_are_paid_for_every_month_and_missions_for_every_expert(world: World) -> None:
    model, record = finished(world, programme(conflict_rate=0.0, pandemic_rate=0.0, early_end_rate=0.0, experts_per_mission=2), 0, years=14)
    ended = [life for life in lives(record) if life[-1].kind == "exited"]
    assert len(ended) >= 5
    for life in ended:
        kinds = [event.kind for event in life]
        assert kinds.count("mission") == model.design.missions
        assert kinds.count("resident_month") == model.design.months
    # all went as planned, so every grant of a completed partnership is used up
    for life in ended:
        paid = sum(bill(world, model, RunRecord({}, life)).values())
        close(paid * (1 + model.p.overhead_share), life[0].amount)


def test_experts_that_a_mentor_does_not_have_are_not_paid(world: World) -> None:
    model, record = finished(world, programme(experts_per_mission=20, resident_share=0.0), 0)
    small = {model.names[row] for row, pool in model.experts.items() if pool.capacity() < 20}
    assert any(event.kind == "mission" and event.mentor in small for event in record.events)
    check_programme(world, model, record)


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


def check_people(model: WopModel) -> None:
    """Nobody is served twice, and no more of a network is treated than there is."""
    state = model.state
    assert (state.connections * state.persons <= state.population * (1 + EXACT)).all()
    assert (model.coverage() <= 1.0).all()
    assert ((state.treated >= 0) & (state.treated <= 1)).all()
    for share in (state.skill, state.capacity, state.practice, state.motivation, state.leak_cut, state.theft_cut):
        assert ((share >= 0) & (share <= 1)).all()
    assert (state.commercial_cut <= 1).all()  # below 0 where commercial practice fell


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


@st.composite
def designs(draw: st.DrawFn) -> Parameters:
    """Any design whose every number is valid."""
    values: dict[str, object] = {
        name: draw(st.integers(*map(int, declared.valid)) if declared.kind is int else st.floats(*declared.valid))
        for name, declared in POLICY.items()
    }
    # most budgets of the whole range would pay for everything
    values["budget"] = draw(st.floats(0.0, 3e6) | st.floats(0.0, PARAMETERS["budget"].valid[1]))
    values["pairing"] = draw(st.sampled_from(PAIRING.names()))
    values["funding"] = draw(st.sampled_from(FUNDING.names()))
    return Parameters(**values)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(p=designs(), replicate=st.integers(0, 10))
def test_no_design_breaks_the_accounts(tiny_world: World, p: Parameters, replicate: int) -> None:
    model = WopModel(tiny_world, p, SEED, replicate, 5)
    for step in steps(model):
        if step == "water":
            check_quarter_of_water(model)
        if step in ("call", "operations"):
            check_commitments(model)
        if step == "record":
            check_people(model)
    check_programme(tiny_world, model, model.record.finish(model))


def test_all_numbers_of_a_state_stay_finite(world: World, p: Parameters) -> None:
    model = WopModel(world, p, SEED, 0, YEARS)
    for step in steps(model):
        if step == "record":
            for field in dataclasses.fields(model.state):
                value = getattr(model.state, field.name)
                for array in value.values() if isinstance(value, dict) else [value]:
                    assert np.isfinite(array).all(), field.name
