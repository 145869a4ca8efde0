"""`wopsim compare` of a study file: what is printed when, and what is there if it is stopped."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.helpers import making
from wopsim.cli.main import app
from wopsim.report.figures.plot import FIGURES, Plot


def compared(study: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["compare", str(study), "--workers", "1", "--keep", "runs", "--out", str(out), *more])


def test_the_answer_is_there_before_figures_are_drawn_and_older_figures_do_not_stand_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*anything: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60.0)

    study, out = making.write_study(tmp_path, draws=2, replicates=2), tmp_path / "out"
    whole = compared(study, out)
    assert whole.exit_code == 0, whole.stderr
    drawn = {path.name for path in out.glob("*.png")}
    assert drawn
    table = whole.stdout.split("Written to")[0]
    monkeypatch.setattr(Plot, "fan", stopped)  # the first
    ended = compared(study, out)
    assert ended.exit_code == 128 + signal.SIGINT
    assert ended.stdout == table
    assert f"stopped (SIGINT) while figures were drawn; results and tables are in {out}/." in ended.stderr
    assert {path.name for path in out.iterdir()} == {"measures.nc", "comparison.csv", "comparison.txt", "study.json"}


def test_figures_that_nobody_asks_for_are_neither_drawn_nor_announced(tmp_path: Path) -> None:
    study, out = making.write_study(tmp_path, draws=2, replicates=2), tmp_path / "out"
    one, none = (compared(study, out, "--figures", figures) for figures in ("unit_costs", "none"))
    assert ("Drawing figures." in one.stderr, "Drawing figures." in none.stderr) == (True, False)
    assert "comparison.txt, unit_costs.png, study.json" in one.stdout
    assert not any(f"{name}.png" in none.stdout or (out / f"{name}.png").exists() for name in FIGURES)
