"""Read the keys of a study, whether they stand in a file or come from Python, and tell everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wopsim.declare import PARAMETERS
from wopsim.errors import Problem, WopsimError, did_you_mean
from wopsim.limits import AUTO
from wopsim.readings import READINGS, Readings
from wopsim.study.draws import PRIORS, SHIPPED, number_of_draws
from wopsim.study.keys import FIRST_DRAWS, KEYS, NUMBERS, SPEND_ALL, TEXTS
from wopsim.study.parameter_block import Setting, Settings, number_hint, read_settings, settable
from wopsim.study.scenario_reader import read_overrides, read_scenarios
from wopsim.study.stopping import read_keep, read_stop
from wopsim.study.study_parts import Scenario
from wopsim.study.study_text import plain_text, read_word
from wopsim.study.sweep_reader import Swept, read_sweep
from wopsim.study.translations import read_translations
from wopsim.study.yaml_reader import Entry, Scalar, Unread, describe


def read_keys(items: dict[str, Entry], folder: Path, problems: list[Problem]) -> dict[str, Any]:
    """Return the fields of the study that these keys describe, but for its name and its file.

    Parameters
    ----------
    items : what stands under each key.
    folder : where paths start.
    problems : what is wrong is appended here; then some fields may be missing or have their default.
    """
    if "scenarios" not in items and {"partnerships", "parameters"} <= set(items):
        problems.append(Problem("this is a calibration study, for `wopsim calibrate`; a study of programmes has scenarios."))
        return {}
    for key, entry in items.items():
        if key not in KEYS:
            problems.append(Problem(_unknown_key(key), entry.line))
    texts = {key: _text(key, items.get(key), problems) for key in TEXTS}
    until_clear = _is_auto(items.get("draws"))
    numbers = {key: read_number(key, items.get(key), problems) for key in NUMBERS if not (until_clear and key == "draws")}
    if until_clear:
        numbers["draws"] = FIRST_DRAWS
        problems += [
            Problem(f"'draws: {AUTO}' is for one choice, and not for a study with {key!r}: say how many draws.", items[key].line)
            for key in ("sweep", "stop")
            if key in items
        ]
    world = _world(texts["world"], items.get("world"), folder, problems)
    source = _draws_from(texts["draws_from"], items.get("draws_from"), folder, numbers["draws"], problems)
    base = read_settings(items["base"].node, "base", problems) if "base" in items else {}
    if "structure" in items:
        base = {**base, **_structure(texts["structure"], items["structure"].line, problems)}
    overrides = read_overrides(items["overrides"].node, problems) if "overrides" in items else {}
    scenarios: tuple[Scenario, ...] = ()
    if "scenarios" in items:
        scenarios = read_scenarios(items["scenarios"].node, base, overrides, problems)
    else:
        problems.append(Problem("'scenarios' is missing; without it there is nothing to compare."))
    check_one_structure(scenarios, problems)
    swept = Swept()
    if "sweep" in items:
        shared = {name: setting.value for name, setting in base.items()}
        swept = read_sweep(items["sweep"].node, scenarios, shared, numbers["seed"], folder, problems)
    if "sweep" in items:
        problems += [
            Problem(f"'spend: {SPEND_ALL}' of scenario {one.name!r} goes with no sweep: write its promise as budget.", items["sweep"].line)
            for one in scenarios
            if one.spend_all
        ]
    keep = read_keep(items["keep"].node, problems) if "keep" in items else "scenario"
    readings = _readings(items["readings"], problems) if "readings" in items else None
    translations = read_translations(items["translations"].node, scenarios, problems) if "translations" in items else {}
    stop = read_stop(items["stop"].node, scenarios, numbers["draws"], numbers["replicates"], problems) if "stop" in items else None
    return {
        "title": texts["title"], "question": texts["question"], "world": world, **numbers, "draws_from": source, "scenarios": scenarios,
        "until_clear": until_clear, "variants": swept.variants, "sampled": swept.sampled, "keep": keep, "stop": stop, "readings": readings,
        "translations": translations,
    }  # fmt: skip


def _is_auto(entry: Entry | None) -> bool:
    return entry is not None and isinstance(entry.node, Scalar) and entry.node.value == AUTO


def _readings(entry: Entry, problems: list[Problem]) -> Readings | None:
    word = read_word("readings", entry.node, READINGS, problems)
    return "kept" if word == "kept" else "noisy" if word == "noisy" else None


def _structure(name: str, line: int, problems: list[Problem]) -> Settings:
    """Return the setting that every scenario shares."""
    wrong = PARAMETERS["structure"].check(name)
    if wrong:
        problems.append(Problem(wrong, line))
        return {}
    return {"structure": Setting(name, line)}


def check_one_structure(scenarios: tuple[Scenario, ...], problems: list[Problem]) -> None:
    """A scenario is compared with the baseline, so one theory holds for both."""
    named = {scenario.settings.get("structure") for scenario in scenarios}
    if len(named) > 1:
        problems.append(Problem("'structure' holds for a whole study: write it at the top, or list structures under 'sweep'."))


def _unknown_key(key: str) -> str:
    if key in settable():
        return f"{key!r} is a parameter: put it under base, under an override, or under set of a scenario."
    return f"unknown key {key!r}.{did_you_mean(key, KEYS)}"


def _text(key: str, entry: Entry | None, problems: list[Problem]) -> str:
    default = TEXTS[key].default
    if entry is None:
        if default is None:
            problems.append(Problem(f"{key!r} is missing."))
        return default or ""
    return plain_text(f"{key!r}", entry.node, problems)


def read_number(key: str, entry: Entry | None, problems: list[Problem]) -> int:
    """Return a whole number of a study; its default, with a problem, if it is none or out of range."""
    declared = NUMBERS[key]
    if entry is None or isinstance(entry.node, Unread):
        return declared.default
    node = entry.node
    whole = declared.limit.held_by(node.value) if isinstance(node, Scalar) else None
    if whole is None:
        hint = number_hint(node) if isinstance(node, Scalar) else ""
        problems.append(Problem(f"{key!r} must be {declared.limit}, not {describe(node)}.{hint}", entry.line))
        return declared.default
    return whole


def _draws_from(text: str, entry: Entry | None, folder: Path, draws: int, problems: list[Problem]) -> str:
    """Return where draws come from; a posterior that cannot be used is a problem of the study."""
    line = entry.line if entry else None
    source = text if text in (SHIPPED, PRIORS) else str(folder / text)
    try:
        there = number_of_draws(source)
    except WopsimError as error:
        problems.append(Problem(f"'draws_from': {error}", line))
        return source
    if there is not None and draws > there:
        problems.append(Problem(f"'draws' is {draws}, but {text!r} has {there}; ask for fewer, or write 'draws_from: prior'.", line))
    return source


def _world(text: str, entry: Entry | None, folder: Path, problems: list[Problem]) -> str | None:
    if text == "default":
        return text
    if not text or entry is None:  # reported already
        return None
    place = folder / text
    try:
        if place.is_file():
            return str(place)
        if place.is_dir():
            problems.append(Problem(f"the world {text!r} is a folder; name a CSV file in it.", entry.line))
            return None
        near = sorted(found.name for found in folder.glob("*.csv"))
    except (OSError, ValueError):  # a name that no file system takes
        near = []
    hint = did_you_mean(text, ["default", *near])
    start = "the folder of the study file" if entry.line else "the working folder"
    problems.append(Problem(f"there is no world file {text!r}; a path starts at {start}.{hint}", entry.line))
    return None
