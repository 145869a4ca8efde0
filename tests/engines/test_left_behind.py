"""A run leaves nothing behind, neither one that fails nor many."""

from __future__ import annotations

import gc
import tracemalloc
import weakref

import pytest

from tests.helpers.runs import SEED, all_bytes, programme, without
from wopsim.engines.agents.model import WopModel
from wopsim.engines.agents.model import run as run_agents
from wopsim.world.table import World


def test_a_run_that_fails_leaves_nothing_behind(
    tiny_world: World, models_made: list[weakref.ref[WopModel]], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = all_bytes(run_agents(tiny_world, programme(), SEED, 0, 2))
    with monkeypatch.context() as broken:
        broken.setattr(WopModel, "take_step", lambda self, name: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_agents(tiny_world, programme(), SEED, 0, 2)
    assert all_bytes(run_agents(tiny_world, programme(), SEED, 0, 2)) == expected
    # salabim keeps its latest environment, and with it one model
    assert len(models_made) == 3
    assert alive(models_made) <= 1


@pytest.fixture
def models_made(monkeypatch: pytest.MonkeyPatch) -> list[weakref.ref[WopModel]]:
    made: list[weakref.ref[WopModel]] = []
    whole = WopModel.__init__

    def init(self: WopModel, *words: object) -> None:
        made.append(weakref.ref(self))
        whole(self, *words)

    monkeypatch.setattr(WopModel, "__init__", init)
    return made


def alive(made: list[weakref.ref[WopModel]]) -> int:
    gc.collect()
    return sum(ref() is not None for ref in made)


def test_memory_does_not_grow_with_the_number_of_runs(tiny_world: World, models_made: list[weakref.ref[WopModel]]) -> None:
    table = tiny_world.utilities

    def small(count: int) -> None:
        for replicate in range(count):
            # pandas keeps a note of every look at a table, up to some hundreds: a new table for each run
            world = World(tiny_world.name, table.copy(), tiny_world.source)
            run_agents(world, programme(partnership_months=6), SEED, replicate % 10, 1)
        gc.collect()

    tracemalloc.start()
    try:
        small(30)
        before = tracemalloc.get_traced_memory()[0]
        small(60)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    # one model of this size holds over 100 kB: sixty would be six million; caches of this process fill a little meanwhile
    assert grown < 600_000
    # salabim keeps its latest environment, and with it one model
    assert alive(models_made) <= 1


def test_the_check_of_memory_can_fail(tiny_world: World, models_made: list[weakref.ref[WopModel]], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[WopModel] = []
    monkeypatch.setattr(WopModel, "remove_all_agents", lambda model: kept.append(model))
    for replicate in range(5):
        run_agents(tiny_world, without(programme()), SEED, replicate, 1)
    assert alive(models_made) == len(kept) == 5
