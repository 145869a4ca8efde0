"""Check a block of parameters of a study file, and lay blocks over one another."""

from __future__ import annotations

import re
from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass

from wopsim.declare import MAY_BE_SET, PARAMETERS, Param, Value
from wopsim.errors import Problem, StrategyError, did_you_mean
from wopsim.registry import Registry
from wopsim.strategies.design import EVERYBODY, LISTS, SEPARATOR, SOME_NAME, names_in
from wopsim.study.keys import KEYS
from wopsim.study.yaml_reader import Entry, Mapping, Node, Scalar, Sequence, Unread, describe, plain_value


@dataclass(frozen=True)
class Setting:
    """The value that a block gives to a parameter, and the line where it does."""

    value: Value
    line: int


Settings = dict[str, Setting]


def settable() -> dict[str, Param]:
    """Return the parameters that a study may set, by name: the programme design as it is declared, then the rest by name."""
    import wopsim.declared  # noqa: F401  (declares every parameter)
    from wopsim.strategies.design import CHOICE

    known = {name: declared for name, declared in PARAMETERS.items() if declared.role in MAY_BE_SET}
    # The rest is declared in many files, and which is imported first is chance.
    rest = sorted(name for name, declared in known.items() if declared.source != CHOICE)
    return {name: declared for name, declared in known.items() if declared.source == CHOICE} | {name: known[name] for name in rest}


def strategies() -> dict[str, Registry[type]]:
    """Return the registry of each parameter that names a strategy."""
    from wopsim.strategies.protocols import FUNDING, PAIRING

    return {"pairing": PAIRING, "funding": FUNDING}


def read_settings(node: Node, where: str, problems: list[Problem]) -> Settings:
    """Return the sound settings of one block.

    Parameters
    ----------
    node : what stands under `base`, under an override's name or under `set`.
    where : name of the block in messages.
    problems : what is wrong is appended here.
    """
    items = mapping_items(node, where, problems)
    known = settable()
    found = {}
    for name, entry in items.items():
        declared = known.get(name)
        if declared is None:
            problems.append(Problem(_not_settable(name, where, known), entry.line))
            continue
        if name in LISTS and isinstance(entry.node, Sequence):
            text, wrong_names = _names(name, entry.node)
            problems += [Problem(wrong, entry.line) for wrong in wrong_names]
            found[name] = Setting(text, entry.line)
            continue
        wrong = wrong_value(declared, entry.node)
        if wrong:
            problems.append(Problem(wrong, entry.line))
        elif isinstance(entry.node, Scalar) and entry.node.value is not None:
            found[name] = Setting(declared.kind(entry.node.value), entry.line)
    return found


def _names(name: str, node: Sequence) -> tuple[str, list[str]]:
    """Return a list of names as one text, and what is wrong with them."""
    names = [str(item.value).strip() for item in node.items if isinstance(item, Scalar) and item.value is not None]
    wrong = [] if len(names) == len(node.items) and names and all(re.search(SOME_NAME, one) for one in names) else [_no_names(name)]
    wrong += [f"{name!r}: {one!r} holds a semicolon; write each name as an entry." for one in names if SEPARATOR in one]
    return f"{SEPARATOR} ".join(names), wrong + _unknown_names(name, names)


def _no_names(name: str) -> str:
    return f"{name!r} must be a list of names ([first, second]), or {EVERYBODY}."


def _unknown_names(name: str, names: AbstractSequence[str]) -> list[str]:
    """What no world can have; utilities are looked up where the world is read."""
    if name not in ("eligible_countries", "eligible_regions"):
        return []
    from wopsim.world.regions import find_country, regions, why_unknown

    if name == "eligible_countries":
        return [f"{name!r}: {one!r} {why_unknown(one)}" for one in names if find_country(one) is None]
    known = regions()
    unknown = [one for one in names if one not in known]
    return [f"{name!r}: {one!r} is no region; known: {', '.join(known)}.{did_you_mean(one, known)}" for one in unknown]


