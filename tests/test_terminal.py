"""Whatever stands at the other end of standard output, results are written, nothing ends in a traceback, and the exit code is right."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

STUDY = """\
title: "Ağrı – Elâzığ su idaresi"
question: Does it matter?
world: world.csv
draws: 2
replicates: 2
horizon_years: 3
base: {budget: 1.0e6, programme_years: 2, partnership_months: 12}
scenarios:
  by_need: {set: {pairing: by_need}}
  at_random: {set: {pairing: random}}
"""
WOPSIM = f'"{sys.executable}" -W error -m wopsim.cli'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import wopsim as ws

    folder = tmp_path_factory.mktemp("terminal")
    ws.write_world(ws.synthesise(n_mentees=6, n_mentors=2, seed=3), folder / "world.csv")
    (folder / "title.yaml").write_text(STUDY, encoding="utf-8")
    return folder


def shell(line: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    whole = f"set -o pipefail; {line}"
    return subprocess.run(["bash", "-c", whole], cwd=folder, capture_output=True, check=False, env={**os.environ, **environment})


COMMANDS = {
    "compare": ("compare title.yaml --workers 1 --out {out}", "{out}/comparison.csv"),
    "predict": ("predict --country Türkiye --baseline 45 --draws 2 --out {out}.csv", "{out}.csv"),
    "world": ("world world.csv --out {out}.csv", "{out}.csv"),
    "trace": ("trace title.yaml", None),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    ("kind", "end", "environment"),
    [("ascii", "", {"PYTHONIOENCODING": "ascii"}), ("closed", ">&-", {}), ("unread", "| head -c 0", {})],
)
def test_results_are_there_and_nothing_is_said_that_should_not(folder: Path, name: str, kind: str, end: str, environment: dict[str, str]):
    words, wanted = COMMANDS[name]
    out = f"{name}-{kind}"
    done = shell(f"{WOPSIM} {words.format(out=out)} {end}", folder, **environment)
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert "Traceback" not in told
    assert "Error" not in told
    if wanted is not None:
        assert (folder / wanted.format(out=out)).stat().st_size > 0
    if kind == "ascii":
        assert done.stdout
        assert done.stdout.isascii()


def test_what_cp1252_lacks_is_replaced_and_the_rest_stands(folder: Path):
    done = shell(f"{WOPSIM} compare title.yaml --workers 1 --out cp1252", folder, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert "A?r? – Elâz?? su idaresi" in done.stdout.decode("cp1252")
    assert "Ağrı – Elâzığ su idaresi" in (folder / "cp1252" / "comparison.txt").read_text(encoding="utf-8")


def test_a_store_is_compared_before_it_is_told(folder: Path):
    assert shell(f"{WOPSIM} run title.yaml --workers 1 --yes --out store.zarr >&-", folder).returncode == 0
    done = shell(f"{WOPSIM} compare store.zarr --out of-store", folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert b"A?r? ? El?z?? su idaresi" in done.stdout
    assert (folder / "of-store" / "comparison.csv").stat().st_size > 0


def test_words_that_a_full_disk_swallows_are_told(folder: Path):
    done = shell(f"{WOPSIM} world world.csv --out full.csv > /dev/full", folder)
    assert done.returncode == 2
    assert done.stderr.decode().count("\n") == 1
    assert "wopsim: not all that was printed could be written: No space left on device." in done.stderr.decode()
    assert (folder / "full.csv").stat().st_size > 0


def test_a_mistake_has_its_exit_code_where_nobody_reads_it(folder: Path):
    done = shell(f"{WOPSIM} check missing.yaml >&- 2>&-", folder)
    assert done.returncode == 2
    done = shell(f"{WOPSIM} check missing.yaml", folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert b"missing.yaml" in done.stderr
