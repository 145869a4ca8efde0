"""However a user names a file or a number, what is too much, or no file at all, is told at once."""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers.replacing_there import only_there
from wopsim import limits
from wopsim.analysis.io import read_data
from wopsim.cli.main import app
from wopsim.errors import UnreadableFileError, WopsimError
from wopsim.inference.background.provider_panel import read_panel
from wopsim.inference.cases.case_file import read_plans
from wopsim.inference.evidence.evidence_files import read_evidence
from wopsim.inference.posterior.calibration_file import read_calibration
from wopsim.inference.prediction import predict
from wopsim.runs.plan import make_plan
from wopsim.study.draws import read_posterior
from wopsim.study.keys import NUMBERS
from wopsim.sweeps import keeper_of

runner = CliRunner()

READERS: dict[str, Callable[[Path], object]] = {
    "study": ws.read_study,
    "world": ws.read_world,
    "cases": read_plans,
    "evidence": lambda path: read_evidence(path, "drivers"),
    "posterior": read_posterior,
    "calibration": read_calibration,
    "panel": read_panel,
}
"""Everything that reads a file that a user names."""


@pytest.fixture(scope="module")
def odd_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("odd")
    os.mkfifo(folder / "pipe")
    os.mknod(folder / "s", stat.S_IFSOCK | 0o600)  # a server's own name may have few letters only, and the folder's path is as it is
    return {
        "pipe": folder / "pipe", "socket": folder / "s", "endless": Path("/dev/zero"), "folder": folder, "absent": folder / "absent",
        "long": folder / ("x" * 300), "nul": Path("a\0b"), "under a file": Path(__file__) / "a.csv",
    }  # fmt: skip


SAID = {
    "pipe": "no ordinary file", "socket": "no ordinary file", "endless": "no ordinary file", "folder": "this is a folder; name",
    "absent": "there is no such file", "long": "cannot be read: File name too long", "nul": "null", "under a file": "Not a directory",
}  # fmt: skip


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("reader", READERS)
def test_no_reader_waits_or_breaks(reader: str, kind: str, odd_files: dict[str, Path]) -> None:
    with pytest.raises(WopsimError) as caught:
        READERS[reader](odd_files[kind])
    assert SAID[kind] in str(caught.value)


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_reads_more_than_its_limit(reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(600_000_000)
    only_there(monkeypatch, limits, os, fdopen=lambda *_, **__: pytest.fail("the file was read"))
    with pytest.raises(WopsimError, match=r"the file has 600\.0 MB; .* has at most \d+ MB\. It was not read\."):
        READERS[reader](path)


def test_a_file_without_a_size_is_read_up_to_the_limit() -> None:
    assert limits.read_file("/proc/self/status", 1_000_000, "a file").startswith(b"Name:")
    with pytest.raises(UnreadableFileError, match="has no end"):
        limits.read_file("/proc/self/status", 10, "a file")


def test_what_a_packed_panel_holds_is_limited_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    path = tmp_path / "panel.csv.gz"
    path.write_bytes(gzip.compress(b"year,prov\n" * 100_000))
    monkeypatch.setattr(limits, "PANEL_BYTES", 10_000)
    with pytest.raises(WopsimError, match="unpacked, the file has more than"):
        read_panel(path)


def test_results_that_are_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "measures.nc")
    with pytest.raises(WopsimError, match=r"measures\.nc: this is no ordinary file"):
        read_data(tmp_path)


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("1e3", 1000), ("1000.0", 1000), ("1_000", 1000), ("0", None), ("100001", None), ("1e23", None), ("1e999", None),
     ("nan", None), ("-inf", None), ("9" * 5000, None), ("1.5", None), ("", None), ("seven", None), ("\u0667", 7)],
)  # fmt: skip
def test_whole_numbers(text: str, number: int | None) -> None:
    assert limits.DRAWS.of(text) == number


