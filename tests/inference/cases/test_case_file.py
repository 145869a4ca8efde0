"""A CSV of partnerships: what is read, what is named, and that no file whatever ends in anything but a clear message."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.small_cases import USUAL, cells, plans, write_rows
from wopsim.data import shipped
from wopsim.errors import EvidenceFileError, WopsimError
from wopsim.inference.cases.case_file import read_plans, shipped_case, shipped_cases
from wopsim.inference.cases.case_spec import OUTCOMES
from wopsim.inference.evidence.evidence_files import TABLES

HEADER = "case_id,indicator,span_years"
SHIPPED = "calibration/evidence/partnerships.csv"


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path: Path, content: str | bytes) -> str:
    with pytest.raises(EvidenceFileError) as caught:
        read_plans(written(path, content))
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "plans.csv"


class TestWholeFile:
    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "the file is empty"),
            ("\n\n", "the file is empty"),
            (HEADER + "\n", "the table has a header but no row"),
            ("one line that is no table\n", "line 1: column 'case_id' is missing"),
            (f"{HEADER},case_id\na,nrw_pct,3,b\n", "line 1: column 'case_id' stands 2 times in the header"),
            ("case,indicator,span_years\na,nrw_pct,3\n", "line 1: column 'case_id' is missing. Did you mean 'case'?"),
            ("case_id,span_years\na,3\n", "line 1: column 'indicator' is missing"),
            ("case_id,indicator\na,nrw_pct\n", "line 1: no time: a column 'endline_year' or 'span_years' is needed"),
            (f'{HEADER}\n"a,nrw_pct,3\n', "line 2: cannot be split into cells"),
            (f"{HEADER}\na,nrw_pct,{'1' * 200_000}\n", "cannot be split into cells (field larger than field limit"),
            (f"{HEADER}\n".encode() + b"caf\xe9,nrw_pct,3\n", "line 2: byte 0xe9 is not UTF-8"),
            (f"{HEADER}\na,nrw_pct,3\n".encode("utf-16"), "is not UTF-8"),
        ],
    )
    def test_it_is_refused(self, path: Path, content: str | bytes, said: str) -> None:
        assert said in refused(path, content)

    def test_all_problems_of_a_header_at_once(self, path: Path) -> None:
        assert refused(path, "case,unit,unit\na,%,%\n").startswith(f"{path}: 4 problems\n")

    def test_places_without_a_file(self, tmp_path: Path) -> None:
        for place, said in (
            (tmp_path / "none.csv", "no such file"),
            (tmp_path, "this is a folder"),
            (Path("x" * 5000), "cannot be read"),
        ):
            with pytest.raises(EvidenceFileError, match=said):
                read_plans(place)

    def test_a_byte_order_mark_and_windows_lines_are_no_mistake(self, path: Path) -> None:
        found = read_plans(written(path, f"{HEADER}\r\na,nrw_pct,3\r\n".encode("utf-8-sig")))
        assert [one.case_id for one in found.rows] == ["a"]
        assert (found.bad, found.ignored) == ((), ())

    def test_three_columns_are_enough(self, path: Path) -> None:
        (one,) = read_plans(written(path, f"{HEADER}\na,nrw_pct,3\n")).rows
        assert one.at_end == 3.0
        assert {"length drawn", "usual budget", "mentor's country drawn", "mentee's country drawn"} <= set(one.assumed)

    def test_unknown_columns_are_named(self, path: Path) -> None:
        found = read_plans(written(path, f"{HEADER},budjet_value,colour\na,nrw_pct,3,5,red\n"))
        assert found.ignored == ("'budjet_value' Did you mean 'budget_value'?", "'colour'")
        assert len(found.rows) == 1


class TestRows:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"case_id": ""}, "'case_id' must not be empty"),
            ({"budget_value": -5}, "'budget_value' is -5; it must lie between 0 and"),
            ({"budget_value": "lots"}, "'budget_value' is 'lots', which is not a number"),
            ({"endline_year": 20230}, "'endline_year' is 20230; it must lie between 1900 and 2100"),
            ({"span_years": "1e999"}, "'span_years' is '1e999'; it must be a finite number"),
            ({"baseline_low": "about 29"}, "'baseline_low' is 'about 29', which is not a number"),
            ({"budget_value": "400.000"}, "Thousands point, or counted in thousands? Then write 400000."),
            ({"budget_value": "1.200.000"}, "'budget_value' is '1.200.000', which is not a number. Write 1200000"),
            ({"budget_value": "400,000"}, "Write 400000"),
            ({"baseline_low": "45%", "unit": "1"}, "'baseline_low' is '45%', which is not a number. Write 45."),
            ({"indicator": "connections", "baseline_low": "45%"}, "unit '%' of 'connections' is not known"),
            ({"start_year": 45292}, "If it is 1 January 2024: write 2024."),
            ({"baseline_year": "2024-07-01"}, "If it is 1 July 2024: write 2024.5."),
            ({"baseline_year": "2023/24"}, "A date is a decimal year: 2024.5 is the middle of 2024."),
            ({"baseline_low": 140}, "impossible for 'nrw_pct'"),
            ({"duration_months": -3}, "'duration_months' is -3"),
            ({"scale": "utilty"}, "Did you mean 'utility'?"),
            ({"phase": "durring"}, "Did you mean 'during'?"),
            ({"source_class": "mentees"}, "'source_class' is 'mentees'"),
            ({"indicator": "happiness"}, "no counterpart in the model"),
            ({"unit": "furlong"}, "unit 'furlong' of 'nrw_pct' is not known"),
            ({"start_year": 2035}, "before the start"),
        ],
    )
    def test_a_bad_row_is_named_with_its_line_and_the_others_go_on(self, path: Path, changes: dict[str, Any], why: str) -> None:
        found = plans(path, [cells(row_id="first"), {**USUAL, **changes}, cells(row_id="last")])
        assert [(one.row_id, one.line) for one in found.rows] == [("first", 2), ("last", 4)]
        ((line, said),) = [(bad.line, bad.why) for bad in found.bad]
        assert line == 3
        assert why in said

    @pytest.mark.parametrize("mark", ["", "-", "n/a", "..", "#N/A", "unknown", " NA "])
    def test_one_list_of_marks_says_what_is_missing(self, path: Path, mark: str) -> None:
        optional = ("mentor_country", "start_year", "duration_months", "budget_value", "budget_currency", "focus", "unit", "baseline_low")
        (marked,) = plans(path, [{**USUAL, **dict.fromkeys(optional, mark)}]).rows
        (empty,) = plans(path, [cells(**dict.fromkeys(optional))]).rows
        assert replace(marked, read=()) == empty
        said = ("mentor_country 'NA' as missing; for Namibia write its name",) if mark.strip() == "NA" else ()
        assert marked.read == said

    def test_a_mark_for_indicator_or_time_leaves_nothing_to_predict(self, path: Path) -> None:
        found = plans(path, [cells(indicator="n/a"), {**USUAL, "endline_year": "-", "span_years": ".."}, cells()])
        assert (found.silent, found.bad, len(found.rows)) == ((2, 3), (), 1)

    def test_wrong_number_of_cells(self, path: Path) -> None:
        found = read_plans(written(path, f"{HEADER}\na,nrw_pct,3,4\nb,nrw_pct\nc,nrw_pct,3\n"))
        assert [one.line for one in found.rows] == [4]
        assert [(bad.line, bad.why.split(".")[0]) for bad in found.bad] == [
            (2, "4 cells, but the header has 3 columns"),
            (3, "2 cells, but the header has 3 columns"),
        ]

    def test_rows_without_indicator_or_time_are_silent(self, path: Path) -> None:
        found = plans(
            path, [cells(indicator=None), cells(endline_year=None, span_years=None), cells(indicator=" ", budget_value="junk"), cells()]
        )
        assert found.silent == (2, 3, 4)
        assert [one.line for one in found.rows] == [5]
        assert found.bad == ()

    def test_lines_are_those_of_the_file(self, path: Path) -> None:
        found = read_plans(written(path, f'{HEADER},focus\na,nrw_pct,3,"two\nlines"\n\nb,nrw_pct,x,\n'))
        assert [one.line for one in found.rows] == [2]
        assert [bad.line for bad in found.bad] == [5]

    def test_a_bad_row_keeps_what_names_it(self, path: Path) -> None:
        (bad,) = plans(path, [{**USUAL, "unit": "furlong"}]).bad
        assert bad.cells == {
            "case_id": "KE-NL", "indicator": "nrw_pct", "scale": "utility", "phase": "during", "source_class": "independent",
            "time": "2023.0",
        }  # fmt: skip


def test_outcomes_are_never_read(path: Path) -> None:
    garbage = {name: f"garbage {k}, \u200b" for k, name in enumerate(OUTCOMES)}
    plain = plans(path, [USUAL])
    garbled = plans(path, [{**USUAL, **garbage}], [*USUAL, *OUTCOMES])
    empty = plans(path, [USUAL], [*OUTCOMES, *USUAL])
    assert plain == garbled == empty


def test_every_column_that_says_how_it_went_counts_as_outcome() -> None:
    after = {name for name in TABLES["partnerships"].columns if name.startswith("endline")} - {"endline_year"}
    assert after | {"result_type", "usable", "note", "evidence", "source_title", "source_url"} == set(OUTCOMES)


class TestShipped:
    """The documented partnerships are predicted from the same file that calibration reads."""

    def test_they_can_be_read(self) -> None:
        found = read_plans(shipped(SHIPPED))
        with shipped(SHIPPED).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert len(found.rows) + len(found.bad) + len(found.silent) == len(rows)
        assert found.ignored == ()
        timed = [row for row in rows if row["indicator"] and (row["endline_year"] or row["span_years"])]
        assert len(found.rows) + len(found.bad) == len(timed)
        assert {one.row_id for one in found.rows} <= {row["row_id"] for row in timed}

    def test_without_outcomes_they_are_the_same(self, path: Path) -> None:
        with shipped(SHIPPED).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        left = [{name: "" if name in OUTCOMES else value for name, value in row.items()} for row in rows]
        write_rows(path, left, list(rows[0]))
        # texts may span lines, so lines differ from those of the file that ships; nothing else may
        mine, theirs = read_plans(path), read_plans(shipped(SHIPPED))
        assert [(one.row_id, one.baseline, one.at_end, one.assumed) for one in mine.rows] == [
            (one.row_id, one.baseline, one.at_end, one.assumed) for one in theirs.rows
        ]
        assert [bad.why for bad in mine.bad] == [bad.why for bad in theirs.bad]

    def test_by_name(self) -> None:
        names = shipped_cases()
        assert len(names) > 20
        found = shipped_case(names[0])
        assert found is not None
        assert {one.case_id for one in found.rows} == {names[0]}
        assert shipped_case("no such case") is None


WORDS = st.one_of(
    st.sampled_from(["", "3", "-3", "1e308", "nan", "nrw_pct", "utility", "2023", "%", "EUR", "1e-320", "\x00", "é", '"', "\u2028"]),
    st.text(max_size=6),
)
COLUMNS = st.lists(st.one_of(st.sampled_from(list(TABLES["partnerships"].columns)), st.text(max_size=4)), min_size=1, max_size=6)


def answered(path: Path, content: bytes) -> None:
    """Either plans or a message with the file's name."""
    try:
        found = read_plans(written(path, content))
    except WopsimError as error:
        assert str(error).startswith(str(path))  # noqa: PT017
        return
    assert all(bad.why and bad.line > 1 for bad in found.bad)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=80))
def test_any_bytes_get_an_answer(path: Path, content: bytes) -> None:
    answered(path, content)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(columns=COLUMNS, rows=st.lists(st.lists(WORDS, max_size=9), max_size=4))
def test_any_table_gets_an_answer(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["case_id", "indicator", "span_years", *columns], *(["a", "nrw_pct", "3", *row] for row in rows)])
    answered(path, file.getvalue().encode("utf-8", "replace"))
