"""Hold what one engine recorded against what another did, bit for bit; and count what happened, so that it is not about nothing."""

from __future__ import annotations

import importlib
import importlib.util
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np

from tests.engines.reference.model import run as run_reference
from tests.engines.reference.record import TOLD, WRITTEN
from tests.helpers.worlds_of_any_kind import Batch, Case
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.events import Event
from wopsim.engines.run_record import RunRecord
from wopsim.rules.theories import neutral
from wopsim.strategies.design import CHANNELS
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.world.table import World

Engine = Callable[[Sequence[tuple[World, Parameters, int]], int, int], list[RunRecord]]
"""Runs cases (world, parameters, replicate) with a seed to a horizon [year]."""

NUMBERS = ("time", "amount", "gain", "trust", "gap", "cost")
WORDS = ("kind", "mentee", "mentor")
NEIGHBOURS = 3
_NAN = np.uint64(0x7FF8000000000000)


def reference(cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int) -> list[RunRecord]:
    """The engine as it was when every behaviour stood twice, one case after the other."""
    return [run_reference(world, p, seed, replicate, years) for world, p, replicate in cases]


def agents(cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int) -> list[RunRecord]:
    """The engine that one reads and watches, one case after the other."""
    return [run_agents(world, p, seed, replicate, years) for world, p, replicate in cases]


def compiled(cases: Sequence[tuple[World, Parameters, int]], seed: int, years: int) -> list[RunRecord]:
    """The fast engine, all cases at once."""
    found: list[RunRecord] = importlib.import_module("wopsim.engines.compiled").run_worlds(cases, seed, years)
    return found


ENGINES: dict[str, Engine] = {"reference": reference, "agents": agents, "compiled": compiled}
ORACLE, FAST = "reference", "compiled"
"""The engine that the others are held against, and the one that studies use."""


NEUTRAL = {"cohort_size": 1, **neutral()}
"""Values at which what was added or mended since the reference was frozen does nothing."""


def as_before(batch: Batch) -> Batch:
    """The same batch without what the reference does not know."""
    return replace(batch, cases=tuple(replace(case, p=case.p.replace(**NEUTRAL)) for case in batch.cases))


def run_batch(engine: Engine, batch: Batch) -> list[RunRecord]:
    """Records of a batch."""
    return engine([case.asked() for case in batch.cases], batch.seed, batch.years)


# differences


def _bits(values: object) -> np.ndarray:
    """Bits of numbers; every NaN has the same."""
    array = np.ascontiguousarray(values, dtype=np.float64)
    bits = array.view(np.uint64).copy()
    bits[np.isnan(array)] = _NAN
    return bits


def _event_bits(events: Sequence[Event]) -> np.ndarray:
    return _bits([[getattr(event, name) for name in NUMBERS] for event in events]).reshape(len(events), len(NUMBERS))


def _line(event: Event) -> str:
    numbers = " ".join(f"{name}={getattr(event, name)!r}" for name in NUMBERS if not np.isnan(getattr(event, name)))
    return f"{event.kind} {event.mentee} <- {event.mentor} {numbers}"


def _first_event(one: Sequence[Event], other: Sequence[Event]) -> int | None:
    """Place of the first event that differs, or None."""
    both = min(len(one), len(other))
    same = (_event_bits(one[:both]) == _event_bits(other[:both])).all(axis=1)
    words = [all(getattr(a, name) == getattr(b, name) for name in WORDS) for a, b in zip(one[:both], other[:both], strict=True)]
    wrong = np.flatnonzero(~(same & np.array(words, dtype=bool)))
    return int(wrong[0]) if wrong.size else both if len(one) != len(other) else None


def _compare_events(one: Sequence[Event], other: Sequence[Event]) -> list[str]:
    place = _first_event(one, other)
    if place is None:
        return []
    names = []
    if place < min(len(one), len(other)):
        a, b = one[place], other[place]
        names = [name for name in WORDS if getattr(a, name) != getattr(b, name)]
        names += [name for name in NUMBERS if _bits(getattr(a, name)) != _bits(getattr(b, name))]
    lines = [f"events: {len(one)} and {len(other)}; event {place} is the first that differs ({', '.join(names) or 'one ends here'})"]
    lines += [f"       {number} {_line(one[number])}" for number in range(max(0, place - NEIGHBOURS), place)]
    for label, events in (("one  ", one), ("other", other)):
        until = min(len(events), place + NEIGHBOURS)
        lines += [f"  {label}{'>' if number == place else ' '}{number} {_line(events[number])}" for number in range(place, until)]
    return ["\n".join(lines)]


