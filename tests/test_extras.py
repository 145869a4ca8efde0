"""Where an optional library is missing, the message says what to type."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wopsim import extras
from wopsim.cli.main import app
from wopsim.data import PACKAGE
from wopsim.errors import MissingExtraError

CLONE = PACKAGE.parent


def test_in_a_clone_the_line_is_that_of_a_clone() -> None:
    said = str(extras.missing_extra("Parquet", "pyarrow", "parquet", "CSV needs nothing more."))
    assert said == f'Parquet needs pyarrow: pip install -e ".[parquet]" in {CLONE}. CSV needs nothing more.'


def test_elsewhere_it_says_where(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(extras, "PACKAGE", tmp_path / "wopsim")
    said = str(extras.missing_extra("Parquet", "pyarrow", "parquet"))
    assert said == 'Parquet needs pyarrow: pip install ".[parquet]" in a clone of the repository.'


def test_every_feature_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    from wopsim.app.serving import require_solara
    from wopsim.runs.dask_workers import run_on_cluster

    for name in ("distributed", "solara"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtraError, match=r'-e "\.\[dashboard\]"'):
        require_solara()
    with pytest.raises(MissingExtraError, match=r'-e "\.\[cluster\]"'):
        list(run_on_cluster(lambda number: None, [0], scheduler="tcp://localhost:1"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    done = CliRunner().invoke(app, ["calibrate"])
    assert done.exit_code == 2
    assert 'pip install -e ".[calibration]"' in done.output
