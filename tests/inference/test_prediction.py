"""Prediction: one row of numbers for each row that asks for them, never from the outcome, and no effect without teaching."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import wopsim.inference.prediction as module
from tests.helpers.small_cases import USUAL, cells, planned, plans, write_rows
from wopsim.cli.main import app
from wopsim.data import shipped
from wopsim.inference.cases.case_spec import OUTCOMES
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.inference.prediction import COLUMNS, LEVELS, Prediction, predict, weighted_quantile, write_predictions
from wopsim.report.predictions import as_text, assumptions
from wopsim.rules.theories import neutral

NAMES = (
    "case_id", "indicator", "scale", "phase", "source_class", "time", "q05", "q25", "q50", "q75", "q95", "mean", "effect_q05",
    "effect_q50", "effect_q95", "chance_better", "with_q05", "with_q50", "with_q95", "without_q05", "without_q50", "without_q95",
    "useful", "chance_useful", "chance_worse", "chance_harm", "chance_rise_with", "chance_rise_without",
)  # fmt: skip
DRAWN = ("mentee_country", "mentor_country", "months", "people", "baseline", "span")
ALL = (*NAMES, *(f"{name}_share_{thing}" for name in ("with", "effect") for thing in DRAWN), "not_stated", "with_hardly_matters",
       "effect_hardly_matters")  # fmt: skip
ROWS = (
    cells(row_id="R1"),
    cells(row_id="R2", indicator="network_efficiency", baseline_low=60.0, baseline_high=60.0),
    cells(row_id="R3", unit="1", baseline_low=0.4, baseline_high=0.4),
    cells(row_id="R4", case_id="P", scale="pilot", source_class="mentor_or_programme"),
    cells(row_id="R5", case_id="Q", mentor_country=None, duration_months=None, budget_value=None, baseline_low=None, baseline_high=None),
    cells(row_id="R6", case_id="S", indicator="supply_hours", unit="h/day", baseline_low=8.0, baseline_high=12.0, scale="town"),
    cells(row_id="R7", case_id="T", start_year=None, baseline_year=None, span_years=None),
    cells(row_id="R8", case_id="U", indicator="people_reached", unit="1e3 person", phase="after"),
)
DRAWS = 3


def asked(*arguments: str) -> Result:
    """The answer to a command; what else could be is not tried unless it is asked for."""
    return CliRunner().invoke(app, ["predict", "--posterior", "prior", "--draws", "2", "--no-tried", *arguments])


def answer(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(cell: str) -> float:
    return float(cell) if cell else np.nan


@pytest.fixture(scope="module")
def predictions(tmp_path_factory: pytest.TempPathFactory) -> list[Prediction]:
    found = plans(tmp_path_factory.mktemp("predict") / "rows.csv", ROWS)
    assert not found.bad
    return predict(found.rows, DRAWS, 1, "prior")


class TestOutcomes:
    """The columns that say how it went change nothing, byte for byte."""

    @pytest.fixture(scope="class")
    @classmethod
    def told(cls, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
        """Output by kind of input; the documented rows, their outcomes as they are, changed, garbled, empty and left out."""
        folder = tmp_path_factory.mktemp("outcomes")
        with shipped("calibration/evidence/partnerships.csv").open(encoding="utf-8", newline="") as file:
            documented = [row for row in csv.DictReader(file) if row["usable"] == "yes"][:12]
        documented = [{**row, "evidence": row["evidence"].replace("\n", " ")} for row in documented]
        columns = list(documented[0])
        changed = {"endline_low": "1", "endline_high": "99", "result_type": "target", "usable": "no", "note": "failed", "source_title": ""}
        garbage = {name: f"{name}!, \u2603 1e999" for name in OUTCOMES}
        given = {
            "as they are": (documented, columns),
            "changed": ([{**row, **changed} for row in documented], columns),
            "garbled": ([{**row, **garbage} for row in documented], columns),
            "empty": ([{**row, **dict.fromkeys(OUTCOMES, "")} for row in documented], columns),
            "left out": (
                [{name: cell for name, cell in row.items() if name not in OUTCOMES} for row in documented],
                [name for name in columns if name not in OUTCOMES],
            ),
        }
        found = {}
        for k, (kind, (rows, names)) in enumerate(given.items()):
            out = folder / f"out{k}.csv"
            done = asked(str(write_rows(folder / f"in{k}.csv", rows, names)), "--out", str(out))
            assert done.exit_code == 0, done.output
            found[kind] = out.read_bytes()
        return found

    @pytest.mark.parametrize("kind", ["changed", "garbled", "empty", "left out"])
    def test_they_change_nothing(self, told: Mapping[str, bytes], kind: str) -> None:
        assert told["as they are"].count(b"\n") > 8
        assert told[kind] == told["as they are"]


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
        assert "better in 50 of 100, by 5 or more in 25 of 100; worse in 25 of 100, by 5 or more in none" in text
        assert "better than at the start by 5 or more: in 75 of 100 with it, in 50 of 100 without" in text

    def test_what_is_as_good_never_stands_as_better_or_worse(self) -> None:
        same = np.full(3, 40.0)
        text = as_text([Prediction(planned(), same, np.ones(3), same, same, np.zeros(3))])
        assert "better in none, by 5 or more in none; worse in none, by 5 or more in none" in text

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


class TestFile:
    """The command, from a CSV to a CSV."""

    BAD: tuple[dict[str, Any], ...] = ({"unit": "furlong"}, {"budget_value": -5}, {"endline_year": 20230}, {"scale": "utilty"})

    @pytest.fixture(scope="class")
    @classmethod
    def done(cls, tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
        folder = tmp_path_factory.mktemp("file")
        silent = cells(indicator=None)
        bad = [{**USUAL, "case_id": f"bad{k}", **changes} for k, changes in enumerate(cls.BAD)]
        rows = [bad[0], ROWS[0], silent, bad[1], ROWS[3], bad[2], bad[3], ROWS[5], {**ROWS[6], "colour": "red"}]
        path = write_rows(folder / "rows.csv", rows, [*USUAL, "colour"])
        return asked(str(path), "--out", str(folder / "new" / "out.csv")), folder / "new" / "out.csv"

    def test_it_ends_well(self, done: tuple[Result, Path]) -> None:
        result, path = done
        assert result.exit_code == 0, result.output
        assert "Traceback" not in result.output
        assert "4 of 9 rows have a prediction" in result.output.replace("\n", " ")
        assert path.read_bytes().startswith(",".join(ALL).encode() + b"\n")

    def test_one_row_for_each_that_asks_in_order(self, done: tuple[Result, Path]) -> None:
        rows = answer(done[1])
        assert [row["case_id"] for row in rows] == ["bad0", "KE-NL", "bad1", "P", "bad2", "bad3", "S", "T"]

    def test_bad_rows_keep_their_place_without_numbers(self, done: tuple[Result, Path]) -> None:
        for row in answer(done[1]):
            numbers = [row[name] for name in NAMES[6:]]
            assert all(cell == "" for cell in numbers) == row["case_id"].startswith("bad")
            assert all(np.isfinite(number(cell)) for cell in numbers if cell)
            assert row["time"]

    def test_bad_rows_are_named_with_line_and_reason(self, done: tuple[Result, Path]) -> None:
        said = done[0].stderr
        for line, why in ((2, "'furlong'"), (5, "'budget_value' is -5"), (7, "'endline_year' is 20230"), (8, "'utilty'")):
            (message,) = [text for text in said.splitlines() if f"line {line}: " in text]
            assert why in message
            assert message.endswith("(no prediction)")

    def test_columns_that_are_not_known_are_named(self, done: tuple[Result, Path]) -> None:
        assert "unknown column, not read: 'colour'" in done[0].stderr

    def test_what_is_drawn_is_said(self, done: tuple[Result, Path]) -> None:
        assert "span drawn: start and baseline unknown: T" in done[0].stdout

    def test_numbers_do_not_depend_on_bad_neighbours(self, done: tuple[Result, Path], tmp_path: Path) -> None:
        """Blank lines in their stead, so that lines, by which reading errors are addressed, stay."""
        path = write_rows(tmp_path / "rows.csv", [ROWS[0]])
        header, row = path.read_text(encoding="utf-8").splitlines()
        path.write_text(f"{header}\n\n{row}\n", encoding="utf-8")
        asked(str(path), "--out", str(tmp_path / "out.csv"))
        assert answer(tmp_path / "out.csv") == [answer(done[1])[1]]

    def test_what_was_read_is_said_with_the_cases(self, tmp_path: Path) -> None:
        rows = [cells(case_id=f"c{i}", mentee_country="COD", focus="illegal connections") for i in range(8)]
        done = asked(str(write_rows(tmp_path / "rows.csv", rows)), "--out", str(tmp_path / "out.csv"))
        assert "Read as:\n  mentee's country 'COD' as Congo, Democratic Republic: c0, c1, c2, c3, c4, c5 and 2 more\n" in done.stdout
        assert "  focus 'illegal connections' as the objective efficiency only: c0," in done.stdout
        assert "Not stated, so assumed or drawn:\n  people served drawn: c0, c1, c2, c3, c4, c5 and 2 more\n" in done.stdout

    def test_where_everything_is_stated_nothing_is_assumed(self) -> None:
        known = replace(planned(), people=1e5)
        assert assumptions([Prediction(known, *np.zeros((5, 3)))]) == "Nothing had to be assumed."

    def test_everything_unknown_is_drawn_and_said(self, tmp_path: Path) -> None:
        path = tmp_path / "p.csv"
        path.write_text("case_id,indicator,endline_year\nA,nrw_pct,2023\n", encoding="utf-8")
        done = asked(str(path), "--out", str(tmp_path / "out.csv"))
        for what in ("mentor's country drawn", "mentee's country drawn", "length drawn", "usual budget", "span drawn", "scale 'utility'"):
            assert what in done.stdout
        (row,) = answer(tmp_path / "out.csv")
        assert (row["case_id"], row["time"], row["scale"]) == ("A", "2023", "utility")
        assert all(row[name] for name in NAMES)

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"", "the file is empty"),
            (b"\x00\xff\xfe", "not UTF-8"),
            (b"hello", "column 'case_id' is missing"),
            (b"case_id,indicator,span_years\nA,nrw_pct,x\n", "no row can be predicted"),
            (b"case_id,indicator,span_years\nA,,\n", "no row can be predicted"),
        ],
    )
    def test_files_that_cannot_be_used(self, tmp_path: Path, content: bytes, said: str) -> None:
        (tmp_path / "p.csv").write_bytes(content)
        done = asked(str(tmp_path / "p.csv"), "--out", str(tmp_path / "out.csv"))
        assert done.exit_code == 2
        assert said in done.stderr
        assert isinstance(done.exception, SystemExit)
        assert not (tmp_path / "out.csv").exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["none.csv"], "no such file"),
            (["BD-DWASA-VEY"], "Did you mean 'BD-DWASA-VEI'?"),
            (["x" * 5000], "there is no file and no documented partnership"),
            ([".", "--out", "o.csv"], "this is a folder"),
            (["--country", "Kenya", "--posterior", "none.csv"], "there is no such file"),
            (["--country", "Kenya", "--years", "inf"], "'span_years' must be a finite number"),
            (["--country", "Kenya", "--years", "-1"], "lies before"),
            (["--country", "Kenya", "--years", "40"], "more than 30 years"),
            (["--country", "Kenya", "--baseline", "140"], "impossible"),
            (["--country", "Congo, Something"], "--country 'Congo, Something' is not the name of one country"),
            (["--country", "North Korea"], "--country 'North Korea' is a country of which wopsim has no facts"),
            (["--country", "Kenya", "--mentor", "Nigera"], "Did you mean 'Nigeria' or 'Niger'?"),
            (["--country", "Kenya", "--budget", "400.000"], "Thousands point"),
            (["--country", "Kenya", "--budget", "-5"], "Invalid value"),
            (["--country", "Kenya", "--indicator", "nrw"], "Did you mean 'nrw_pct'?"),
            (["--country", "Kenya", "--seed", str(2**64)], "Invalid value"),
            (["--country", "Kenya", "--months", "-3"], "Invalid value"),
        ],
    )
    def test_options_that_cannot_be_used(self, arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        done = asked(*arguments)
        assert done.exit_code == 2
        assert isinstance(done.exception, SystemExit)
        assert said in done.stderr

    def test_a_place_that_cannot_be_written(self, tmp_path: Path) -> None:
        done = asked("--country", "Kenya", "--out", str(tmp_path))
        assert done.exit_code == 2
        assert "cannot be written" in done.stderr

    def test_a_slide_is_written_beside_the_numbers(self, tmp_path: Path) -> None:
        slide, out = tmp_path / "slide.svg", tmp_path / "out.csv"
        words = ("--country", "Kenya", "--baseline", "45", "--months", "24", "--figure", str(slide), "--out", str(out))
        done = asked(*words)
        assert done.exit_code == 0, done.output
        assert f"Written to {slide}: the slide." in done.stdout
        assert "A utility in Kenya: non-revenue water after 3 years" in slide.read_text(encoding="utf-8")
        assert len(answer(out)) == 1
        first = slide.read_bytes()
        assert "(an older file was replaced): the slide." in asked(*words).stdout
        assert slide.read_bytes() == first

    def test_a_slide_of_two_utilities_is_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        plans(tmp_path / "rows.csv", ROWS)
        done = asked(str(tmp_path / "rows.csv"), "--figure", str(tmp_path / "a.png"), "--out", str(tmp_path / "out.csv"))
        assert done.exit_code == 2
        assert "a slide is about one utility" in " ".join(done.output.split())
        assert not (tmp_path / "a.png").exists()
        assert not (tmp_path / "out.csv").exists()

    def test_a_documented_case_by_name(self, tmp_path: Path) -> None:
        done = asked("BD-DWASA-VEI", "--out", str(tmp_path / "out.csv"))
        assert done.exit_code == 0, done.output
        assert {row["case_id"] for row in answer(tmp_path / "out.csv")} == {"BD-DWASA-VEI"}

    def test_six_digits(self, tmp_path: Path, predictions: Sequence[Prediction]) -> None:
        rows = plans(tmp_path / "rows.csv", ROWS)
        write_predictions(rows, predictions, tmp_path / "out.csv")
        for one, row in zip(predictions, answer(tmp_path / "out.csv"), strict=True):
            for name in NAMES[6:]:
                assert float(row[name]) == pytest.approx(float(one.row()[name]), rel=1e-5)


class TestWeightedQuantile:
    @settings(max_examples=50)
    @given(st.lists(st.tuples(st.floats(-100, 100), st.integers(1, 5)), min_size=1, max_size=12))
    def test_it_lies_in_the_data_and_rises(self, rows: list[tuple[float, int]]) -> None:
        values, weights = np.array(rows, dtype=float).T
        found = [weighted_quantile(values, weights, level) for level in LEVELS]
        assert values.min() <= found[0]
        assert found[-1] <= values.max()
        assert (np.diff(found) >= 0.0).all()

    def test_weights_are_how_often_a_value_stands(self) -> None:
        values, weights = np.linspace(0.0, 1.0, 400), np.repeat([1.0, 3.0], 200)
        often = np.repeat(values, weights.astype(int))
        for level in LEVELS:
            assert weighted_quantile(values, weights, level) == pytest.approx(np.quantile(often, level), abs=0.005)

    def test_heavy_values_pull(self) -> None:
        values = np.arange(100.0)
        assert weighted_quantile(values, np.where(values > 89, 100.0, 1.0), 0.5) > 89


class TestOwnUtility:
    def test_country_people_and_baseline_are_those_of_the_file(self, tmp_path: Path) -> None:
        world = tmp_path / "mine.csv"
        world.write_text(
            "name,country,population_served,nrw_share\nLakeside Water,Kenya,123456,51%\nHill Water,Peru,20000,\n", encoding="utf-8"
        )
        done = asked("--world", str(world), "--utility", "lakeside water", "--out", str(tmp_path / "out.csv"))
        assert done.exit_code == 0, done.output
        assert "123,456 people served in Kenya" in done.output
        assert "baseline 51 %" in done.output
        (row,) = answer(tmp_path / "out.csv")
        assert row["case_id"] == "Lakeside Water"
        done = asked("--world", str(world), "--utility", "Hill Water", "--out", str(tmp_path / "hill.csv"))
        assert "baseline drawn: Hill Water" in done.output

    def test_the_size_of_the_utility_matters(self) -> None:
        small, large = (replace(planned(indicator="population_served", unit="person", baseline_low=None, baseline_high=None), people=people)
                        for people in (20_000.0, 2e6))  # fmt: skip
        found = predict([small, large], 2, 1, "prior")
        assert found[0].quantile(0.5) < 100_000.0 < 1e6 < found[1].quantile(0.5)

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--utility", "Nobody's"), 'there is no utility "Nobody\'s" in this world'),
            (("--world", "default"), "say which utility"),
            (("--utility", "EAP-001", "--country", "Kenya"), "leave --country out"),
            (("GH-GWCL-WWX", "--utility", "EAP-001"), "give one of both"),
        ],
    )
    def test_what_cannot_be_is_refused(self, options: tuple[str, ...], said: str) -> None:
        done = asked(*options)
        assert done.exit_code == 2
        assert said in " ".join(done.output.split())
