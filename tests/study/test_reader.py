"""What a sound study file means."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from wopsim.declare import Parameters
from wopsim.errors import StudyError
from wopsim.study import Scenario, Study, read_study

WHOLE = """\
title: A title
question: >
  A question over
  two lines?
world: mine.csv
seed: 12_345
draws: 8
replicates: 2
horizon_years: 15
base:
  budget: 3e6
  programme_years: 4
  pilot_grant: 20_000
overrides:
  short:
    partnership_months: 18
    pilot_grant: 0
  by_need:
    pairing: by_need
scenarios:
  few: [short]
  needy:
    label: By need
    overrides: [by_need, short]
    set:
      pilot_grant: 1.0e5
      budget: 2000000
  plain: []
"""


def study(tmp_path: Path, text: str) -> Study:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return read_study(path)


def settings(tmp_path: Path, text: str) -> dict[str, object]:
    """The settings of scenario `a` in a study of these lines."""
    return dict(next(s for s in study(tmp_path, "title: T\n" + text).scenarios if s.name == "a").settings)


def test_a_whole_file(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").touch()
    base = {"budget": 3e6, "programme_years": 4, "pilot_grant": 20_000.0}
    few = {**base, "partnership_months": 18, "pilot_grant": 0.0}
    needy = {**few, "pairing": "by_need", "pilot_grant": 1e5, "budget": 2e6}
    assert study(tmp_path, WHOLE) == Study(
        name="mine",
        title="A title",
        question="A question over two lines?",
        world=str(tmp_path / "mine.csv"),
        seed=12_345,
        draws=8,
        replicates=2,
        horizon_years=15,
        scenarios=(
            Scenario("no_programme", "No programme", {**base, "budget": 0.0}),
            Scenario("few", "Few", few),
            Scenario("needy", "By need", needy),
            Scenario("plain", "Plain", base),
        ),
        path=tmp_path / "mine.yaml",
    )


def test_the_least_file(tmp_path: Path) -> None:
    found = study(tmp_path, "title: T\nscenarios:\n  much_more: []\n")
    assert (found.question, found.world, found.seed, found.draws, found.replicates, found.horizon_years) == ("", "default", 1, 24, 4, 10)
    assert found.scenarios == (Scenario("no_programme", "No programme", {"budget": 0.0}), Scenario("much_more", "Much more", {}))


def test_values_have_the_type_of_their_declaration(tmp_path: Path) -> None:
    found = settings(tmp_path, "scenarios:\n  a: {set: {budget: 5, programme_years: 3.0}}\n")
    assert [(value, type(value)) for value in found.values()] == [(5.0, float), (3, int)]


@pytest.mark.parametrize("number", ["10e6", "10E6", "1.0e7", "1e+7", "10_000_000", "10000000", "10000000.", "+10_000_000.0"])
def test_ways_to_write_ten_million(tmp_path: Path, number: str) -> None:
    assert settings(tmp_path, f"base:\n  budget: {number}\nscenarios:\n  a: []\n") == {"budget": 10e6}


@pytest.mark.parametrize("number", ["0.25", ".25", "2.5e-1"])
def test_ways_to_write_a_quarter(tmp_path: Path, number: str) -> None:
    assert settings(tmp_path, f"base:\n  resident_share: {number}\nscenarios:\n  a: []\n") == {"resident_share": 0.25}


def test_overrides_may_agree(tmp_path: Path) -> None:
    text = "overrides:\n  x: {pilot_grant: 0, budget: 1e6}\n  y: {pilot_grant: 0.0}\nscenarios:\n  a: [x, y]\n"
    assert settings(tmp_path, text) == {"pilot_grant": 0.0, "budget": 1e6}


def test_a_set_does_not_heal_a_conflict(tmp_path: Path) -> None:
    text = "overrides:\n  x: {budget: 1}\n  y: {budget: 2}\nscenarios:\n  a: {overrides: [x, y], set: {budget: 3}}\n"
    with pytest.raises(StudyError, match=r"set 'budget' differently, to 1\.0 and 2\.0"):
        settings(tmp_path, text)


def test_each_of_three_overrides_is_compared(tmp_path: Path) -> None:
    text = "overrides:\n  x: {budget: 1}\n  y: {budget: 1}\n  z: {budget: 2}\nscenarios:\n  a: [x, y, z]\n"
    with pytest.raises(StudyError, match=r"overrides 'y' \(line 4\) and 'z' \(line 5\)"):
        settings(tmp_path, text)


def test_an_unsound_override_is_reported_once(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as caught:
        settings(tmp_path, "overrides:\n  x: {budget: -1}\nscenarios:\n  a: [x]\n  b: [x]\n")
    assert [problem.line for problem in caught.value.problems] == [3]


def test_windows_files(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(b"\xef\xbb\xbftitle: T\r\nscenarios:\r\n  a: []\r\n")
    assert [scenario.name for scenario in read_study(path).scenarios] == ["no_programme", "a"]


def test_yaml_1_2_words_are_text(tmp_path: Path) -> None:
    """`no` is a name, as in a list of countries, and never false."""
    assert study(tmp_path, "title: no\nscenarios:\n  on: []\n").title == "no"


def test_a_world_is_found_from_the_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "worlds").mkdir()
    (tmp_path / "worlds" / "mine.csv").touch()
    (tmp_path / "mine.yaml").write_text("title: T\nworld: worlds/mine.csv\nscenarios:\n  a: []\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "worlds")
    assert Path(read_study("../mine.yaml").world).samefile(tmp_path / "worlds" / "mine.csv")


def test_a_misspelled_world(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").touch()
    with pytest.raises(StudyError, match=r"Did you mean 'mine\.csv'"):
        study(tmp_path, "title: T\nworld: mien.csv\nscenarios:\n  a: []\n")


@pytest.mark.parametrize("name", ["x" * 5000, "a\\0b"])
def test_a_world_no_file_system_takes(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudyError, match="there is no world file"):
        study(tmp_path, f'title: T\nworld: "{name}"\nscenarios:\n  a: []\n')


def test_a_study_travels_to_workers(tmp_path: Path) -> None:
    found = study(tmp_path, "title: T\nscenarios:\n  a: []\n")
    assert pickle.loads(pickle.dumps(found)) == found


class TestDefault:
    """The question that `wopsim compare` answers without a file."""

    KINDS = ("short", "short_pilot", "euwop", "resident", "cohort", "domestic")

    def test_it_compares_six_archetypes_paired_in_four_ways(self) -> None:
        names = [scenario.name for scenario in read_study().scenarios]
        pairs = [f"{kind}_{how}" for kind in self.KINDS for how in ("random", "need", "context", "gain")]
        assert names == ["no_programme", *pairs]

    def test_all_spend_the_same_over_five_years(self) -> None:
        baseline, *programmes = read_study().scenarios
        assert baseline.settings["budget"] == 0.0
        assert {(s.settings["budget"], s.settings["programme_years"]) for s in programmes} == {(10e6, 5)}
        assert read_study().horizon_years == 12

    def test_scenarios_of_one_kind_differ_in_pairing_alone(self) -> None:
        found = {scenario.name: dict(scenario.settings) for scenario in read_study().scenarios}
        for kind in self.KINDS:
            one = [found[f"{kind}_{how}"] for how in ("random", "need", "context", "gain")]
            assert [settings.pop("pairing") for settings in one] == ["random", "by_need", "closest_context", "predicted_gain"]
            assert all(settings == one[0] for settings in one)

    def test_longer_archetypes_are_more_intensive(self) -> None:
        found = {scenario.name: Parameters(**scenario.settings) for scenario in read_study().scenarios}
        kinds = [found[f"{kind}_need"] for kind in ("short", "euwop", "resident")]
        days = [p.missions_per_year * p.experts_per_mission * p.days_per_mission + 200 * p.resident_share for p in kinds]
        assert days == sorted(days)
        assert [p.partnership_months for p in kinds] == [18, 36, 54]

    def test_people_read_labels(self) -> None:
        assert all(" " in scenario.label for scenario in read_study().scenarios)
