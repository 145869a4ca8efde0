"""What is known of a partnership before its result is: units, times, what is assumed, and what cannot be."""

from __future__ import annotations

import contextlib
import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.helpers.small_cases import USUAL, cells, planned
from wopsim.inference.cases.case_spec import LONGEST, OUTCOMES, NotPlanned, Planned, plan_of
from wopsim.inference.evidence.indicators import INDICATORS


def refused(**changes: Any) -> str:
    with pytest.raises(NotPlanned) as caught:
        planned(**changes)
    return str(caught.value)


class TestIndicators:
    @pytest.mark.parametrize(
        ("indicator", "unit", "stated", "held"),
        [
            ("nrw_pct", "%", 40.0, 0.40),
            ("network_efficiency", "%", 60.0, 0.40),
            ("supply_hours", "h/day", 12.0, 12.0),
            ("supply_hours", "h/week", 84.0, 12.0),
            ("connections", "1e3 connection", 50.0, 50_000.0),
            ("people_reached", "1e6 person", 0.2, 200_000.0),
            ("operating_cost_coverage", "%", 90.0, 0.90),
            ("staff_per_1000_connections", "person/1000 connections", 8.0, 8.0),
            ("energy_intensity", "kWh/m3", 0.6, 0.6),
        ],
    )
    def test_stated_values_are_held_in_the_unit_of_the_output_and_go_back(
        self, indicator: str, unit: str, stated: float, held: float
    ) -> None:
        measure = INDICATORS[indicator]
        assert float(measure.value(stated, unit)) == pytest.approx(held)
        assert float(measure.stated(held, unit)) == pytest.approx(stated)

    @pytest.mark.parametrize("indicator", INDICATORS)
    def test_the_scale_is_undone(self, indicator: str) -> None:
        measure = INDICATORS[indicator]
        values = np.linspace(0.01, 0.99, 9) * (measure.most if math.isfinite(measure.most) else 1e5)
        scaled = measure.to_scale(values)
        assert (np.diff(scaled) > 0.0).all()
        assert measure.from_scale(scaled) == pytest.approx(values)

    @pytest.mark.parametrize("indicator", INDICATORS)
    def test_case_does_not_matter(self, indicator: str) -> None:
        measure = INDICATORS[indicator]
        one = planned(indicator=indicator.upper(), unit=next(iter(measure.units)), baseline_low=None, baseline_high=None)
        assert one.indicator == indicator

    @pytest.mark.parametrize("indicator", INDICATORS)
    def test_extremes_stay_finite(self, indicator: str) -> None:
        measure = INDICATORS[indicator]
        most = measure.most if math.isfinite(measure.most) else 1e15
        assert np.isfinite(measure.to_scale([0.0, most])).all()

    def test_better_is_a_rise_or_a_fall_of_what_is_stated(self) -> None:
        better = {name for name, measure in INDICATORS.items() if measure.better > 0}
        assert set(INDICATORS) - better == {"nrw_pct", "staff_per_1000_connections", "energy_intensity"}

    def test_outputs_and_starts_exist_in_the_model(self) -> None:
        import wopsim.declared  # noqa: F401  (declares every output)
        from wopsim.declare import VARIABLES
        from wopsim.world.columns import COLUMNS

        for measure in INDICATORS.values():
            assert measure.output in VARIABLES
            assert measure.start is None or measure.start in COLUMNS

    def test_without_a_unit_the_first_one_is_meant(self) -> None:
        assert planned(unit=None).unit == "%"
        assert planned(unit=None, indicator="supply_hours", baseline_low=6.0, baseline_high=6.0).unit == "h/day"


