"""Prediction: one row of numbers for each row that asks for them, and no effect without teaching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import wopsim.inference.prediction as module
from tests.helpers.predicting import ALL, NAMES, ROWS, answer
from tests.helpers.small_cases import cells, planned, plans
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.inference.prediction import COLUMNS, Prediction, predict, write_predictions
from wopsim.report.predictions import as_text
from wopsim.rules.theories import neutral

DRAWS = 3


@pytest.fixture(scope="module")
def predictions(tmp_path_factory: pytest.TempPathFactory) -> list[Prediction]:
    found = plans(tmp_path_factory.mktemp("predict") / "rows.csv", ROWS)
    assert not found.bad
    return predict(found.rows, DRAWS, 1, "prior")


class TestNumbers:
    def test_columns(self, predictions: Sequence[Prediction]) -> None:
        assert COLUMNS == ALL
        assert all(tuple(one.row()) == ALL for one in predictions)

    def test_they_are_in_order_and_possible(self, predictions: Sequence[Prediction]) -> None:
        for one in predictions:
            row = one.row()
            numbers = [float(row[name]) for name in ("q05", "q25", "q50", "q75", "q95")]
            assert (np.diff(numbers) > 0.0).all(), one.planned
            assert np.isfinite([float(row[name]) for name in NAMES[5:]]).all()
            assert row["q05"] < row["mean"] < row["q95"]
            assert row["effect_q05"] <= row["effect_q50"] <= row["effect_q95"]
            assert 0.0 <= one.chance_better <= 1.0
            measure, unit = one.planned.measure, one.planned.unit
            low, high = sorted((float(measure.stated(0.0, unit)), float(measure.stated(min(measure.most, 1e15), unit))))
            assert low <= one.reported.min() <= one.reported.max() <= high

    def test_every_draw_has_as_many_versions(self, predictions: Sequence[Prediction]) -> None:
        for one in predictions:
            assert one.reported.shape == one.weight.shape == one.before.shape == one.alone.shape == one.effect.shape == (DRAWS * 24,)
            assert (one.weight > 0.0).all()

    def test_percent_and_share_are_the_same_thing(self, predictions: Sequence[Prediction]) -> None:
        percent, share = predictions[0], predictions[2]
        assert 10.0 < percent.quantile(0.5) < 80.0
        assert percent.alone == pytest.approx(100.0 * share.alone)
        assert percent.effect == pytest.approx(100.0 * share.effect)

    def test_efficiency_is_the_complement(self, predictions: Sequence[Prediction]) -> None:
        nrw, efficiency = predictions[0], predictions[1]
        assert efficiency.alone == pytest.approx(100.0 - nrw.alone)
        assert efficiency.effect == pytest.approx(-nrw.effect)
        assert efficiency.chance_better == nrw.chance_better
        assert efficiency.row()["effect_q05"] == pytest.approx(-float(nrw.row()["effect_q95"]))

    def test_chance_better_counts_improvements(self, predictions: Sequence[Prediction]) -> None:
        for one in predictions:
            better = one.effect < 0.0 if one.planned.indicator == "nrw_pct" else one.effect > 0.0
            assert one.chance_better == better.mean()

    def test_chances_are_those_of_the_runs(self) -> None:
        before, alone, effect = np.full(4, 50.0), np.array([50.0, 44.0, 52.0, 40.0]), np.array([-6.0, 1.0, -2.0, 0.0])
        one = Prediction(planned(), alone + effect, np.ones(4), before, alone, effect)
        assert (one.chance_better, one.chance_useful, one.chance_worse) == (0.5, 0.25, 0.25)
        assert one.chance_rise == (0.75, 0.5)  # 6, 5, 0, 10 points against 0, 6, -2, 10
        assert replace(one, useful=1.5).chance_useful == 0.5
        text = as_text([one])
        assert "better in 50 %, by 5 or more in 25 %; worse in 25 %, by 5 or more in 0 %" in text
        assert "better than at the start by 5 or more: in 75 % with it, in 50 % without" in text

    def test_what_is_as_good_never_stands_as_better_or_worse(self) -> None:
        same = np.full(3, 40.0)
        text = as_text([Prediction(planned(), same, np.ones(3), same, same, np.zeros(3))])
        assert "better in 0 %, by 5 or more in 0 %; worse in 0 %, by 5 or more in 0 %" in text

    def test_a_few_reports_far_out_do_not_make_the_mean_of_amounts(self) -> None:
        amounts = {"indicator": "operating_cost_coverage", "baseline_low": 80.0, "baseline_high": 80.0}
        reports = np.where(np.arange(100) < 97, 80.0, 8000.0)
        one = Prediction(planned(**amounts), reports, np.ones(100), *np.full((3, 100), 80.0))
        assert one.quantile(0.5) == 80.0
        assert one.mean == pytest.approx(80.0 * 100.0**0.03)
        shares = replace(one, planned=planned(), reported=reports / 100.0)
        assert shares.mean == pytest.approx(np.mean(reports) / 100.0)

    def test_the_baseline_matters(self) -> None:
        low, high = predict([planned(baseline_low=x, baseline_high=x) for x in (20.0, 60.0)], 4, 1, "prior")
        assert low.quantile(0.5) < high.quantile(0.5) - 15.0
        # without help both go part of the way back toward what is usual in Kenya, some 40 %
        assert 20.0 < low.alone.mean() < 36.0 < 44.0 < high.alone.mean() < 60.0

    def test_a_flattering_source_says_better_things_of_the_same_utility(self, tmp_path: Path) -> None:
        path = tmp_path / "p.csv"
        path.write_text("report_bias_mentee,selection_published,selection_searched\n" + "1.0,0,0\n" * 4, encoding="utf-8")
        own, other = predict([planned(source_class=name) for name in ("mentee", "independent")], 4, 1, str(path))
        np.testing.assert_array_equal(own.effect, other.effect)
        np.testing.assert_array_equal(own.weight, np.full(96, 0.5))
        assert own.quantile(0.5) < other.quantile(0.5) - 10.0

    def test_published_improvements_weigh_more(self, tmp_path: Path) -> None:
        path = tmp_path / "p.csv"
        path.write_text("selection_published,selection_searched\n" + "2,-2\n" * 4, encoding="utf-8")
        chosen, found = predict([planned(source_class=name) for name in ("mentee", "press")], 4, 1, str(path))
        assert np.corrcoef(chosen.weight, chosen.reported)[0, 1] < -0.5
        assert np.corrcoef(found.weight, found.reported)[0, 1] > 0.5

    def test_six_digits(self, tmp_path: Path, predictions: Sequence[Prediction]) -> None:
        rows = plans(tmp_path / "rows.csv", ROWS)
        write_predictions(rows, predictions, tmp_path / "out.csv")
        for one, row in zip(predictions, answer(tmp_path / "out.csv"), strict=True):
            for name in NAMES[6:]:
                assert float(row[name]) == pytest.approx(float(one.row()[name]), rel=1e-5)


class TestLuck:
    """A row meets the same luck alone or beside others; its reading error is addressed by its line, the rest is not."""

    def test_alone_or_with_others(self, predictions: Sequence[Prediction]) -> None:
        for k in (0, 3, 7):
            (alone,) = predict([predictions[k].planned], DRAWS, 1, "prior")
            assert alone.row() == predictions[k].row()

    def test_the_same_row_twice_lives_the_same_lives(self, tmp_path: Path) -> None:
        one, other = predict(plans(tmp_path / "p.csv", [cells(), cells()]).rows, 2, 1, "prior")
        np.testing.assert_array_equal(one.alone, other.alone)
        np.testing.assert_array_equal(one.effect, other.effect)

    def test_two_reports_of_one_case_share_its_part_of_the_error(self) -> None:
        """Two rows of one case differ less than rows of two cases."""
        mine, again, other = predict([planned(), replace(planned(), line=3), planned(case_id="X")], 8, 1, "prior")

        def error(one: Prediction) -> np.ndarray[Any, Any]:
            scale = INDICATORS["nrw_pct"].to_scale
            return np.asarray(scale(one.reported / 100.0) - scale((one.alone + one.effect) / 100.0))

        together, apart = (np.corrcoef(error(mine), error(two))[0, 1] for two in (again, other))
        assert together > apart + 0.15

    def test_more_draws_begin_with_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "TOGETHER", 2)
        few, many = predict([planned()], 2, 1, "prior")[0], predict([planned()], 3, 1, "prior")[0]
        for name in ("reported", "weight", "alone", "effect"):
            np.testing.assert_array_equal(getattr(many, name)[:48], getattr(few, name))
        assert many.reported.size == 72

    def test_seeds_differ_and_repeat(self) -> None:
        one, same, other = (predict([planned()], 2, seed, "prior")[0] for seed in (1, 1, 2))
        np.testing.assert_array_equal(one.reported, same.reported)
        assert not np.isclose(one.reported, other.reported).any()

    def test_progress_goes_from_nothing_to_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "TOGETHER", 2)
        told: list[tuple[int, int]] = []
        predict([planned()], 3, 1, "prior", lambda done, of: told.append((done, of)))
        assert told == [(0, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"duration_months": 60.0, "focus": "access; low-income areas; energy; investment plan", "budget_value": 2e6},
        {"scale": "town", "duration_months": 12.0},
        {"indicator": "operating_cost_coverage", "baseline_low": 80.0, "baseline_high": 80.0},
        {"indicator": "people_reached", "unit": "person"},
    ],
)
def test_nobody_who_learns_nothing_changes(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Null effect: without teaching a partnership is a visit, and both lives are the same to the last bit."""
    nothing, something = tmp_path / "nothing.csv", tmp_path / "something.csv"
    # without the mechanisms of other theories, which do something whatever is taught
    names, values = zip(*neutral().items(), strict=True)
    rows = "\n".join(",".join(map(str, (0, *values))) for _ in range(3))
    nothing.write_text(f"{','.join(('teaching_rate', *names))}\n{rows}\n", encoding="utf-8")
    something.write_text("teaching_rate\n1\n1\n1\n", encoding="utf-8")
    row = planned(**changes)
    null = predict([row], 3, 1, str(nothing))[0]
    assert not null.effect.any()
    assert null.chance_better == 0.0
    assert predict([row], 3, 1, str(something))[0].effect.any()
