"""Every mutation finds its place in today's engine, a broken copy is noticed, and the engine itself stays whole."""

from __future__ import annotations

import pkgutil
import sys
from collections import Counter

import mutations
import pytest
from comparing import EXPECTED, coverage_of
from mutating import Edit, Mutation, Rule, edited, engine_with, source_of
from runs import SEED, all_bytes, programme

import wopsim.rules
from wopsim.engines import agents
from wopsim.engines.agents.model import run
from wopsim.world.table import World

NOT_RULES = {"compiling", "elementary", "reporting", "time"}


@pytest.mark.parametrize("mutation", mutations.MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "_"))
def test_a_mutation_finds_its_place(mutation: Mutation) -> None:
    texts = edited(mutation)  # raises where a place is not there exactly once
    for name, text in texts.items():
        compile(text, name, "exec")
        assert text != source_of(name.removeprefix("wopsim.engines."))
    for change in mutation.changes:
        if isinstance(change, Rule):
            assert source_of(change.module).count(f"{change.rule}(") >= 1


def test_every_file_of_rules_is_broken_somewhere() -> None:
    files = {module.name for module in pkgutil.iter_modules(wopsim.rules.__path__)} - NOT_RULES
    changes = [change for mutation in mutations.MUTATIONS for change in mutation.changes]
    assert {change.rule.split(".")[0] for change in changes if isinstance(change, Rule)} == files


def test_names_are_unique() -> None:
    assert max(Counter(mutation.name for mutation in mutations.MUTATIONS).values()) == 1


def test_a_place_that_is_gone_is_refused() -> None:
    for old in ("nobody wrote this", "self.model"):
        with pytest.raises(LookupError, match="times in agents"):
            engine_with(Mutation("lost", (Edit("agents.people", old, ""),)))


def test_a_copy_with_nothing_wrong_is_not_noticed(world: World) -> None:
    copy = engine_with(Mutation("nothing", ()))
    assert copy is not run
    assert all_bytes(copy(world, programme(), SEED, 0, 5)) == all_bytes(run(world, programme(), SEED, 0, 5))
    assert mutations.caught(Mutation("nothing", ()), "agents", mutations.CASES[:5]) is None


@pytest.mark.parametrize("name", ["counterpart never changes", "costs: experts travel together", "water: the last bit of the hours"])
def test_a_broken_copy_is_noticed_and_the_engine_stays_whole(world: World, name: str) -> None:
    before, modules = all_bytes(run(world, programme(), SEED, 0, 5)), dict(sys.modules)
    (mutation,) = [mutation for mutation in mutations.MUTATIONS if mutation.name == name]
    assert mutations.caught(mutation, "agents") is not None
    assert all(sys.modules[module] is modules[module] for module in modules)
    assert sys.modules["wopsim.engines.agents"] is agents
    assert agents.model.run is run
    assert all_bytes(run(world, programme(), SEED, 0, 5)) == before


def test_the_stored_cases_are_about_everything() -> None:
    covered: Counter[str] = Counter()
    for number in mutations.CASES:
        covered.update(coverage_of(mutations.case(number).cases, [mutations.expected(number, "agents")]))
    assert [name for name in EXPECTED if not covered[name]] == []