class TestBaseline:
    def test_a_range_is_kept(self) -> None:
        assert planned(baseline_low=35.0, baseline_high=45.0).baseline == pytest.approx((0.35, 0.45))

    def test_a_complement_turns_the_range_round(self) -> None:
        assert planned(indicator="network_efficiency", baseline_low=55.0, baseline_high=65.0).baseline == pytest.approx((0.35, 0.45))

    @pytest.mark.parametrize("missing", ["baseline_low", "baseline_high"])
    def test_one_end_stands_for_both(self, missing: str) -> None:
        assert planned(**{missing: None}).baseline == pytest.approx((0.40, 0.40))

    def test_unknown(self) -> None:
        assert planned(baseline_low=None, baseline_high=None).baseline is None
        assert planned(baseline_low=math.nan, baseline_high=math.nan).baseline is None

    def test_a_gain_has_none(self) -> None:
        assert planned(indicator="people_reached", unit="person").baseline is None

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"baseline_high": 101.0}, "'baseline_high' is 101 %, which is impossible for 'nrw_pct': it lies between 0 and 100"),
            ({"baseline_low": 0.4, "baseline_high": None}, "'baseline_low' is 0.4 %, which looks like a share; write 40, or '1' in"),
            (
                {"indicator": "connections", "unit": "connection", "baseline_low": -4.0},
                "'baseline_low' is -4 connection, which is impossible for 'connections': it lies at 0 or above",
            ),
        ],
    )  # fmt: skip
    def test_a_wrong_one_is_named_with_its_column_and_limits(self, changes: dict[str, Any], said: str) -> None:
        assert said in refused(**changes)

    @pytest.mark.parametrize("value", [-1.0, 101.0])
    def test_impossible(self, value: float) -> None:
        assert "impossible for 'nrw_pct'" in refused(baseline_low=value, baseline_high=value)


class TestTimes:
    """Times of the value before and after, counted from the start of the partnership."""

    @pytest.mark.parametrize(
        ("start", "base", "end", "span", "before", "at_baseline", "at_end"),
        [
            (2020.0, 2020.0, 2023.0, 3.0, 0.0, 0.0, 3.0),
            (2020.0, 2017.0, 2023.0, 6.0, 3.0, 0.0, 3.0),  # taken long before
            (2020.0, 2021.0, 2023.0, 2.0, 0.0, 1.0, 3.0),  # taken later
            (2020.0, None, 2023.0, None, 0.0, 0.0, 3.0),
            (2020.0, None, 2023.0, 5.0, 2.0, 0.0, 3.0),  # the span says when the baseline was
            (2020.0, 2021.0, None, 2.0, 0.0, 1.0, 3.0),
            (2020.0, None, None, 4.0, 0.0, 0.0, 4.0),
            (None, 2020.0, 2023.0, None, 0.0, 0.0, 3.0),
            (None, 2020.0, None, 3.0, 0.0, 0.0, 3.0),
            (None, None, 2023.0, 3.0, 0.0, 0.0, 3.0),
            (None, None, None, 3.0, 0.0, 0.0, 3.0),
            (None, None, 2023.0, None, 0.0, 0.0, None),
        ],
    )
    def test_every_combination(
        self, start: float, base: float, end: float, span: float, before: float, at_baseline: float, at_end: float | None
    ) -> None:
        one = planned(start_year=start, baseline_year=base, endline_year=end, span_years=span)
        assert (one.before, one.at_baseline, one.at_end) == (before, at_baseline, at_end)

    def test_time_is_the_date_of_the_value_after_or_the_span(self) -> None:
        assert planned().time == 2023.0
        assert planned(endline_year=None).time == 2023.0
        assert planned(endline_year=None, baseline_year=None).time == 3.0

    def test_after_with_a_short_span_begins_at_the_end(self) -> None:
        only_span = {"start_year": None, "baseline_year": None, "endline_year": None}
        one = planned(**only_span, phase="after", span_years=2.0, duration_months=36.0)
        assert (one.at_baseline, one.at_end) == (3.0, 5.0)
        assert any("phase says 'after'" in text for text in one.assumed)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"endline_year": None, "span_years": None}, "no time"),
            ({"baseline_year": 2024.0}, "the value after lies before the value before"),
            ({"span_years": -1.0}, "the value after lies before the value before"),
            ({"start_year": 2030.0}, "before the start of the partnership"),
            ({"endline_year": 2051.0}, "more than 30 years"),
            ({"start_year": None, "baseline_year": None, "endline_year": None, "span_years": 31.0}, "more than 30 years"),
            ({"baseline_year": None, "endline_year": None, "span_years": 100.0}, "more than 30 years"),
            (
                {
                    "start_year": None,
                    "baseline_year": None,
                    "endline_year": None,
                    "span_years": 15.0,
                    "phase": "after",
                    "duration_months": 239.0,
                },
                "more than 30 years",
            ),
        ],
    )
    def test_impossible(self, changes: dict[str, Any], why: str) -> None:
        assert why in refused(**changes)


