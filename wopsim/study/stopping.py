"""What a study says of its store: what is kept, and when there are enough replicates."""

from __future__ import annotations

import re

from wopsim.allowed_numbers import ABOVE_ZERO, is_above_zero, is_number
from wopsim.errors import Problem, did_you_mean
from wopsim.limits import REPLICATES, Whole
from wopsim.study.keys import NAME_PATTERN, STOP, STORED
from wopsim.study.parameter_block import mapping_items
from wopsim.study.study_parts import Scenario, Stop, Stored
from wopsim.study.study_text import read_word
from wopsim.study.yaml_reader import Entry, Node, Scalar, describe

_NAME = re.compile(NAME_PATTERN)


def read_keep(node: Node, problems: list[Problem]) -> Stored:
    """Return what is kept; what is wrong is appended to `problems`."""
    word = read_word("keep", node, STORED, problems)
    return "utility" if word == "utility" else "scenario"


def read_stop(node: Node, scenarios: tuple[Scenario, ...], draws: int, replicates: int, problems: list[Problem]) -> Stop | None:
    """Return when there are enough replicates.

    Parameters
    ----------
    node : what stands under `stop`.
    scenarios : sound scenarios, the baseline first.
    draws : of the study; replicates : of the study, the first round.
    problems : what is wrong is appended here.
    """
    before = len(problems)
    items = mapping_items(node, "stop", problems)
    for key, entry in items.items():
        if key not in STOP:
            problems.append(Problem(f"unknown key {key!r} in stop; known: {', '.join(STOP)}.{did_you_mean(key, STOP)}", entry.line))
    for key in ("effect", "error", "most_replicates"):
        if key not in items and len(problems) == before:
            problems.append(Problem(f"'stop' lacks {key!r}: {STOP[key]}", node.line))
    if min(draws, replicates) < 2:
        problems.append(Problem("'stop' needs at least 2 draws and 2 replicates; fewer do not tell their Monte Carlo error.", node.line))
    if len(problems) > before:
        return None
    effect, error, most = (_scalar(items[key]) for key in ("effect", "error", "most_replicates"))
    scenario = _scalar(items["scenario"]) if "scenario" in items else None
    names = [known.name for known in scenarios[1:]]
    if not isinstance(effect, str) or not _NAME.fullmatch(effect):
        problems.append(
            Problem(f"'effect' of stop must be the name of an outcome, not {describe(items['effect'].node)}.", items["effect"].line)
        )
    if not is_above_zero(error):
        problems.append(Problem(f"'error' of stop {ABOVE_ZERO}, not {describe(items['error'].node)}.", items["error"].line))
    limit = Whole(replicates + 1, REPLICATES.high)
    if limit.held_by(most) is None:
        wrong = f"'most_replicates' of stop must be a whole number above replicates ({replicates}) and at most {limit.high}"
        problems.append(Problem(f"{wrong}, not {describe(items['most_replicates'].node)}.", items["most_replicates"].line))
    if "scenario" in items and scenario not in names:
        hint = did_you_mean(str(scenario), names)
        problems.append(
            Problem(f"'scenario' of stop must name a scenario, not {describe(items['scenario'].node)}.{hint}", items["scenario"].line)
        )
    if len(problems) > before or not isinstance(effect, str) or not is_number(error) or not is_number(most):
        return None
    return Stop(effect, float(error), int(most), None if scenario is None else str(scenario))


def _scalar(entry: Entry) -> object:
    return entry.node.value if isinstance(entry.node, Scalar) else None
