"""The calibration study: every mistake is named with its line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wopsim.errors import EvidenceError, StudyError
from wopsim.inference.evidence.evidence_files import read_evidence
from wopsim.inference.posterior.calibration_file import DEFAULT, CalibrationStudy, read_calibration, shortened
from wopsim.inference.posterior.evidence_terms import read_data

SOUND = """\
title: Small
seed: 3
partnerships:
  leave_out:
    P069: a reason
  with_capital: {any_of: [renewal], but_not: [later]}
  gains:
    P037: {indicator: nrw_pct, unit: "%", span_years: 1.0}
comparators:
  utilities: [C04]
experiments:
  practice_gain: {value: 0.26, spread: 0.05, transfer: 0.4, row: Q097}
parameters:
  - teaching_rate
  - turnover
bank: {points: 64, seeds: 1, refine: 0}
draws: 50
"""


def said(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(StudyError) as caught:
        read_calibration(path)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.yaml"


def test_a_sound_one(path: Path) -> None:
    path.write_text(SOUND, encoding="utf-8")
    loaded = read_calibration(path)
    study = loaded.study
    assert (study.title, study.seed, study.draws) == ("Small", 3, 50)
    assert study.parameters == ("teaching_rate", "turnover")
    assert study.partnerships.gains["P037"]["span_years"] == 1.0
    assert study.experiments["practice_gain"].value == 0.26
    assert study.bank.points == 64
    assert study.sampler == CalibrationStudy(title="x", parameters=()).sampler
    assert loaded.text == SOUND
    assert loaded.path == path


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("title: Small", "titel: Small", ["title: is missing", "line 1: titel: unknown key"]),
        ("seed: 3", "seed: -3", ["line 2: seed: Input should be greater than or equal to 0"]),
        ("seed: 3", "seed: soon", ["line 2: seed: Input should be a valid integer"]),
        ("P069: a reason", "P069: [1]", ["line 5: partnerships.leave_out.P069: Input should be a valid string"]),
        ("any_of: [renewal]", "any_of: renewal", ["line 6: partnerships.with_capital.any_of: Input should be a valid tuple"]),
        ("but_not: [later]", "but: [later]", ["line 6: partnerships.with_capital.but: unknown key"]),
        (
            "span_years: 1.0",
            "span_years: [1.0]",
            ["line 8: partnerships.gains.P037.span_years.float: Input", "line 8: partnerships.gains.P037.span_years.str: Input"],
        ),
        ("utilities: [C04]", "utilites: [C04]", ["line 10: comparators.utilites: unknown key"]),
        ("spread: 0.05", "spread: 0", ["line 12: experiments.practice_gain.spread: Input should be greater than 0"]),
        (", row: Q097", "", ["line 12: experiments.practice_gain.row: is missing"]),
        ("transfer: 0.4", "transfer: much", ["line 12: experiments.practice_gain.transfer: Input should be a valid number"]),
        ("- teaching_rate", "- teachin_rate", ["'teachin_rate' is no parameter that is drawn. Did you mean 'teaching_rate'?"]),
        ("- teaching_rate", "- budget", ["'budget' is no parameter that is drawn"]),
        ("points: 64", "points: 6", ["line 16: bank.points: Input should be greater than or equal to 64"]),
        ("refine: 0", "refined: 0", ["line 16: bank.refined: unknown key"]),
        ("draws: 50", "draws: 5", ["line 17: draws: Input should be greater than or equal to 10"]),
        ("draws: 50", "draw: 5\nsed: 1", ["line 17: draw: unknown key", "line 18: sed: unknown key"]),
        ("seed: 3", "seed: [3", ["line 2: the list that opens here with [ is not closed"]),
        ("seed: 3", "seed: 3\nseed: 4", ["line 3: 'seed' stands here twice, first on line 2"]),
    ],
)
def test_mistakes_are_named_with_their_line(path: Path, old: str, new: str, expected: list[str]) -> None:
    assert old in SOUND
    text = said(path, SOUND.replace(old, new, 1))
    assert text.startswith(f"{path}: {len(expected)} problem")
    for message in expected:
        assert message in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "the file holds nothing"),
        ("- a\n- b\n", "the file holds a list"),
        ("just words\n", "the file holds 'just words'"),
        ("? a: {b: 1}\n: 2\n", "line 1: a key must be one word"),
        ("a: &a [*a]\n", "line 1: anchors (&) and aliases (*) are not allowed"),
        (b"title: \xff\n", "line 1: byte 0xff is not UTF-8"),
    ],
)
def test_files_that_are_no_study(path: Path, content: str | bytes, message: str) -> None:
    assert message in said(path, content)


def test_places_without_a_file(tmp_path: Path) -> None:
    for place, wrong in ((tmp_path / "none.yaml", "there is no such file"), (tmp_path, "this is a folder")):
        with pytest.raises(StudyError, match=wrong):
            read_calibration(place)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    line=st.integers(0, 17), text=st.one_of(st.text(max_size=8), st.sampled_from(["&a", "*a", "!!python/x", "? :", "{", "1: 2", "~", "\t"]))
)
def test_any_line_gets_an_answer(path: Path, line: int, text: str) -> None:
    lines = SOUND.splitlines()
    lines[line : line + 1] = [text]
    path.write_bytes("\n".join(lines).encode("utf-8", "replace"))
    try:
        read_calibration(path)
    except StudyError as error:
        assert str(error).startswith(f"{path}: ")  # noqa: PT017


def test_shortened_does_the_same_with_less() -> None:
    loaded = read_calibration()
    short = shortened(loaded).study
    assert (short.parameters, short.seed, short.partnerships) == (loaded.study.parameters, loaded.study.seed, loaded.study.partnerships)
    assert short.bank.points < loaded.study.bank.points
    assert short.sampler.steps < loaded.study.sampler.steps


@pytest.mark.parametrize(
    "line",
    [
        "from wopsim.inference.posterior.calibration_file import read_calibration; print(len(read_calibration().study.parameters) > 20)",
        "from wopsim.study.draws import prior_draw; print(len(prior_draw(1, 0)) > 20)",
    ],
)
def test_parameters_are_known_in_a_process_that_has_imported_nothing_else(line: str) -> None:
    done = subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=False)
    assert done.stdout == "True\n", done.stderr


class TestEvidence:
    """What the study that ships makes of the evidence."""

    def test_every_usable_row_is_used_or_left_out_with_a_reason(self) -> None:
        study = read_calibration(DEFAULT).study
        data, left_out = read_data(study)
        frame = read_evidence("partnerships")
        usable = set(frame.loc[frame["usable"], "row_id"])
        used = [one.name for one in data if one.component == "partnerships"]
        named = {one.row_id for one in left_out}
        assert len(used) == len(set(used))
        assert usable | set(study.partnerships.gains) == set(used) | {name for name in named if name.startswith("P")}
        assert not set(used) & named
        assert all(one.why for one in left_out)

    def test_values_are_those_of_the_table(self) -> None:
        data, _ = read_data(read_calibration(DEFAULT).study)
        rows = read_evidence("partnerships").set_index("row_id")
        for one in data:
            if one.component == "partnerships" and not one.gain:
                measure, unit = one.asked.planned.measure, one.asked.planned.unit
                low, high = sorted(measure.stated(measure.from_scale([one.value - one.half, one.value + one.half]), unit))
                if 0.001 < measure.value(rows.loc[one.name, "endline_low"], unit) / measure.most < 0.999 or measure.scale == "log":
                    assert low == pytest.approx(rows.loc[one.name, "endline_low"], rel=1e-6), one.name
                    assert high == pytest.approx(rows.loc[one.name, "endline_high"], rel=1e-6), one.name

    def test_capital_help_and_many(self) -> None:
        study = read_calibration(DEFAULT).study
        data, _ = read_data(study)
        built = {one.asked.planned.case_id for one in data if one.asked.capital}
        assert built == {"BD-DWASA-VEI", "KH-PPWSA-KITAKYUSHU", "NP-LAHAN-ANGLIAN"}
        assert {one.name for one in data if one.asked.planned.case_id in built} == {one.name for one in data if one.asked.capital}
        assert {one.name for one in data if not one.asked.helped} == {*study.comparators.utilities, *study.comparators.averages}
        assert {one.name for one in data if one.of_many} == set(study.comparators.averages)
        assert {one.name for one in data if one.gain} == set(study.partnerships.gains)

    def test_cases_of_one_place_or_document_are_one_group(self) -> None:
        data, _ = read_data(read_calibration(DEFAULT).study)
        group = {one.name: one.group for one in data}
        assert group["P021"] == group["P022"] == group["P018"] == group["C30"] == "Semarang"
        assert group["P050"] == group["C04"] != group["C24"]
        assert group["P012"] == "GH-GWCL-WWX"

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("P069:", "P999:", "partnerships.csv has no row P999"),
            ("draws: 50", "draws: 50\nshared: {here: [P001, P998]}", "P998 cannot share a place or document"),
            ("draws: 50", "draws: 50\nshared: {here: [P021], there: [P022, C04]}", "ID-SEMARANG-VEI stands under two names"),
            ("P037:", "P997:", "partnerships.csv has no row P997"),
            ("[C04]", "[C04, C996]", "comparators.csv has no row C996"),
        ],
    )
    def test_rows_that_are_not_there(self, path: Path, old: str, new: str, message: str) -> None:
        path.write_text(SOUND.replace(old, new), encoding="utf-8")
        with pytest.raises(EvidenceError, match=message):
            read_data(read_calibration(path).study)
