"""Every mutation finds its place in today's text, a broken copy is noticed, and the engines themselves stay whole."""

from __future__ import annotations

import pkgutil
import sys
from collections import Counter
from multiprocessing import get_context

import pytest

import wopsim.rules
from tests.engines import mutations
from tests.engines.mutating import Edit, Mutation, Rule, edited, engine_with, source_of
from tests.helpers.comparing import EXPECTED, coverage_of
from tests.helpers.runs import SEED, all_bytes, programme
from wopsim.engines.agents import model
from wopsim.engines.agents.model import run
from wopsim.engines.compiled import run as run_compiled
from wopsim.world.table import World

NOT_RULES = {"assessment", "portable_math", "reporting", "theories", "time"}


@pytest.mark.parametrize("mutation", mutations.MUTATIONS, ids=lambda mutation: mutation.name.replace(" ", "_"))
def test_a_mutation_finds_its_place(mutation: Mutation) -> None:
    texts = edited(mutation)  # raises where a place is not there exactly once
    for name, text in texts.items():
        compile(text, name, "exec")
        assert text != source_of(name.removeprefix("wopsim.engines."))
    for change in mutation.changes:
        if isinstance(change, Rule):
            assert source_of(change.module).count(f".{change.rule.partition('.')[2]}(") >= 1


def test_every_file_of_rules_is_broken_somewhere() -> None:
    files = {module.name for module in pkgutil.iter_modules(wopsim.rules.__path__)} - NOT_RULES
    changes = [change for mutation in mutations.MUTATIONS for change in mutation.changes]
    assert {change.rule.split(".")[0] for change in changes if isinstance(change, Rule)} == files


def test_names_are_unique() -> None:
    assert max(Counter(mutation.name for mutation in mutations.MUTATIONS).values()) == 1


def test_a_place_that_is_gone_is_refused() -> None:
    for old in ("nobody wrote this", "partnership.trust"):
        with pytest.raises(LookupError, match=r"times in life\.mission_cycle"):
            engine_with(Mutation("lost", (Edit("life.mission_cycle", old, ""),)))


def test_the_text_as_python_is_what_is_compiled(tiny_world: World) -> None:
    copy = engine_with(Mutation("nothing", ()))
    assert copy is not run
    p = programme(channel="global_platform")
    assert all_bytes(copy(tiny_world, p, SEED, 0, 3)) == all_bytes(run_compiled(tiny_world, p, SEED, 0, 3))


@pytest.mark.parametrize("name", ["counterpart never changes", "costs: experts travel together", "water: the last bit of the hours"])
def test_a_broken_copy_differs_from_the_reference_and_the_engines_stay_whole(tiny_world: World, name: str) -> None:
    before, modules = all_bytes(run(tiny_world, programme(), SEED, 0, 3)), dict(sys.modules)
    (mutation,) = [mutation for mutation in mutations.MUTATIONS if mutation.name == name]
    assert mutations.caught(mutation) is not None
    assert all(sys.modules[module] is modules[module] for module in modules)
    assert model.run is run
    assert all_bytes(run(tiny_world, programme(), SEED, 0, 3)) == before


@pytest.mark.parametrize(("name", "test"), [("", ""), ("patience without end", "test_patience_ends")])
def test_a_broken_text_fails_a_test_by_hand(name: str, test: str) -> None:
    with get_context("spawn").Pool(1) as pool:
        assert pool.apply(mutations.noticed_by_meaning, (name,)) == test


def test_the_stored_cases_are_about_everything() -> None:
    covered: Counter[str] = Counter()
    for number in mutations.CASES:
        covered.update(coverage_of(mutations.case(number).cases, [mutations.expected(number, mutations.ORACLE)]))
    assert [name for name in EXPECTED if not covered[name]] == []
