"""`check_study` reports what is wrong in a study and in its world together."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wopsim.cli.main import app
from wopsim.errors import StudyError, WorldFileError
from wopsim.study.check import check_study

SOUND_WORLD = "name,country,population_served\nNyeri Water,Kenya,120000\n"
BAD_WORLD = "name,country,population_served\nNyeri Water,Kenya,-5\n"


def write(folder: Path, study: str, world: str) -> Path:
    (folder / "world.csv").write_text(world, encoding="utf-8")
    path = folder / "study.yaml"
    path.write_text(f"title: T\nworld: world.csv\nscenarios:\n  a: {study}\n", encoding="utf-8")
    return path


def test_the_default_study_is_sound() -> None:
    assert check_study() == []


def test_a_sound_study_of_an_own_world(tmp_path: Path) -> None:
    assert check_study(write(tmp_path, "[]", SOUND_WORLD)) == []


def test_a_negative_population_is_found_through_the_study(tmp_path: Path) -> None:
    (found,) = check_study(write(tmp_path, "[]", BAD_WORLD))
    assert isinstance(found, WorldFileError)
    assert found.path == str(tmp_path / "world.csv")
    assert [problem.line for problem in found.problems] == [2]


def test_both_files_are_reported_at_once(tmp_path: Path) -> None:
    study, world = check_study(write(tmp_path, "[nothing]", BAD_WORLD))
    assert isinstance(study, StudyError)
    assert study.path == str(tmp_path / "study.yaml")
    assert isinstance(world, WorldFileError)


def test_a_missing_world_is_a_problem_of_the_study(tmp_path: Path) -> None:
    path = write(tmp_path, "[]", SOUND_WORLD)
    (tmp_path / "world.csv").unlink()
    (found,) = check_study(path)
    assert isinstance(found, StudyError)
    assert [problem.line for problem in found.problems] == [2]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("{eligible_countries: [Kenya, Burundi]}", "'eligible_countries': the world 'world' has no 'Burundi'. Its mentees are of: Kenya."),
        ("{eligible_countries: Burundi}", "'eligible_countries': the world 'world' has no 'Burundi'."),
        ("{eligible_utilities: [Nyeri]}", "'eligible_utilities': the world 'world' has no 'Nyeri'. Did you mean 'Nyeri Water'?"),
    ],
)
def test_a_name_that_the_world_has_not_is_told_with_its_line(tmp_path: Path, settings: str, said: str) -> None:
    (found,) = check_study(write(tmp_path, f"{{set: {settings}}}", SOUND_WORLD))
    assert isinstance(found, StudyError)
    (problem,) = found.problems
    assert problem.line == 4
    assert problem.message.startswith(said)


def test_names_that_the_world_has_are_no_problem(tmp_path: Path) -> None:
    lists = "{eligible_countries: [Kenya], eligible_utilities: all, eligible_regions: all}"
    assert check_study(write(tmp_path, f"{{set: {lists}}}", SOUND_WORLD)) == []


def test_check_says_no_problem_only_where_there_is_none(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(write(tmp_path, "{set: {eligible_countries: [Burundi]}}", SOUND_WORLD))])
    assert done.exit_code == 2
    assert "line 4: 'eligible_countries'" in done.output
    assert "no problems found" not in done.output


def checked(path: Path) -> tuple[str, str]:
    """First line of what the command says, and its notes."""
    done = CliRunner().invoke(app, ["check", str(path)])
    assert done.exit_code == 0
    return done.stdout.splitlines()[0].removeprefix(f"{path}: "), done.stderr


def test_a_study_in_which_no_design_can_buy_anything_has_that_on_its_first_line(tmp_path: Path) -> None:
    first, notes = checked(write(tmp_path, "{set: {budget: 2.0}}\n  b: {set: {budget: 9e3}}\n  c: {set: {budget: 0.0}}", SOUND_WORLD))
    assert first == "the study can be run, but no design can buy anything: none has the money for one whole partnership."
    assert "the budget, EUR 2, pays for no whole partnership" in notes
    for some in ("{set: {budget: 2.0}}\n  b: {set: {budget: 1e6}}", "{set: {budget: 0.0}}"):  # one buys; none is asked to
        assert checked(write(tmp_path, some, SOUND_WORLD))[0] == "no problems found."


def test_texts_that_a_translation_leaves_out_are_named_with_its_language(tmp_path: Path) -> None:
    french, spanish = "{title: T, labels: {a: Un}}", "{title: T, labels: {a: Uno, b: Dos}}"
    texts = f"\n  b: {{set: {{budget: 1e6}}}}\ntranslations:\n  fr: {french}\n  es: {spanish}"
    _, notes = checked(write(tmp_path, f"[]{texts}", SOUND_WORLD))
    assert "Note: not in 'translations' to 'fr', so that a brief has them as they are written: label of 'b'." in notes
    assert "'es'" not in notes
    assert "'en'" not in notes  # the file has no texts in English, and none are asked for


def test_nothing_is_written(tmp_path: Path) -> None:
    path = write(tmp_path, "[]", SOUND_WORLD)
    check_study(path)
    assert sorted(found.name for found in tmp_path.iterdir()) == ["study.yaml", "world.csv"]
