"""The life of partnerships: order of events, scarce experts, delays, shocks, early ends; and what the engine promises."""

from __future__ import annotations

import ast
import gc
import importlib
import importlib.util
import inspect
import pkgutil
import tracemalloc
import weakref
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from salabim import salabim as internals

import wopsim.engines.agents.clock as clock_module
from tests.helpers.runs import EARLY, OVER, SEED, YEARS, all_bytes, lives, programme, ran, without
from wopsim.declare import VARIABLES, Parameters
from wopsim.engines import life as life_files
from wopsim.engines.agents.clock import Clock
from wopsim.engines.agents.model import WopModel, run_model
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run
from wopsim.engines.design_terms import design_of
from wopsim.engines.events import Event
from wopsim.engines.life.stages import Stage
from wopsim.engines.partnership import LIFE
from wopsim.engines.quarter import ORDER, describe
from wopsim.engines.records import MAIN
from wopsim.engines.run_record import RunRecord
from wopsim.rules import mentors
from wopsim.rules.time import DAYS_PER_YEAR
from wopsim.study.draws import prior_draw
from wopsim.world.table import World

CALM = {"pandemic_rate": 0.0, "conflict_rate": 0.0}
BUSY = {
    "resident_share": 0.0, "missions_per_year": 6.0, "days_per_mission": 20.0, "experts_per_mission": 10, "expert_days_away": 250.0,
    "agreement_chance": 1.0, "budget": 1e8, **CALM,
}  # fmt: skip
"""Long missions of ten experts, from mentors that take two partnerships and have hardly more than ten: parties wait."""


def started(event: Event, p: Parameters) -> float:
    """When a mission that was recorded at its end began [year]; a rounding error later, so that a new year is the new year."""
    return event.time - p.days_per_mission / DAYS_PER_YEAR + 1e-9


# the order of events

BEFORE = ("applied", "paired", "introduced", "not_agreed", "agreed", "diagnosed", "follow_up", "graduated")
WITHOUT_TRUST = ("paired", "introduced", "not_agreed")


def check_life(life: list[Event]) -> None:
    """Paired, introduced, agreed, diagnosed, taught, over; trust only where there is an agreement."""
    kinds = [event.kind for event in life]
    times = [event.time for event in life]
    assert times == sorted(times)
    settled = [kind for kind in kinds if kind != "leader_changed"]
    assert settled[:2] == ["paired", "introduced"][: len(settled)]
    assert settled[2:3] in ([], ["agreed"], ["not_agreed"])
    assert settled[3:4] in ([], ["diagnosed"])
    assert not set(settled[4:]) & set(BEFORE)
    assert not set(kinds[:-1]) & set(OVER)
    assert kinds.count("pilot_opened") <= 1
    assert kinds.count("reviewed") <= 1
    if "exited" in kinds or "ended_early" in kinds:
        assert {"mission", "cohort_mission"} & set(kinds)
    for event in life:
        assert np.isnan(event.trust) if event.kind in WITHOUT_TRUST else 0 <= event.trust <= 1


@pytest.mark.parametrize("replicate", range(4))
@pytest.mark.parametrize("design", [{}, {"cohort_size": 3, "early_end_rate": 2.0}, BUSY], ids=["residents", "cohorts", "busy"])
def test_every_partnership_lives_in_order(world: World, design: dict[str, float], replicate: int) -> None:
    p = programme(**design)
    record = run(world, p, SEED, replicate, YEARS)
    assert [event.time for event in record.events] == sorted(event.time for event in record.events)
    found = lives(record)  # raises where a mentee has two at once
    for life in found:
        check_life(life)
    kinds = Counter(life[-1].kind for life in found)
    values = record.values
    assert values["partnerships_agreed"] == sum(event.kind == "agreed" for life in found for event in life)
    assert values["partnerships_completed"] == kinds["exited"]
    assert values["partnerships_ended_early"] == sum(kinds[kind] for kind in EARLY)
    assert kinds["ended_early" if "early_end_rate" in design else "exited"] > 0


def test_the_record_of_a_mentee_is_what_its_events_say(world: World) -> None:
    _, record = ran(world, programme())
    for row, name in enumerate(world.utilities["utility"]):
        mine = [event for event in record.events if event.mentee == name]
        agreed = [event.time for event in mine if event.kind == "agreed"]
        over = [event.time for event in mine if event.kind in ("exited", *EARLY)]
        first = min((event.time for event in mine if event.kind == "mission"), default=np.inf)
        np.testing.assert_equal(record.values["agreement_time"][row], agreed[0] if agreed else np.nan)
        np.testing.assert_equal(record.values["exit_time"][row], over[-1] if over else np.nan)
        assert record.values["mentored"][:, row].tolist() == [float(first < year) for year in range(YEARS + 1)]


