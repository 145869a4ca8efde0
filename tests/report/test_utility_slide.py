"""The slide of one utility: its words follow from its numbers, and turn with them; same bytes; nothing is drawn outside."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers.small_cases import planned
from wopsim.errors import ResultError
from wopsim.inference.cases.other_plans import THINGS
from wopsim.inference.prediction import Prediction
from wopsim.inference.what_if_shifts import Shift, WhatIf
from wopsim.report.figures.plot import save_figure
from wopsim.report.figures.utility_slide import require_slide, utility_slide
from wopsim.report.forecast_numbers import in_10, rounded, step_of_range, step_that_shows
from wopsim.report.forecast_words import Forecast, hardly_matters, not_stated, numbers_from

LONG = "Société nationale de distribution d'eau et d'assainissement de la région métropolitaine $1 de Ouagadougou"
JARGON = ("draw", "replicate", "posterior", "prior", "paired", "quantile", "100 %", "q50", "nrw_pct")


def of(effect: Any, alone: Any = 40.0, before: Any = 40.0, bias: float = 0.0, **changes: Any) -> Prediction:
    """A prediction of so many runs as `effect` has values."""
    effect = np.asarray(effect, dtype=float)
    alone, before = (np.broadcast_to(np.asarray(values, dtype=float), effect.shape) for values in (alone, before))
    row = replace(planned(**changes), people=1e5)
    return Prediction(row, alone + effect + bias, np.ones(effect.size), before, alone, effect)


def tried(thing: str, part: float | None, hardly: bool = False) -> WhatIf:
    shift = Shift(-1.0, 1.0, part, hardly)
    return WhatIf(thing, "drawn", ("a", "b"), shift, shift)


def share(value: float, of_runs: float, other: float = 0.0) -> np.ndarray[Any, Any]:
    """A thousand runs, some with a value and the others with another."""
    return np.where(np.arange(1000) < 1000 * of_runs, value, other)


class TestWords:
    """Opposite numbers, opposite words."""

    @pytest.mark.parametrize(
        ("chance", "said"),
        [(0.0, "under 1 in 100"), (0.03, "3 in 100"), (0.1, "1 in 10"), (0.5, "5 in 10"), (0.97, "97 in 100"), (1.0, "over 99 in 100")],
    )
    def test_chances(self, chance: float, said: str) -> None:
        assert in_10(chance) == said

    def test_of_help_and_of_harm(self) -> None:
        helps, harms = Forecast(of(share(-8.0, 0.1))), Forecast(of(share(8.0, 0.1)))
        assert "improves non-revenue water by 5 points or more: 1 in 10." in helps.effect()
        assert "Most likely less" in helps.effect()
        assert "likelier to worsen non-revenue water by 5 points or more (1 in 10)" in harms.effect()
        assert "as much (under 1 in 100)" in harms.effect()

    @pytest.mark.parametrize(
        ("middles", "said"),
        [
            ((12.1, 11.9, 12.02), ["12.1", "11.9", "12.0"]),
            ((12.02, 12.05, 12.0), ["12", "12", "12"]),  # less than a five-hundredth of the range is no difference
            ((12.0, 12.0, 12.0), ["12", "12", "12"]),
            ((12.0, 20.0, 31.0), ["12", "20", "31"]),
            ((16.3, 16.6, 15.3), ["16.3", "16.6", "15.3"]),  # not an hour apart where it is a third of one
            ((50.6, 49.2, 50.2), ["50.6", "49.2", "50.2"]),
            ((40.4, 31.8, 12.0), ["40", "32", "12"]),
        ],
    )
    def test_middles_are_written_as_far_apart_as_they_are(self, middles: tuple[float, ...], said: list[str]) -> None:
        step = step_that_shows(0.0, 30.0, *middles)
        assert [rounded(middle, step) for middle in middles] == said

    def test_better_is_less_loss_and_more_hours(self) -> None:
        rise = share(8.0, 0.9)
        hours = of(rise, 8.0, 8.0, indicator="supply_hours", unit="h/day", baseline_low=8.0, baseline_high=8.0)
        assert Forecast(hours).chances == pytest.approx((0.9, 0.1, 0.0))
        assert Forecast(of(rise)).chances == pytest.approx((0.0, 0.1, 0.9))
        assert "Most likely less" not in Forecast(hours).effect()
        assert "8.0 hours better in the middle case" in Forecast(hours).effect()
        assert "from no change to 8.0 better" in Forecast(hours).effect()

    def test_nothing(self) -> None:
        assert Forecast(of(np.zeros(100))).effect() == "In the model the partnership changes nothing in non-revenue water."

    def test_what_would_have_come_anyway(self) -> None:
        luck = share(30.0, 0.5, 40.0)
        anyway, own, none = of(np.full(1000, -1.0), luck), of(share(-9.0, 0.7)), of(np.full(1000, 9.0), luck)
        assert "5 in 10 with the partnership, 5 in 10 without it. A before-and-after figure does not" in Forecast(anyway).before_and_after()
        assert Forecast(own).before_and_after().endswith("Most of these improvements would not have come without the partnership.")
        assert Forecast(none).before_and_after().endswith("It comes more often without the partnership.")
        more = of(share(-9.0, 0.7), share(30.0, 0.4, 40.0))
        assert Forecast(more).before_and_after().endswith("Most of these improvements would have come without the partnership, too.")

    @pytest.mark.parametrize(
        ("bias", "said"), [(-9.0, "9.0 points better than it is"), (9.0, "9.0 points worse than it is"), (0.0, "as likely")]
    )
    def test_who_reports(self, bias: float, said: str) -> None:
        spread = np.linspace(-5.0, 5.0, 1000)
        told = Forecast(of(spread, bias=bias, source_class="mentor_or_programme")).report()
        assert said in told
        assert "by the programme" in told

    def test_percent_and_share_are_said_alike(self) -> None:
        effect = share(-8.0, 0.3)
        percent = Forecast(of(effect))
        other = Forecast(of(effect / 100.0, 0.4, 0.4, unit="1", baseline_low=0.4, baseline_high=0.4))
        assert other.sentences() == percent.sentences()
        assert other.today == pytest.approx((40.0, 40.0))

    def test_large_numbers_are_said_in_thousands(self) -> None:
        many = of(
            share(30_000.0, 0.6), 500_000.0, 480_000.0, indicator="population_served", unit="person", baseline_low=None, baseline_high=None
        )
        assert "30 thousand better" in Forecast(many).effect()

    def test_words_and_figure_are_rounded_alike(self) -> None:
        """Where the figure has tenths, so have the words; and a small change is not none."""
        alone, effect = np.linspace(29.7, 61.9, 999), -np.linspace(0.3, 2.5, 999)[::-1]
        forecast = Forecast(of(effect, alone, 49.9))
        low, middle, high = (f"{abs(number):.1f}" for number in np.quantile(-effect, (0.05, 0.5, 0.95)))
        assert forecast.step == pytest.approx(0.1)
        assert f"{middle} points better in the middle case; in 9 of 10 from {low} better to {high} better" in forecast.change()
        assert "from hardly any change to" in Forecast(of(-np.linspace(0.01, 5.0, 999), alone, 49.9)).change()

    def test_hours_have_their_unit_in_the_figure(self) -> None:
        hours = of(8.0, 8.0, 8.0, indicator="supply_hours", unit="h/day", baseline_low=8.0, baseline_high=8.0)
        assert Forecast(hours).value(8.5, 0.1) == "8.5 hours"
        assert Forecast(hours).value(1.0, 1.0) == "1 hour"

    def test_numbers_end_where_knowledge_does(self) -> None:
        assert (step_of_range(18.0, 72.0), step_of_range(-3.5, 0.0), step_of_range(200_000.0, 900_000.0)) == (1.0, 0.1, 10_000.0)
        assert (
            "by 5 points or more: under 1 in 100. Most likely less: 1.0 points better" in Forecast(of(np.linspace(-4.5, 2.5, 999))).effect()
        )
        assert "Most likely less: 0.50 points better" in Forecast(of(np.linspace(-1.0, 0.0, 999))).effect()
        assert (rounded(-0.04, 0.1), rounded(41.23, 1.0), rounded(123_456.0, 10_000.0)) == ("0.0", "41", "120,000")

    def test_what_is_not_known_is_said_with_what_it_makes_of_the_spread(self) -> None:
        one = of(share(-8.0, 0.5), mentor_country=None, budget_value=None, duration_months=None)
        known, much, little = (Forecast(replace(one, tried=(tried("months", part),))) for part in (None, 0.3, 0.01))
        assert not_stated([known]) == (
            "Not stated, and by lot in each case: length, mentor's country. Not stated, and taken as usual: budget."
        )
        assert "part of the spread of what the partnership does): length (30 %), mentor's country. Not" in not_stated([much])
        assert not_stated([little]) == not_stated([known])
        assert "length (up to 30 %)," in not_stated([little, much])
        assert not_stated([Forecast(of(share(-8.0, 0.5)))]) == ""

    def test_what_is_not_stated_of_one_indicator_is_said_of_that_one(self) -> None:
        stated, unknown = Forecast(of(share(-8.0, 0.5))), Forecast(of(share(-8.0, 0.5), baseline_low=None, baseline_high=None))
        assert not_stated([stated, unknown]).endswith(": baseline of non-revenue water.")
        assert not_stated([unknown, unknown]).endswith(": baseline.")

    def test_what_hardly_matters_does_so_to_all_that_is_shown(self) -> None:
        names = ("mentor_country", "months", "budget", "people")
        none, some = (Forecast(replace(of(share(-8.0, 0.5)), tried=tuple(tried(name, None, name in hardly) for name in names)))
                      for hardly in ((), ("mentor_country", "budget", "people")))  # fmt: skip
        assert hardly_matters([some]) == "Tried in the model: another mentor's country or budget would hardly change this."
        assert hardly_matters([none]) == hardly_matters([some, none]) == ""

    def test_where_numbers_come_from(self) -> None:
        told = [numbers_from(source) for source in ("posterior", "prior", "runs/mine.csv")]
        assert len(set(told)) == 3
        assert "mine.csv" in told[2]


def texts(figure: Any) -> list[Any]:
    from matplotlib.text import Text

    return [found for found in figure.findobj(Text) if found.get_visible() and found.get_text().strip()]


EXTREMES = {
    "usual": [of(share(-8.0, 0.1))],
    "nothing": [of(np.zeros(50))],
    "long": [of(share(-8.0, 0.5), case_id=LONG, mentor_country=None, budget_value=None, duration_months=None)],
    "three": [
        of(np.linspace(-30.0, 3.0, 99), case_id=LONG, mentor_country=None, source_class="project_authors"),
        of(np.linspace(-2e5, 3e6, 99), 4e6, 4e6, case_id=LONG, indicator="population_served", unit="person", baseline_low=3.9e6,
           baseline_high=4.1e6),
        of(np.linspace(-1.0, 9.0, 99), 9.0, 9.0, case_id=LONG, indicator="supply_hours", unit="h/day", scale="pilot", baseline_low=8.0,
           baseline_high=8.0),
    ],
    "wordy": [replace(one, tried=tuple(tried(thing, 0.2, hardly=True) for thing in THINGS)) for one in (
        of(np.linspace(-3.6, -0.2, 99), np.linspace(15.0, 72.0, 99), case_id=LONG, mentor_country=None, budget_value=None,
           duration_months=None, mentee_country=None, baseline_low=None, baseline_high=None, start_year=None, baseline_year=None,
           span_years=None),
        of(np.linspace(0.0, 1.0, 99), np.linspace(10.0, 24.0, 99), 18.0, indicator="supply_hours", unit="h/day", baseline_low=18.0,
           baseline_high=18.0),
        of(np.linspace(-8.0, 203.0, 99), np.linspace(0.0, 8200.0, 99), 0.0, indicator="people_reached", unit="person", baseline_low=None,
           baseline_high=None),
    )],
}  # fmt: skip


@cache
def slide(kind: str) -> Any:
    return utility_slide(EXTREMES[kind], "posterior")


class TestSlide:
    @pytest.mark.parametrize("kind", EXTREMES)
    def test_everything_is_on_it_and_nothing_lies_on_anything_else(self, kind: str) -> None:
        figure = slide(kind)
        figure.draw_without_rendering()
        page = figure.bbox
        boxes = [(found.get_text(), found.get_window_extent()) for found in texts(figure)]
        outside = [text for text, box in boxes if box.x0 < 0.0 or box.y0 < 0.0 or box.x1 > page.x1 or box.y1 > page.y1]
        assert outside == []
        over = [(a, b) for k, (a, one) in enumerate(boxes) for b, two in boxes[k + 1 :] if _overlap(one, two)]
        assert over == []

    @pytest.mark.parametrize("kind", EXTREMES)
    def test_it_speaks_plainly(self, kind: str) -> None:
        said = " ".join(found.get_text() for found in texts(slide(kind)))
        assert [word for word in JARGON if word in said] == []
        assert "wopsim" in said

    @pytest.mark.parametrize("kind", EXTREMES)
    def test_every_range_has_numbers_on_its_axis(self, kind: str) -> None:
        figure = slide(kind)
        figure.draw_without_rendering()
        ranges = [axes for axes in figure.axes if axes.axison]
        assert len(ranges) == len(EXTREMES[kind])
        assert all(len([one for one in axes.get_xticklabels() if one.get_visible() and one.get_text()]) >= 2 for axes in ranges)

    def test_it_says_where_nothing_is_stated_of_today(self) -> None:
        unknown = utility_slide([of(share(-8.0, 0.1), baseline_low=None, baseline_high=None)], "posterior")
        reached = {"indicator": "people_reached", "unit": "person", "baseline_low": None, "baseline_high": None}
        gained = utility_slide([of(np.linspace(10.0, 200.0, 99), np.linspace(0.0, 8200.0, 99), 0.0, **reached)], "posterior")
        for figure, missing in ((unknown, True), (slide("usual"), False), (gained, False)):  # of people reached, there is no today
            assert ("not stated" in [found.get_text() for found in texts(figure)]) is missing

    def test_of_several_indicators_it_says_how_much_the_partnership_changes_each(self) -> None:
        hours = of(share(8.0, 0.9), 8.0, 8.0, indicator="supply_hours", unit="h/day", baseline_low=8.0, baseline_high=8.0)
        figure = utility_slide([of(share(-8.0, 0.9)), hours, of(np.zeros(99))], "posterior")
        said = " ".join(" ".join(found.get_text().split()) for found in texts(figure))
        assert "Non-revenue water. What the partnership does: 8.0 points better in the middle case; in 9 of 10 from" in said
        assert "Hours of supply a day. What the partnership does: 8.0 hours better in the middle case;" in said
        assert "In the model the partnership changes nothing in non-revenue water." in said

    def test_it_says_what_was_not_stated(self) -> None:
        known, not_known = (" ".join(found.get_text() for found in texts(slide(kind))) for kind in ("usual", "long"))
        assert "Not stated" not in known
        assert "by lot in each case: length, mentor's country." in not_known
        assert "taken as usual: budget." in not_known

    def test_it_says_where_it_is_whom_it_serves_and_which_partnership_is_meant(self) -> None:
        known, not_known = (" ".join(found.get_text() for found in texts(slide(kind))) for kind in ("usual", "wordy"))
        assert "Kenya; 100,000 people served; a partnership of 36 months; mentor from Netherlands" in known
        assert "Country not stated; 100,000 people served; length of the partnership not stated" in not_known
        unknown = of(share(-8.0, 0.1))
        nobody = utility_slide([replace(unknown, planned=replace(unknown.planned, people=None))], "posterior")
        assert "Kenya; number of people served not stated; " in " ".join(found.get_text() for found in texts(nobody))

    def test_numbers_have_no_digits_that_nobody_knows(self) -> None:
        hours = of(np.linspace(0.1, 1.0, 999), np.linspace(7.49, 15.98, 999), 12.0, indicator="supply_hours", unit="h/day",
                   baseline_low=12.0, baseline_high=12.0)  # fmt: skip
        losses = of(-np.linspace(0.1, 3.0, 999), np.linspace(23.57, 52.44, 999), 37.0, baseline_low=37.0, baseline_high=37.0)
        said = [found.get_text() for found in texts(utility_slide([losses, hours], "posterior"))]
        assert "37 %" in said
        assert "12 hours" in said
        assert "38 %  (25 to 51)" in said
        assert [text for text in said if re.search(r"\d\.\d\d", text)] == []

    @pytest.mark.parametrize("kind", EXTREMES)
    def test_numbers_keep_away_from_the_chances_beside_them(self, kind: str) -> None:
        figure = slide(kind)
        figure.draw_without_rendering()
        chances = min(axes.get_window_extent().x0 for axes in figure.axes if not axes.axison)
        right = [found.get_window_extent().x1 for axes in figure.axes if axes.axison for found in axes.texts]
        assert max(right) < chances - 0.01 * figure.bbox.width

    @pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
    def test_same_bytes_twice(self, tmp_path: Path, ending: str) -> None:
        one, two = (save_figure(utility_slide(EXTREMES["usual"], "posterior"), tmp_path / f"{k}{ending}").read_bytes() for k in "ab")
        assert one == two

    def test_what_is_no_slide_is_refused_before_anything_runs(self, tmp_path: Path) -> None:
        row, other, late = planned(), planned(case_id="X"), planned(endline_year=2024.0)
        require_slide([row], tmp_path / "a.png")
        for rows, path, why in (
            ([row, other], "a.png", "one utility"),
            ([row] * 4, "a.png", "room for 3"),
            ([row, late], "a.png", "one time"),
            ([row], "a.gif", "end in .png"),
            ([row], "none/a.png", "no folder"),
        ):
            with pytest.raises(ResultError, match=why):
                require_slide(rows, tmp_path / path)


def _overlap(one: Any, two: Any) -> bool:
    room = 1.0
    return bool(min(one.x1, two.x1) - max(one.x0, two.x0) > room and min(one.y1, two.y1) - max(one.y0, two.y0) > room)
