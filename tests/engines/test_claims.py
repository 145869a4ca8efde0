"""Each mechanism that the docs name does something that is larger than chance, or the docs say that it does nothing.

A claim is a sentence of docs/odd.md with a design without it and one with it at a strong value. What changes is a mean over replicates that
meet the same luck; it has to lie further from nothing than three standard errors. A claim of nothing has to hold to the last bit.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.engines.claims import mentors, objectives, partnerships, utilities
from tests.engines.claims.claim import NOTHING, Claim
from tests.helpers.runs import SEED, programme
from wopsim.engines.compiled import run_worlds
from wopsim.world.table import World

ODD = (Path(__file__).parents[2] / "docs" / "odd.md").read_text(encoding="utf-8")
REPLICATES, YEARS, MARGIN = 10, 8, 3.0
BASE = {"resident_share": 0.0, "budget": 1e8, "application_chance": 0.9, "early_end_rate": 0.0}

CLAIMS = (*mentors.CLAIMS, *objectives.CLAIMS, *partnerships.CLAIMS, *utilities.CLAIMS)


def differences(world: World, claim: Claim) -> np.ndarray:
    """What changes, (replicate,)."""
    table = world.utilities.copy()
    for name, value in claim.mentors.items():
        table.loc[table["role"] == "mentor", name] = value
    world = World(world.name, table, world.source)
    sides = [programme(**{**BASE, **claim.both, **changes}) for changes in (claim.without, claim.within)]
    records = run_worlds([(world, p, replicate) for p in sides for replicate in range(REPLICATES)], SEED, YEARS)
    found = np.array([claim.measure(world, record) for record in records])
    return found[REPLICATES:] - found[:REPLICATES]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_mechanism_does_what_is_said(world: World, claim: Claim) -> None:
    _, _, text = ODD.partition(f"### {claim.under}")
    assert claim.says in re.split(r"\n##+ ", text)[0], "the page does not say so"
    found = differences(world, claim)
    if claim.how == NOTHING:
        assert (found == 0.0).all()
        return
    error = found.std(ddof=1) / np.sqrt(REPLICATES)
    assert claim.how * found.mean() > max(MARGIN * error, 1e-9)


def test_every_mechanism_of_the_page_is_claimed_to_do_something() -> None:
    named = set(re.findall(r"^### (M\d+) ", ODD, flags=re.MULTILINE))
    assert named == {claim.under.split()[0] for claim in CLAIMS if claim.under.startswith("M")}
