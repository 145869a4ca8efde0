"""`wopsim learn`: a study file and a store say the same, and mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import wopsim as ws
from tests.helpers import making
from wopsim import sweeps
from wopsim.cli.main import app

runner = CliRunner()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return making.write_study(tmp_path_factory.mktemp("learn"), draws=3, replicates=1)


def test_learning_by_command_of_a_file_and_of_a_store_says_the_same(study: Path, tmp_path: Path) -> None:
    store = making.allocate(study, tmp_path / "small.zarr")
    sweeps.run_store(store, workers=1)
    for source, out in ((study, "of_file"), (store.path, "of_store")):
        words = ["learn", str(source), "--mentored", "4", "--comparison", "4", "--years", "2", "--cost", "400e3", "--worth", "50"]
        done = runner.invoke(app, [*words, "--out", str(tmp_path / out)])
        assert done.exit_code == 0, done.output
        assert "Following 4 mentored and 4 comparison utilities" in " ".join(done.output.split())
    assert (tmp_path / "of_file" / "study_value.csv").read_bytes() == (tmp_path / "of_store" / "study_value.csv").read_bytes()
    words = [
        "learn",
        str(store.path),
        "--comparison",
        "4",
        "--years",
        "2",
        "--cost",
        "400e3",
        "--worth",
        "50",
        "--out",
        str(tmp_path / "of_store"),
    ]
    again, other = (runner.invoke(app, [*words, "--mentored", mentored]).output for mentored in ("4", "3"))
    assert "earlier results of this study (the same) in" in again
    assert "earlier results of this study (the same, asked otherwise) in" in other
    for words, says in (
        (["--cost", "-1"], "not below zero"),
        (["--design", "nobody"], "no design 'nobody'"),
        (["--years", "90"], "nobody is mentored"),
        (["--variant", "1"], "has no variant 1"),
        (["--mentored", "many"], "'many' is not"),
    ):
        wrong = runner.invoke(app, ["learn", str(store.path), "--out", str(tmp_path / "wrong"), *words])
        assert wrong.exit_code == 2, wrong.output
        assert says in " ".join(wrong.output.split())
    nothing = ws.StoredRuns(store.path).learn(mentored=0, years=3)
    assert (nothing.table["value"] == 0.0).all()
