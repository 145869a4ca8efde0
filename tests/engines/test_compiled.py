"""What the compiled engine promises beside agreeing with the reference: the same bytes however it is asked, and room for what happens."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

from tests.engines.reference.model import run as run_reference
from tests.helpers.runs import SEED, YEARS, all_bytes, programme, without
from wopsim.declare import PARAMETERS, VARIABLES, Parameters
from wopsim.engines import exogenous
from wopsim.engines.compiled import run, run_block, run_worlds
from wopsim.errors import StrategyError
from wopsim.strategies.protocols import FUNDING, PAIRING, Offers
from wopsim.streams import entities, uniform
from wopsim.world.table import World

building = importlib.import_module("wopsim.engines.compiled.build")
compiled = importlib.import_module("wopsim.engines.compiled.run")
Cases = list[tuple[World, Parameters, int]]


@pytest.fixture(scope="module")
def cases(world: World) -> Cases:
    """Scenarios, draws and replicates that differ in all that may be shared."""
    designs = [programme(), without(programme()), programme(pairing="predicted_gain", teaching_rate=0.4), programme(conflict_rate=0.5)]
    return [(world, p, replicate) for replicate in (3, 0) for p in designs]


def test_a_world_does_not_know_who_runs_beside_it(cases: Cases) -> None:
    together = run_worlds(cases, SEED, YEARS)
    backwards = run_worlds(cases[::-1], SEED, YEARS)[::-1]
    alone = [run(*case[:2], SEED, case[2], YEARS) for case in cases]
    bytes_of = [[all_bytes(record) for record in records] for records in (together, backwards, alone)]
    assert bytes_of[0] == bytes_of[1]
    assert bytes_of[0] == bytes_of[2]
    assert len(set(bytes_of[0])) == len(cases)


def test_draws_that_start_together_start_as_they_would_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number that is drawn differs between them, whatever it has to lie across: replicates, years, domains."""
    drawn = {name: declared for name, declared in PARAMETERS.items() if declared.drawn}
    chance = np.random.default_rng(SEED).uniform(0.05, 0.95, (3, len(drawn)))
    # the last stands twice, so that some of the numbers abreast are the same in all
    rows = [{name: one.kind(one.quantile(u)) for u, (name, one) in zip(row, drawn.items(), strict=True)} for row in chance[[0, 1, 2, 2]]]
    draws = [programme(mentors_from="same_country", **values) for values in rows]
    cases = [(world, p, replicate) for p in draws for replicate in (0, 1)]
    together = [all_bytes(record) for record in run_worlds(cases, SEED, YEARS)]
    monkeypatch.setattr(building, "_TOGETHER", 1)
    assert together == [all_bytes(record) for record in run_worlds(cases, SEED, YEARS)]
    assert together[:3] == [all_bytes(run(*case[:2], SEED, case[2], YEARS)) for case in cases[:3]]
    assert len(set(together)) == 6


def test_what_is_kept_does_not_change_what_happens(cases: Cases) -> None:
    everything = run_block(cases, SEED, YEARS)
    some = run_block(cases, SEED, YEARS, frozenset({"nrw_share", "practice", "exit_time", "programme_spent"}))
    assert set(everything) == set(VARIABLES)
    assert set(some) == {"nrw_share", "practice", "exit_time", "programme_spent"}
    assert all(some[name].tobytes() == np.ascontiguousarray(everything[name]).tobytes() for name in some)


