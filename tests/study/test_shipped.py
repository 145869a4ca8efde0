"""The studies that ship: they can be asked for by name, share their designs, and hold every line a donor may write."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wopsim.cli.main import app
from wopsim.declare import MAY_BE_SET, PARAMETERS
from wopsim.strategies.design import CHANNELS, FUNCTIONS, OBJECTIVES
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.study import read_study
from wopsim.study.reader import shipped_studies
from wopsim.study.reference_study import everything
from wopsim.study.yaml_reader import Mapping, Node, Scalar, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"
NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
ARCHETYPES = ("short", "short_pilot", "euwop", "resident", "cohort", "domestic")


def plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return {name: plain(entry.node) for name, entry in node.items.items()}
    return node.value if isinstance(node, Scalar) else None


def raw(name: str) -> dict[str, dict[str, dict[str, object]]]:
    """What stands in a shipped study, unread."""
    tree, problems = load((SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8"))
    assert not problems
    found = plain(tree)
    assert isinstance(found, dict)
    return found


def test_the_five_studies_ship() -> None:
    assert set(shipped_studies()) == {"ten_million", "funding", "fragile_small_towns", "remunicipalised", "everything"}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_study_is_found_by_name_and_asks_a_question(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    study = read_study(name)
    assert study.name == name
    assert study.path == SCENARIOS / f"{name}.yaml"
    assert study.question.strip().endswith((".", "?"))
    assert study.horizon_years == 12


def test_a_file_of_the_same_name_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("funding").write_text("title: Mine\nscenarios:\n  a: []\n", encoding="utf-8")
    assert read_study("funding").title == "Mine"


def test_archetypes_are_the_same_in_every_study() -> None:
    first = raw("ten_million")["overrides"]
    assert set(ARCHETYPES) < set(first)
    for name in NAMES:
        for override, settings in raw(name).get("overrides", {}).items():
            if override in ARCHETYPES:
                assert settings == first[override], f"{override} in {name}"


def test_the_reference_study_is_up_to_date() -> None:
    """If this fails, run: python -m wopsim.study.reference_study > scenarios/everything.yaml"""
    assert (SCENARIOS / "everything.yaml").read_text(encoding="utf-8") == everything()


def test_every_line_that_a_study_may_hold_is_in_the_reference_study() -> None:
    base = raw("everything")["base"]
    assert set(base) == {name for name, declared in PARAMETERS.items() if declared.role in MAY_BE_SET} - {"structure"}  # at the top
    for name, value in base.items():
        assert value == pytest.approx(PARAMETERS[name].default), name


def test_every_choice_has_a_scenario() -> None:
    programmes = [scenario.settings for scenario in read_study("everything").scenarios[1:]]

    def values(name: str) -> set[object]:
        return {settings[name] for settings in programmes}

    assert values("pairing") == set(PAIRING.names())
    assert values("funding") == set(FUNDING.names())
    assert values("channel") == set(CHANNELS)
    assert values("new_function") == set(FUNCTIONS)
    for objective in OBJECTIVES:
        assert any(settings[f"objective_{objective}"] == 1.0 for settings in programmes)
    modalities = ("resident_share", "study_visits_per_year", "remote_days_per_month", "classroom_days_per_year", "cohort_size",
                  "triangular", "consortium_mentors", "pilot_grant", "follow_up_years", "extension_months", "mentors_from")  # fmt: skip
    for name in modalities:
        assert len(values(name)) > 1, name
    for name in ("eligible_income", "eligible_size", "eligible_fragile", "eligible_remunicipalised"):
        assert len(values(name)) > 1, name


def test_the_funding_study_compares_every_strategy_and_nothing_else() -> None:
    _, *programmes = read_study("funding").scenarios
    assert [s.settings["funding"] for s in programmes] == [s.name for s in programmes]
    assert {s.name for s in programmes} == set(FUNDING.names())
    assert len({tuple((k, v) for k, v in sorted(s.settings.items()) if k != "funding") for s in programmes}) == 1


def test_the_command_lists_every_study_with_its_question() -> None:
    done = CliRunner().invoke(app, ["studies"])
    assert done.exit_code == 0
    for name in NAMES:
        assert f"{name}: {read_study(name).title}" in done.stdout
    assert " ".join(read_study("funding").question.split()) in " ".join(done.stdout.split())


def test_a_world_can_be_cut_down_on_the_command_line(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    done = CliRunner().invoke(app, ["world", "--only", "size_class=small_town", "--out", str(path)])
    assert done.exit_code == 0
    assert "99 possible mentees, 100 possible mentors" in done.stdout
    assert CliRunner().invoke(app, ["world", "--only", "size_class=hamlet"]).exit_code != 0
