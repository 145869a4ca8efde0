"""Read the overrides and scenarios of a study file."""

from __future__ import annotations

import re
from collections.abc import Sequence as AbstractSequence

from wopsim.declare import Value
from wopsim.errors import Problem, did_you_mean
from wopsim.foreign_text import seen
from wopsim.study.keys import NAME_PATTERN, SCENARIO_KEYS, SPEND_ALL
from wopsim.study.parameter_block import Settings, mapping_items, merge, read_settings, settable, unfit
from wopsim.study.study_parts import BASELINE, BASELINE_LABEL, Scenario
from wopsim.study.study_text import plain_text, read_word
from wopsim.study.yaml_reader import Entry, Mapping, Node, Scalar, Sequence, Unread, describe

_NAME = re.compile(NAME_PATTERN)
_MOST_TO_COMPARE = 100  # to look among thousands of overrides for the nearest to each of thousands of names takes minutes


def read_overrides(node: Node, problems: list[Problem]) -> dict[str, Settings]:
    """Return the settings of each override, without those that have a problem."""
    found = {}
    for name, entry in mapping_items(node, "overrides", problems).items():
        _check_name("override", name, entry.line, problems)
        found[name] = read_settings(entry.node, f"override {name!r}", problems)
    return found


def read_scenarios(
    node: Node, base: Settings, overrides: dict[str, Settings], problems: list[Problem], beside: AbstractSequence[Scenario] = ()
) -> tuple[Scenario, ...]:
    """Return the baseline and the scenarios of the file.

    Parameters
    ----------
    node : what stands under `scenarios`.
    base, overrides : sound settings.
    problems : what is wrong is appended here.
    beside : scenarios that the study has already; none may have their labels.
    """
    values = {name: setting.value for name, setting in base.items()}
    found = [Scenario(BASELINE, BASELINE_LABEL, {**values, "budget": 0.0})]
    labels = {seen(BASELINE_LABEL): BASELINE} | {seen(one.label): one.name for one in beside}
    items = mapping_items(node, "scenarios", problems)
    if isinstance(node, Mapping) and not items:
        problems.append(Problem("'scenarios' holds no scenario; there is nothing to compare.", node.line))
    for name, entry in items.items():
        if name == BASELINE:
            problems.append(Problem(f"{BASELINE!r} is the baseline, which every study has by itself; take another name.", entry.line))
            continue
        _check_name("scenario", name, entry.line, problems)
        scenario = _read_scenario(name, entry, base, overrides, problems)
        first = labels.setdefault(seen(scenario.label), name)  # letters that nobody sees tell nothing apart
        if first != name:
            same = f"scenarios {first!r} and {name!r} have the same label, {scenario.label!r}; tables must tell them apart."
            problems.append(Problem(same, entry.line))
        found.append(scenario)
    return tuple(found)


def _read_scenario(name: str, entry: Entry, base: Settings, overrides: dict[str, Settings], problems: list[Problem]) -> Scenario:
    where = f"scenario {name!r}"
    label = (name.replace("_", " ").strip() or name).capitalize()
    chosen: dict[str, Settings] = {}
    own: Settings = {}
    if isinstance(entry.node, Sequence):
        chosen = _choose(entry.node, where, overrides, problems)
    elif isinstance(entry.node, Mapping):
        parts = entry.node.items
        for key, part in parts.items():
            if key not in SCENARIO_KEYS:
                problems.append(Problem(_unknown_key(key, where), part.line))
        if "label" in parts:
            label = plain_text(f"label of {where}", parts["label"].node, problems) or label
        if "overrides" in parts:
            chosen = _choose(parts["overrides"].node, where, overrides, problems)
        if "set" in parts:
            own = read_settings(parts["set"].node, f"set of {where}", problems)
    elif not isinstance(entry.node, Unread):
        wrong = f"{where} must be a list of overrides, or a mapping with {_listed(SCENARIO_KEYS)}, not {describe(entry.node)}."
        problems.append(Problem(wrong, entry.line))
    merged, conflicts = merge(base, chosen, own)
    problems += [Problem(f"{where}: {conflict}", entry.line) for conflict in conflicts]
    values = {key: setting.value for key, setting in merged.items()}
    misfit = unfit(values)
    if misfit:
        problems.append(Problem(f"{where}: {misfit}", entry.line))
    return Scenario(name, label, values, _spends_all(entry, where, values, problems))


def _spends_all(entry: Entry, where: str, values: dict[str, Value], problems: list[Problem]) -> bool:
    parts = entry.node.items if isinstance(entry.node, Mapping) else {}
    if "spend" not in parts:
        return False
    word = read_word(f"spend of {where}", parts["spend"].node, {SPEND_ALL: SCENARIO_KEYS["spend"]}, problems)
    if word == SPEND_ALL and values.get("budget") == 0.0:
        problems.append(Problem(f"spend of {where}: its budget is 0, so there is nothing to spend.", parts["spend"].line))
    return word == SPEND_ALL


def _choose(node: Node, where: str, overrides: dict[str, Settings], problems: list[Problem]) -> dict[str, Settings]:
    chosen: dict[str, Settings] = {}
    if isinstance(node, Unread):
        return chosen
    if not isinstance(node, Sequence):
        problems.append(Problem(f"overrides of {where} must be a list ([first, second]), not {describe(node)}.", node.line))
        return chosen
    for item in node.items:
        if isinstance(item, Unread):
            continue
        name = item.value if isinstance(item, Scalar) else None
        if not isinstance(name, str):
            problems.append(Problem(f"{where} must list names of overrides, not {describe(item)}.", item.line))
        elif name not in overrides:
            few = max(len(overrides), len(problems)) <= _MOST_TO_COMPARE
            hint = did_you_mean(name, overrides) if few else ""
            problems.append(Problem(f"{where}: there is no override {name!r}.{hint}", item.line))
        elif name in chosen:
            problems.append(Problem(f"{where} lists override {name!r} twice.", item.line))
        else:
            chosen[name] = overrides[name]
    return chosen


def _unknown_key(key: str, where: str) -> str:
    if key in settable():
        return f"{key!r} is a parameter: put it under 'set' of {where}."
    return f"unknown key {key!r} in {where}; known: {_listed(SCENARIO_KEYS)}.{did_you_mean(key, SCENARIO_KEYS)}"


def _check_name(kind: str, name: str, line: int, problems: list[Problem]) -> None:
    if not _NAME.fullmatch(name):
        problems.append(Problem(f"{kind} name {name!r}: use letters without accents, digits and _, and begin with a letter.", line))


def _listed(words: dict[str, str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}"
