"""What scenarios of a study set, and which of them are one design."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wopsim.declare import PARAMETERS, Value

if TYPE_CHECKING:
    from wopsim.study.scenario import Scenario, Study


def families(study: Study) -> list[list[Scenario]]:
    """Return scenarios, baseline left out, grouped by design: those that differ in pairing only stand together."""
    groups: dict[Any, list[Scenario]] = {}
    for scenario in study.scenarios[1:]:
        rest = tuple(sorted((key, value) for key, value in scenario.settings.items() if key != "pairing"))
        groups.setdefault(rest or scenario.name, []).append(scenario)
    return list(groups.values())


def common_label(labels: list[str]) -> str:
    """Return what labels have in common before their last comma; empty for a single label or without such a part."""
    heads = {label.rpartition(", ")[0] for label in labels}
    return heads.pop() if len(labels) > 1 and len(heads) == 1 else ""


def budget_beyond(scenario: Scenario) -> float:
    """Return what a design promises beyond its money [EUR2024], see `wopsim.spend_all`."""
    return float(setting(scenario, "budget")) * (1.0 - 1.0 / scenario.promised)


def setting(scenario: Scenario, name: str) -> Value:
    """Return what a scenario set, or the default."""
    import wopsim.rules.costs
    import wopsim.rules.objectives
    import wopsim.strategies.design

    assert wopsim.rules.costs
    assert wopsim.rules.objectives
    assert wopsim.strategies.design  # they declare what is asked for here
    return scenario.settings.get(name, PARAMETERS[name].default)
