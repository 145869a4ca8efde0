"""Runs of cases: the same numbers whatever runs beside, and the right year of the right output."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.helpers.small_cases import planned
from wopsim.declare import Parameters, Value
from wopsim.engines.compiled.run import run_worlds
from wopsim.inference.cases.case_runs import HORIZONS, Asked, Versions, run_cases
from wopsim.inference.cases.case_spec import LONGEST
from wopsim.inference.cases.case_world import PAIRS, case_world
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.study.draws import prior_draw

CASES = (
    Asked(planned()),
    Asked(planned(), helped=False),
    Asked(planned(case_id="pilot", scale="pilot", endline_year=2022.0, span_years=2.0)),
    Asked(planned(case_id="long", indicator="water_coverage", endline_year=2028.5, span_years=8.5), capital=True),
    Asked(planned(case_id="people", indicator="people_reached", unit="person", baseline_low=None, baseline_high=None)),
)
SETS: list[dict[str, Value]] = [prior_draw(1, 0), prior_draw(1, 1), {}]
SEEDS = (1, 2)


def same(one: Versions, other: Versions) -> None:
    for name in ("before", "after", "middle"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert one.spread == other.spread


@pytest.fixture(scope="module")
def together() -> list[Versions]:
    return run_cases(CASES, SETS, SEEDS)


def test_shapes(together: list[Versions]) -> None:
    for one in together:
        assert one.before.shape == one.after.shape == (len(SETS), PAIRS * len(SEEDS))
        assert one.middle.shape == (PAIRS * len(SEEDS),)
        assert np.isfinite(one.before).all()


@pytest.mark.parametrize("k", range(len(CASES)))
def test_a_case_alone_is_the_same(together: list[Versions], k: int) -> None:
    same(run_cases([CASES[k]], SETS, SEEDS)[0], together[k])


def test_cases_in_another_order_are_the_same(together: list[Versions]) -> None:
    for one, other in zip(run_cases(CASES[::-1], SETS, SEEDS)[::-1], together, strict=True):
        same(one, other)


@pytest.mark.parametrize("k", range(len(SETS)))
def test_a_set_alone_is_the_same(together: list[Versions], k: int) -> None:
    for one, other in zip(run_cases(CASES, [SETS[k]], SEEDS), together, strict=True):
        np.testing.assert_array_equal(one.after[0], other.after[k])
        np.testing.assert_array_equal(one.before[0], other.before[k])


def test_a_seed_alone_is_the_same(together: list[Versions]) -> None:
    for one, other in zip(run_cases(CASES, SETS, SEEDS[1:]), together, strict=True):
        np.testing.assert_array_equal(one.after, other.after[:, PAIRS:])
        np.testing.assert_array_equal(one.middle, other.middle[PAIRS:])


def test_the_name_of_a_case_is_no_luck(together: list[Versions]) -> None:
    renamed = replace(CASES[0], planned=replace(CASES[0].planned, case_id="other", row_id="R9", line=77))
    same(run_cases([renamed], SETS, SEEDS)[0], together[0])


def test_with_and_without_help_start_alike_and_end_apart(together: list[Versions]) -> None:
    helped, alone = together[0], together[1]
    np.testing.assert_array_equal(helped.before, alone.before)
    assert not np.array_equal(helped.after, alone.after)


def test_sets_meet_the_same_luck() -> None:
    one, other = run_cases([Asked(planned(), helped=False)], [{"teaching_rate": 0.1}, {"teaching_rate": 2.0}], [1])[0].after
    np.testing.assert_array_equal(one, other)  # nobody teaches, so it does not matter how well


class TestReading:
    """What is read is what a run recorded."""

    @pytest.mark.parametrize(("end", "weights"), [(2023.0, {3: 1.0}), (2022.25, {2: 0.75, 3: 0.25}), (2020.0, {0: 1.0})])
    def test_values_lie_on_straight_lines_between_year_ends(self, end: float, weights: dict[int, float]) -> None:
        plan = planned(endline_year=end, span_years=None)
        case = case_world(plan, 1)
        record = run_worlds([(case.world, Parameters(**case.settings), 0)], 1, 3)[0]
        series = INDICATORS["nrw_pct"].to_scale(record.values["reported_nrw_share"][:, :PAIRS])
        found = run_cases([Asked(plan)], [{}], [1])[0]
        assert found.before[0] == pytest.approx(series[0])
        assert found.after[0] == pytest.approx(sum(weight * series[year] for year, weight in weights.items()))

    def test_a_later_baseline_is_read_later(self) -> None:
        plan = planned(baseline_year=2021.0, span_years=None)
        case = case_world(plan, 1)
        record = run_worlds([(case.world, Parameters(**case.settings), 0)], 1, 3)[0]
        found = run_cases([Asked(plan)], [{}], [1])[0]
        series = INDICATORS["nrw_pct"].to_scale(record.values["reported_nrw_share"][:, :PAIRS])
        assert found.before[0] == pytest.approx(series[1])

    @pytest.mark.parametrize("scale", ["utility", "pilot"])
    def test_people_reached_are_those_that_came(self, scale: str) -> None:
        """Of the whole utility: a zone reaches nobody by itself."""
        plan = planned(indicator="people_reached", unit="person", scale=scale, baseline_low=None, baseline_high=None)
        case = case_world(plan, 1)
        people = run_worlds([(case.world, Parameters(**case.settings), 0)], 1, 3)[0].values["population_served"][:, :PAIRS]
        found = run_cases([Asked(plan)], [{}], [1])[0]
        assert np.exp(found.after[0]) == pytest.approx(np.maximum(1.0, people[3] - people[0]))

    def test_a_pilot_zone_is_not_the_utility(self, together: list[Versions]) -> None:
        pilot = together[2]
        opened = np.isfinite(pilot.after)
        assert opened.mean() > 0.8
        change = (pilot.after - pilot.before)[opened]
        assert np.median(change) < -0.2  # zones lose much water less; whole utilities hardly any
        assert abs(np.median(together[0].after - together[0].before)) < 0.2

    def test_every_time_that_can_be_asked_has_a_horizon(self) -> None:
        assert max(HORIZONS) >= LONGEST
        plan = planned(endline_year=2020.0 + LONGEST, span_years=None)
        assert np.isfinite(run_cases([Asked(plan)], [{}], [1])[0].after).all()
