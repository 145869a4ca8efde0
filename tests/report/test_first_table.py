"""The first answer of a study, while most of it still runs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.helpers import making
from tests.helpers.fake import TYPICAL, Truth, fake_result
from wopsim.cli.main import app
from wopsim.report.tables.first_table import first_table


def test_it_says_of_which_draws_it_is_and_has_a_line_with_its_error_for_each_design() -> None:
    result = fake_result(TYPICAL)
    comparison = result.compare()
    told = first_table(comparison, draws=400).split("\n")
    assert f"the first {comparison.draws} of 400 draws x {comparison.replicates} replicates" in told[0]
    for line, (name, label) in zip(told[2:], comparison.scenarios.items(), strict=False):
        assert line.startswith(label[:20])
        mean, error = line[44:62].split("±")
        assert float(mean) * (float(error) > 0.0) != 0.0, name


def test_of_one_replicate_it_says_that_the_error_is_not_known_and_of_many_designs_it_shows_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wopsim.report.tables.first_table.MOST", 2)
    several = {f"d{number}": Truth(f"Design {number}", people=100.0) for number in range(4)}
    told = first_table(fake_result(several, draws=3, replicates=1).compare(), draws=9)
    assert "3 of 9 draws x 1 replicate;" in told
    assert told.count("± –") == 2
    assert "… and 2 designs more." in told


def test_what_compare_prints_is_the_same_with_it_and_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = making.write_study(tmp_path, draws=4, replicates=2)
    monkeypatch.setattr("wopsim.runs.runs_together.runs_together", lambda study: 4)
    out = tmp_path / "out"
    printed, aside = [], []
    for enough in (1, 4):
        monkeypatch.setattr("wopsim.runs.in_memory.FIRST_DRAWS", enough)
        done = CliRunner().invoke(app, ["compare", str(study), "--figures", "none", "--workers", "1", "--out", str(out)])
        assert done.exit_code == 0, done.stderr
        printed.append((done.stdout, (out / "comparison.csv").read_bytes()))
        aside.append(done.stderr)
        shutil.rmtree(out)
    assert printed[0] == printed[1]
    assert "First answer, from the first 1 of 4 draws x 2 replicates" in aside[0]
    assert "First answer" not in aside[1]
    for stage in ("Reading the study.", "Comparing designs.", "Writing results."):
        assert all(stage in words for words in aside)
