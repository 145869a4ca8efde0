"""What the answer says would be worth most to know: one thing, or several among which these runs do not tell."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tests.helpers.briefs import made
from wopsim.report.decision_words import sentence

GROUPS = {"money": "costs and works", "learning": "how people and utilities learn", "structure": "which theory holds"}
LEVEL = "(these runs do not tell which is worth most)"


def told(*values: float, error: float = 1.0) -> str:
    """Return the answer where groups of numbers are worth so much, most first."""
    names = [*GROUPS, "background", "other"][: len(values)]
    rows = [("all", "everything that is drawn", "", 90.0, error, True)]
    rows += [("group", name, name, value, error, True) for name, value in zip(names, values, strict=True)]
    decision = dataclasses.replace(made().decide())
    decision.__dict__["_information"] = pd.DataFrame(rows, columns=["kind", "name", "group", "value", "error", "seen"])
    return sentence(decision)


def test_what_is_alone_at_the_top_is_named_alone() -> None:
    said = told(50.0, 20.0, 10.0)
    assert "knowing more on costs and works before choosing." in said
    assert LEVEL not in said


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ((50.0, 49.0, 10.0), "costs and works, or how people and utilities learn"),
        ((50.0, 49.0, 49.0, 49.0), "costs and works, how people and utilities learn, which theory holds, or one more"),
        ((50.0, 49.0, 49.0, 49.0, 49.0), "costs and works, how people and utilities learn, which theory holds, or one of 2 more"),
    ],
)
def test_what_is_worth_as_much_within_its_error_is_named_beside_it(values: tuple[float, ...], names: str) -> None:
    assert f"knowing more on {names} {LEVEL} before choosing." in told(*values)
    assert LEVEL not in told(*values, error=0.1)


def test_two_are_told_apart_from_two_errors_of_their_difference_on() -> None:
    """Errors of 1 each: the difference has one of 1.41."""
    assert LEVEL in told(50.0, 47.3)
    assert LEVEL not in told(50.0, 47.1)