def test_a_number_of_a_pair_is_drawn_when_a_world_first_meets_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn is what the streams say, nobody draws for pairs that never meet, and what is kept serves the next block."""
    tables: list[np.ndarray] = []
    asked: list[tuple] = []

    def new_table(*which: tuple) -> np.ndarray:
        asked.append(which)
        tables.append(tables[0] if tables else make(*which))
        return tables[-1]

    make = building._pair_numbers.__wrapped__
    cases = [(world, programme(pairing=pairing), 5) for pairing in ("random", "by_need")]
    alone = [all_bytes(run(*case[:2], SEED, case[2], YEARS)) for case in cases]
    monkeypatch.setattr(building, "_pair_numbers", new_table)
    assert [all_bytes(record) for record in run_worlds(cases, SEED, YEARS)] == alone
    names, mentors = asked[0][:2]
    one, everybody = entities(list(names))[list(mentors)][:, None], entities(list(names))
    streams = [uniform(exogenous.KNOWN, SEED, 5, one, everybody)]
    streams += [uniform(exogenous.PAIRING, SEED, 5, one, everybody, year) for year in range(tables[0].shape[1] - 1)]
    drawn = tables[0][0] > 0.0
    assert 0.0 < drawn.mean() < 0.9
    np.testing.assert_array_equal(tables[0][0][drawn], np.array(streams)[drawn])
    assert [all_bytes(record) for record in run_worlds(cases, SEED, YEARS)] == alone


def test_there_is_room_for_every_event(cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [all_bytes(record) for record in run_worlds(cases, SEED, YEARS)]
    assert min(len(record.events) for record in run_worlds(cases[:1], SEED, YEARS)) > 100
    monkeypatch.setattr(compiled, "_ROOM", 3)
    assert [all_bytes(record) for record in run_worlds(cases, SEED, YEARS)] == expected


def test_worlds_that_wait_together_may_follow_different_strategies(world: World) -> None:
    mixed: Cases = [
        (world, programme(pairing=pairing, funding=funding), 0)
        for pairing, funding in zip(PAIRING.names(), FUNDING.names() * 2, strict=False)
    ]
    assert len({case[1].pairing for case in mixed}) == len(PAIRING.names())
    for case, record in zip(mixed, run_worlds(mixed, SEED, YEARS), strict=True):
        before = run_reference(*case[:2], SEED, case[2], YEARS)
        assert all_bytes(record, before.values) == all_bytes(before, before.values)


class _PlainPython:
    """One world at a time, in plain Python, and it looks at a number that differs between draws."""

    name = "plain_python"

    def pair(self, view, slots, u, p):  # type: ignore[no-untyped-def]
        found, left = [], list(view.free_places)
        for mentee in sorted(range(len(view.motivation)), key=lambda i: -view.motivation[i] * p.teaching_rate):
            known = [j for j in range(len(left)) if left[j] > 0 and view.known[j, mentee]]
            if known and len(found) < slots:
                mentor = min(known, key=lambda j: u[j, mentee])
                left[mentor] -= 1
                found.append((mentor, mentee))
        return np.array(found, dtype=np.int64).reshape(-1, 2)


class _WhileItLasts:
    name = "while_it_lasts"

    def fund(self, view, money, u, p):  # type: ignore[no-untyped-def]
        return Offers.plain(np.where(np.cumsum(view.planned_cost) <= money, view.planned_cost, 0.0))


def test_outside_strategies_in_plain_python_work(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PAIRING._found, "plain_python", _PlainPython)
    monkeypatch.setitem(FUNDING._found, "while_it_lasts", _WhileItLasts)
    draws = [programme(pairing="plain_python", funding="while_it_lasts", teaching_rate=rate) for rate in (0.4, 0.8)]
    cases: Cases = [(world, p, replicate) for p in draws for replicate in (0, 1)]
    for case, record in zip(cases, run_worlds(cases, SEED, YEARS), strict=True):
        assert record.values["partnerships_agreed"] > 2
        before = run_reference(*case[:2], SEED, case[2], YEARS)
        assert all_bytes(record, before.values) == all_bytes(before, before.values)


def test_a_strategy_that_breaks_a_promise_is_named(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Twice(_PlainPython):
        name = "twice"

        def pair(self, view, slots, u, p):  # type: ignore[no-untyped-def]
            return np.repeat(super().pair(view, slots, u, p)[:1], 2, axis=0)

    monkeypatch.setitem(PAIRING._found, "twice", Twice)
    with pytest.raises(StrategyError, match="twice"):
        run(world, programme(pairing="twice"), SEED, 0, YEARS)
