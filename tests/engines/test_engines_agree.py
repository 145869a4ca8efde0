"""All engines record the same bytes, whatever the world, the parameters and the chance; and a world is alone in a batch."""

from __future__ import annotations

import dataclasses
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engines import mutations
from tests.helpers.comparing import ENGINES, EXPECTED, FAST, ORACLE, as_before, compare_records, coverage_of, run_batch
from tests.helpers.runs import SEED, all_bytes, programme
from tests.helpers.worlds_of_any_kind import BATCH, Batch, Case, batches, numbered
from wopsim.declare import VARIABLES
from wopsim.engines.agents.model import run
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

CASES = 300
MIXED = 12
AS_FOUND = {
    # a difference is found again by the first event; making the case smaller takes many runs
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}


def disagreements(batch: Batch, ones: list[RunRecord], others: list[RunRecord]) -> str:
    """What differs in a batch, case by case; empty if nothing does."""
    found = []
    for case, one, other in zip(batch.cases, ones, others, strict=True):
        lines = compare_records(one, other)
        if lines:
            found.append("\n".join([f"{case.what}, replicate {case.replicate}, {case.p}", *lines]))
    return "\n\n".join(found)


def test_the_compiled_engine_records_the_bytes_of_the_reference_in_any_world() -> None:
    covered: Counter[str] = Counter()
    seen = 0

    def agree(batch: Batch) -> None:
        nonlocal seen
        batch = as_before(batch)
        ones = run_batch(ENGINES[ORACLE], batch)
        difference = disagreements(batch, ones, run_batch(ENGINES[FAST], batch))
        assert not difference, f"seed {batch.seed}, {batch.years} years\n{difference}"
        covered.update(coverage_of(batch.cases, ones))
        seen += len(batch.cases)

    # those that notice whatever is wrong on purpose, then any
    for number in mutations.CASES:
        agree(mutations.case(number))
    settings(max_examples=-((seen - CASES) // BATCH), **AS_FOUND)(given(batches())(agree))()
    assert seen >= CASES
    # otherwise the engines agree about nothing
    assert [name for name in EXPECTED if not covered[name]] == []


def test_the_engine_that_one_watches_records_the_bytes_of_the_reference() -> None:
    # as Python it is slow: only the cases in which together everything occurs
    for number in mutations.CASES:
        batch = mutations.case(number)
        difference = disagreements(batch, run_batch(ENGINES[ORACLE], batch), run_batch(ENGINES["agents"], batch))
        assert not difference, f"seed {batch.seed}, {batch.years} years\n{difference}"


@pytest.mark.parametrize("design", [{"cohort_size": 4, "early_end_rate": 0.5}, {"cohort_size": 2, "consortium_mentors": 2}])
def test_both_engines_record_the_same_of_what_the_reference_does_not_know(tiny_world: World, design: dict[str, float]) -> None:
    p = programme(application_chance=0.9, channel="global_platform", **design)
    batch = Batch((Case(tiny_world, p, 0, "new"), Case(tiny_world, p, 1, "new")), SEED, 5)
    ones = run_batch(ENGINES[FAST], batch)
    assert not disagreements(batch, ones, run_batch(ENGINES["agents"], batch))
    assert any(event.kind == "cohort_mission" for record in ones for event in record.events)


@settings(max_examples=MIXED, **AS_FOUND)
@given(batches(cases=5), st.permutations(range(5)))
def test_a_world_in_a_batch_is_as_alone(batch: Batch, order: list[int]) -> None:
    engine = ENGINES[FAST]
    alone = [engine([case.asked()], batch.seed, batch.years)[0] for case in batch.cases]
    mixed = dataclasses.replace(batch, cases=tuple(batch.cases[place] for place in order))
    assert not disagreements(mixed, [alone[place] for place in order], run_batch(engine, mixed))


def test_the_same_case_twice_in_a_batch_is_twice_the_same() -> None:
    batch = numbered(1, 0)
    twice = dataclasses.replace(batch, cases=(*batch.cases, *batch.cases[::-1]))
    records = run_batch(ENGINES[FAST], twice)
    assert [all_bytes(record) for record in records[:BATCH]] == [all_bytes(record) for record in records[BATCH:][::-1]]


def test_a_numbered_case_is_always_the_same() -> None:
    one, other = numbered(5, 17), numbered(5, 17)
    assert (one.seed, one.years) == (other.seed, other.years)
    for a, b in zip(one.cases, other.cases, strict=True):
        assert dict(a.p) == dict(b.p)
        assert (a.replicate, a.what) == (b.replicate, b.what)
        assert a.world.utilities.equals(b.world.utilities)


# the comparison can fail


@pytest.fixture(scope="module")
def record(world: World) -> RunRecord:
    made = run(world, programme(), 1, 0, 4)
    for values in made.values.values():
        values.flags.writeable = False  # it is that of many tests
    return made


def changed(record: RunRecord, name: str, place: tuple[int, ...], value: float) -> RunRecord:
    array = record.values[name].copy()
    array[place] = value
    return dataclasses.replace(record, values={**record.values, name: array})


def test_a_record_does_not_differ_from_itself(record: RunRecord) -> None:
    assert compare_records(record, dataclasses.replace(record, calls=[])) == []


@pytest.mark.parametrize("name", VARIABLES)
def test_the_last_bit_of_any_output_is_seen(record: RunRecord, name: str) -> None:
    place = (-1,) * record.values[name].ndim
    before = float(record.values[name][place])
    other = changed(record, name, place, 1.0 if np.isnan(before) else np.nextafter(before, np.inf))
    (line,) = compare_records(record, other)
    assert line.startswith(f"{name}: 1 of ")


def test_the_sign_of_zero_is_seen(record: RunRecord) -> None:
    assert compare_records(changed(record, "debt", (0, 0), 0.0), changed(record, "debt", (0, 0), -0.0))


def test_the_earliest_output_is_named_first(record: RunRecord) -> None:
    other = changed(changed(record, "nrw_share", (3, 1), 0.5), "skill", (2, 4, 1), 0.5)
    lines = compare_records(record, other)
    assert [line.split(":")[0] for line in lines] == ["skill", "nrw_share"]
    assert "year 2, utility 4, domain 1" in lines[0]


@pytest.mark.parametrize("field", ["time", "kind", "mentee", "mentor", "amount", "gain", "trust", "gap", "cost"])
def test_any_number_and_word_of_an_event_is_seen(record: RunRecord, field: str) -> None:
    place = next(number for number, event in enumerate(record.events) if event.kind == "mission")
    event = record.events[place]
    before = getattr(event, field)
    after = float(np.nextafter(before, np.inf)) if isinstance(before, float) else "other"
    events = [*record.events[:place], dataclasses.replace(event, **{field: after}), *record.events[place + 1 :]]
    (line,) = compare_records(record, dataclasses.replace(record, events=events))
    assert line.startswith(f"events: {len(events)} and {len(events)}; event {place} is the first that differs ({field})")


def test_missing_and_swapped_events_are_seen(record: RunRecord) -> None:
    events = record.events
    place = next(n for n in range(len(events) - 1) if events[n].time == events[n + 1].time and events[n].kind != events[n + 1].kind)
    swapped = [*events[:place], events[place + 1], events[place], *events[place + 2 :]]
    assert f"event {place} is" in compare_records(record, dataclasses.replace(record, events=swapped))[0]
    assert "one ends here" in compare_records(record, dataclasses.replace(record, events=events[:-1]))[0]
    assert compare_records(record, dataclasses.replace(record, events=[]))


def test_a_missing_output_is_seen(record: RunRecord) -> None:
    values = {name: array for name, array in record.values.items() if name != "debt"}
    assert compare_records(record, dataclasses.replace(record, values=values)) == ["debt: only one of both has it"]
