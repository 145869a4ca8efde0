"""What the tests of the engine do with runs: compare bits, walk through quarters, read partnerships out of events."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import numpy as np

import wopsim.model
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines.agents.model import QUARTER_ORDER, WopModel
from wopsim.engines.events import Event
from wopsim.engines.outputs import BY_DOMAIN, YEARLY
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

assert wopsim.model

SEED = 20260727
YEARS = 10
BOOKKEEPING = {"mentored", "is_mentor", "visibility", "mentoring_experience"}
"""Yearly outputs that say what a programme did, not what a utility is."""
TRAJECTORIES = [name for name, declared in VARIABLES.items() if declared.dims in (YEARLY, BY_DOMAIN) and name not in BOOKKEEPING]
TEACHING = ("mission", "resident_month", "study_visit", "remote_coaching", "course", "follow_up")
EARLY = ("ended_early", "ended_at_review", "ran_out_of_money")
OVER = ("not_agreed", "exited", *EARLY)


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


def all_bytes(record: RunRecord) -> bytes:
    """Everything a run recorded."""
    return b"".join(record.values[name].tobytes() for name in VARIABLES) + repr(record.events).encode()


def state_bytes(model: WopModel, row: int) -> bytes:
    """Everything that a utility is."""
    columns: dict[str, np.ndarray] = {}
    for field in dataclasses.fields(model.state):
        value = getattr(model.state, field.name)
        columns.update({f"{field.name}.{key}": array for key, array in value.items()} if isinstance(value, dict) else {field.name: value})
    return b"".join(np.ascontiguousarray(columns[name][row]).tobytes() for name in sorted(columns))


def steps(model: WopModel) -> Iterator[str]:
    """Walk a model to its horizon step by step; yields the name of each step once it is done."""
    while model.quarter < model.last_quarter:
        for name, _ in QUARTER_ORDER:
            getattr(model, f"do_{name}")()
            yield name
        model.quarter += 1


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
