"""A case as a small world: every pair apart, mentee k with mentor k, a start that fits the stated baseline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.helpers.small_cases import planned
from wopsim.declare import PARAMETERS, Parameters
from wopsim.engines.compiled.run import run_worlds
from wopsim.engines.run_record import RunRecord
from wopsim.inference.cases.case_runs import Asked, run_cases
from wopsim.inference.cases.case_world import CAPITAL, PAIRS, UNIT_SPREAD, CaseWorld, case_world
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.streams import Floats
from wopsim.world.regions import countries

UNKNOWN: dict[str, Any] = {"baseline_low": None, "baseline_high": None}
READING = 0.25  # spread of a stated baseline around what the utility itself would report, baseline_spread


def mentees(case: CaseWorld, column: str) -> Floats:
    return case.world.utilities[column].to_numpy()[:PAIRS]


@pytest.fixture(scope="module")
def case() -> CaseWorld:
    return case_world(planned(mentor_country=None), 3)


@pytest.fixture(scope="module")
def record(case: CaseWorld) -> RunRecord:
    return run_worlds([(case.world, Parameters(**case.settings), 0)], 3, 4)[0]


class TestPairs:
    def test_mentee_k_gets_mentor_k_at_once(self, case: CaseWorld, record: RunRecord) -> None:
        names = case.world.utilities["utility"].tolist()
        agreed = [(event.mentee, event.mentor, event.time) for event in record.events if event.kind == "agreed"]
        assert sorted(agreed) == [(names[k], names[PAIRS + k], 0.0) for k in range(PAIRS)]

    def test_nobody_meets_anybody_else(self, case: CaseWorld, record: RunRecord) -> None:
        names = case.world.utilities["utility"].tolist()
        own = dict(zip(names[:PAIRS], names[PAIRS:], strict=True))
        met = {(event.mentee, event.mentor) for event in record.events if event.mentor is not None}
        assert met == set(own.items())

    def test_every_pair_is_a_country_of_its_own(self, case: CaseWorld) -> None:
        apart = case.world.utilities["country"].to_numpy()
        assert (apart[:PAIRS] == apart[PAIRS:]).all()
        assert len(set(apart)) == PAIRS
        assert not set(apart) & set(countries())

    def test_one_pair_does_not_depend_on_the_others(self, case: CaseWorld, record: RunRecord) -> None:
        """The same pair alone in the world lives the same life: no shock, price or mentor is shared."""
        table = case.world.utilities
        p = Parameters(**case.settings)
        whole = record.values
        few = table.iloc[[2, 5, PAIRS + 2, PAIRS + 5]].reset_index(drop=True)
        part = run_worlds([(replace(case.world, utilities=few), p, 0)], 3, 4)[0].values
        for name in ("reported_nrw_share", "coverage", "occr", "population_served"):
            np.testing.assert_array_equal(part[name][:, :2], whole[name][:, [2, 5]], err_msg=name)


class TestWhoAndWhere:
    def test_countries_that_are_stated(self) -> None:
        case = case_world(planned(mentor_country="Japan"), 1)
        table = case.world.utilities
        assert set(table["role"][:PAIRS]) == {"mentee"}
        assert set(table["role"][PAIRS:]) == {"mentor"}
        assert set(table["language"][:PAIRS]) == {countries()["Kenya"].language}
        assert set(table["income"][PAIRS:]) == {"high"}
        assert set(table["region"][PAIRS:]) == {"East Asia & Pacific"}

    def test_countries_that_are_not_stated_differ_between_versions(self) -> None:
        case = case_world(planned(mentee_country=None, mentor_country=None), 1)
        assert len(set(mentees(case, "region"))) > 2
        assert "high" not in set(mentees(case, "income"))
        assert len(set(case.world.utilities["region"][PAIRS:])) > 2

    def test_seeds_give_other_versions_and_the_same_seed_the_same(self) -> None:
        one, same, other = (case_world(planned(), seed).world.utilities for seed in (1, 1, 2))
        assert one.equals(same)
        assert not np.isclose(one["nrw_share"], other["nrw_share"]).any()

    def test_a_town_is_small(self) -> None:
        town, utility = (
            np.concatenate([mentees(case_world(planned(scale=scale), seed), "population_served") for seed in range(4)])
            for scale in ("town", "utility")
        )
        assert np.median(town) < 100_000 < np.median(utility)
        assert town.max() < 200_000 < utility.max()

    def test_a_stated_size_is_the_size(self) -> None:
        people = case_world(planned(indicator="population_served", unit="1e3 person", baseline_low=250.0, baseline_high=250.0), 1)
        assert mentees(people, "population_served") == pytest.approx(250_000.0)
        pipes = case_world(planned(indicator="connections", unit="connection", baseline_low=4e4, baseline_high=4e4), 1)
        assert mentees(pipes, "connections") == pytest.approx(40_000.0)
        assert set(mentees(pipes, "size_class")) == {"city"}


STARTS = {
    "nrw_pct": ("%", 40.0), "network_efficiency": ("%", 75.0), "water_coverage": ("%", 50.0), "collection_efficiency": ("%", 80.0),
    "supply_hours": ("h/day", 10.0), "water_quality_compliance": ("%", 80.0), "operating_cost_coverage": ("%", 90.0),
    "staff_per_1000_connections": ("person/1000 connections", 8.0), "energy_intensity": ("kWh/m3", 0.6),
}  # fmt: skip


class TestBaseline:
    SEEDS = range(12)

    @pytest.mark.parametrize("indicator", STARTS)
    def test_it_is_met_on_average_within_its_stated_spread(self, indicator: str) -> None:
        """Known truth: utilities N(level, 0.8), statements N(utility, 0.25); so a stated value gives a normal posterior."""
        unit, stated = STARTS[indicator]
        plan = planned(indicator=indicator, unit=unit, baseline_low=stated, baseline_high=stated)
        cases = [case_world(plan, seed) for seed in self.SEEDS]
        measure = INDICATORS[indicator]
        start = np.concatenate([measure.to_scale(mentees(case, str(measure.start))) for case in cases])
        error = READING * measure.noise
        spread = UNIT_SPREAD * error / np.hypot(UNIT_SPREAD, error)
        middle = np.concatenate([case.middle for case in cases])
        assert cases[0].spread == pytest.approx(spread)
        # the statement pulls the utilities of the context nearly all the way, from wherever their median is
        there = float(measure.to_scale(measure.value(stated, unit)))
        assert np.abs(middle - there).max() <= 3.0 * (1.0 - UNIT_SPREAD**2 / (UNIT_SPREAD**2 + error**2))
        off = (start - middle) / spread
        assert abs(off.mean()) < 4.0 / np.sqrt(off.size)
        assert off.std() == pytest.approx(1.0, abs=0.15)

    def test_the_run_starts_there(self) -> None:
        versions = run_cases([Asked(planned())], [{}], [1, 2, 3])[0]
        start = np.concatenate([case_world(planned(), seed).world.utilities["nrw_share"].to_numpy()[:PAIRS] for seed in (1, 2, 3)])
        reading = versions.before[0] - INDICATORS["nrw_pct"].to_scale(start)
        assert abs(reading.mean()) < 0.1
        assert reading.std() < 0.3
        water = run_cases([Asked(planned(indicator="water_coverage", baseline_low=50.0, baseline_high=50.0))], [{}], [1])[0]
        assert water.before[0].mean() == pytest.approx(0.0, abs=0.2)

    def test_a_range_is_known_less_well(self) -> None:
        point, wide = case_world(planned(), 1), case_world(planned(baseline_low=30.0, baseline_high=50.0), 1)
        assert wide.spread > 1.2 * point.spread
        assert mentees(wide, "nrw_share").std() > mentees(point, "nrw_share").std()

    def test_an_old_baseline_says_less_about_the_start(self) -> None:
        def starts(year: float) -> Floats:
            plan = planned(baseline_low=15.0, baseline_high=15.0, baseline_year=year)
            return np.concatenate([INDICATORS["nrw_pct"].to_scale(mentees(case_world(plan, seed), "nrw_share")) for seed in range(4)])

        fresh, five, old = starts(2020.0), starts(2015.0), starts(1990.0)
        assert fresh.std() < five.std() < old.std()
        assert fresh.mean() < five.mean() < old.mean()  # back toward the usual, which is higher

    def test_without_one_the_context_speaks(self) -> None:
        case = case_world(planned(**UNKNOWN), 1)
        assert np.isnan(case.middle).all()
        assert mentees(case, "nrw_share").std() > 0.08

    def test_values_stay_possible(self) -> None:
        for stated in (0.0, 100.0):
            values = mentees(case_world(planned(baseline_low=stated, baseline_high=stated), 1), "nrw_share")
            assert (values >= 0.0).all()
            assert (values <= 1.0).all()


class TestDesign:
    @pytest.mark.parametrize(("months", "resident"), [(12, False), (36, False), (60, True)])
    def test_the_archetype_follows_from_the_length(self, months: float, resident: bool) -> None:
        settings = case_world(planned(duration_months=months, budget_value=None), 1).settings
        assert settings["partnership_months"] == months
        assert (float(settings["resident_share"]) > 0.0) == resident

    def test_a_bigger_budget_buys_more_missions_within_what_can_be(self) -> None:
        def missions(budget: float | None) -> float:
            return float(case_world(planned(budget_value=budget), 1).settings["missions_per_year"])

        assert missions(1.0) < missions(300e3) < missions(600e3) <= missions(1e9) <= PARAMETERS["missions_per_year"].valid[1]
        assert missions(1.0) == pytest.approx(0.3 * missions(None))

    def test_a_length_that_is_not_known_is_drawn(self) -> None:
        plan = planned(duration_months=None)
        assert len({case_world(plan, seed).settings["partnership_months"] for seed in range(12)}) == 3

    def test_a_span_that_is_not_known_is_drawn(self) -> None:
        plan = planned(start_year=None, baseline_year=None, span_years=None)
        spans = [case_world(plan, seed).at_end for seed in range(12)]
        assert 1.0 < min(spans) < 2.5
        assert 3.5 < max(spans) < 5.0

    def test_a_short_pilot_has_a_grant_for_it(self) -> None:
        plain, pilot = (case_world(planned(duration_months=12.0, scale=scale), 1).settings["pilot_grant"] for scale in ("utility", "pilot"))
        assert float(pilot) > float(plain)

    def test_objectives_and_capital(self) -> None:
        settings = case_world(planned(focus="low-income areas"), 1).settings
        assert settings["objective_new_function"] == settings["objective_efficiency"] == 1.0
        assert "objective_access" not in settings
        assert not set(CAPITAL) & set(settings)
        assert CAPITAL.items() <= case_world(planned(), 1, capital=True).settings.items()
