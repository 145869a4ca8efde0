"""Screening of a small study: what nobody reads moves nothing, what only one design pays turns the order, and nothing is run twice."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import wopsim as ws
import wopsim.engines.compiled.run
from wopsim import screening
from wopsim.cli.main import app
from wopsim.declare import PARAMETERS, Prior, param
from wopsim.errors import WopsimError
from wopsim.report.screening_page import page, values_of
from wopsim.screening import numbers_of, screen, with_designs
from wopsim.study.scenario import Study
from wopsim.world import write_world
from wopsim.world.synthesis import synthesise

ROOT = Path(__file__).resolve().parents[2]
STUDY = """\
title: Visits or residents
question: Which?
world: small.csv
draws: 3
replicates: 2
horizon_years: 4
base:
  {budget: 2e6, programme_years: 2, partnership_months: 12, channel: direct,
   application_chance: 1, agreement_chance: 1, most_partnerships: 10}
scenarios:
  visits: {label: "Visits, at random", set: {resident_share: 0}}
  visits_need: {label: "Visits, by need", set: {resident_share: 0, pairing: by_need}}
  resident: {label: "Residents, at random", set: {resident_share: 1, missions_per_year: 0.5}}
"""
runner = CliRunner()


@pytest.fixture
def study_file(tmp_path: Path) -> Path:
    write_world(synthesise(n_mentees=14, n_mentors=8, seed=3), tmp_path / "small.csv")
    path = tmp_path / "visits.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return path


@pytest.fixture
def study(study_file: Path) -> Study:
    return with_designs(ws.read_study(study_file), None)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A number that no rule reads; and the cost of residents, which only one design pays, from nothing to more than all the money."""
    param("zzz_unread", 1.0, unit="1", role="fixed", doc="Nobody reads it.", source="assumed", plausible=(0.0, 10.0))
    resident = dataclasses.replace(PARAMETERS["resident_year_cost"], role="fixed", prior=None, plausible=(0.0, 1e6))
    monkeypatch.setitem(PARAMETERS, "resident_year_cost", resident)
    yield
    del PARAMETERS["zzz_unread"]


@pytest.mark.usefixtures("known")
def test_what_nobody_reads_moves_nothing_and_what_one_design_pays_turns_the_order(study: Study, tmp_path: Path) -> None:
    found = screen(study, tmp_path / "out", names=["zzz_unread", "resident_year_cost"], workers=1)
    assert found.designs == ["Visits", "Residents"]
    paid, unread = found.findings
    assert (paid.number.declared.name, unread.number.declared.name) == ("resident_year_cost", "zzz_unread")
    assert unread.move.size == 0.0
    assert not found.turns(unread)
    assert not found.unclear(unread)
    assert (unread.chance == unread.chance[..., :1]).all()
    # visits beat residents never where these cost nothing, always where nobody can afford one
    assert paid.chance[0, 0, [0, 2]].tolist() == [0.0, 1.0]
    assert found.turns(paid)
    assert found.undrawn_that_turn == [paid]
    text = page(found)
    assert "**1 of 2 undrawn numbers moves a chance by more than 0.15 beyond the Monte Carlo error, and should be drawn" in text
    assert "| `zzz_unread` | 1 | 0 | 1 | 10 |" in text
    table = found.table()
    assert len(table) == 2 * 3
    assert table.loc[table["turns"], "number"].unique().tolist() == ["resident_year_cost"]
    assert {*table["criterion"]} == {"total", "per_euro", "per_euro_of_all"}
    row = table[(table["number"] == "resident_year_cost") & (table["criterion"] == "total")].iloc[0]
    assert (row["design"], row["other"], row["chance_low"], row["chance_high"]) == ("visits", "resident", 0.0, 1.0)


