"""The observation model against brute force: multivariate t densities, numerical integrals, and what each number is for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from tests.helpers.small_cases import planned
from wopsim.inference.cases.case_runs import Asked
from wopsim.inference.checks.synthetic_evidence import draw_reports
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.observation_model import AVERAGE_OF, PUBLISHED, TAIL, Reports, log_likelihood, predicted, reports_of

CLASSES = ("mentor_or_programme", "mentee", "press", "project_authors", "independent")
NUMBERS = {
    "report_bias_mentor_or_programme": 0.20, "report_bias_mentee": 0.12, "report_bias_press": -0.05, "report_bias_project_authors": 0.30,
    "report_spread": 0.35, "report_spread_self": 1.4, "report_spread_pilot": 0.7, "report_spread_hours": 1.2,
    "report_spread_collection": 0.8, "case_spread": 0.3, "selection_published": 0.0,
    "selection_searched": 0.0,
}  # fmt: skip


def numbers(**changes: float) -> dict[str, Any]:
    return {name: np.array([value]) for name, value in {**NUMBERS, **changes}.items()}


def datum(case: str = "A", value: float = 0.1, helped: bool = True, half: float = 0.0, **other: Any) -> Datum:
    """A report on the scale of its indicator."""
    kept = {name: other.pop(name) for name in ("gain", "of_many", "base") if name in other}
    one = planned(case_id=case, baseline_low=None, baseline_high=None, **other)
    return Datum("partnerships", Asked(one, helped=helped), value, half, **{"base": np.nan, **kept})


def likelihood(data: list[Datum], mean: list[float], variance: list[float], **changes: float) -> np.ndarray[Any, Any]:
    r = reports_of(data)
    return log_likelihood(r, np.array([mean])[:, r.order], np.array([variance])[:, r.order], numbers(**changes))[0]


def by_hand(data: list[Datum], mean: list[float], variance: list[float], p: dict[str, float]) -> float:
    """Log density of the reports of one case, from the description of the model and scipy alone."""
    middle, own, effect = [], [], []
    for one, m, v in zip(data, mean, variance, strict=True):
        plan = one.asked.planned
        measure = INDICATORS[plan.indicator]
        source = plan.source_class
        spread = p["report_spread"] * measure.noise
        spread *= 1.0 if source == "independent" else p["report_spread_self"]
        spread *= p["report_spread_pilot"] if plan.scale == "pilot" else 1.0
        spread *= {"supply_hours": 1.2, "collection_efficiency": 0.8}.get(plan.indicator, 1.0)
        tilt = 0.0 if source == "independent" or not one.asked.helped else p[f"report_bias_{source}"]
        middle.append(m + measure.sign * tilt)
        own.append((v / AVERAGE_OF if one.of_many else v) + spread**2 + one.half**2 / 3.0)
        effect.append(measure.sign * measure.noise)
    shape = np.diag(own) + p["case_spread"] ** 2 * np.outer(effect, effect)
    return float(stats.multivariate_t.logpdf([one.value for one in data], loc=middle, shape=shape, df=TAIL))


CASES = {
    "one": [datum()],
    "one, with a range": [datum(half=0.2)],
    "two sources": [datum(source_class="mentee"), datum(value=-0.4, source_class="press")],
    "three indicators": [
        datum(),
        datum(indicator="operating_cost_coverage", value=0.3),
        datum(indicator="energy_intensity", unit="kWh/m3", value=-0.2),
    ],
    "four, pilot and utility": [
        datum(scale="pilot", source_class="mentor_or_programme", value=-1.0),
        datum(source_class="independent", value=0.2, half=0.1),
        datum(indicator="water_coverage", source_class="project_authors", value=0.8),
        datum(scale="pilot", value=-0.7, source_class="mentee"),
    ],
    "hours and collection": [
        datum(indicator="supply_hours", unit="h/day", value=0.4),
        datum(indicator="collection_efficiency", value=1.2, source_class="project_authors", scale="pilot"),
    ],
    "nobody helped": [datum(helped=False, source_class="mentee")],
    "mean of many": [datum(of_many=True, helped=False)],
}  # fmt: skip


class TestDensity:
    @pytest.mark.parametrize("name", CASES)
    def test_it_is_the_multivariate_t(self, name: str) -> None:
        data = CASES[name]
        mean, variance = [0.05, -0.3, 0.4, 0.9][: len(data)], [0.09, 0.2, 0.04, 0.5][: len(data)]
        (found,) = likelihood(data, mean, variance)
        assert found == pytest.approx(by_hand(data, mean, variance, NUMBERS), abs=1e-10)

    def test_cases_are_told_apart_in_any_order(self) -> None:
        data = [datum("B", 0.5), datum("A", -0.2), datum("B", 0.1, source_class="press"), datum("A", 0.9, indicator="water_coverage")]
        mean, variance = [0.1, 0.2, 0.3, 0.4], [0.1, 0.2, 0.3, 0.4]
        found = likelihood(data, mean, variance)
        for case, rows in ((0, [1, 3]), (1, [0, 2])):  # in the order of their names
            hand = by_hand([data[k] for k in rows], [mean[k] for k in rows], [variance[k] for k in rows], NUMBERS)
            assert found[case] == pytest.approx(hand, abs=1e-10)

    def test_sets_do_not_know_each_other(self) -> None:
        r = reports_of(CASES["four, pilot and utility"])
        mean, variance = np.repeat([[0.0], [0.1], [0.5]], 4, axis=1), np.full((3, 4), 0.2)
        p = {name: np.array([value, 1.1 * value, 0.8 * value]) for name, value in {**NUMBERS, "selection_published": 0.4}.items()}
        together = log_likelihood(r, mean, variance, p)
        for k in range(3):
            alone = log_likelihood(r, mean[k : k + 1], variance[k : k + 1], {name: values[k : k + 1] for name, values in p.items()})
            assert together[k] == pytest.approx(alone[0], abs=1e-12)

    def test_reports_of_a_case_are_one_piece_of_evidence_where_they_share_everything(self) -> None:
        """Where the case may be anywhere, only what reports say about each other counts."""
        both = [datum(value=0.0), datum(value=2.0)]
        wide = {"case_spread": 3.0, "report_spread": 0.01}
        fits, off, apart = (likelihood(both, mean, [0.01, 0.01], **wide)[0] for mean in ([0.0, 2.0], [1.0, 3.0], [1.0, 1.0]))
        assert fits - off < 0.5
        assert fits - apart > 5.0


class TestBiasAndSpread:
    @pytest.mark.parametrize("source", CLASSES)
    @pytest.mark.parametrize("indicator", ["nrw_pct", "water_coverage"])
    def test_bias_is_toward_improvement(self, source: str, indicator: str) -> None:
        r = reports_of([datum(indicator=indicator, source_class=source)])
        middle, _ = predicted(r, np.array([[0.3]]), np.array([[0.1]]), numbers())
        tilt = 0.0 if source == "independent" else NUMBERS[f"report_bias_{source}"]
        assert middle[0, 0] == pytest.approx(0.3 + (-tilt if indicator == "nrw_pct" else tilt))

    def test_an_indicator_stated_as_its_complement_has_the_same_bias_in_the_model(self) -> None:
        r = reports_of([datum(indicator="network_efficiency", source_class="mentee")])
        assert predicted(r, np.array([[0.3]]), np.array([[0.1]]), numbers())[0][0, 0] == pytest.approx(0.3 - 0.12)

    def test_nobody_flatters_a_partnership_that_is_none(self) -> None:
        r = reports_of([datum(source_class="mentee", helped=False)])
        assert predicted(r, np.array([[0.3]]), np.array([[0.1]]), numbers())[0][0, 0] == 0.3

    @pytest.mark.parametrize(
        ("changes", "spread"),
        [
            ({}, 0.35),
            ({"source_class": "press"}, 0.35 * 1.4),
            ({"scale": "pilot"}, 0.35 * 0.7),
            ({"scale": "pilot", "source_class": "mentee"}, 0.35 * 0.7 * 1.4),
            ({"indicator": "operating_cost_coverage"}, 0.35 * 0.7),
            ({"indicator": "supply_hours", "unit": "h/day"}, 0.35 * 1.2),
            ({"indicator": "collection_efficiency", "scale": "pilot"}, 0.35 * 0.8 * 0.7),
            ({"indicator": "connections", "unit": "connection"}, 0.35 * 0.15),
        ],
    )
    def test_spread_by_class_scale_and_indicator(self, changes: dict[str, Any], spread: float) -> None:
        _, variance = predicted(reports_of([datum(**changes)]), np.array([[0.3]]), np.array([[0.1]]), numbers())
        assert variance[0, 0] == pytest.approx(0.1 + spread**2)

    def test_a_mean_over_many_has_less_of_the_variance_of_runs(self) -> None:
        _, variance = predicted(reports_of([datum(of_many=True)]), np.array([[0.3]]), np.array([[0.1]]), numbers())
        assert variance[0, 0] == pytest.approx(0.1 / AVERAGE_OF + 0.35**2)

    def test_a_range_is_a_uniform_distribution(self) -> None:
        _, variance = predicted(reports_of([datum(half=0.6)]), np.array([[0.3]]), np.array([[0.1]]), numbers())
        assert variance[0, 0] == pytest.approx(0.1 + 0.35**2 + np.var(np.linspace(-0.6, 0.6, 100_001)), rel=1e-4)


class TestSelection:
    """A report that was published with the chance Phi(slope x improvement)."""

    VARIANCE = 0.15

    def total(self, slope: float, mean: float, base: float = 0.2, **changes: Any) -> float:
        """Integral of the density of what was published over everything that could have been."""

        def density(value: float) -> float:
            one = datum(value=value, base=base, source_class="mentee", **changes)
            return float(np.exp(likelihood([one], [mean], [self.VARIANCE], selection_published=slope)[0]))

        return float(integrate.quad(density, -80.0, 80.0, points=[-5.0, mean, 5.0], limit=400)[0])

    @pytest.mark.parametrize("slope", [-0.6, 0.5, 2.0])
    @pytest.mark.parametrize("mean", [-0.8, 0.2, 1.0])
    def test_densities_of_what_is_published_add_up_to_one(self, slope: float, mean: float) -> None:
        assert self.total(slope, mean) == pytest.approx(1.0, abs=0.01)

    @pytest.mark.parametrize("source", CLASSES)
    def test_who_chooses_what_to_publish(self, source: str) -> None:
        one = datum(value=-0.5, base=0.2, source_class=source)
        plain = likelihood([one], [0.1], [0.1])[0]
        assert (likelihood([one], [0.1], [0.1], selection_published=0.8)[0] != plain) == (source in PUBLISHED)
        assert (likelihood([one], [0.1], [0.1], selection_searched=-0.8)[0] != plain) == (source not in PUBLISHED)

    def test_good_news_of_a_chooser_says_less_about_the_truth(self) -> None:
        """With selection, an improvement that was published speaks less for runs that improve."""
        good = datum(value=-0.8, base=0.2, source_class="mentee")

        def support(slope: float) -> float:
            better, worse = (likelihood([good], [mean], [0.15], selection_published=slope)[0] for mean in (-0.5, 0.2))
            return float(better - worse)

        assert support(1.0) < support(0.0)

    @pytest.mark.parametrize("changes", [{"helped": False}, {"base": np.nan}])
    def test_nothing_is_selected_without_partnership_or_baseline(self, changes: dict[str, Any]) -> None:
        one = datum(value=-0.5, source_class="mentee", **{"base": 0.2, **changes})
        assert likelihood([one], [0.1], [0.1], selection_published=2.0)[0] == likelihood([one], [0.1], [0.1])[0]

    def test_reports_of_a_case_are_published_together(self) -> None:
        one = datum(value=-0.5, base=0.2, source_class="mentee")

        def gain(data: list[Datum]) -> float:
            n = len(data)
            return float(likelihood(data, [0.1] * n, [0.1] * n, selection_published=1.0)[0] - likelihood(data, [0.1] * n, [0.1] * n)[0])

        assert gain([one, one, one]) == pytest.approx(gain([one]))

    def test_what_came_to_light_later_was_searched_whoever_says_it(self) -> None:
        later = datum(value=-0.5, base=0.2, source_class="mentee", phase="after")
        plain = likelihood([later], [0.1], [0.1])[0]
        assert likelihood([later], [0.1], [0.1], selection_published=0.8)[0] == plain
        assert likelihood([later], [0.1], [0.1], selection_searched=0.8)[0] != plain


def row(start: float, end: float, before: float, after: float, case: str = "A", **other: Any) -> Datum:
    """A row of losses [%] between two years of a partnership that began before both."""
    one = planned(
        case_id=case, baseline_low=before, baseline_high=before, baseline_year=start, endline_year=end, span_years=end - start,
        start_year=2015.0, end_year=2018.0, duration_months=36.0, **other,
    )  # fmt: skip
    measure = INDICATORS["nrw_pct"]
    base, value = (float(measure.to_scale(share / 100.0)) for share in (before, after))
    return Datum("partnerships", Asked(one), value, 0.0, base)


class TestSharedReadings:
    """The value after of one row is the baseline of the next."""

    CHAIN = (row(2016.0, 2018.0, 40.0, 48.0), row(2018.0, 2020.0, 48.0, 45.0), row(2020.0, 2022.0, 45.0, 50.0))

    def test_who_follows_whom(self) -> None:
        r = reports_of([self.CHAIN[2], self.CHAIN[0], self.CHAIN[1]])
        assert r.follows.tolist() == [-1, 0, 1]
        assert reports_of([self.CHAIN[0], row(2018.0, 2020.0, 47.0, 45.0)]).follows.tolist() == [-1, -1]
        assert reports_of([self.CHAIN[0], row(2020.0, 2022.0, 48.0, 45.0)]).follows.tolist() == [-1, -1]
        assert reports_of([self.CHAIN[0], row(2018.0, 2020.0, 48.0, 45.0, case="B")]).follows.tolist() == [-1, -1]
        assert r.only(r.follows != 0).follows.tolist() == [-1, -1]

    @pytest.mark.parametrize("length", [2, 3])
    def test_it_is_the_multivariate_t_with_a_shared_error_of_opposite_sign(self, length: int) -> None:
        data = list(self.CHAIN[:length])
        r = reports_of(data)
        mean, variance = [-0.1, 0.1, 0.0][:length], [0.2, 0.1, 0.15][:length]
        own = np.diag([v + 0.35**2 for v in variance])
        for k in range(1, length):
            own[k - 1, k] = own[k, k - 1] = -r.carried[k] * 0.35**2
        shape = own + 0.3**2
        expected = stats.multivariate_t.logpdf([one.value for one in data], loc=mean, shape=shape, df=TAIL)
        assert likelihood(data, mean, variance)[0] == pytest.approx(expected, abs=1e-10)
        assert 0.3 < r.carried[1] < 1.0

    def test_a_jump_and_back_is_one_wrong_reading_and_not_two_surprises(self) -> None:
        data = [row(2016.0, 2018.0, 40.0, 60.0), row(2018.0, 2020.0, 60.0, 40.0)]
        stays = float(INDICATORS["nrw_pct"].to_scale(0.40)), float(INDICATORS["nrw_pct"].to_scale(0.55))
        r = reports_of(data)
        mean, variance = np.array([stays]), np.full((1, 2), 0.05)
        apart_ = replace(r, follows=np.full(2, -1))
        assert log_likelihood(r, mean, variance, numbers())[0, 0] > log_likelihood(apart_, mean, variance, numbers())[0, 0]

    def test_draws_share_the_reading_as_the_likelihood_says(self) -> None:
        r = reports_of(list(self.CHAIN[:2]))
        sets = 4000
        p = {name: np.full(sets, value) for name, value in {**NUMBERS, "case_spread": 0.0}.items()}
        still = replace(r, tail=1e6)
        drawn = draw_reports(still, np.zeros((sets, 2)), np.full((sets, 2), 0.1), p, 5, np.arange(sets, dtype=np.uint64))
        found = np.cov(drawn.T)
        assert found[0, 1] == pytest.approx(-r.carried[1] * 0.35**2, abs=0.015)
        assert np.diag(found) == pytest.approx(0.1 + 0.35**2, rel=0.08)


class TestAsGoodAsCanBe:
    """Nobody reports more than everything: only that it is no less is known."""

    @pytest.mark.parametrize(("indicator", "unit"), [("collection_efficiency", "%"), ("supply_hours", "h/day")])
    def test_the_chance_of_at_least_this(self, indicator: str, unit: str) -> None:
        top = float(INDICATORS[indicator].to_scale(INDICATORS[indicator].most))
        one = datum(indicator=indicator, unit=unit, value=top)
        assert reports_of([one]).full.all()
        (found,) = likelihood([one], [top - 0.5], [0.2])
        spread = np.sqrt(0.2 + (0.35 * {"h/day": 1.2, "%": 0.8}[unit]) ** 2 + NUMBERS["case_spread"] ** 2)
        assert found == pytest.approx(stats.norm.logsf(0.5 / spread), abs=1e-10)

    def test_losses_of_nearly_everything_are_no_success(self) -> None:
        assert not reports_of([datum(value=float(INDICATORS["nrw_pct"].to_scale(1.0)))]).full.any()
        assert reports_of([datum(value=float(INDICATORS["nrw_pct"].to_scale(0.0)))]).full.all()


class TestGains:
    """Only that something improved is stated."""

    @pytest.mark.parametrize(("indicator", "sign"), [("nrw_pct", -1.0), ("water_coverage", 1.0)])
    @pytest.mark.parametrize("change", [-0.7, 0.0, 0.4])
    def test_the_chance_of_an_improvement(self, indicator: str, sign: float, change: float) -> None:
        (found,) = likelihood([datum(indicator=indicator, gain=True, value=0.0)], [change], [0.2])
        spread = np.sqrt(0.2 + NUMBERS["report_spread"] ** 2 + NUMBERS["case_spread"] ** 2)
        assert found == pytest.approx(stats.norm.logcdf(sign * change / spread), abs=1e-10)

    def test_a_gain_beside_a_level_leaves_the_level_alone(self) -> None:
        level, gain = datum(value=0.4), datum(gain=True, value=0.0)
        together = likelihood([level, gain], [0.1, -0.3], [0.1, 0.2])[0]
        apart = likelihood([level], [0.1], [0.1])[0] + likelihood([gain], [-0.3], [0.2])[0]
        assert together == pytest.approx(apart, abs=1e-10)

    def test_a_gain_is_not_selected(self) -> None:
        one = datum(gain=True, value=0.0, base=0.3, source_class="mentee")
        assert likelihood([one], [-0.3], [0.2], selection_published=2.0)[0] == likelihood([one], [-0.3], [0.2])[0]


def test_reports_know_the_order_of_their_data() -> None:
    data = [datum(case, value=float(k)) for k, case in enumerate("CABCA")]
    r: Reports = reports_of(data)
    assert r.value.tolist() == [1.0, 4.0, 2.0, 0.0, 3.0]
    assert r.order.tolist() == [1, 4, 2, 0, 3]
    assert r.case.tolist() == [0, 0, 1, 2, 2]
    assert r.starts.tolist() == [0, 2, 3]
    assert r.size == 5
