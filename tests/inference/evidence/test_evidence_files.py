"""The evidence tables are complete and sourced, and every kind of broken table is refused with its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from wopsim.data import shipped
from wopsim.errors import EvidenceError, EvidenceFileError, WopsimError
from wopsim.inference.evidence.evidence_files import TABLES, read_evidence

ROWS = {"partnerships": 151, "programmes": 46, "comparators": 57, "parameters": 119, "drivers": 41}


@pytest.mark.parametrize(("table", "rows"), ROWS.items())
def test_a_shipped_table_is_whole_and_every_row_has_a_source(table: str, rows: int) -> None:
    frame = read_evidence(table)
    assert len(frame) == rows
    assert frame["row_id"].is_unique
    sources = [name for name in ("source_title", "source_url") if name in frame]
    assert frame[sources].notna().any(axis=1).all()
    assert list(frame.columns) == list(TABLES[table].columns)


@pytest.mark.parametrize("table", TABLES)
def test_numbers_are_numbers(table: str) -> None:
    frame = read_evidence(table)
    for name, column in TABLES[table].columns.items():
        assert (frame[name].dtype == "float64") == (column.kind in ("number", "amount")), name


def test_usable_partnership_rows_hold_a_value_before_and_after() -> None:
    frame = read_evidence("partnerships")
    usable = frame[frame["usable"]]
    assert len(usable) == 38
    assert usable[["baseline_low", "baseline_high", "endline_low", "endline_high"]].notna().all(axis=None)
    assert set(usable["result_type"]) == {"measured", "reported"}
    dated = frame.dropna(subset=["baseline_year", "endline_year"])
    assert ((dated["endline_year"] - dated["baseline_year"] - dated["span_years"]).abs() < 0.02).all()


def test_derived_trends_of_comparators_follow_from_their_values() -> None:
    frame = read_evidence("comparators").dropna(subset=["change_per_year"])
    change = (frame["endline_low"] + frame["endline_high"] - frame["baseline_low"] - frame["baseline_high"]) / 2
    assert len(frame) == 33
    assert ((change / frame["span_years"] - frame["change_per_year"]).abs() < 0.02).all()


def test_pilots_and_whole_utilities_tell_different_stories() -> None:
    frame = read_evidence("partnerships")
    rows = frame[frame["usable"] & (frame["indicator"] == "nrw_pct") & (frame["unit"] == "%")]
    change = (rows["endline_low"] + rows["endline_high"] - rows["baseline_low"] - rows["baseline_high"]) / 2
    assert change[rows["scale"] == "pilot"].max() < -10
    assert abs(change[rows["scale"] == "utility"].median()) < 5


def test_the_corrections_listed_in_the_readme_are_in_the_tables() -> None:
    partnerships = read_evidence("partnerships").set_index("row_id")
    assert partnerships.loc["P067", "baseline_year"] == 2015.5
    assert partnerships.loc["P142", ["baseline_low"]].isna().all()
    assert partnerships.loc["P142", "baseline_text"] == "2021"
    parameters = read_evidence("parameters").set_index("row_id")
    assert parameters.loc["Q071", "low"] < parameters.loc["Q071", "high"]


def _broken(tmp_path: Path, old: str, new: str, line: int | None = None, table: str = "drivers") -> Path:
    """A copy of a shipped table in which `old` is replaced by `new`, in one line or everywhere."""
    lines = shipped(f"calibration/evidence/{table}.csv").read_text(encoding="utf-8").splitlines()
    chosen = range(len(lines)) if line is None else [line - 1]
    assert any(old in lines[i] for i in chosen)
    for i in chosen:
        lines[i] = lines[i].replace(old, new, 1)
    path = tmp_path / f"{table}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _problems(path: Path | str, table: str | None = None) -> str:
    with pytest.raises(EvidenceFileError) as caught:
        read_evidence(path, table)
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "line", "old", "new", "expected"),
    [
        ("drivers", 1, "subject", "subjekt", "line 1: unknown column 'subjekt'. Did you mean 'subject'?"),
        ("drivers", 1, "subject", "subjekt", "line 1: column 'subject' is missing"),
        ("drivers", 1, "subject", "kind", "line 1: column 'kind' stands 2 times in the header"),
        ("drivers", 3, "failure", "failur", "line 3: 'kind' is 'failur'; known: failure, success. Did you mean 'failure'?"),
        ("drivers", 4, "D03", "D01", "line 4: row_id 'D01' is already used in line 2"),
        ("drivers", 4, "D03", "", "line 4: 'row_id' must not be empty"),
        ("drivers", 4, "D03,", "D03,,", "line 4: 6 cells, but the header has 5"),
        ("drivers", 4, "https://gwopa.org/en/wop-profiles/wop-swde-and-onee", "", "line 4: 'source_url' must not be empty"),
        ("partnerships", 2, ",utility,29,", ",utilitiy,29,", "line 2: 'scale' is 'utilitiy'; known: utility"),
        ("partnerships", 2, ",during,", ",durring,", "line 2: 'phase' is 'durring'; known: during, after. Did you mean 'during'?"),
        ("partnerships", 2, ",mentee,yes,", ",mentees,yes,", "line 2: 'source_class' is 'mentees'"),
        ("partnerships", 2, ",reported,mentee,", ",reportd,mentee,", "line 2: 'result_type' is 'reportd'"),
        ("partnerships", 2, ",mentee,yes,", ",mentee,perhaps,", "line 2: 'usable' is 'perhaps'; write yes or no."),
        ("partnerships", 2, ",utility,29,29,", ",utility,about 29,29,", "line 2: 'baseline_low' is 'about 29', which is not a number"),
        ("partnerships", 2, ",utility,29,29,", ",utility,nan,29,", "line 2: 'baseline_low' must be filled in a usable row"),
        ("partnerships", 2, ",utility,29,29,", ",utility,2_9,29,", "line 2: 'baseline_low' is '2_9', which is not a number"),
        ("partnerships", 2, ",utility,29,29,", ",utility,1e999,29,", "line 2: 'baseline_low' is '1e999'; it must be a finite number"),
        ("partnerships", 2, ",utility,29,29,", ",utility,31,29,", "line 2: 'baseline_low' (31) is above 'baseline_high' (29)"),
        ("partnerships", 2, ",utility,29,29,", ",utility,,,", "line 2: 'baseline_low' must be filled in a usable row"),
        ("partnerships", 2, ",reported,mentee,", ",target,mentee,", "line 2: a usable row is measured or reported, not 'target'"),
        ("partnerships", 2, ",mentee,yes,", ",none,yes,", "line 2: a usable row has a 'source_class'"),
        ("partnerships", 2, ",2010.5,", ",20105,", "line 2: 'baseline_year' is 20105; it must lie between 1900 and 2100"),
        ("parameters", 2, "5.9,28.6,55.3", "5.9,58.6,55.3", "line 2: 'central' (58.6) is above 'high' (55.3)"),
        ("parameters", 2, "p10_p90", "p10_p9", "line 2: 'range_kind' is 'p10_p9'"),
    ],
)
def test_a_broken_row_is_reported_with_its_line(tmp_path: Path, table: str, line: int, old: str, new: str, expected: str) -> None:
    assert expected in _problems(_broken(tmp_path, old, new, line, table))


def test_a_row_without_any_source_is_refused(tmp_path: Path) -> None:
    with shipped("calibration/evidence/programmes.csv").open(encoding="utf-8", newline="") as file:
        header, first, *_ = csv.reader(file)
    first[header.index("source_title")] = first[header.index("source_url")] = ""
    path = tmp_path / "programmes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, first])
    assert "line 2: no source: fill 'source_title' or 'source_url'" in _problems(path)


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    path = _broken(tmp_path, "failure", "failur")
    text = _problems(path)
    assert text.startswith(f"{path}: 30 problems\n")
    assert "\n  line 2, and likewise lines 3, 4, 5 and 26 more: 'kind' is 'failur'; " in text


def test_lines_are_counted_in_the_file_not_in_records(tmp_path: Path) -> None:
    path = tmp_path / "drivers.csv"
    path.write_text(
        'row_id,kind,subject,statement,source_url\nD1,failure,a,"two\nlines",http://x\n\nD2,why,b,c,http://x\n', encoding="utf-8"
    )
    assert "line 5: 'kind' is 'why'" in _problems(path)


def test_columns_may_stand_in_any_order_and_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("kind,row_id,statement,source_url,subject\nsuccess,X1,says,http://x,who\n", encoding="utf-8-sig")
    frame = read_evidence(path, table="drivers")
    assert frame.to_dict("records") == [
        {"row_id": "X1", "kind": "success", "subject": "who", "statement": "says", "source_url": "http://x"}
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"row_id,kind,subject,statement,source_url\n", "the table has a header but no row"),
        (b"row_id,kind,subject,statement,source_url\nD1,failure,caf\xe9,x,http://x\n", "line 2: byte 0xe9 is not UTF-8"),
        (b'row_id,kind,subject,statement,source_url\nD1,failure,"open,x,http://x\n', "line 2: cannot be split into cells"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "drivers.csv"
    path.write_bytes(content)
    text = _problems(path)
    assert expected in text
    assert "1 problem\n" in text


def test_a_missing_file_and_a_directory_are_named_as_such(tmp_path: Path) -> None:
    assert "no such file" in _problems(tmp_path / "partnerships.csv")
    assert "this is a folder" in _problems(tmp_path)


def test_an_unknown_table_is_answered_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match=r"no evidence table 'partnership'; known: .* Did you mean 'partnerships'"):
        read_evidence("partnership")
    own = tmp_path / "mine.csv"
    own.write_text("row_id\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="For an own file, say table="):
        read_evidence(own)


def test_a_file_that_does_not_ship_is_answered_with_what_to_do() -> None:
    assert shipped("calibration/evidence").is_dir()
    with pytest.raises(WopsimError, match=r"does not ship with this installation.*Install wopsim again"):
        shipped("calibration/evidence/absent.csv")
