"""Strategies are found by name: those of the package and those of others."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint
from types import ModuleType

import pytest

from wopsim import registry
from wopsim.errors import DeclarationError, StrategyError
from wopsim.registry import Registry
from wopsim.strategies.protocols import FUNDING, PAIRING


class Mine:
    def pair(self, view, slots, u, p):
        raise NotImplementedError


class Other(Mine):
    pass


class Needy(Mine):
    def __init__(self, what):
        self.what = what


HALF = Registry("pairing")


@pytest.fixture
def outside(monkeypatch):
    """Install a package that offers strategies by entry point; call with (group, name, value)."""
    module = ModuleType("outside_strategies")
    module.Mine, module.Needy, module.function = Mine, Needy, lambda: None
    others = ModuleType("others_strategies")
    others.Other = Other
    monkeypatch.setitem(sys.modules, "others_strategies", others)
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
    assert Mine.package == "outside_strategies"


def test_an_entry_point_of_another_family_is_left_alone(outside):
    outside("wopsim.funding", "mine", "outside_strategies:Mine")
    assert "mine" not in Registry("pairing").names()


def test_another_package_cannot_take_a_name_of_this_one(outside):
    outside("wopsim.pairing", "random", "outside_strategies:Mine")
    shipped = PAIRING.get("random")
    family = Registry("pairing")
    family.register("random")(shipped)
    assert family.get("random") is shipped
    (told,) = family.unusable()
    assert told.startswith("pairing strategy 'random' of the package outside_strategies cannot be used: ")
    assert "already registered by wopsim.strategies.pairing.random" in told


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("no_such_package_here:Mine", "ModuleNotFoundError: No module named 'no_such_package_here'"),
        ("outside_strategies:Missing", "AttributeError: module 'outside_strategies' has no attribute 'Missing'"),
        ("outside_strategies:function", "TypeError: outside_strategies:function is no class"),
        ("outside_that_exits:Mine", "it ends the program when it is loaded (SystemExit)"),
    ],
)
def test_a_plug_in_that_fails_costs_only_those_who_name_it(outside, value, why, tmp_path, monkeypatch):
    (tmp_path / "outside_that_exits.py").write_text("raise SystemExit(0)\n")
    monkeypatch.syspath_prepend(tmp_path)
    outside("wopsim.pairing", "broken", value)
    outside("wopsim.pairing", "mine", "outside_strategies:Mine")
    family = Registry("pairing")
    for _ in range(2):
        assert "broken" not in family.names()
        assert family.get("mine") is Mine
        with pytest.raises(StrategyError) as refused:
            family.get("broken")
        package = value.split(":")[0]
        assert str(refused.value) == (
            f"pairing strategy 'broken' of the package {package} cannot be used: {why}. Mend, update or uninstall that package."
        )
        assert family.unusable() == [str(refused.value)]


def test_of_two_packages_with_one_name_both_are_named_and_none_is_taken(outside):
    outside("wopsim.pairing", "mine", "outside_strategies:Mine")
    outside("wopsim.pairing", "mine", "others_strategies:Other")
    family = Registry("pairing")
    with pytest.raises(StrategyError, match="packages outside_strategies and others_strategies both have one of this name"):
        family.get("mine")
    assert "mine" not in family.names()


def test_a_package_that_is_found_twice_is_one(outside):
    for _ in range(2):
        outside("wopsim.pairing", "mine", "outside_strategies:Mine")
    family = Registry("pairing")
    assert family.get("mine") is Mine
    assert family.unusable() == []


def test_what_registers_half_and_then_fails_leaves_nothing(outside, tmp_path, monkeypatch):
    (tmp_path / "outside_half.py").write_text("import test_registry as t\nt.HALF.register('half')(t.Mine)\nraise ValueError('oh')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "test_registry", sys.modules[__name__])
    outside("wopsim.pairing", "whole", "outside_half:Mine")
    assert "half" not in HALF.names()
    assert HALF.unusable()[0].endswith("cannot be used: ValueError: oh. Mend, update or uninstall that package.")


def test_a_class_that_needs_arguments_is_named(outside):
    outside("wopsim.pairing", "needy", "outside_strategies:Needy")
    with pytest.raises(StrategyError, match="'needy' of the package outside_strategies cannot be used: making one fails: TypeError"):
        Registry("pairing").create("needy")


def test_a_list_of_entry_points_that_cannot_be_read_costs_only_its_package(monkeypatch, tmp_path):
    for name, text in (("broken", "[wopsim.pairing]\nno equals sign\n"), ("sound", "[wopsim.pairing]\nmine = outside_strategies:Mine\n")):
        about = tmp_path / f"{name}-2.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Name: {name}\nVersion: 2\n")
        (about / "entry_points.txt").write_text(text)
    (tmp_path / "outside_strategies.py").write_text("raise SystemExit('bye')\n")
    monkeypatch.syspath_prepend(tmp_path)
    family = Registry("pairing")
    assert "random" in PAIRING.names()
    with pytest.raises(StrategyError, match=r"'mine' of the package sound 2 cannot be used: it ends the program"):
        family.get("mine")


def test_check_notes_what_a_study_does_not_use(outside, monkeypatch, capsys):
    from wopsim.cli.main import app

    outside("wopsim.pairing", "broken", "no_such_package_here:Mine")
    monkeypatch.setattr("wopsim.study.parameter_block.strategies", lambda: {"pairing": family, "funding": FUNDING})
    family = Registry("pairing")
    PAIRING.names()  # looks for them, if no other test has
    family._found = dict(PAIRING._found)
    with pytest.raises(SystemExit) as ended:
        app(["check"])
    assert ended.value.code == 0
    out, err = capsys.readouterr()
    assert out == "the default study: no problems found.\n"
    assert err.startswith("Note: pairing strategy 'broken' of the package no_such_package_here cannot be used: ModuleNotFoundError")
    assert err.splitlines()[0].endswith("This study does not use it.")


def test_a_strategy_that_ends_the_program_is_refused():
    from wopsim.strategies.contract import asked

    class Ends(Mine):
        name = "ends"
        package = "acme 1.0"

        def pair(self, view, slots, u, p):
            raise SystemExit(0)

    with pytest.raises(StrategyError, match=r"strategy 'ends' of the package acme 1\.0 fails: SystemExit"):
        asked(Ends())(None, 1, None, None)
