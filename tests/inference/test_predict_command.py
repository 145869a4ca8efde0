"""The command `predict`: from a CSV to a CSV, never from the outcome."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import Result

from tests.helpers.predicting import ALL, NAMES, ROWS, answer, asked, number
from tests.helpers.small_cases import USUAL, cells, planned, plans, write_rows
from wopsim.data import shipped
from wopsim.inference.cases.case_spec import OUTCOMES
from wopsim.inference.prediction import Prediction
from wopsim.report.predictions import assumptions


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

    def test_what_is_so_of_one_indicator_is_said_of_that_one(self) -> None:
        losses = replace(planned(), case_id="A", people=1e5)
        hours = replace(losses, indicator="supply_hours", assumed=("baseline drawn",))
        told, both = (
            assumptions([Prediction(one, *np.zeros((5, 3))) for one in rows])
            for rows in ((losses, hours), (replace(losses, assumed=("baseline drawn",)), hours))
        )
        assert told.endswith("baseline drawn: A (supply_hours)")
        assert both.endswith("baseline drawn: A")

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
            (["--country", "Kenya", "--years", "inf"], "'span_years' is inf; it must be a finite number"),
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
