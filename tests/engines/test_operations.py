"""The life of partnerships: order of events, scarce experts, delays, shocks, early ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest

from tests.helpers.runs import BUSY, CALM, EARLY, OVER, SEED, YEARS, lives, programme, ran
from wopsim.declare import Parameters
from wopsim.engines.agents.model import WopModel, run_model
from wopsim.engines.compiled import run
from wopsim.engines.design_terms import design_of
from wopsim.engines.events import Event
from wopsim.engines.life.stages import Stage
from wopsim.engines.records import MAIN
from wopsim.engines.run_record import RunRecord
from wopsim.rules import mentors
from wopsim.rules.time import DAYS_PER_YEAR
from wopsim.world.table import World


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