def _compare_output(name: str, one: np.ndarray, other: np.ndarray) -> tuple[int, str] | None:
    """First year that differs (-1 for outputs without years) and a sentence, or None."""
    if one.shape != other.shape or one.dtype != other.dtype:
        return -1, f"{name}: {one.dtype} {one.shape} and {other.dtype} {other.shape}"
    wrong = np.atleast_1d(_bits(one).reshape(one.shape) != _bits(other).reshape(one.shape))
    if not wrong.any():
        return None
    first = tuple(int(place) for place in np.argwhere(wrong)[0])
    dims = VARIABLES[name].dims
    where = ", ".join(f"{'year' if dim == 'time' else dim} {place}" for dim, place in zip(dims, first, strict=False)) or "the run"
    values = np.atleast_1d(one)[first], np.atleast_1d(other)[first]
    apart = abs(values[0] - values[1]) / max(1e-300, abs(values[0]))
    sentence = (
        f"{name}: {int(wrong.sum())} of {wrong.size} numbers; first at {where}: {float(values[0])!r} and {float(values[1])!r} ({apart:.1e})"
    )
    return (first[0] if "time" in dims else -1), sentence


def compare_records(one: RunRecord, other: RunRecord) -> list[str]:
    """Name every difference of two records: events in their order with all their numbers, and outputs, the earliest first."""
    lines = _compare_events(one.events, other.events)
    alone = set(one.values) ^ set(other.values)
    lines += [f"{name}: only one of both has it" for name in sorted(alone & set(WRITTEN))]
    found = []
    for name in one.values:
        if name not in alone:
            difference = _compare_output(name, np.asarray(one.values[name]), np.asarray(other.values[name]))
            found += [difference] if difference else []
    yearly = sorted((year, sentence) for year, sentence in found if year >= 0)
    return lines + [sentence for _, sentence in yearly] + [sentence for year, sentence in found if year < 0]


def numbers_in(record: RunRecord) -> int:
    """How many numbers a comparison of a record looks at."""
    return sum(np.asarray(values).size for values in record.values.values()) + len(NUMBERS) * len(record.events)


# coverage

MODALITIES: dict[str, Callable[[Parameters], bool]] = {
    "residents": lambda p: p.resident_share > 0,
    "study visits": lambda p: p.study_visits_per_year > 0,
    "remote coaching": lambda p: p.remote_days_per_month > 0,
    "courses": lambda p: p.classroom_days_per_year > 0,
    "consortium": lambda p: p.consortium_mentors > 1 and p.experts_per_mission > 1,
    "triangular": lambda p: bool(p.triangular),
    "pilot grant": lambda p: p.pilot_grant > 0,
    "follow-up": lambda p: p.follow_up_years > 0,
    "extension": lambda p: p.extension_months > 0,
    "several objectives": lambda p: sum(p[name] > 0 for name in p if name.startswith("objective_")) > 1,
    "mentors of the country": lambda p: p.mentors_from == "same_country",
    "mentors of the region": lambda p: p.mentors_from == "same_region",
}
EXPECTED = (
    *(f"event {kind}" for kind in TOLD),
    *(f"pairing {name}" for name in PAIRING.names()),
    *(f"funding {name}" for name in FUNDING.names()),
    *(f"channel {name}" for name in CHANNELS),
    *(f"modality {name}" for name in MODALITIES),
)
"""What must have occurred for a comparison to mean something."""


def coverage_of(cases: Iterable[Case], records: Iterable[RunRecord]) -> Counter[str]:
    """How often each kind of event occurred, and in how many runs with a mission each strategy, channel and modality."""
    counted: Counter[str] = Counter(dict.fromkeys(EXPECTED, 0))
    for case, record in zip(cases, records, strict=True):
        kinds = Counter(f"event {event.kind}" for event in record.events)
        counted.update(kinds)
        if kinds["event mission"]:
            p = case.p
            counted.update([f"pairing {p.pairing}", f"funding {p.funding}", f"channel {p.channel}"])
            counted.update(f"modality {name}" for name, used in MODALITIES.items() if used(p))
    return counted