def test_the_check_of_the_order_can_fail() -> None:
    def event(kind: str, time: float, trust: float = 0.5) -> Event:
        return Event(time, kind, "a", "m", 1.0, np.nan, trust)

    before = [event("paired", 0.0, np.nan), event("introduced", 0.5, np.nan), event("agreed", 1.0), event("diagnosed", 1.0)]
    check_life([*before, event("mission", 2.0), event("exited", 3.0)])
    for wrong in (
        [*before[:2], event("mission", 1.0)],
        [*before[:3], event("mission", 1.0)],
        [*before, event("exited", 2.0), event("mission", 3.0)],
        [*before, event("mission", 0.5)],
        [*before, event("exited", 2.0)],
        [*before, event("mission", 2.0), event("agreed", 3.0)],
    ):
        with pytest.raises(AssertionError):
            check_life(wrong)
    with pytest.raises(AssertionError, match="two partnerships"):
        lives(RunRecord({}, [before[0], before[0]]))


# places and experts


def most_at_once(spans: list[tuple[float, float, float]]) -> float:
    """Largest sum of sizes over (begin, end, size) that overlap; ends come before begins at the same time."""
    edges = sorted([(end, -size) for _, end, size in spans] + [(begin + 1e-9, size) for begin, _, size in spans])
    return float(np.max(np.cumsum([size for _, size in edges]), initial=0.0))


@pytest.mark.parametrize("design", [{}, BUSY, {"most_partnerships": 2, "budget": 2e7}], ids=["residents", "busy", "two places"])
def test_mentors_keep_their_places_and_their_experts(world: World, design: dict[str, float]) -> None:
    p = programme(**design)
    full = 0
    for replicate in range(3):
        block, record = ran(world, p, replicate)
        names, roles = world.utilities["utility"].tolist(), block.roles[0]
        together, away = defaultdict(list), defaultdict(list)
        for life in lives(record):
            end = life[-1].time if life[-1].kind in OVER else np.inf
            together[life[0].mentor].append((life[0].time, end, 1))
        for event in record.events:
            if event.kind == "mission":
                party = event.amount / p.days_per_mission
                away[event.mentor].append((started(event, p), event.time, party))
        for row in np.flatnonzero(roles["is_mentor"]):
            name, experts = names[row], float(roles["experts"][row])
            # what a mentor can give follows its operating cost, so its places move: this is the most there can be
            places = mentors.places_of(experts * p.expert_days_away, design_of(p).days_per_year, float(p.most_partnerships))
            assert most_at_once(together[name]) <= places <= p.most_partnerships
            assert most_at_once(away[name]) <= experts
            assert 0 <= roles["claimed"][row] <= experts
            full += most_at_once(together[name]) == places
    assert full > 0


def test_who_asks_for_experts_first_gets_them_first(world: World) -> None:
    p = programme(**BUSY)
    model = WopModel(world, p, SEED, 0, YEARS)
    asked: dict[str, list[tuple[float, str]]] = defaultdict(list)
    whole = model.go_on

    def go_on(number: int, activity: int) -> None:
        before = int(model.partnerships[number].stage)
        whole(number, activity)
        pair = model.partnerships[number]
        if before != Stage.EXPERTS and pair.stage == Stage.EXPERTS and activity == MAIN:
            asked[model.names[pair.mentor]].append((model.clock.now, model.names[pair.mentee]))

    model.go_on = go_on  # type: ignore[method-assign]
    record = run_model(model)
    waited = 0
    for mentor, asking in asked.items():
        missions = [event for event in record.events if event.kind == "mission" and event.mentor == mentor]
        assert [event.mentee for event in missions] == [mentee for _, mentee in asking][: len(missions)]
        waited += sum(started(event, p) * DAYS_PER_YEAR > day + 1e-6 for event, (day, _) in zip(missions, asking, strict=False))
    assert waited > 3


def test_waiting_for_experts_costs_trust(world: World) -> None:
    patient, touchy = (run(world, programme(**BUSY, leadership_rate=0.0, trust_delay_loss=loss), SEED, 0, YEARS) for loss in (0.0, 10.0))
    trust = [np.mean([event.trust for event in record.events if event.kind == "mission"]) for record in (patient, touchy)]
    assert trust[1] < trust[0] - 0.01


