"""The JSON schema says to an editor what the reader says to a user."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from wopsim.cli.main import app
from wopsim.declare import MAY_BE_SET, PARAMETERS
from wopsim.errors import StudyError
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.study import read_study
from wopsim.study.keys import NUMBERS
from wopsim.study.schema import schema_text, study_schema

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
    for closed in (schema, schema["$defs"]["settings"], schema["$defs"]["scenario"]["oneOf"][1]):
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
