"""The JSON schema of study files, by which editors complete and check while one writes.

`python -m wopsim.study.schema` prints it; `scenarios/schema.json` is that text.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

from wopsim.declare import PARAMETERS, Param
from wopsim.languages import LANGUAGES
from wopsim.limits import AUTO, VARIANTS
from wopsim.readings import READINGS
from wopsim.strategies.design import LISTS, ONE_NAME, SOME_NAME
from wopsim.study.keys import (
    BLOCKS,
    FOR_STORES,
    NAME_PATTERN,
    NUMBERS,
    READINGS_DOC,
    SCENARIO_KEYS,
    SPEND_ALL,
    STOP,
    STORED,
    SWEEP,
    TEXTS,
    TRANSLATION,
    TRANSLATIONS_DOC,
)
from wopsim.study.parameter_block import settable, strategies
from wopsim.study.scenario import BASELINE
from wopsim.study.sweep_reader import PRIOR, SPREADS

_TYPES = {float: "number", int: "integer", bool: "boolean", str: "string"}
_NAMES = {"pattern": NAME_PATTERN}
_NAMES_IN_A_TEXT = {"type": "string", "pattern": SOME_NAME}


def study_schema() -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) of study files, from the declarations of parameters and strategies."""
    import wopsim.declared  # noqa: F401  (declares every parameter)

    fields: dict[str, Any] = {name: _text(text.default, text.doc) for name, text in TEXTS.items()}
    fields["structure"]["enum"] = list(PARAMETERS["structure"].choices or ())
    for name, number in NUMBERS.items():
        fields[name] = {
            "type": "integer",
            "description": number.doc,
            "default": number.default,
            "minimum": number.limit.low,
            "maximum": number.limit.high,
        }
    fields["draws"] |= {"type": ["integer", "string"], "pattern": f"^{AUTO}$"}  # bounds are for numbers, the pattern for words
    fields["base"] = _block(BLOCKS["base"])
    fields["overrides"] = {
        "description": BLOCKS["overrides"],
        "type": "object",
        "propertyNames": _NAMES,
        "additionalProperties": {"$ref": "#/$defs/settings"},
    }
    fields["scenarios"] = {
        "description": BLOCKS["scenarios"],
        "type": "object",
        "minProperties": 1,
        "propertyNames": {**_NAMES, "not": {"const": BASELINE}},
        "additionalProperties": {"$ref": "#/$defs/scenario"},
    }
    fields["sweep"] = _sweep()
    fields["readings"] = {"description": READINGS_DOC, "type": "string", "enum": list(READINGS)}
    in_languages = {str(language): {"$ref": "#/$defs/translation"} for language in LANGUAGES}
    fields["translations"] = {"description": TRANSLATIONS_DOC, **_closed(in_languages, [])}
    fields["keep"] = {"description": FOR_STORES["keep"], "type": "string", "enum": list(STORED), "default": "scenario"}
    fields["stop"] = _stop()
    parts = {"settings": _settings(), "any": _any(), "chosen": _chosen(), "scenario": _scenario(), "translation": _translation()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wopsim study",
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, text in TEXTS.items() if text.default is None] + ["scenarios"],
        "properties": fields,
        "$defs": {"names": _names(), **parts},
    }


def schema_text() -> str:
    """Return the schema as it stands in `scenarios/schema.json`."""
    return json.dumps(study_schema(), indent=2, ensure_ascii=False) + "\n"


def _text(default: str | None, doc: str) -> dict[str, Any]:
    field: dict[str, Any] = {"type": "string", "description": doc, "pattern": r"\S"}
    return {**field, "default": default} if default else field


def _block(doc: str) -> dict[str, Any]:
    return {"description": doc, "$ref": "#/$defs/settings"}


def _settings() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _parameter(declared) for name, declared in settable().items()},
    }


