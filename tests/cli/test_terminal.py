"""Whatever stands at the other end of standard output, results are written, nothing ends in a traceback, and the exit code is right."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wopsim.cli.main import app
from wopsim.cli.terminal import never_fail_to_print, why_not_printed

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
WOPSIM = f'"{sys.executable}" -W error -m wopsim.cli.main'


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


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("end", ["", "| head -c 0", ">&-", ">&- 2>&-"])
def test_a_command_that_only_prints(folder: Path, unbuffered: str, end: str):
    done = shell(f"{WOPSIM} --help {end}", folder, PYTHONIOENCODING="ascii", PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert bool(done.stdout) is not bool(end)


@pytest.mark.parametrize("line", ["--version", "check title.yaml", "check no.yaml"])
def test_the_package_is_the_program(folder: Path, line: str):
    of_package, of_program = shell(f'"{sys.executable}" -W error -m wopsim {line}', folder), shell(f"{WOPSIM} {line}", folder)
    assert (of_package.returncode, of_package.stdout, of_package.stderr) == (of_program.returncode, of_program.stdout, of_program.stderr)
    assert of_package.stdout or of_package.returncode == 2


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_signs_that_are_lacking_are_replaced_however_they_are_printed(folder: Path, unbuffered: str):
    program = (
        "import sys, typer, rich; from wopsim.cli.terminal import never_fail_to_print; never_fail_to_print()\n"
        "typer.echo('A\u011fr\u0131'); print('A\u011fr\u0131'); rich.print('A\u011fr\u0131'); typer.echo('A\u011fr\u0131', err=True)"
    )
    done = shell(f'"{sys.executable}" -c "{program}"', folder, PYTHONIOENCODING="ascii", PYTHONUNBUFFERED=unbuffered)
    assert done.stdout == b"A?r?\n" * 3
    assert done.stderr == b"A?r?\n"


def test_what_somebody_put_in_the_place_of_standard_output_stays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with (tmp_path / "told.txt").open("w", encoding="ascii") as file:
        monkeypatch.setattr(sys, "stdout", file)
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        never_fail_to_print()
        sys.stdout.write("A\u011fr\u0131\n")
        assert why_not_printed() is None
        assert isinstance(sys.stderr, io.StringIO)
    assert (tmp_path / "told.txt").read_text(encoding="ascii") == "A?r?\n"


def test_words_that_a_full_disk_swallows_are_told(folder: Path):
    done = shell(f"{WOPSIM} --help > /dev/full", folder)
    assert done.returncode == 2
    assert done.stderr.decode() == "wopsim: not all that was printed could be written: No space left on device. Files are complete.\n"


def test_a_mistake_has_its_exit_code_where_nobody_reads_it(folder: Path):
    for end in (">&- 2>&-", "| head -c 0"):
        assert shell(f"{WOPSIM} check --nonsense {end}", folder).returncode == 2


class Deaf(io.StringIO):
    """A terminal on which every word fails."""

    def write(self, text: str) -> int:
        raise UnicodeEncodeError("ascii", "-", 0, 1, "ordinal not in range(128)")


@pytest.fixture(scope="module")
def store(folder: Path) -> Path:
    from wopsim import sweeps

    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.chdir(folder)
    sweeps.sweep("title.yaml", "store.zarr", workers=1)
    monkeypatch.undo()
    return folder / "store.zarr"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("compare title.yaml --workers 1 --out of-study", "of-study/comparison.csv"),
        ("compare store.zarr --out of-store", "of-store/comparison.csv"),
        ("predict --country Kenya --baseline 45 --draws 2 --out predicted.csv", "predicted.csv"),
        ("world world.csv --out described.csv", "described.csv"),
    ],
)
def test_results_come_before_words(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch, line: str, wanted: str):
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "stdout", Deaf())
    with pytest.raises(UnicodeEncodeError):
        app(line.split())
    assert (folder / wanted).stat().st_size > 0


@pytest.mark.parametrize(("out", "end", "heard"), [("told", "", "A?r? – Elâz?? su idaresi"), ("closed", ">&-", "")])
def test_what_cp1252_lacks_is_replaced_and_the_rest_stands(folder: Path, out: str, end: str, heard: str):
    done = shell(f"{WOPSIM} compare title.yaml --workers 1 --out {out} {end}", folder, PYTHONIOENCODING="cp1252")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode("cp1252").partition("\n")[0] == heard
    assert "Ağrı – Elâzığ su idaresi" in (folder / out / "comparison.txt").read_text(encoding="utf-8")
