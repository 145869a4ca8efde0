"""The whole way from evidence to posterior and checks, in small: the command, what it writes, and that it can be taken up again."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wopsim.cli.main import app
from wopsim.declare import PARAMETERS
from wopsim.study.draws import read_posterior

runner = CliRunner()


def calibrate(folder: Path, *options: str) -> str:
    result = runner.invoke(app, ["calibrate", "--short", "--workers", "1", "--out", str(folder), *options])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("posterior")
    return folder, calibrate(folder, "--check")


def test_the_posterior_has_every_calibrated_parameter_in_its_range(done):
    folder, _ = done
    calibrated = {name for name, declared in PARAMETERS.items() if declared.role == "calibrated"}
    draws = read_posterior(folder / "posterior.csv")
    assert len(draws) == 100
    assert all(set(draw) >= {name for name in calibrated if not name.startswith("acme")} for draw in draws)
    assert len({draw["teaching_rate"] for draw in draws}) > 50


def test_provenance_says_where_it_comes_from(done):
    folder, _ = done
    record = json.loads((folder / "provenance.json").read_text())
    assert set(record["evidence_sha256"]) >= {"partnerships.csv", "comparators.csv", "panel/background.csv"}
    assert {"P012", "C04"} <= set(record["rows_used"])
    assert "P069" in record["rows_left_out"]
    assert {"partnerships", "comparators", "experiments", "programmes", "background"} == set(record["log_likelihood_by_component"])
    assert record["diagnostics"]["r_hat_largest"] >= 0.99


def test_inference_data_can_be_read(done):
    import xarray as xr

    folder, _ = done
    posterior = xr.open_dataset(folder / "inference_data.nc", group="posterior", engine="h5netcdf")
    likelihood = xr.open_dataset(folder / "inference_data.nc", group="log_likelihood", engine="h5netcdf")
    assert {"chain", "draw"} <= set(posterior.sizes)
    assert "GH-GWCL-WWX" in likelihood["case"].values


def test_every_component_and_the_diagnostics_are_printed(done):
    _, output = done
    for word in ("partnerships", "comparators", "experiments", "programmes", "background", "R-hat", "effective draws", "Emulator"):
        assert word in output


def test_the_checks_are_written_with_their_figures(done):
    folder, _ = done
    text = (folder / "checks.md").read_text()
    for section in ("data", "diagnostics", "components", "movement", "recovery", "ranks", "scores", "cases", "ranking"):
        assert f"<!-- made: {section} -->" in text
    assert len(list((folder / "figures").glob("*.png"))) == 4
    assert "no change" in text
    assert "background only" in text


def test_the_same_line_runs_nothing_twice_and_gives_the_same_bytes(done):
    folder, _ = done
    pieces = {path: path.stat().st_mtime_ns for path in (folder / "bank").glob("*.npz")}
    before = (folder / "posterior.csv").read_bytes()
    calibrate(folder)
    assert {path: path.stat().st_mtime_ns for path in (folder / "bank").glob("*.npz")} == pieces
    assert (folder / "posterior.csv").read_bytes() == before


def test_a_lost_piece_is_run_again_to_the_same_bytes(done):
    folder, _ = done
    before = (folder / "posterior.csv").read_bytes()
    next((folder / "bank").glob("prior-*.npz")).unlink()
    calibrate(folder)
    assert (folder / "posterior.csv").read_bytes() == before


def test_runs_of_another_study_are_refused(done, tmp_path):
    folder, _ = done
    study = tmp_path / "other.yaml"
    study.write_text("title: other\nparameters: [teaching_rate, case_spread, report_spread]\ncomparators: {utilities: [C04]}\n")
    result = runner.invoke(app, ["calibrate", str(study), "--short", "--workers", "1", "--out", str(folder)])
    assert result.exit_code != 0
    assert "another calibration" in result.output


def test_draws_of_the_posterior_are_what_a_study_takes(done):
    folder, _ = done
    with (folder / "posterior.csv").open(newline="") as file:
        first = next(csv.DictReader(file))
    assert read_posterior(folder / "posterior.csv")[0]["turnover"] == pytest.approx(float(first["turnover"]))
