"""The structure of a study: which rival theories are drawn, are absent, or hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from wopsim.declare import PARAMETERS, Parameters, Prior, param
from wopsim.errors import DeclarationError, StudyError
from wopsim.rules.theories import DRAWN, NONE, THEORIES, mechanisms, under_structure
from wopsim.runs.in_memory import parameters_of
from wopsim.study.reader import read_study

STUDY = "title: T\nquestion: Q\nstructure: {}\nscenarios:\n  a: {{set: {{partnership_months: 12}}}}\n"


@pytest.fixture
def rivals() -> Iterator[None]:
    """Two mechanisms of two theories, declared for a while."""
    for name, theory in (("a_rival", "thin_effort_fails"), ("another_rival", "gains_relapse")):
        param(name, 0.0, unit="1", role="uncertain", doc="A test.", source="assumed", prior=Prior("uniform", 0.1, 0.2), valid=(0.0, 1.0),
              theory=theory, strong=0.5)  # fmt: skip
    yield
    del PARAMETERS["a_rival"], PARAMETERS["another_rival"]


def study(folder: Path, structure: str) -> Path:
    path = folder / "study.yaml"
    path.write_text(STUDY.format(structure), encoding="utf-8")
    return path


@pytest.mark.usefixtures("rivals")
class TestRivals:
    def test_drawn_leaves_what_was_drawn(self) -> None:
        p = Parameters(a_rival=0.3)
        assert under_structure(p, ()) is p

    def test_none_has_none(self) -> None:
        p = under_structure(Parameters(a_rival=0.3, another_rival=0.2, structure=NONE), ())
        assert (p.a_rival, p.another_rival) == (0.0, 0.0)

    def test_a_theory_has_its_own_strong_and_the_others_neutral(self) -> None:
        p = under_structure(Parameters(a_rival=0.3, another_rival=0.2, structure="gains_relapse"), ())
        assert (p.a_rival, p.another_rival) == (0.0, 0.5)

    def test_what_a_study_states_stays(self) -> None:
        p = under_structure(Parameters(a_rival=0.3, another_rival=0.2, structure=NONE), ["a_rival"])
        assert (p.a_rival, p.another_rival) == (0.3, 0.0)

    @pytest.mark.parametrize(("structure", "first"), [(DRAWN, None), (NONE, 0.0), ("thin_effort_fails", 0.5)])
    def test_every_scenario_of_a_study_has_its_structure_the_baseline_too(
        self, tmp_path: Path, structure: str, first: float | None
    ) -> None:
        asked = read_study(study(tmp_path, structure))
        values = {parameters_of(asked, scenario, draw).a_rival for scenario in (0, 1) for draw in range(4)}
        if first is None:
            assert len(values) == 4  # one for each draw, whatever the scenario
            assert all(0.1 <= value <= 0.2 for value in values)
        else:
            assert values == {first}


def test_every_theory_has_a_mechanism_or_waits_for_one() -> None:
    assert {p.theory for p in PARAMETERS.values() if p.theory} <= set(THEORIES)
    assert all(PARAMETERS[name].role == "uncertain" for name in mechanisms())


def test_an_unknown_theory_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"line 3: 'structure' is 'gains_relapsed'.*Did you mean 'gains_relapse'"):
        read_study(study(tmp_path, "gains_relapsed"))


def test_one_structure_holds_for_a_whole_study(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("title: T\nquestion: Q\nscenarios:\n  a: {set: {structure: none}}\n", encoding="utf-8")
    with pytest.raises(StudyError, match="'structure' holds for a whole study"):
        read_study(path)


def test_structures_can_be_swept(tmp_path: Path) -> None:
    path = study(tmp_path, "none")
    path.write_text(path.read_text(encoding="utf-8") + "sweep: {grid: {structure: [none, gains_relapse]}}\n", encoding="utf-8")
    asked = read_study(path)
    assert [parameters_of(asked.at(number), scenario, 0).structure for number in (0, 1) for scenario in (0, 1)] == [
        "none", "none", "gains_relapse", "gains_relapse",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"theory": "gains_relapse"}, "go together"),
        ({"strong": 0.5}, "go together"),
        ({"theory": "gains_relapse", "strong": 0.0}, "neutral"),
        ({"theory": "gains_relapse", "strong": 2.0}, "strong value of"),
    ],
)
def test_a_mechanism_is_declared_whole(more: dict[str, float | str], wrong: str) -> None:
    with pytest.raises(DeclarationError, match=wrong):
        param("half_a_rival", 0.0, unit="1", role="uncertain", doc="A test.", source="assumed", prior=Prior("uniform", 0, 1), valid=(0, 1),
              **more)  # type: ignore[arg-type]  # fmt: skip
    assert "half_a_rival" not in PARAMETERS
