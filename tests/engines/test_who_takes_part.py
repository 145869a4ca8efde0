"""Who takes part: who may apply, who may mentor, graduates, helpers, consortia."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.designs_run import RICH, kinds, ran
from tests.helpers.runs import SEED, YEARS, programme, steps
from wopsim.declare import Parameters
from wopsim.engines.agents.model import WopModel
from wopsim.world.table import World


@pytest.mark.parametrize(("filter_", "column", "value"), [
    ("eligible_income", "income", "lower_middle"), ("eligible_size", "size_class", "city"), ("eligible_fragile", "fragile", "only"),
    ("eligible_fragile", "fragile", "none"), ("eligible_remunicipalised", "remunicipalised", "only"),
])  # fmt: skip
def test_only_the_eligible_apply(world: World, filter_: str, column: str, value: str) -> None:
    table = world.utilities.copy()
    table["remunicipalised"] = np.arange(len(table)) % 3 == 0
    here = World(world.name, table, world.source)
    record = ran(here, application_chance=1.0, **{filter_: value})
    wanted = {"only": True, "none": False}.get(value, value)
    fit = set(table.loc[(table[column] == wanted) & (table["role"] == "mentee"), "utility"])
    applied = {event.mentee for event in record.events if event.kind == "applied"}
    assert applied == fit
    assert 0 < len(fit) < (table["role"] == "mentee").sum()


@pytest.mark.parametrize(("where", "column"), [("same_region", "region"), ("same_country", "country")])
def test_mentors_come_from_where_the_donor_wants_them(world: World, where: str, column: str) -> None:
    table = world.utilities.copy()
    table.loc[table.index[::2], column] = table[column].iloc[0]
    facts = table.set_index("utility")[column]
    paired = [event for event in ran(World(world.name, table, world.source), mentors_from=where).events if event.kind == "paired"]
    assert len(paired) > 2
    assert all(facts[event.mentee] == facts[event.mentor] for event in paired)


GRADUATES = {"graduate_practice": 0.2, "programme_years": 10, "pairing": "former_mentees_first", **RICH, "partnership_months": 12}


def test_graduates_mentor(world: World) -> None:
    record = ran(world, years=14, **GRADUATES, application_chance=0.3)
    when = {event.mentee: event.time for event in record.events if event.kind == "graduated"}
    taught = [event for event in record.events if event.kind == "paired" and event.mentor in when]
    assert len(taught) > 2
    assert all(event.time >= when[event.mentor] for event in taught)
    assert record.values["mentors_created"] == len(when)
    names = world.utilities["utility"].tolist()
    for name, time in when.items():
        assert record.values["is_mentor"][:, names.index(name)].tolist() == [float(time < year) for year in range(15)]
        assert [event for event in record.events if event.kind == "applied" and event.mentee == name and event.time > time] == []
    assert kinds(ran(world, years=14, **{**GRADUATES, "graduate_practice": 1.0}))["graduated"] == 0


def test_a_helper_is_paid_counted_and_of_use(world: World) -> None:
    design = {**GRADUATES, "application_chance": 0.3, "resident_share": 0.0}
    with_help, without = (ran(world, years=14, **design, triangular=yes) for yes in (True, False))
    graduates = {event.mentee for event in with_help.events if event.kind == "graduated"}
    missions = [[event for event in r.events if event.kind == "mission" and event.mentor in graduates] for r in (with_help, without)]
    assert min(map(len, missions)) > 3
    # the price of a day is that of the distance and a third more
    first = {(event.mentee, event.mentor): event for event in reversed(missions[1])}
    both = [(event, first[event.mentee, event.mentor]) for event in missions[0] if (event.mentee, event.mentor) in first]
    assert both
    for helped, alone in both:
        assert helped.cost / helped.amount == pytest.approx(alone.cost / alone.amount * (1 + Parameters().helper_share))
    days = sum(event.amount for event in missions[0]) * Parameters().helper_share
    assert with_help.values["mentor_days"].sum() == pytest.approx(with_help.values["expert_days"].sum() + days)
    assert np.mean([event.gap for event in missions[0]]) > np.mean([event.gap for event in missions[1]])


def test_a_consortium_shares_the_days_and_takes_no_promised_place(world: World) -> None:
    p = programme(consortium_mentors=3, most_partnerships=1, experts_per_mission=3, **RICH)
    model = WopModel(world, p, SEED, 0, YEARS)
    partners = 0
    for step in steps(model):
        if step == "call":
            partners += sum(int(pair.partners) for pair in model.active.values())
            assert model.column("mentoring").max() <= 1
    assert partners > 0
    record = model.record()
    assert record.values["mentor_days"].sum() == pytest.approx(record.values["expert_days"].sum())


def test_the_cap_on_the_mentors_budget_limits_its_places(world: World) -> None:
    def most(cap: float) -> int:
        model = WopModel(world, programme(in_kind_cap=cap, application_chance=1.0, missions_per_year=12.0, **RICH), SEED, 0, YEARS)
        model.step()
        return model.column("mentoring").max()

    assert most(1e-6) == 1  # who mentors takes one partnership, however small the cap
    assert most(1.0) > 1
