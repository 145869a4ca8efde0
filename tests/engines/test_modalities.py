"""What a partnership is made of: missions and cohorts, pilots, residents, visits, coaching, classes, follow-up."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from tests.helpers.designs_run import BARE, RICH, kinds, mentees, ran, skill
from tests.helpers.runs import SEED, YEARS, all_bytes, programme, steps
from wopsim.declare import Parameters
from wopsim.engines import account
from wopsim.engines.agents.model import WopModel
from wopsim.engines.compiled import run
from wopsim.rules.time import DAYS_PER_YEAR
from wopsim.world.table import World

MODALITIES = {
    "resident_share": (0.5, {"resident_days": 100.0, "resident_year_cost": 9e5}),
    "study_visits_per_year": (2.0, {"study_visit_staff": 20, "study_visit_days": 9.0, "study_visit_effect": 1.5}),
    "remote_days_per_month": (2.0, {"remote_effect": 1.7, "remote_day_cost": 999.0}),
    "classroom_days_per_year": (30.0, {"classroom_effect": 0.9, "classroom_day_cost": 9999.0}),
    "follow_up_years": (5, {"follow_up_days": 50.0}),
}


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_modality_costs_and_teaches(world: World, modality: str) -> None:
    amount, _ = MODALITIES[modality]
    some, none = ran(world, **{**BARE, modality: amount}), ran(world, **BARE)
    assert some.values["programme_spent"] > none.values["programme_spent"] + 1e4
    assert skill(some) > skill(none) + 1e-4
    assert some.values["expert_days"].sum() > none.values["expert_days"].sum()


@pytest.mark.parametrize("modality", MODALITIES)
def test_none_of_a_modality_is_as_if_it_did_not_exist(world: World, modality: str) -> None:
    _, how = MODALITIES[modality]
    assert all_bytes(ran(world, **{**BARE, modality: 0, **how})) == all_bytes(ran(world, **BARE))
    assert all_bytes(ran(world, **{**BARE, modality: 1, **how})) != all_bytes(ran(world, **BARE))


@pytest.mark.parametrize("months", [24, 36, 60])
@pytest.mark.parametrize("missions_per_year", [0.5, 0.7, 1.0])
def test_the_first_instalment_pays_for_a_mission(world: World, missions_per_year: float, months: int) -> None:
    record = ran(world, **{**BARE, "missions_per_year": missions_per_year, "partnership_months": months})
    assert kinds(record)["ran_out_of_money"] == 0
    assert kinds(record)["exited"] > 3


def test_a_pilot_grant_costs_and_opens_a_larger_zone(world: World) -> None:
    some, none = (ran(world, **{**BARE, "pilot_grant": grant}) for grant in (50e3, 0.0))
    assert some.values["programme_spent"] == pytest.approx(none.values["programme_spent"] + 50e3 * mentees(some).size)
    sizes = [np.mean([event.amount for event in record.events if event.kind == "pilot_opened"]) for record in (some, none)]
    assert sizes[0] > sizes[1]
    assert sizes[1] == pytest.approx(Parameters().pilot_zone)


def test_missions_in_cohorts_cost_and_teach_each_less(world: World) -> None:
    alone, together = (ran(world, **{**BARE, "missions_per_year": 6.0, "days_per_mission": 10.0, "cohort_size": size}) for size in (1, 3))
    # facilitation, diagnosis and the members' own ways are not shared
    assert together.values["programme_spent"] < 0.9 * alone.values["programme_spent"]
    both = np.intersect1d(mentees(alone), mentees(together))
    before = ran(world, budget=0.0).values["skill"][-1, both].mean()
    gains = [record.values["skill"][-1, both].mean() - before for record in (alone, together)]
    assert 0.3 * gains[0] < gains[1] < gains[0]


def test_a_day_in_the_classroom_teaches_less_than_a_day_of_a_mission(world: World) -> None:
    lecture = ran(world, **BARE, classroom_days_per_year=56.0)
    mission = ran(world, **{**BARE, "missions_per_year": 8.0, "days_per_mission": 7.0})
    taught = []
    for record, kind in ((lecture, "course"), (mission, "mission")):
        those = [event for event in record.events if event.kind == kind]
        taught.append(sum(event.gain for event in those) / sum(event.amount for event in those))
    assert 0 < taught[0] < 0.4 * taught[1]


def test_remote_coaching_goes_on_in_a_pandemic(world: World) -> None:
    p = programme(remote_days_per_month=2.0, pandemic_rate=1.5, conflict_rate=0.0, resident_share=0.0)
    model = WopModel(world, p, SEED, 0, YEARS)
    for _ in steps(model):
        pass
    bad = model.block.yearly["pandemic"][0, :, 0, 0]
    record = model.record()
    left = {kind: [event.time for event in record.events if event.kind == kind] for kind in ("mission", "remote_coaching")}
    assert [time for time in left["mission"] if bad[int(time - p.days_per_mission / DAYS_PER_YEAR + 1e-9)]] == []
    assert sum(bad[int(time - 1e-9)] for time in left["remote_coaching"]) > 20
    assert sum(event.gain for event in record.events if event.kind == "remote_coaching") > 0


def test_follow_up_comes_once_a_year_after_the_exit_and_keeps_practice_up(world: World) -> None:
    some, none = (ran(world, years=14, **RICH, follow_up_years=years) for years in (5, 0))
    both = mentees(none)
    assert some.values["practice"][13, both].mean() > none.values["practice"][13, both].mean() + 1e-3
    exits = {event.mentee: event.time for event in some.events if event.kind == "exited"}
    visits = defaultdict(list)
    for event in some.events:
        if event.kind == "follow_up":
            visits[event.mentee].append(event.time)
    assert len(visits) >= 5
    for name, times in visits.items():
        assert len(times) <= 5
        assert times[0] > exits[name] + 0.99
        assert (np.diff(times) > 0.99).all()


def test_money_for_follow_up_is_kept_at_the_exit_and_the_rest_released(world: World) -> None:
    p = programme(follow_up_years=3, **RICH)
    model = WopModel(world, p, SEED, 0, 14)
    kept = 0
    for step in steps(model):
        if step == "operations":
            for pair in model.partnerships:
                if pair.over and pair.signed and pair.committed > 1:
                    assert pair.committed <= account.follow_up_money(pair, model.settings) + 0.01
                    assert pair.available == pair.committed
                    kept += 1
    assert kept > 10
    assert abs(model.funder.committed) < 0.01


def test_a_cohort_that_nobody_can_join_is_an_ordinary_partnership(tiny_world: World) -> None:
    # one mentee in the world: it pays for all and gets all, whatever the size of the cohort
    table = tiny_world.utilities.groupby("role").head(1)
    lonely = World("lonely", table, tiny_world.source)
    alone, one_of_ten = (run(lonely, programme(cohort_size=size, application_chance=1.0), SEED, 0, YEARS) for size in (1, 10))
    assert kinds(alone)["mission"] > 0
    assert all_bytes(alone) == all_bytes(one_of_ten)