# delays


def test_the_first_mission_comes_half_a_year_to_two_years_after_the_call(world: World) -> None:
    delays = []
    for replicate in range(20):
        p = Parameters(**CALM)
        for life in lives(run(world, p, SEED, replicate, 8)):
            missions = [event for event in life if event.kind == "mission"]
            if missions:
                delays.append(started(missions[0], p) - life[0].time)
    assert len(delays) > 100
    assert 0.5 <= np.median(delays) <= 2.0
    assert np.mean([0.5 <= delay <= 2.0 for delay in delays]) > 0.75
    assert min(delays) > 0


# shocks


def test_a_pandemic_stops_missions_and_not_residents(world: World) -> None:
    pandemic = np.zeros(YEARS)
    pandemic[[2, 3]] = 1.0
    p = programme(**CALM)
    _, record = ran(world, p, pandemic=pandemic)
    _, calm = ran(world, p)
    assert sum(2 <= started(event, p) < 4 for event in calm.events if event.kind == "mission") > 10
    assert [event for event in record.events if event.kind == "mission" and 2 <= started(event, p) < 4] == []
    assert sum(2.1 < event.time < 3.9 for event in record.events if event.kind == "resident_month") > 50
    assert sum(started(event, p) >= 4 for event in record.events if event.kind == "mission") > 10


@pytest.mark.parametrize("shock", ["pandemic", "conflict"])
def test_no_party_leaves_in_a_bad_year_even_if_it_waited_for_experts_until_then(world: World, shock: str) -> None:
    p = programme(**BUSY)
    bad = np.zeros(YEARS)
    bad[1::2] = 1.0
    shocks = {shock: bad if shock == "pandemic" else np.repeat(bad[:, None], 18, axis=1)}
    for replicate in range(10):
        _, record = ran(world, p, replicate, **shocks)
        starts = [started(event, p) for event in record.events if event.kind == "mission"]
        assert len(starts) > 20
        assert [start for start in starts if bad[int(start)]] == []


def test_a_conflict_stops_missions_and_residents_of_its_country_only(world: World) -> None:
    conflict = np.zeros((YEARS, 18))
    struck = np.flatnonzero((world.utilities["role"] == "mentee").to_numpy())[::2]
    conflict[2, struck] = 1.0
    p = programme(**CALM)
    _, record = ran(world, p, conflict=conflict)
    there = {world.utilities["utility"].iloc[row] for row in struck}
    for kind in ("mission", "resident_month"):
        begin = {"mission": lambda event: started(event, p), "resident_month": lambda event: event.time}[kind]
        times = [(event.mentee in there, begin(event)) for event in record.events if event.kind == kind]
        assert [time for within, time in times if within and 2 <= time < 3] == []
        assert sum(2 <= time < 3 for within, time in times if not within) > 5
        assert sum(time >= 3 for within, time in times if within) > 5


@pytest.mark.parametrize(
    ("kind", "rates"), [("leader_changed", {"leadership_rate": 1.0}), ("counterpart_changed", {"counterpart_rate": 1.0})]
)
def test_a_change_of_leader_or_counterpart_lowers_trust(world: World, kind: str, rates: dict[str, float]) -> None:
    p = programme(**rates)
    lost = {"leader_changed": p.trust_reset, "counterpart_changed": p.counterpart_loss}[kind]
    kept = [
        after.trust / before.trust
        for life in lives(run(world, p, SEED, 0, YEARS))
        for before, after in pairwise(life)
        if after.kind == kind
    ]
    assert len(kept) > 10
    assert max(kept) < 1
    # while experts are under way, the trust that their leaving gave comes between
    assert np.mean(np.isclose(kept, 1 - lost, rtol=1e-12)) > 0.8


def test_missions_build_trust(world: World) -> None:
    record = run(world, programme(leadership_rate=0.0, counterpart_rate=0.0, report_days=0.0, trust_delay_loss=0.0, **CALM), SEED, 0, YEARS)
    for life in lives(record):
        trust = [event.trust for event in life if event.kind == "mission"]
        assert trust == sorted(trust)


# early ends


