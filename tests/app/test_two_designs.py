"""Two designs of the live page: where they begin, and the study file that they are saved as."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

import wopsim as ws
from tests.helpers.making import write_study
from wopsim.app.controls import PARTS, Control, Several, Slider, as_on_the_page
from wopsim.app.two_designs import NAMES, TwoDesigns
from wopsim.declare import PARAMETERS
from wopsim.errors import WopsimError
from wopsim.study.parameter_block import settable
from wopsim.study.reader import read_study, shipped_studies

CONTROLS = [control for part in PARTS.values() for control in part]


@pytest.mark.parametrize("name", shipped_studies())
def test_every_shipped_study_can_be_opened_and_saved_as_it_was(name: str, tmp_path: Path) -> None:
    study = read_study(name)
    question = TwoDesigns.of(study)
    content = question.saved(5)
    if question.files:
        zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    else:
        (tmp_path / question.saved_as).write_bytes(content)
    saved = read_study(tmp_path / "two_designs.yaml")
    assert (saved.seed, saved.horizon_years, saved.draws, saved.replicates) == (study.seed, study.horizon_years, 5, 1)
    assert (Path(saved.world).name, saved.draws_from, saved.readings) == (Path(study.world).name, study.draws_from, study.readings)
    for scenario, side in zip(saved.scenarios[1:], question.sides, strict=True):
        assert scenario.settings == side.settings
    assert [scenario.name for scenario in saved.scenarios[1:]] == list(NAMES)
    assert {**saved.scenarios[0].settings, "budget": 0.0} == study.scenarios[0].settings


def test_lists_of_names_and_a_structure_are_saved_as_a_file_has_them(tmp_path: Path) -> None:
    text = "structure: none\nquestion: Who?"
    path = write_study(tmp_path, more=text)
    question = TwoDesigns.of(read_study(path))
    some = question.with_side(0, question.sides[0].with_setting("eligible_countries", "Kenya; Uganda"))
    (tmp_path / "saved.yaml").write_text(some.as_file(2), encoding="utf-8")
    saved = read_study(tmp_path / "saved.yaml")
    assert saved.scenarios[1].settings["eligible_countries"] == "Kenya; Uganda"
    assert {scenario.settings["structure"] for scenario in saved.scenarios} == {"none"}
    assert saved.question == "Who?"


def test_a_study_with_one_design_begins_with_two_that_can_be_told_apart(tmp_path: Path) -> None:
    path = write_study(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("  need: {set: {pairing: by_need}}\n", ""), encoding="utf-8")
    question = TwoDesigns.of(read_study(path))
    assert question.sides[0].settings == question.sides[1].settings
    assert len({scenario.label for scenario in question.asked(2).scenarios}) == 3


def test_a_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WopsimError, match="no sweep"):
        TwoDesigns.of(read_study(write_study(tmp_path, more="sweep: {grid: {budget: [1e6, 2e6]}}")))


def test_a_world_that_was_brought_is_named_without_its_folder(tmp_path: Path) -> None:
    import dataclasses

    question = TwoDesigns.of(read_study(write_study(tmp_path)))
    brought = tmp_path / "brought" / "mine.csv"
    brought.parent.mkdir()
    brought.write_bytes(Path(question.study.world).read_bytes())
    question = dataclasses.replace(question, world=brought)
    assert question.asked(2).world == str(brought)
    assert "world: mine.csv\n" in question.as_file(2)
    assert "# Keep mine.csv in the same folder.\n" in question.as_file(2)
    assert str(tmp_path) not in question.as_file(2)


def test_a_study_that_reads_files_is_saved_with_them_and_runs_wherever_it_is_unpacked(tmp_path: Path) -> None:
    posterior = tmp_path / "mine_posterior.csv"
    posterior.write_text("draw,application_chance\n0,0.1\n1,0.3\n", encoding="utf-8")
    question = TwoDesigns.of(read_study(write_study(tmp_path, draws=2, more="draws_from: mine_posterior.csv")))
    assert question.saved_as == "two_designs.zip"
    elsewhere = tmp_path / "elsewhere"
    zipfile.ZipFile(io.BytesIO(question.saved(2))).extractall(elsewhere)
    saved = read_study(elsewhere / "two_designs.yaml")
    assert (saved.world, saved.draws_from) == (str(elsewhere / "world.csv"), str(elsewhere / "mine_posterior.csv"))
    asked, again = (ws.run(study).measures for study in (question.asked(2), saved))
    assert asked.drop_attrs().identical(again.drop_attrs())


def test_a_world_and_draws_of_the_same_file_name_are_both_saved(tmp_path: Path) -> None:
    study = write_study(tmp_path, draws=2, more="draws_from: drawn/world.csv")
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "world.csv").write_text("draw,application_chance\n0,0.1\n1,0.3\n", encoding="utf-8")
    question = TwoDesigns.of(read_study(study))
    elsewhere = tmp_path / "elsewhere"
    zipfile.ZipFile(io.BytesIO(question.saved(2))).extractall(elsewhere)
    assert {path.name for path in elsewhere.iterdir()} == {"two_designs.yaml", "world.csv", "draws_world.csv"}
    saved = read_study(elsewhere / "two_designs.yaml")
    for kept, of in ((saved.world, question.study.world), (saved.draws_from, question.study.draws_from)):
        assert Path(kept).read_bytes() == Path(of).read_bytes()
    assert "# Keep world.csv in the same folder.\n# Keep draws_world.csv in the same folder.\n" in question.as_file(2)


def test_a_study_of_what_ships_is_saved_as_one_file() -> None:
    question = TwoDesigns.of(read_study("default"))
    assert (question.saved_as, question.files) == ("two_designs.yaml", {})
    assert question.saved(5).decode("utf-8") == question.as_file(5)


@pytest.mark.parametrize("control", CONTROLS, ids=lambda control: control.name)
def test_everything_that_can_be_moved_is_a_setting_that_a_study_may_have(control: Control) -> None:
    declared = settable()[control.name]
    if isinstance(control, Slider):
        for place in (control.low, control.low + control.step, control.high):
            value = control.value(place)
            assert not declared.check(value), place
            assert isinstance(value, type(declared.default))
            assert control.shown({control.name: value}) == pytest.approx(place)
        assert control.ends(2 * control.high) == (control.low, 2 * control.high)
    elif isinstance(control, Several):
        chosen = {control.name: control.value(["Kenya", "Uganda"])}
        assert control.shown(chosen) == ["Kenya", "Uganda"]
        assert control.offers(["Togo", "Kenya"], chosen) == ["Kenya", "Togo", "Uganda"]
        assert control.value([]) == declared.default
        assert control.shown({}) == []
    else:
        assert PARAMETERS[control.name].default in control.offers


def test_what_is_wrong_is_said_in_words_of_the_page() -> None:
    said = as_on_the_page("scenario 'design_b': 'budget' is -1, and objective_access, objective_access_more and the budget are not.")
    assert said == "Design B: “Budget [million EUR]” is -1, and “Access for more people”, objective_access_more and the budget are not."