def mapping_items(node: Node, where: str, problems: list[Problem]) -> dict[str, Entry]:
    """Return what stands under each key of `node`; nothing, with a problem, if it is not a mapping."""
    if isinstance(node, Mapping):
        return node.items
    if not isinstance(node, Unread):
        problems.append(Problem(f"{where} must be a mapping (lines of 'name: value'), not {describe(node)}.", node.line))
    return {}


def merge(base: Settings, chosen: AbstractMapping[str, Settings], own: Settings) -> tuple[Settings, list[str]]:
    """Lay a scenario together: base, then the chosen overrides in order, then its own settings.

    Returns
    -------
    settings, conflicts : one sentence for each parameter that two overrides set differently.
    """
    merged = dict(base)
    setter: dict[str, str] = {}
    conflicts = []
    for override, settings in chosen.items():
        for name, setting in settings.items():
            if name in setter and merged[name].value != setting.value:
                before = merged[name]
                conflicts.append(
                    f"overrides {_at(setter[name], before)} and {_at(override, setting)} set {name!r} differently, "
                    f"to {before.value!r} and {setting.value!r}; keep it in one of them."
                )
            merged[name] = setting
            setter[name] = override
    merged.update(own)
    return merged, conflicts


def _at(override: str, setting: Setting) -> str:
    """Return an override and the line where it sets something; what comes from Python has no line."""
    return f"{override!r} (line {setting.line})" if setting.line else repr(override)


def unfit(values: AbstractMapping[str, Value]) -> str | None:
    """Return what is wrong with values that are each sound but do not fit together, or None."""
    from wopsim.strategies.design import OBJECTIVES

    names = [f"objective_{objective}" for objective in OBJECTIVES]
    weights = [values.get(name, PARAMETERS[name].default) for name in names]
    if any(weights):
        return None
    return f"{', '.join(names[:-1])} and {names[-1]} are all 0, so missions have no topic; give one of them a weight."


def _not_settable(name: str, where: str, known: AbstractMapping[str, Param]) -> str:
    if name in PARAMETERS:
        role = PARAMETERS[name].role
        return f"{name!r} is {role}, not policy: scenarios change what a donor can choose. Take it out of {where}."
    if name in KEYS:
        return f"{name!r} is set once for the whole study, at the top of the file, not in {where}."
    return f"no parameter {name!r} (in {where}).{did_you_mean(name, known)}"


def wrong_value(declared: Param, node: Node) -> str | None:
    """Return what is wrong with the value that a node gives to a parameter, or None."""
    if isinstance(node, Unread):
        return None
    if not isinstance(node, Scalar) or node.value is None:
        return f"{declared.name!r} must be one value [{declared.unit}], not {describe(node)}."
    wrong = declared.check(node.value)
    if wrong is None and declared.name in LISTS and node.value != EVERYBODY:
        text = str(node.value)
        unknown = _unknown_names(declared.name, names_in(text)) if re.search(SOME_NAME, text) else [_no_names(declared.name)]
        return " ".join(unknown) or None
    if wrong is None:
        return _unknown_strategy(declared.name, node.value)
    return wrong + number_hint(node) if declared.kind is not str else wrong


def number_hint(node: Scalar) -> str:
    """Return how to write the number that `node` seems to mean, or an empty string."""
    if not isinstance(node.value, str) or not node.value.strip()[:1].isdigit():
        return ""
    if node.quoted and not isinstance(plain_value(node.value.strip()), str):
        return " Write it without quotes."
    return " Write numbers like 10_000_000, 10e6 or 0.25, without unit."


def _unknown_strategy(name: str, value: Value) -> str | None:
    registry = strategies().get(name)
    if registry is None:
        return None
    try:
        registry.get(str(value))
    except StrategyError as error:
        return str(error)
    return None
