"""Every shipped table that a run reads is part of where its store comes from: when one changes, a sweep does not go on."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import wopsim as ws
from wopsim import data
from wopsim.data import shipped
from wopsim.runs.provenance import differences, provenance

TABLES = [
    *(f"scenarios/worlds/{name}.csv" for name in ("associations", "countries", "country_boxes", "country_names", "default", "levels")),
    *(f"calibration/evidence/panel/{name}.csv" for name in ("copula", "marginals")),
]
_opened: set[str] = set()
sys.addaudithook(lambda event, arguments: _opened.add(str(arguments[0])) if event == "open" else None)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of all that ships, which is read instead."""
    for folder in ("scenarios", "calibration"):
        shutil.copytree(shipped(folder), tmp_path / folder)
    monkeypatch.setattr(data, "_ROOTS", (tmp_path,))
    return tmp_path


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_changed_is_named(table: str, copy: Path) -> None:
    study = ws.read_study()
    before = provenance(study)
    assert differences(before, provenance(study)) == []
    place = copy / table
    place.write_bytes(place.read_bytes().replace(b"1", b"2", 1))
    assert any(table in sentence for sentence in differences(before, provenance(study)))


def test_no_other_table_is_read_by_a_world(copy: Path) -> None:
    """Worlds that are read, filled and made, with nothing remembered of earlier ones."""
    for module in [module for name, module in sys.modules.items() if name.startswith("wopsim.world")]:
        for kept in vars(module).values():
            forget: Any = getattr(kept, "cache_clear", None)
            if forget is not None:
                forget()
    _opened.clear()
    (copy / "mine.csv").write_text("name,country,population_served\nA,Kenya,10000\nB,Peru,200000\n")
    ws.read_world(copy / "mine.csv").complete(1, 0)
    ws.read_world().complete(1, 0)
    ws.synthesise(n_mentees=3, n_mentors=2, seed=1)
    read = {str(Path(path).relative_to(copy)) for path in _opened if Path(path).is_relative_to(copy)} - {"mine.csv"}
    assert read == set(TABLES)
