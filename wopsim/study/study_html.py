"""A study for a notebook: how much is run, and in what scenarios differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wopsim.declare import Value
from wopsim.html_table import note, page_part, table
from wopsim.study.study_parts import Scenario
from wopsim.study.variants import shared_settings

MOST = 12
"""Scenarios that have a line each."""


def study_html(title: str, question: str, size: Mapping[str, str], scenarios: Sequence[Scenario]) -> str:
    """Return title, size and scenarios as HTML.

    Parameters
    ----------
    title, question : of the study.
    size : what is run, in words by what it is.
    scenarios : the baseline first.
    """
    compared = scenarios[1:]
    shared = shared_settings(compared) if len(compared) > 1 else {}
    rows = []
    for scenario in compared[:MOST]:
        own = {key: value for key, value in scenario.settings.items() if key not in shared}
        rows.append((f"{scenario.label}\n{scenario.name}", [_listed(own) or "what all share"]))
    parts = [table("What is run", (), [(key, [value]) for key, value in size.items()]), table("Scenarios, and what each sets", (), rows)]
    notes = [f"All share: {_listed(shared)}."] if shared else []
    notes += [f"{len(compared) - MOST} scenarios more: {', '.join(one.name for one in compared[MOST:])}."] if len(compared) > MOST else []
    notes.append("Each is compared with no programme under the same luck. Every other parameter has its default, or is drawn.")
    return page_part(title, question, [*parts, note(*notes)])


def _listed(settings: Mapping[str, Value]) -> str:
    return ", ".join(f"{key} {_said(value)}" for key, value in settings.items())


def _said(value: Value) -> str:
    return f"{value:,.0f}" if isinstance(value, float) and value.is_integer() else str(value)