class TestAssumptions:
    def test_nothing_is_assumed_of_what_is_known(self) -> None:
        assert planned().assumed == ()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"mentor_country": None}, "mentor's country drawn"),
            ({"mentor_country": "Atlantis"}, "mentor's country drawn, as 'Atlantis' is no country that is known"),
            ({"mentee_country": "Kuwait"}, "mentee's country drawn, as 'Kuwait' is a country of which wopsim has no facts"),
            ({"mentee_country": "Keyna"}, "mentee's country drawn, as 'Keyna' is no country that is known. Did you mean 'Kenya'?"),
            (
                {"mentee_country": "Nairobi, Kenya"},
                "mentee's country drawn, as 'Nairobi, Kenya' is not the name of one country; write one, and nothing else",
            ),
            ({"mentee_country": None}, "mentee's country drawn"),
            ({"duration_months": None}, "length drawn"),
            ({"budget_value": None}, "usual budget"),
            ({"budget_value": -5.0}, "usual budget"),
            ({"budget_currency": "KES"}, "usual budget, as it is in KES; known are EUR and USD"),
            ({"budget_currency": None}, "usual budget, as budget_currency is missing; known are EUR and USD"),
            ({"scale": None}, "scale 'utility'"),
            ({"phase": None}, "phase 'during'"),
            ({"source_class": None}, "source_class 'independent'"),
            ({"start_year": None}, "start of the partnership at the baseline"),
            ({"baseline_year": None, "span_years": None}, "baseline at the start of the partnership"),
            ({"start_year": None, "baseline_year": None, "span_years": None}, "span drawn: start and baseline unknown"),
        ],
    )
    def test_it_is_said(self, changes: dict[str, Any], said: str) -> None:
        assert planned(**changes).assumed == (said,)

    def test_what_is_drawn_is_left_open(self) -> None:
        one = planned(mentor_country=None, mentee_country=None, duration_months=None, budget_value=None)
        assert (one.mentor, one.mentee, one.months, one.budget) == (None, None, None, None)

    def test_length_from_start_and_end(self) -> None:
        assert planned(duration_months=None, end_year=2022.0).months == 24

    def test_dollars_become_euros(self) -> None:
        in_euro, in_dollars = planned(), planned(budget_currency="USD")
        assert in_euro.budget == 300000.0
        assert in_dollars.budget is not None
        assert 0.7 < in_dollars.budget / 300000.0 < 1.2
        assert in_dollars.budget != 300000.0

    @pytest.mark.parametrize("currency", ["EUR", "eur", " Euro", "\u20ac"])
    def test_currencies_as_people_write_them(self, currency: str) -> None:
        assert planned(budget_currency=currency).budget == 300000.0


class TestCountries:
    @pytest.mark.parametrize(
        ("text", "name", "read"),
        [
            ("Kenya", "Kenya", ()),
            ("kenya ", "Kenya", ()),
            ("KEN", "Kenya", ("mentee's country 'KEN' as Kenya",)),
            ("Kenya; Uganda", "Kenya", ("mentee's country 'Kenya; Uganda' as Kenya, the first that is known",)),
            ("Kenya / Uganda", "Kenya", ("mentee's country 'Kenya / Uganda' as Kenya, the first that is known",)),
            ("Atlantis and Kenya", "Kenya", ("mentee's country 'Atlantis and Kenya' as Kenya, the first that is known",)),
            ("Kuwait and Kenya", "Kenya", ("mentee's country 'Kuwait and Kenya' as Kenya, the first that is known",)),
            ("COD", "Congo, Democratic Republic", ("mentee's country 'COD' as Congo, Democratic Republic",)),
            ("Congo, Democratic Republic", "Congo, Democratic Republic", ()),
            ("Congo, Dem. Rep.", "Congo, Democratic Republic", ("mentee's country 'Congo, Dem. Rep.' as Congo, Democratic Republic",)),
            ("Congo, Dem. Rep. and Uganda", "Congo, Democratic Republic",
             ("mentee's country 'Congo, Dem. Rep. and Uganda' as Congo, Democratic Republic, the first that is known",)),
            ("COG", "Congo, Republic", ("mentee's country 'COG' as Congo, Republic",)),
            ("West Bank and Gaza", "West Bank and Gaza", ()),
            ("Sao Tome and Principe", "Sao Tome and Principe", ()),
            ("Trinidad and Tobago", "Trinidad and Tobago", ()),
        ],
    )  # fmt: skip
    def test_the_whole_text_or_the_first_of_several(self, text: str, name: str, read: tuple[str, ...]) -> None:
        one = planned(mentee_country=text)
        assert one.mentee is not None
        assert one.mentee.country == name
        assert tuple(phrase for phrase in one.read if "country" in phrase) == read
        assert one.assumed == ()

    @pytest.mark.parametrize("text", ["Korea, Dem. People's Rep.", "Equatorial Guinea", "Dominica", "American Samoa", "Congo, Something"])
    def test_part_of_a_name_is_not_the_name(self, text: str) -> None:
        one = planned(mentee_country=text, mentor_country=text)
        assert one.mentee is None
        assert one.mentor is None
        assert len(one.assumed) == 2
        assert not any("Did you mean" in phrase for phrase in one.assumed)


