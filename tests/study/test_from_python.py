"""A study made in Python is checked as one in a file is, by the same code."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import wopsim as ws
from wopsim.errors import StudyError
from wopsim.study.study_parts import Sampled
from wopsim.study.yaml_reader import load, plain

BAD = Path(__file__).parents[1] / "bad_inputs"
TWO = {"need": {"set": {"pairing": "by_need"}}, "chance": {"label": "By chance"}}


def keys_of(path: Path) -> dict[str, object] | None:
    """What a file says, where it can be read and has what Python asks for."""
    try:
        tree, problems = load(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        return None
    keys = plain(tree) if not problems else None
    return keys if isinstance(keys, dict) and {"title", "scenarios"} <= set(keys) and isinstance(keys["scenarios"], dict) else None


def messages(error: StudyError) -> list[str]:
    """What is wrong, without lines and the place of files, in any order."""
    return sorted(re.sub(r" \(line \d+\)", "", problem.message).replace("working folder", "folder") for problem in error.problems)


READABLE = [path for path in sorted(BAD.glob("*.yaml")) if keys_of(path) is not None]


@pytest.mark.parametrize("path", READABLE, ids=lambda path: path.stem)
def test_what_is_wrong_in_a_file_is_wrong_in_python_with_the_same_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    with pytest.raises(StudyError) as of_file:
        ws.read_study(path)
    with pytest.raises(StudyError) as of_python:
        ws.Study(**(keys_of(path) or {}))
    assert messages(of_python.value) == [text.replace("folder of the study file", "folder") for text in messages(of_file.value)]
    assert str(of_python.value).startswith("from Python: ")
    assert "line 0" not in str(of_python.value)


def test_there_are_such_files() -> None:
    assert len(READABLE) > 15


@pytest.mark.parametrize("name", ["ten_million", "everything", "fragile_small_towns"])
def test_what_a_file_says_is_the_same_study_in_python(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of_file = ws.read_study(name)
    assert of_file.path is not None
    monkeypatch.chdir(of_file.path.parent)
    keys = keys_of(of_file.path)
    assert keys is not None
    found = ws.Study(**keys, name=name)
    assert dataclasses.replace(found, path=of_file.path) == of_file
    assert (found.path, found.source) == (None, "from Python")


def small(**changes: object) -> ws.Study:
    return ws.Study(**{"title": "T", "scenarios": TWO, "base": {"budget": 1e6}, "draws": 3, "replicates": 2} | changes)


def test_numbers_of_numpy_are_numbers() -> None:
    assert small(draws=np.int64(3), base={"budget": np.float64(1e6)}) == small()
    assert type(small(draws=np.int64(3)).draws) is int


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"draws": 0}, "'draws' must be a whole number from 1 to 100,000, not 0."),
        ({"replicates": 1.5}, "'replicates' must be a whole number from 1 to 100,000, not 1.5."),
        ({"variants": ({"budget": 1.0}, {"cohort_size": 2})}, "variant 1 sets others than the first (budget)"),
        ({"variants": ({"pairing": "random"},)}, "scenario 'need' sets 'pairing' itself, to 'by_need', which the sweep would replace"),
        ({"variants": ({"budgt": 1.0},)}, "no parameter 'budgt' (in variants). Did you mean 'budget'?"),
        ({"variants": ({"budget": -1.0},)}, "'budget' is -1; it must lie between 0 and"),
        ({"variants": ({"objective_efficiency": 0.0},)}, "missions have no topic"),
        ({"sampled": Sampled("morris", 2, 1, ("budget",))}, "'sampled' tells of variants, and there are none."),
        ({"sampled": Sampled("morris", 2, 1, ("budget",)), "variants": ({"budget": 1.0},)}, "the variants are not those that morris made"),
    ],
)
def test_what_is_replaced_is_checked(change: dict[str, object], said: str) -> None:
    with pytest.raises(StudyError) as caught:
        dataclasses.replace(small(), **change)
    assert said in str(caught.value)


@pytest.mark.parametrize("count", [0, 1])
def test_a_study_without_its_baseline_is_not_run(count: int) -> None:
    study = small()
    with pytest.raises(StudyError, match="must be 'no_programme', and at least one to compare with it"):
        ws.run(dataclasses.replace(study, scenarios=study.scenarios[:count]))
    with pytest.raises(StudyError, match="must be 'no_programme', and at least one to compare with it"):
        ws.plan(dataclasses.replace(study, scenarios=study.scenarios[count + 1 :][: count + 1]))


def test_a_further_scenario_starts_from_what_all_share() -> None:
    found = small().with_scenario("long", {"partnership_months": 36}, label="Long ones").scenarios[-1]
    assert found == ws.Scenario("long", "Long ones", {"budget": 1e6, "partnership_months": 36})
    assert small().with_scenario("more", {"budget": 2e6}, like="need").scenarios[-1].settings == {"budget": 2e6, "pairing": "by_need"}
    whole = small(scenarios={**TWO, "long": {"set": {"partnership_months": 36}}})
    assert small().with_scenario("long", {"partnership_months": 36}) == whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"name": "need"}, "the study has a scenario 'need' already"),
        ({"name": "no_programme"}, "the study has a scenario 'no_programme' already"),
        ({"name": "a b"}, "use letters without accents, digits and _"),
        ({"name": "x", "set": {"budgt": 1}}, "no parameter 'budgt' (in set of scenario 'x'). Did you mean 'budget'?"),
        ({"name": "x", "label": "By chance"}, "scenarios 'chance' and 'x' have the same label"),
        ({"name": "x", "like": "nee"}, "there is no scenario 'nee' to start from. Did you mean 'need'?"),
        ({"name": "x", "set": {"structure": "none"}}, "'structure' holds for a whole study"),
    ],
)
def test_a_further_scenario_is_checked(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(StudyError) as caught:
        small().with_scenario(**arguments)
    assert said in str(caught.value)


def test_a_scenario_that_sets_what_is_swept_is_refused() -> None:
    swept = small().sweep({"grid": {"cohort_size": [1, 2]}})
    assert len(swept.with_scenario("more", {"budget": 2e6}).scenarios) == 4
    with pytest.raises(StudyError, match="which the sweep would replace"):
        swept.with_scenario("more", {"cohort_size": 3})


def test_a_table_is_a_sweep() -> None:
    study = small().sweep(pd.DataFrame({"budget": [1e6, 2e6], "cohort_size": [1, 2]}))
    assert study.variants == ({"budget": 1e6, "cohort_size": 1}, {"budget": 2e6, "cohort_size": 2})
    assert study == small(sweep={"list": [{"budget": 1e6, "cohort_size": 1}, {"budget": 2e6, "cohort_size": 2}]})
    assert study.sweep({"grid": {"budget": [3e6]}}).variants == ({"budget": 3e6},)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (pd.DataFrame({"budget": [1e6, np.nan]}), ["'budget' is nan; it must be a finite number."]),
        (pd.DataFrame({"budgt": [1e6]}), ["no parameter 'budgt' (in list of sweep). Did you mean 'budget'?"]),
        (pd.DataFrame({"budget": [1e6, 2e6, 1e6]}), ["in list, row 2 is row 0 again; it would only be run twice."]),
        (pd.DataFrame({"pairing": ["random"]}), ["scenario 'need' sets 'pairing' itself"]),
        (pd.DataFrame(), ["not an empty list"]),
        (pd.DataFrame([[1.0, 2.0]], columns=["budget", "budget"]), ["the table has 2 columns 'budget'; keep one."]),
        (5, ["sweep must be a mapping (lines of 'name: value'), not 5."]),
        ({"gird": {}}, ["unknown key 'gird' in sweep"]),
        ({"grid": {"budget": [object()]}}, ["is neither a number, a text, true or false"]),
    ],
)
def test_a_sweep_from_python_is_checked(values: object, said: list[str]) -> None:
    with pytest.raises(StudyError) as caught:
        small().sweep(values)  # type: ignore[arg-type]
    assert [any(text in problem.message for problem in caught.value.problems) for text in said] == [True] * len(said)
    assert len(caught.value.problems) <= 2


def test_what_holds_itself_is_no_study() -> None:
    ring: dict[str, object] = {}
    ring["set"] = ring
    with pytest.raises(StudyError, match="nested more than 20 deep"):
        small(scenarios={"a": ring})


def test_results_remember_a_study_from_python(tmp_path: Path) -> None:
    study = small()
    assert ws.Study.from_dict(study.to_dict()) == study
    swept = study.sweep({"morris": {"points": 2, "ranges": {"budget": [1e6, 2e6]}}})
    assert ws.Study.from_dict(swept.to_dict()) == swept
    with pytest.raises(ws.WopsimError, match=r"which only a store can hold: `ws\.sweep\(study, \"runs/study\.zarr\"\)`"):
        ws.run(swept)