def test_an_early_end_gives_the_unused_money_back(world: World) -> None:
    model = WopModel(world, programme(early_end_rate=3.0, programme_years=1), SEED, 0, YEARS)
    returned = []
    while model.quarter < model.last_quarter:
        before = set(model.active)
        spent, committed = model.funder.spent + model.funder.overhead, model.funder.committed
        model.step()
        over = before - set(model.active)
        if over and model.quarter > 4:
            paid = model.funder.spent + model.funder.overhead - spent
            returned.append(committed - model.funder.committed - paid)
    assert max(returned) > 1e4
    assert min(returned) > -1e-6
    assert abs(model.funder.committed) < 1e-6


def test_money_of_early_ends_pays_for_later_calls(world: World) -> None:
    def paired_later(rate: float) -> int:
        p = programme(budget=8e5, resident_share=0.0, early_end_rate=rate, programme_years=8, agreement_chance=1.0)
        return sum(sum(event.kind == "paired" and event.time >= 2 for event in run(world, p, SEED, k, YEARS).events) for k in range(5))

    assert paired_later(5.0) > paired_later(0.0)


def test_nobody_is_called_once_the_programme_is_too_short_for_it(world: World) -> None:
    p = programme(programme_years=4, partnership_months=24, budget=1e9)
    _, record = ran(world, p)
    last = max(event.time for event in record.events if event.kind == "paired")
    assert last == design_of(p).last_call == 2


# what the engine promises


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


DESIGNS = {
    "baseline": {"budget": 0.0},
    "residents": {},
    "busy": BUSY,
    "long": {"partnership_months": 96, "resident_share": 2.0, "budget": 1e8, "pilot_grant": 5e5},
    "shocks": {"pandemic_rate": 0.3, "conflict_rate": 1.0, "drought_rate": 0.5, "leadership_rate": 1.0, "currency_rate": 0.5},
}


def out_of_range(values: dict[str, np.ndarray]) -> list[str]:
    """Outputs that leave their declared range or are missing where they may not be."""
    wrong = []
    for name, declared in VARIABLES.items():
        found = values[name]
        missing = np.isnan(found)
        low, high = declared.valid
        if (missing.any() and not declared.of_some) or not ((found[~missing] >= low) & (found[~missing] <= high)).all():
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("design", DESIGNS)
def test_every_recorded_value_lies_in_its_declared_range(world: World, design: str) -> None:
    for replicate in range(3):
        assert out_of_range(run(world, programme(**DESIGNS[design]), SEED, replicate, YEARS).values) == []


def test_every_value_lies_in_its_range_in_every_draw(world: World) -> None:
    for draw in range(25):
        p = programme(**prior_draw(SEED, draw))
        assert out_of_range(run(world, p, SEED, draw, YEARS).values) == [], draw


def test_the_check_of_ranges_can_fail(world: World) -> None:
    values = run(world, programme(), SEED, 0, 2).values
    for name, wrong in (("nrw_share", 1.01), ("cash", -1.0), ("people_served", np.nan), ("programme_spent", -1.0)):
        broken = {**values, name: np.array(values[name])}
        broken[name].flat[-1] = wrong
        assert out_of_range(broken) == [name]


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
    # one model of this size holds over 100 kB: sixty would be six million
    assert grown < 200_000
    # salabim keeps its latest environment, and with it one model
    assert alive(models_made) <= 1


def test_the_check_of_memory_can_fail(tiny_world: World, models_made: list[weakref.ref[WopModel]], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[WopModel] = []
    monkeypatch.setattr(WopModel, "remove_all_agents", lambda model: kept.append(model))
    for replicate in range(5):
        run_agents(tiny_world, without(programme()), SEED, replicate, 1)
    assert alive(models_made) == len(kept) == 5


# salabim


def load_clock_again() -> object:
    spec = importlib.util.spec_from_file_location("clock_again", clock_module.__file__)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def salabim_untouched() -> Iterator[None]:
    kept = {name: getattr(internals, name) for name in ("_get_caller_frame", "_check_overlapping_parameters")}
    yield
    for name, function in kept.items():
        setattr(internals, name, function)


@pytest.mark.usefixtures("salabim_untouched")
@pytest.mark.parametrize("name", ["_get_caller_frame", "_check_overlapping_parameters"])
def test_a_salabim_without_a_function_we_replace_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    load_clock_again()
    monkeypatch.delattr(internals, name)
    with pytest.raises(ImportError, match=name):
        load_clock_again()


def test_salabim_still_asks_for_the_frame_where_we_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(internals, "_get_caller_frame", lambda: asked.append(1) or clock_module._calling_frame())
    Clock().run_to(1.0)
    assert asked