class TestFocus:
    @pytest.mark.parametrize(
        ("focus", "objectives"),
        [
            ("NRW; maintenance", {"efficiency"}),
            (None, {"efficiency"}),
            ("low-income areas", {"efficiency", "new_function"}),
            ("energy efficiency; water quality", {"efficiency", "environment"}),
            ("network extension", {"efficiency", "access"}),
            ("investment plan", {"efficiency", "finance"}),
            ("NRW reduction; illegal connections", {"efficiency"}),
            ("NRW reduction; operating cost coverage", {"efficiency"}),
            ("NRW reduction; poor billing and poor metering", {"efficiency"}),
            ("NRW reduction; enabling environment", {"efficiency"}),
            ("NRW reduction; access to data and meters", {"efficiency"}),
        ],
    )
    def test_focus_names_objectives(self, focus: str | None, objectives: set[str]) -> None:
        assert set(planned(focus=focus).objectives) == objectives

    def test_what_was_read_is_said(self) -> None:
        assert planned(focus="NRW; Pro-poor connections").read == (
            "focus 'Pro-poor connections' as the objective new_function",
            "focus 'Pro-poor connections' as the objective access",
        )
        assert planned(focus="illegal connections").read == ("focus 'illegal connections' as the objective efficiency only",)
        assert planned(focus=None).read == ()


def test_months_taken_for_decimals_are_said() -> None:
    said = "endline_year 2023.11 as a decimal year, 10 February 2023; for the month 11 write 2023.87"
    assert said in planned(endline_year=2023.11).read


class TestUnknownWords:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"indicator": None}, "no indicator"),
            ({"indicator": "NRW"}, "Did you mean 'nrw_pct'?"),
            ({"indicator": "nrw_pc"}, "Did you mean 'nrw_pct'?"),
            ({"indicator": "satisfaction"}, "no counterpart in the model"),
            ({"unit": "pp"}, "unit 'pp' of 'nrw_pct' is not known; write one of: %"),
            ({"scale": "plant"}, "scale 'plant' cannot be predicted"),
            ({"scale": "utilty"}, "Did you mean 'utility'?"),
            ({"phase": "later"}, "phase 'later' cannot be predicted"),
            ({"source_class": "none"}, "source_class 'none' cannot be predicted"),
        ],
    )
    def test_they_are_refused(self, changes: dict[str, Any], why: str) -> None:
        assert why in refused(**changes)


OUTCOME_VALUES = st.one_of(st.none(), st.floats(), st.text(max_size=5), st.booleans())


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(OUTCOMES), OUTCOME_VALUES))
@example({"endline_low": math.inf})
def test_outcomes_are_not_looked_at(outcomes: dict[str, Any]) -> None:
    assert plan_of({**USUAL, **outcomes}, 2) == plan_of(USUAL, 2)


NUMBERS = st.one_of(st.none(), st.floats(), st.sampled_from([0.0, -1.0, 1e15, 1900.0, 2100.0, 40.0]))
NUMERIC = ("start_year", "duration_months", "budget_value", "baseline_low", "baseline_high", "baseline_year", "endline_year", "span_years")


@settings(max_examples=300)
@given(
    st.dictionaries(st.sampled_from(NUMERIC), NUMBERS),
    st.sampled_from(list(INDICATORS)),
    st.sampled_from(["utility", "town", "region", "pilot"]),
    st.sampled_from(["during", "after"]),
)
def test_options_are_refused_with_a_reason_or_mean_something(numbers: dict[str, Any], indicator: str, scale: str, phase: str) -> None:
    found = []
    with contextlib.suppress(NotPlanned):
        found.append(plan_of({**cells(unit=None), **numbers, "indicator": indicator, "scale": scale, "phase": phase}, 1))
    for one in found:
        assert all(np.isfinite(getattr(one, field.name)) for field in fields(Planned) if isinstance(getattr(one, field.name), float))
        assert one.at_end is None or 0.0 <= one.at_baseline <= one.at_end <= LONGEST
        assert one.before >= 0.0
        assert one.months is None or 3 <= one.months <= 240
        assert one.budget is None or one.budget > 0.0
        assert one.baseline is None or 0.0 <= one.baseline[0] <= one.baseline[1] <= one.measure.most
