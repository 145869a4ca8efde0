"""The command that compares engines names what differs, finds a case again by its number, and makes it smaller."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.engines import differential
from tests.helpers import comparing
from tests.helpers.worlds_of_any_kind import BATCH, numbered
from wopsim.declare import Parameters
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

BROKEN = ("agents", "broken")
SEED = 1


def costlier(cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int) -> list[RunRecord]:
    """The last bit of one parameter is wrong."""
    changed = [(world, p.replace(treatment_cost=p.treatment_cost * (1 + 1e-15)), replicate) for world, p, replicate in cases]
    return comparing.agents(changed, seed, years)


def failing(cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int) -> list[RunRecord]:
    """Fails for worlds in which something happens."""
    records = comparing.agents(cases, seed, years)
    if any(record.events for record in records):
        raise ZeroDivisionError("nobody")
    return records


def test_equal_engines_do_not_differ() -> None:
    tally = differential.compare_many(2 * BATCH, SEED, 1, ("agents", "agents"))
    assert (tally.cases, tally.differences) == (2 * BATCH, {})
    assert tally.events > 0


@pytest.mark.parametrize("broken", [costlier, failing])
def test_the_command_names_what_differs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: comparing.Engine) -> None:
    monkeypatch.setitem(comparing.ENGINES, "broken", broken)
    out = tmp_path / "found.json"
    command = ["differential.py", "--cases", "12", "--seed", str(SEED), "--engines", *BROKEN, "--out", str(out)]
    monkeypatch.setattr(sys, "argv", command)
    assert differential.main() == 1
    found = json.loads(out.read_text(encoding="utf-8"))
    assert 0 < found["cases_that_differ"] == len(found["differences"])
    number, case = next(iter(found["differences"].items()))
    monkeypatch.setattr(sys, "argv", ["differential.py", "--seed", str(SEED), "--case", number, "--engines", *BROKEN])
    assert differential.main() == 1
    assert case["parameters"]


def test_a_case_is_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(comparing.ENGINES, "broken", costlier)
    tally = differential.compare_many(3 * BATCH, SEED, 1, BROKEN)
    number = min(tally.differences)
    batch = differential.alone(numbered(SEED, number // BATCH), number % BATCH)
    smaller = differential.simplified(batch, BROKEN)
    before, after = differential.described(batch), differential.described(smaller)
    assert differential.compare_case(smaller, BROKEN)
    assert len(after["utilities"]) <= len(before["utilities"])
    assert len(after["parameters"]) < len(before["parameters"])
