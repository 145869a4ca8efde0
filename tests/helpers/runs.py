"""What the tests of the engine do with runs: compare bits, walk through quarters, read partnerships out of events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

import wopsim.declared
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import entry_points
from wopsim.engines.agents.model import WopModel
from wopsim.engines.compiled import build as building
from wopsim.engines.compiled.build import Case, build
from wopsim.engines.compiled.kernel import advance_worlds
from wopsim.engines.compiled.run import EVERYTHING, prepare
from wopsim.engines.decision import decide
from wopsim.engines.events import Event
from wopsim.engines.outputs import BY_DOMAIN, YEARLY
from wopsim.engines.quarter import ORDER
from wopsim.engines.recording import events_of, outputs_of
from wopsim.engines.records import STATE, Block, into_tiles
from wopsim.engines.run_record import RunRecord
from wopsim.runs.differences import BOOKKEEPING
from wopsim.world.table import World

assert wopsim.declared

SEED = 20260727
YEARS = 10
TRAJECTORIES = [name for name, declared in VARIABLES.items() if declared.dims in (YEARLY, BY_DOMAIN) and name not in BOOKKEEPING]
TEACHING = ("mission", "cohort_mission", "resident_month", "study_visit", "remote_coaching", "course", "follow_up")
EARLY = ("ended_early", "ended_at_review", "ran_out_of_money")
OVER = ("not_agreed", "refused", "too_late", "exited", "unfinished", *EARLY)
CALM = {"pandemic_rate": 0.0, "conflict_rate": 0.0}
BUSY = {
    "resident_share": 0.0, "missions_per_year": 6.0, "days_per_mission": 20.0, "experts_per_mission": 10, "expert_days_away": 250.0,
    "agreement_chance": 1.0, "budget": 1e8, **CALM,
}  # fmt: skip
"""Long missions of ten experts, from mentors that take two partnerships and have hardly more than ten: parties wait."""


def draw_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every run draw its numbers: what a test patches is asked, and no other test finds what came of it."""
    for name in ("_numbers", "_pair_numbers"):
        monkeypatch.setattr(building, name, getattr(building, name).__wrapped__)


def programme(**changes: object) -> Parameters:
    """A direct channel, because a platform moves everybody; residents and a grant, so that ten years hold what is usual."""
    design = {"budget": 5e6, "partnership_months": 24, "resident_share": 0.5, "pilot_grant": 20e3, "missions_per_year": 4.0,
              "channel": "direct", "reach_direct": 1.0}  # fmt: skip
    return Parameters(**{**design, **changes})


def without(p: Parameters) -> Parameters:
    return p.replace(budget=0.0)


def different(
    one: RunRecord, other: RunRecord, rows: object = slice(None), other_rows: object = None, years: int | None = None
) -> set[str]:
    """Names of trajectories whose bits differ, for some utilities and up to some year end."""
    other_rows = rows if other_rows is None else other_rows
    until = slice(None) if years is None else slice(years + 1)
    return {
        name
        for name in TRAJECTORIES
        if np.ascontiguousarray(one.values[name][until][:, rows]).tobytes()
        != np.ascontiguousarray(other.values[name][until][:, other_rows]).tobytes()
    }


def all_bytes(record: RunRecord, names: Iterable[str] = VARIABLES) -> bytes:
    """Everything a run recorded, or some outputs and the events."""
    return b"".join(record.values[name].tobytes() for name in names) + repr(record.events).encode()


_COUNTED = {name for name in STATE.names if name.endswith("_year")} | {"own_days", "partnership_days"}
"""What the year's accounts and the quarter's working days have counted so far: no part of what a utility is."""


def state_bytes(model: WopModel, row: int) -> bytes:
    """Everything that a utility is."""
    return b"".join(np.ascontiguousarray(model.column(name)[row]).tobytes() for name in STATE.names if name not in _COUNTED)


def steps(model: WopModel) -> Iterator[str]:
    """Walk a model to its horizon step by step; yields the name of each step once it is done."""
    while model.quarter < model.last_quarter:
        for step in ORDER:
            model.take_step(step.name)
            yield step.name
        model.world.quarter += 1


def ran(world: World, p: Parameters, replicate: int = 0, years: int = YEARS, **shocks: np.ndarray) -> tuple[Block, RunRecord]:
    """Run to the horizon with the compiled engine, with some of the shocks replaced, (year,) or (year, utility); the block as it ended."""
    prepare()
    built = build([Case(world, p, replicate)], SEED, years, EVERYTHING, 10_000)
    block = built.block
    entry_points.begin_worlds(block, built.chances, built.initial, built.of_start)
    for name, strikes in shocks.items():
        per_utility = np.broadcast_to(strikes.reshape(years, -1), (years, len(built.names)))
        block.yearly[name][0, :-1] = into_tiles(np.ascontiguousarray(per_utility, dtype=np.float64))
    while advance_worlds(block):
        block = decide(block, built.settings, built.alike)
    values = {name: np.array(array[0]) for name, array in outputs_of(block).items()}
    return block, RunRecord(values, events_of(block, built.names, 0))


def rows_of(world: World) -> dict[str, int]:
    return {name: row for row, name in enumerate(world.utilities["utility"])}


def first_taught(record: RunRecord) -> dict[str, float]:
    """When each utility first took part in teaching, as mentee or as mentor [year]."""
    when: dict[str, float] = {}
    for event in record.events:
        if event.kind in TEACHING:
            for name in (event.mentee, event.mentor):
                when.setdefault(str(name), event.time)
    return when


def lives(record: RunRecord) -> list[list[Event]]:
    """The events of each partnership, in the order of pairing. A mentee never has two at a time: raises if it does."""
    found: list[list[Event]] = []
    current: dict[str, list[Event]] = {}
    exited: set[str] = set()
    for event in record.events:
        if event.kind == "applied":
            assert event.mentee not in current, f"{event.mentee} applied while it had a partnership"
        elif event.kind in ("follow_up", "graduated"):
            assert event.mentee in exited, f"{event.mentee} was followed up before its exit"
        elif event.kind == "paired":
            assert event.mentee not in current, f"{event.mentee} has two partnerships at once"
            current[event.mentee] = [event]
            found.append(current[event.mentee])
        else:
            life = current[event.mentee]
            assert life[0].mentor == event.mentor
            life.append(event)
            if event.kind == "exited":
                exited.add(event.mentee)
            if event.kind in OVER:
                del current[event.mentee]
    return found
