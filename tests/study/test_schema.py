"""The JSON schema says to an editor what the reader says to a user."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from wopsim.cli.main import app
from wopsim.declare import MAY_BE_SET, PARAMETERS
from wopsim.errors import StudyError
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.study import read_study
from wopsim.study.keys import NUMBERS
from wopsim.study.schema import schema_text, study_schema
from wopsim.study.yaml_reader import load, plain

EDITOR = Draft202012Validator(study_schema())
SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_the_shipped_schema_is_up_to_date() -> None:
    """If this fails, run: python -m wopsim.study.schema > scenarios/schema.json"""
    assert (SCENARIOS / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_default_study_names_the_schema() -> None:
    first = (SCENARIOS / "ten_million.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema.json"


def test_it_is_json_without_infinities() -> None:
    assert json.loads(schema_text(), parse_constant=lambda word: pytest.fail(f"{word} is not JSON")) == study_schema()


def test_parameters_are_those_a_study_may_set() -> None:
    fields = study_schema()["$defs"]["settings"]["properties"]
    assert set(fields) == {name for name, declared in PARAMETERS.items() if declared.role in MAY_BE_SET}
    for name, field in fields.items():
        declared = PARAMETERS[name]
        assert field["default"] == declared.default
        assert declared.unit in field["description"]
        assert declared.doc in field["description"]
        assert declared.check(field["default"]) is None
        for bound in {"minimum", "maximum"} & set(field):
            assert declared.check(field[bound]) is None


def test_strategies_are_named() -> None:
    fields = study_schema()["$defs"]["settings"]["properties"]
    assert fields["pairing"]["enum"] == PAIRING.names()
    assert fields["funding"]["enum"] == FUNDING.names()


WRONG: dict[str, dict[str, object]] = {
    "a list without a name": {"base": {"eligible_countries": []}},
    "a list with a blank": {"base": {"eligible_utilities": [" "]}},
    "a list with a semicolon": {"base": {"eligible_utilities": ["A; B"]}},
    "a list with a list": {"base": {"eligible_utilities": [["A"]]}},
    "a text without a name": {"base": {"eligible_regions": ""}},
    "a text of semicolons": {"base": {"eligible_utilities": " ; "}},
    "an empty list of an override": {"overrides": {"o": {"eligible_countries": []}}},
    "an empty list of a scenario": {"scenarios": {"a": {"set": {"eligible_countries": []}}}},
    "an empty list among swept ones": {"sweep": {"grid": {"eligible_countries": ["all", ""]}}},
    "a list among swept values": {"sweep": {"grid": {"eligible_countries": [["Kenya"]]}}},
    "a list in a row": {"sweep": {"list": [{"eligible_countries": ["Kenya"]}]}},
    "an empty list in a row": {"sweep": {"list": [{"eligible_countries": []}]}},
    "no values of a grid": {"sweep": {"grid": {"budget": []}}},
    "no parameter of a grid": {"sweep": {"grid": {}}},
    "an unknown parameter of a grid": {"sweep": {"grid": {"budgett": [1]}}},
    "no row": {"sweep": {"list": []}},
    "no way to sweep": {"sweep": {}},
    "no point": {"sweep": {"sobol": {"points": 0, "ranges": {"budget": [1, 2]}}}},
    "half a point": {"sweep": {"sobol": {"points": 1.5, "ranges": {"budget": [1, 2]}}}},
    "half a range": {"sweep": {"sobol": {"points": 2, "ranges": {"budget": [1]}}}},
    "no range": {"sweep": {"sobol": {"points": 2, "ranges": {}}}},
    "no scenario": {"scenarios": {}},
    "a scenario that is a word": {"scenarios": {"a": "b"}},
    "a scenario with an accent": {"scenarios": {"é": []}},
    "the baseline": {"scenarios": {"no_programme": []}},
    "a bundle twice": {"overrides": {"o": {}}, "scenarios": {"a": ["o", "o"]}},
    "an unknown key": {"scenario": {}},
    "an unknown key of a scenario": {"scenarios": {"a": {"labell": "A"}}},
    "an unknown parameter": {"base": {"budgett": 1}},
    "a label of nothing": {"scenarios": {"a": {"label": ""}}},
    "a label of blanks": {"scenarios": {"a": {"label": "  "}}},
    "a title of blanks": {"title": " "},
    "a title that is a number": {"title": 5},
    "a number out of range": {"base": {"budget": -1}},
    "a number that is text": {"base": {"budget": "many"}},
    "a number that is true": {"base": {"budget": True}},
    "half a month": {"base": {"partnership_months": 12.5}},
    "an unknown strategy": {"base": {"pairing": "neearest"}},
    "an unknown structure": {"structure": "drown"},
    "half a draw": {"draws": 1.5},
    "no draw": {"draws": 0},
    "a word for draws": {"draws": "many"},
    "a number of replicates that is true": {"replicates": True},
    "another spend": {"scenarios": {"a": {"spend": "most"}}},
    "another keep": {"keep": "all"},
    "other readings": {"readings": "exact"},
    "an error of nothing": {"stop": {"effect": "people_served", "error": 0, "most_replicates": 9}},
    "an effect of blanks": {"stop": {"effect": " ", "error": 1, "most_replicates": 9}},
    "half a stop": {"stop": {"effect": "people_served", "error": 1}},
    "an unknown language": {"translations": {"de": {"title": "T"}}},
    "a translation that is a word": {"translations": {"fr": "T"}},
    "an unknown key of a translation": {"translations": {"fr": {"name": "T"}}},
    "a translation of blanks": {"translations": {"fr": {"question": " "}}},
    "a translated label that is a number": {"translations": {"fr": {"labels": {"a": 1}}}},
    "a translated label of the baseline": {"translations": {"fr": {"labels": {"no_programme": "Rien"}}}},
}
"""What is wrong with a study that is otherwise sound."""
SOUND: dict[str, dict[str, object]] = {
    "nothing more": {},
    "a list of names": {"base": {"eligible_countries": ["Kenya", "Nepal"]}},
    "names in a text": {"base": {"eligible_countries": "Kenya; Nepal"}},
    "everybody": {"base": {"eligible_utilities": "all"}},
    "names among swept values": {"sweep": {"grid": {"eligible_countries": ["all", "Kenya; Nepal"], "budget": [1e6]}}},
    "texts in other languages": {"translations": {"fr": {"title": "T", "question": "Q ?", "labels": {"a": "A"}}, "es": {}}},
    "a number of points": {"sweep": {"sobol": {"points": 4.0, "ranges": {"budget": [1, 2]}}}},
}


def study_with(tmp_path: Path, more: dict[str, object]) -> tuple[Path, dict[str, object]]:
    """Return a study file with something more in it, and what it says."""
    said = {"title": "T", "draws_from": "prior", "scenarios": {"a": []}, **more}
    path = tmp_path / "s.yaml"
    path.write_text(json.dumps(said), encoding="utf-8")  # JSON is YAML
    return path, said


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_refused_by_reader_and_schema(tmp_path: Path, what: str) -> None:
    path, said = study_with(tmp_path, WRONG[what])
    assert not EDITOR.is_valid(said)
    with pytest.raises(StudyError):
        read_study(path)


@pytest.mark.parametrize("what", SOUND)
def test_what_is_sound_is_taken_by_reader_and_schema(tmp_path: Path, what: str) -> None:
    path, said = study_with(tmp_path, SOUND[what])
    EDITOR.validate(said)
    read_study(path)


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_studies_that_ship_are_taken_by_the_schema(path: Path) -> None:
    node, problems = load(path.read_text(encoding="utf-8"))
    assert not problems
    EDITOR.validate(plain(node))


def test_every_reference_leads_somewhere() -> None:
    schema = study_schema()
    named = [part.split('"')[0] for part in schema_text().split('"$ref": "')[1:]]
    assert named
    for reference in named:
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


def test_reader_and_schema_know_the_same_keys(tmp_path: Path) -> None:
    """The reader takes every key of the schema, and no schema is open to others."""
    schema = study_schema()
    parameters = schema["$defs"]["settings"]["properties"]
    plain = {name: field for name, field in schema["properties"].items() if field.get("type") in ("string", "integer")}
    lines = [f"{name}: {field.get('default', field.get('enum', ['x'])[0])}" for name, field in plain.items()]
    settings = [f"  {name}: {field['default']}" for name, field in parameters.items()]
    path = tmp_path / "all.yaml"
    path.write_text("\n".join([*lines, "base:", *settings, "overrides: {}", "scenarios:", "  a: []", ""]), encoding="utf-8")
    assert len(read_study(path).scenarios[0].settings) == len(parameters)
    for closed in (schema, schema["$defs"]["settings"], schema["$defs"]["scenario"]["oneOf"][1], schema["$defs"]["translation"]):
        assert closed["additionalProperties"] is False


@pytest.mark.parametrize("key", NUMBERS)
@pytest.mark.parametrize(("bound", "step"), [("minimum", -1), ("maximum", 1)])
def test_bounds_are_those_of_the_reader(tmp_path: Path, key: str, bound: str, step: int) -> None:
    limit = study_schema()["properties"][key][bound]
    path = tmp_path / "bounds.yaml"
    path.write_text(f"title: T\ndraws_from: prior\n{key}: {limit}\nscenarios:\n  a: []\n", encoding="utf-8")
    assert getattr(read_study(path), key) == limit
    path.write_text(f"title: T\ndraws_from: prior\n{key}: {limit + step}\nscenarios:\n  a: []\n", encoding="utf-8")
    with pytest.raises(StudyError, match=f"must be {NUMBERS[key].limit}, not {limit + step}"):
        read_study(path)


def test_a_schema_that_cannot_be_written_is_a_plain_message(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["schema", "--out", str(tmp_path / "nowhere" / "schema.json")])
    assert done.exit_code == 2
    assert "cannot be written: No such file or directory." in done.output
    assert CliRunner().invoke(app, ["schema", "--out", str(tmp_path / "schema.json")]).exit_code == 0
    assert json.loads((tmp_path / "schema.json").read_text(encoding="utf-8")) == study_schema()


def test_a_sweep_may_set_every_parameter() -> None:
    schema = study_schema()
    assert set(schema["$defs"]["any"]["properties"]) == set(PARAMETERS)
    assert schema["properties"]["sweep"]["properties"]["grid"]["propertyNames"]["enum"] == sorted(PARAMETERS)
