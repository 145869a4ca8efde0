"""The listed order of a quarter and the table of stages say what the code does."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable

from tests.helpers.runs import BUSY, SEED, YEARS, programme
from wopsim.engines import life as life_files
from wopsim.engines.agents.model import WopModel, run_model
from wopsim.engines.life.stages import Stage
from wopsim.engines.partnership import LIFE
from wopsim.engines.quarter import ORDER, describe
from wopsim.engines.records import MAIN
from wopsim.world.table import World


def test_describe_lists_the_order_that_a_step_follows(world: World) -> None:
    followed: list[str] = []

    class Watched(WopModel):
        def take_step(self, name: str) -> None:
            followed.append(name)
            super().take_step(name)

    Watched(world, programme(), SEED, 0, 1).step()
    listed = [line.split(". ", 1)[1].split()[0] for line in describe().splitlines()]
    assert followed == listed == [step.name for step in ORDER]


def test_only_calls_and_continuous_time_differ_between_engines() -> None:
    assert [step.name for step in ORDER if step.function is None] == ["call", "operations"]


def waits_for(function: str, tree: dict[str, ast.FunctionDef], seen: set[str]) -> set[str]:
    """Stages that a function sets, itself or by what it calls."""
    found = set()
    for node in ast.walk(tree[function]):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Stage":
            found.add(node.attr)
        called = node.func if isinstance(node, ast.Call) else None
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if name in tree.keys() - seen:
            seen.add(name)
            found |= waits_for(name, tree, seen)
    return found


def test_the_table_of_stages_says_what_the_code_does() -> None:
    assert [one.stage for one in LIFE] == list(Stage)
    files = [importlib.import_module(f"{life_files.__name__}.{module.name}") for module in pkgutil.iter_modules(life_files.__path__)]
    tree = {node.name: node for file in files for node in ast.parse(inspect.getsource(file)).body if isinstance(node, ast.FunctionDef)}
    for one in LIFE:
        function = one.function.py_func.__name__  # type: ignore[attr-defined]
        assert waits_for(function, tree, {function}) == {stage.name for stage in one.next}, one.stage


def test_a_life_follows_the_table_of_stages(world: World) -> None:
    followed: set[tuple[int, int]] = set()
    for design in (BUSY, {"funding": "phased", "extension_months": 6, "pandemic_rate": 0.3, "conflict_rate": 0.5}):
        model = WopModel(world, programme(**design), SEED, 0, YEARS)
        whole = model.go_on

        def go_on(number: int, activity: int, model: WopModel = model, whole: Callable[[int, int], None] = whole) -> None:
            before = int(model.partnerships[number].stage)
            whole(number, activity)
            if activity == MAIN and not model.partnerships[number].over:
                followed.add((before, int(model.partnerships[number].stage)))

        model.go_on = go_on  # type: ignore[method-assign]
        run_model(model)
    assert followed <= {(int(one.stage), int(after)) for one in LIFE for after in one.next}
    assert len(followed) > 15