def test_runs_are_kept_and_not_run_again(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "out"
    told: list[tuple[int, int]] = []
    first = screen(study, folder, names=["travel_km"], workers=1, tell=lambda *where: told.append(where))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    kept = {path.name: path.stat().st_mtime_ns for path in (folder / "runs").iterdir()}
    assert set(kept) == {"default.npz", "travel_km-low.npz", "travel_km-high.npz"}
    (folder / "runs" / "travel_km-high.npz").unlink()
    told.clear()
    second = screen(study, folder, names=["travel_km"], workers=1, tell=lambda *where: told.append(where))
    assert told == [(2, 3), (3, 3)]
    assert np.array_equal(first.findings[0].chance, second.findings[0].chance)
    now = {path.name: path.stat().st_mtime_ns for path in (folder / "runs").iterdir()}
    assert {name for name in kept if now[name] == kept[name]} == {"default.npz", "travel_km-low.npz"}

    (folder / "runs" / "default.npz").write_bytes(b"PK cut")
    with pytest.raises(WopsimError, match=r"default\.npz cannot be read .*Remove it; the same line then runs it again\."):
        screen(study, folder, names=["travel_km"], workers=1)


def test_a_number_is_held_in_every_scenario_and_the_baseline_has_no_money(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Study] = []
    really = ws.run

    def run(one: Study, **how: Any) -> ws.Result:
        ran.append(one)
        return really(one, **how)

    monkeypatch.setattr("wopsim.api.run", run)
    screen(study, tmp_path / "out", names=["travel_km"], workers=1)
    held = [{scenario.settings.get("travel_km") for scenario in one.scenarios} for one in ran]
    low, high = PARAMETERS["travel_km"].plausible or (0.0, 0.0)
    assert held == [{None}, {low}, {high}]
    assert [one.scenarios[0].settings["budget"] for one in ran] == [0.0] * 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda study: dataclasses.replace(study, draws=4), "other study, scenarios, draws or replicates"),
        (lambda study: dataclasses.replace(study, draws_from="prior"), "other study, scenarios, draws or replicates, posterior or priors"),
    ],
)
def test_runs_of_another_screening_are_not_taken(change, said, study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening._Job, "__call__", lambda job: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        screen(study, tmp_path / "out", names=["travel_km"], workers=1)
    with pytest.raises(WopsimError) as refused:
        screen(change(study), tmp_path / "out", names=["travel_km"], workers=1)
    assert f"holds another screening ({said}). Name another folder with --out" in str(refused.value)
    (tmp_path / "out" / "screening.json").write_text("[1", encoding="utf-8")
    with pytest.raises(WopsimError, match=r"screening\.json cannot be used .* Name another folder with --out, or remove it\."):
        screen(study, tmp_path / "out", names=["travel_km"], workers=1)


def test_what_is_uncertain_is_held_at_the_ends_of_its_prior() -> None:
    study = ws.read_study("ten_million")
    param("zzz_drawn", 4, unit="1", role="uncertain", doc="New.", source="assumed", prior=Prior("lognormal", 4.0, 0.7), valid=(1, 100))
    try:
        numbers, left = numbers_of(study, ["zzz_drawn"])
    finally:
        del PARAMETERS["zzz_drawn"]
    assert left == []
    assert [(number.low, number.high) for number in numbers] == [(1, 13)]  # 4 exp(-1.645 * 0.7) = 1.26, 4 exp(1.645 * 0.7) = 12.65


def test_what_the_study_sets_is_a_choice_and_left_alone(study: Study) -> None:
    chosen = [dataclasses.replace(one, settings={**one.settings, "drought_rate": 0.2}) for one in study.scenarios]
    numbers, left = numbers_of(dataclasses.replace(study, scenarios=tuple(chosen)))
    assert left == ["agreement_chance", "application_chance", "drought_rate", "most_partnerships"]
    assert "drought_rate" not in {number.declared.name for number in numbers}
    assert "drought_rate" in {number.declared.name for number in numbers_of(study)[0]}


def test_one_of_each_design_that_paired_at_random(study_file: Path) -> None:
    whole = ws.read_study(study_file)
    assert [one.name for one in with_designs(whole, None).scenarios] == ["no_programme", "visits", "resident"]
    assert [one.name for one in with_designs(whole, ["resident", "visits_need"]).scenarios] == ["no_programme", "resident", "visits_need"]
    default = with_designs(ws.read_study(), None).scenarios[1:]
    assert [one.name.removesuffix("_random") for one in default] == ["short", "short_pilot", "euwop", "resident", "cohort", "domestic"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scenarios", "visits,residen"], "no scenario 'residen'; it has visits, visits_need, resident. Did you mean 'resident'?"),
        (["--scenarios", "visits"], "an order needs at least two designs"),
        (["--outcome", "people_serve"], "designs cannot be ordered by 'people_serve'; known: people_served,"),
        (["--outcome", "utilities_followed"], "designs cannot be ordered by 'utilities_followed'"),
        (["--numbers", "quality_effec"], "'quality_effec' is no parameter, so it cannot be screened. Did you mean 'quality_effect'?"),
        (["--numbers", "absorption"], "'absorption' has no plausible range and is not uncertain, so it cannot be screened."),
    ],
)
def test_mistakes_are_told_before_anything_is_run(options, said, study_file: Path, tmp_path: Path) -> None:
    done = runner.invoke(app, ["screen", str(study_file), "--out", str(tmp_path / "out"), *options])
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert not (tmp_path / "out").exists()


def test_too_little_to_know_an_error(study: Study, tmp_path: Path) -> None:
    for short in ({"draws": 1}, {"replicates": 1}):
        with pytest.raises(WopsimError, match="at least two draws and two replicates; give --draws and --replicates"):
            screen(dataclasses.replace(study, **short), tmp_path / "out")


def test_the_command_prints_a_table_and_writes_a_page_and_all_numbers(study_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    line = [
        "screen",
        str(study_file),
        "--out",
        str(out),
        "--draws",
        "2",
        "--numbers",
        "travel_km, choice_likeness",
        "--workers",
        "1",
    ]
    done = runner.invoke(app, line)
    assert done.exit_code == 0, done.output
    assert "What turns the order of designs: Visits or residents" in done.output
    assert "one-at-a-time screening" in " ".join(done.output.split())
    assert f"Written to {out}/: screening.csv, screening.md" in done.output
    table = pd.read_csv(out / "screening.csv")
    assert {*table["number"]} == {"travel_km", "choice_likeness"}
    assert (table["chance_low"].between(0, 1) & table["chance_high"].between(0, 1)).all()
    text = (out / "screening.md").read_text(encoding="utf-8")
    assert "2 draws x 2 replicates, year 4" in text
    assert json.loads((out / "screening.json").read_text(encoding="utf-8"))["outcome"] == "people_served"


def test_the_page_of_the_docs_has_every_number_as_it_is_declared_now() -> None:
    """If this fails, numbers have changed: run `wopsim screen`, and copy the screening.md of its folder to docs."""
    text = (ROOT / "docs" / "screening.md").read_text(encoding="utf-8")
    shown = {tuple(cell.strip() for cell in line.split("|")[1:6]) for line in text.splitlines() if line.startswith("| `")}
    numbers, _ = numbers_of(ws.read_study())
    assert shown == {(f"`{number.declared.name}`", number.declared.unit, *values_of(number)) for number in numbers}
