"""What was read stays what it is when the process goes to another folder, where files of the same names may lie."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import wopsim as ws
from wopsim.runs.provenance import differences, provenance
from wopsim.study.draws import draw_of

STUDY = "title: S\nworld: w.csv\ndraws_from: p.csv\ndraws: 1\nreplicates: 1\nhorizon_years: 2\nscenarios:\n  x: {set: {pairing: random}}\n"
WORLDS = {"here": "Alto,Kenya,60000\nBaixo,Kenya,25000", "there": "Otro,Peru,900000\nOtro dos,Peru,950000"}


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two folders with files of the same names; the process stands in the first."""
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, turnover in ((here, 0.1), (there, 0.2)):
        (folder / "study").mkdir(parents=True)
        (folder / "study" / "w.csv").write_text(f"name,country,population_served\n{WORLDS[folder.name]}\n")
        (folder / "study" / "p.csv").write_text(f"turnover\n{turnover}\n")
        (folder / "study" / "s.yaml").write_text(STUDY)
    monkeypatch.chdir(here)
    return here, there


def mentees(result: ws.Result) -> list[str]:
    return sorted(str(name) for name in result.dataset["utility"].values[result.dataset["role"] == "mentee"])


def test_a_study_runs_the_same_world_with_the_same_draws(folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    study = ws.read_study("study/s.yaml")
    first = ws.run(study, workers=1)
    monkeypatch.chdir(folders[1])
    second = ws.run(study, workers=1)
    assert mentees(first) == mentees(second) == ["alto", "baixo"]
    assert first.dataset.drop_attrs().identical(second.dataset.drop_attrs())
    assert draw_of(study.draws_from, study.seed, 0)["turnover"] == 0.1
    assert str(first.trace()) == str(second.trace())


def test_no_path_of_a_study_depends_on_the_folder(folders: tuple[Path, Path]) -> None:
    study = ws.read_study("study/s.yaml")
    paths = (Path(study.world), Path(study.draws_from), study.path)
    assert all(path.is_absolute() for path in paths)
    assert [path.relative_to(folders[0]).as_posix() for path in paths] == ["study/w.csv", "study/p.csv", "study/s.yaml"]
    assert Path(replace(study, world="study/w.csv").world) == paths[0]


def test_words_for_what_ships_stay_words() -> None:
    study = ws.read_study()
    assert (study.world, study.draws_from) == ("default", "posterior")


def test_the_place_of_a_posterior_is_no_difference(folders: tuple[Path, Path]) -> None:
    held = provenance(ws.read_study(folders[0] / "study" / "s.yaml"))
    (folders[1] / "study" / "w.csv").write_bytes((folders[0] / "study" / "w.csv").read_bytes())
    assert differences(dict(held), provenance(ws.read_study(folders[1] / "study" / "s.yaml"))) == [
        f"draws are from another {folders[1] / 'study' / 'p.csv'} than those of the store."
    ]
    (folders[1] / "study" / "p.csv").write_bytes((folders[0] / "study" / "p.csv").read_bytes())
    assert differences(dict(held), provenance(ws.read_study(folders[1] / "study" / "s.yaml"))) == []