def test_the_largest_seed_keeps_its_digits() -> None:
    assert limits.SEED.of(str(2**64 - 1)) == 2**64 - 1
    assert limits.SEED.of(str(2**64)) is None


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (["compare", "--draws", "1e23"], "--draws"), (["compare", "--replicates", "1e9"], "--replicates"),
        (["compare", "--workers", "99999"], "--workers"), (["run", "--workers", "0"], "--workers"),
        (["world", "--synthesise", "--mentees", "1e11"], "--mentees"), (["world", "--synthesise", "--mentors", "1e11"], "--mentors"),
        (["world", "--synthesise", "--seed", "1e23"], "--seed"), (["world", "--complete", "9" * 30], "--complete"),
        (["trace", "--draw", "-1"], "--draw"), (["animate", "--replicate", "1e23"], "--replicate"),
        (["predict", "--country", "Kenya", "--draws", "[/b]"], "--draws"), (["predict", "--country", "Kenya", "--seed", "1e23"], "--seed"),
        (["predict", "--country", "Kenya", "--months", "1e9"], "--months"),
    ],
)  # fmt: skip
def test_options_have_the_limits_of_files(words: list[str], option: str) -> None:
    done = runner.invoke(app, words, env={"COLUMNS": "300"})
    assert done.exit_code == 2
    assert f"'{option}': '{words[-1]}' is not a whole number from" in done.output


def test_options_and_study_files_share_the_numbers() -> None:
    shared = {"seed": limits.SEED, "draws": limits.DRAWS, "replicates": limits.REPLICATES, "horizon_years": limits.YEARS}
    assert {name: number.limit for name, number in NUMBERS.items()} == shared


@pytest.mark.parametrize(
    ("given", "found"), [(1000, 1000), (1e3, 1000), (0, None), (1.5, None), (True, None), ("4", None), (math.inf, None)]
)
def test_a_whole_number_of_a_file_or_of_python_is_one_of_the_range(given: object, found: int | None) -> None:
    assert limits.DRAWS.held_by(given) == found


HUGE = "title: Huge\ndraws_from: prior\ndraws: 100000\nreplicates: 100000\nscenarios:\n  a: []\n"


def test_a_study_of_ten_thousand_million_points_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    path.write_text(HUGE, encoding="utf-8")
    for command in ("check", "plan", "run", "compare"):
        done = runner.invoke(app, [command, str(path)])
        assert done.exit_code == 2
        assert "the study has 20,000,000,000 runs; it may have 100,000,000. Take fewer draws" in done.output


def test_a_study_from_python_has_the_same_limits() -> None:
    huge = replace(ws.read_study(), draws=10**5, replicates=10**5)
    with pytest.raises(WopsimError, match="it may have 100,000,000"):
        make_plan(huge, keeper_of(huge))
    with pytest.raises(WopsimError, match=r"it may have 1,000,000\..* More runs go into a store"):
        ws.run(huge)
    with pytest.raises(WopsimError, match="workers is 1000000; it must be a whole number from 1 to 1,024"):
        ws.run(workers=10**6)


def test_predictions_are_limited_before_they_are_begun(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("case_id,indicator,span_years\na,nrw_pct,3\n", encoding="utf-8")
    rows = read_plans(path).rows
    with pytest.raises(WopsimError, match="draws is 0; it must be"):
        predict(rows, 0)
    with pytest.raises(WopsimError, match="has 1,000 draws; ask for at most that many"):
        predict(rows, 1001, progress=lambda done, of: pytest.fail("it began"))
    with pytest.raises(WopsimError, match="take at most 500 draws, or fewer rows"):
        predict(rows * 2000, 1000)


def test_a_world_file_has_a_limit_of_utilities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "w.csv"
    path.write_text("name,country,population_served\n" + "".join(f"U{n},Kenya,5000\n" for n in range(4)), encoding="utf-8")
    monkeypatch.setattr(limits, "UTILITIES", limits.Whole(1, 3))
    with pytest.raises(WopsimError, match="the file has 4 utilities; a world may have 3"):
        ws.read_world(path)
