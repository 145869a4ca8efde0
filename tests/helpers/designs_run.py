"""Runs of small programmes that differ in their design, and what is read of them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from tests.helpers.runs import SEED, YEARS, programme
from wopsim.engines.compiled import run
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

CALM = {"pandemic_rate": 0.0, "conflict_rate": 0.0}
RICH = {"budget": 1e8, "agreement_chance": 1.0, "early_end_rate": 0.0, "review_trust": 0.0, **CALM}
"""Money for everybody, and partnerships that run their course: designs differ in nothing but themselves."""
BARE = {**RICH, "resident_share": 0.0, "pilot_grant": 0.0, "missions_per_year": 0.5, "experts_per_mission": 1, "days_per_mission": 1.0}
"""As little of everything as a partnership can be made of."""


def ran(world: World, replicate: int = 0, years: int = YEARS, **design: object) -> RunRecord:
    return run(world, programme(**design), SEED, replicate, years)


def kinds(record: RunRecord) -> Counter[str]:
    return Counter(event.kind for event in record.events)


def mentees(record: RunRecord) -> np.ndarray:
    """Rows of utilities that had a mission."""
    return np.flatnonzero(record.values["mentored"][-1] > 0)


def skill(record: RunRecord, year: int = YEARS) -> float:
    return float(record.values["skill"][year].mean())


EVERYTHING = {
    "study_visits_per_year": 1.0, "remote_days_per_month": 1.0, "classroom_days_per_year": 6.0, "follow_up_years": 2, "extension_months": 6,
    "triangular": True, "graduate_practice": 0.3, "consortium_mentors": 2, "experts_per_mission": 3, "programme_years": 6,
    "channel": "global_platform",
}  # fmt: skip