def _parameter(declared: Param) -> dict[str, Any]:
    drawn = f" Where no study sets it, it is drawn: {declared.prior}." if declared.role == "uncertain" else ""
    field: dict[str, Any] = {
        "type": _TYPES[declared.kind],
        "description": f"{declared.doc} [{declared.unit}]{drawn}",
        "default": declared.default,
    }
    registry = strategies().get(declared.name)
    if registry is not None:
        return {**field, "enum": registry.names()}
    if declared.name in LISTS:
        return {"description": field["description"], "default": field["default"], "$ref": "#/$defs/names"}
    if declared.kind is str:
        return {**field, "enum": list(declared.choices)} if declared.choices is not None else field
    if declared.kind is bool:
        return field
    bounds = zip(("minimum", "maximum"), declared.valid, strict=True)
    return {**field, **{word: bound for word, bound in bounds if math.isfinite(bound)}}


def _names() -> dict[str, Any]:
    """A list of names: entries, or one text."""
    entries = {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": ONE_NAME}}
    return {"oneOf": [_NAMES_IN_A_TEXT, entries]}


def _chosen() -> dict[str, Any]:
    return {"description": SCENARIO_KEYS["overrides"], "type": "array", "uniqueItems": True, "items": {"type": "string"}}


def _scenario() -> dict[str, Any]:
    fields = {"label": _text(None, SCENARIO_KEYS["label"]), "overrides": {"$ref": "#/$defs/chosen"}, "set": _block(SCENARIO_KEYS["set"])}
    fields["spend"] = {"description": SCENARIO_KEYS["spend"], "const": SPEND_ALL}
    return {"oneOf": [{"$ref": "#/$defs/chosen"}, {"type": "object", "additionalProperties": False, "properties": fields}]}


def _any() -> dict[str, Any]:
    """Any parameter of the model, by one value: a sweep may set them all."""
    fields = {name: _parameter(declared) for name, declared in sorted(PARAMETERS.items())}
    for name in LISTS:
        fields[name] = {**_NAMES_IN_A_TEXT, **{word: said for word, said in fields[name].items() if word != "$ref"}}
    return {"type": "object", "additionalProperties": False, "properties": fields}


def _sweep() -> dict[str, Any]:
    names = {"enum": sorted(PARAMETERS)}
    values = {"type": "array", "minItems": 1}
    lists = {name: {**values, "items": _NAMES_IN_A_TEXT} for name in LISTS}  # a list in a list is none of its values
    grid = {"type": "object", "minProperties": 1, "propertyNames": names, "properties": lists, "additionalProperties": values}
    bounds = {"oneOf": [{"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}, {"const": PRIOR}]}
    ranges = {"type": "object", "minProperties": 1, "propertyNames": names, "additionalProperties": bounds}
    points = {"type": "integer", "minimum": VARIANTS.low, "maximum": VARIANTS.high}
    kinds: dict[str, dict[str, Any]] = {
        "grid": grid,
        "list": {"oneOf": [{"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/any"}}, {"type": "string", "minLength": 1}]},
        **dict.fromkeys(SPREADS, _closed({"points": points, "ranges": ranges}, ["points", "ranges"])),
    }
    ways = _closed({way: {**kinds[way], "description": what} for way, what in SWEEP.items()}, [])
    return {**ways, "minProperties": 1, "description": FOR_STORES["sweep"]}


def _translation() -> dict[str, Any]:
    """The texts of a study in one language."""
    names = {**_NAMES, "not": {"const": BASELINE}}
    labels = {"type": "object", "propertyNames": names, "additionalProperties": _text(None, SCENARIO_KEYS["label"])}
    texts = {key: _text(None, what) for key, what in TRANSLATION.items() if key != "labels"}
    return _closed({**texts, "labels": {"description": TRANSLATION["labels"], **labels}}, [])


def _stop() -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "effect": {"type": "string", **_NAMES},
        "error": {"type": "number", "exclusiveMinimum": 0},
        "most_replicates": {"type": "integer", "minimum": 3},
        "scenario": {"type": "string"},
    }
    needed = [key for key in STOP if key != "scenario"]
    return {**_closed({key: {**kinds[key], "description": what} for key, what in STOP.items()}, needed), "description": FOR_STORES["stop"]}


def _closed(properties: dict[str, Any], needed: list[str]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": needed, "properties": properties}


if __name__ == "__main__":
    sys.stdout.write(schema_text())
