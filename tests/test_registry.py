"""Strategies are found by name: those of the package and those of others."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from wopsim import registry
from wopsim.errors import DeclarationError, StrategyError
from wopsim.registry import Registry
from wopsim.strategies.families import FUNDING, PAIRING


class Mine:
    def pair(self, view, slots, u, p):
        raise NotImplementedError


class Other(Mine):
    pass


@pytest.fixture
def outside(monkeypatch):
    """Install a package that offers strategies by entry point; call with (group, name, value)."""
    module = ModuleType("outside_strategies")
    module.Mine = Mine
    monkeypatch.setitem(sys.modules, "outside_strategies", module)
    points = []
    monkeypatch.setattr(registry, "entry_points", lambda group: [point for point in points if point.group == group])
    return lambda group, name, value: points.append(EntryPoint(name, value, group))


@pytest.mark.parametrize(("family", "known"), [(PAIRING, {"random", "by_need"}), (FUNDING, {"equal"})])
def test_the_strategies_of_the_package_are_there(family, known):
    assert known <= set(family.names())
    assert family.names() == sorted(family.names())
    for name in family.names():
        assert family.get(name).name == name
        assert isinstance(family.create(name), family.get(name))


def test_every_strategy_file_registers_something():
    modules = {PAIRING.get(name).__module__ for name in PAIRING.names()}
    assert {"wopsim.strategies.pairing.random", "wopsim.strategies.pairing.by_need"} <= modules


def test_an_unknown_name_lists_the_known_and_guesses():
    with pytest.raises(StrategyError) as refused:
        PAIRING.get("by_ned")
    message = str(refused.value)
    assert message.startswith("no pairing strategy 'by_ned'; known: ")
    assert all(name in message for name in PAIRING.names())
    assert message.endswith(" Did you mean 'by_need'?")


def test_an_unknown_name_far_from_all_gets_no_guess():
    with pytest.raises(StrategyError) as refused:
        FUNDING.create("xyzzy")
    assert "Did you mean" not in str(refused.value)


def test_a_name_is_taken_once():
    family = Registry("pairing")
    family.register("mine")(Mine)
    assert family.register("mine")(Mine) is Mine  # a module imported again is no conflict
    with pytest.raises(DeclarationError, match=r"pairing strategy 'mine' is already registered by .*test_registry"):
        family.register("mine")(Other)


def test_a_strategy_of_another_package_is_found_by_its_entry_point(outside):
    outside("wopsim.pairing", "mine", "outside_strategies:Mine")
    family = Registry("pairing")
    assert "mine" in family.names()
    assert isinstance(family.create("mine"), Mine)
    assert Mine.name == "mine"


def test_an_entry_point_of_another_family_is_left_alone(outside):
    outside("wopsim.funding", "mine", "outside_strategies:Mine")
    assert "mine" not in Registry("pairing").names()


def test_another_package_cannot_take_a_name_of_this_one(outside):
    outside("wopsim.pairing", "taken", "outside_strategies:Mine")
    family = Registry("pairing")
    family.register("taken")(Other)
    with pytest.raises(DeclarationError, match="'taken' is already registered"):
        family.names()


@pytest.mark.parametrize("value", ["no_such_package_here:Mine", "outside_strategies:Missing"])
def test_an_entry_point_that_cannot_be_loaded_is_named_every_time(outside, value):
    outside("wopsim.pairing", "broken", value)
    family = Registry("pairing")
    for _ in range(2):
        with pytest.raises(StrategyError, match=f"pairing strategy 'broken' .{value}. cannot be loaded: "):
            family.names()
