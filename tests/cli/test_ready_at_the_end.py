"""What a command needs at its end is imported while its last runs go on, and not before."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import sys
import wopsim.api
from wopsim.cli import main

def run(question, workers, progress, *rest):
    for done in (50, 96):
        progress(done, 100)
        print(*sorted({{"h5netcdf", "matplotlib.figure"}} & set(sys.modules)), sep=",")
    raise SystemExit

wopsim.api.run = run
main.app(["compare", "--out", {out!r}, "--figures", {figures!r}])
"""


@pytest.mark.parametrize(("figures", "ready"), [("none", "h5netcdf"), ("people_served", "h5netcdf,matplotlib.figure")])
def test_what_writes_is_imported_when_the_last_runs_begin(tmp_path, figures, ready):
    code = CODE.format(out=str(tmp_path / "out"), figures=figures)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["", ready]
