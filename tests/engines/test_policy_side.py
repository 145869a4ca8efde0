"""What a donor can choose works: funding, modalities, objectives, channels, eligibility, and how partnerships go on and end."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

from tests.helpers.accounts import check_programme, finished
from tests.helpers.runs import EARLY, SEED, YEARS, all_bytes, lives, programme, steps
from wopsim.declare import Parameters
from wopsim.engines import account
from wopsim.engines.agents.model import WopModel
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled import run
from wopsim.engines.design_terms import design_of
from wopsim.engines.events import MEANING
from wopsim.engines.run_record import Call, RunRecord
from wopsim.rules.time import DAYS_PER_YEAR
from wopsim.strategies.protocols import FUNDING
from wopsim.world.table import World

CALM = {"pandemic_rate": 0.0, "conflict_rate": 0.0}
RICH = {"budget": 1e8, "agreement_chance": 1.0, "early_end_rate": 0.0, "review_trust": 0.0, **CALM}
"""Money for everybody, and partnerships that run their course: designs differ in nothing but themselves."""
BARE = {**RICH, "resident_share": 0.0, "pilot_grant": 0.0, "missions_per_year": 0.5, "experts_per_mission": 1, "days_per_mission": 1.0}
"""As little of everything as a partnership can be made of."""


def ran(world: World, replicate: int = 0, years: int = YEARS, **design: object) -> RunRecord:
    return run(world, programme(**design), SEED, replicate, years)


def kinds(record: RunRecord) -> Counter[str]:
    return Counter(event.kind for event in record.events)


def mentees(record: RunRecord) -> np.ndarray:
    """Rows of utilities that had a mission."""
    return np.flatnonzero(record.values["mentored"][-1] > 0)


def skill(record: RunRecord, year: int = YEARS) -> float:
    return float(record.values["skill"][year].mean())


# money, strategy by strategy

STRATEGIES = {
    "equal": {}, "by_need": {}, "by_readiness": {}, "lottery": {},
    "results_based": {"held_back_share": 0.8, "result_threshold": 0.02},
    "phased": {"first_phase_share": 0.4, "phase_reserve": 0.3, "partnership_months": 36},
    "co_financed": {"own_share": 0.4},
    "blended": {"investment_part": 0.6},
}  # fmt: skip
EVERYTHING = {
    "study_visits_per_year": 1.0, "remote_days_per_month": 1.0, "classroom_days_per_year": 6.0, "follow_up_years": 2, "extension_months": 6,
    "triangular": True, "graduate_practice": 0.3, "consortium_mentors": 2, "experts_per_mission": 3, "programme_years": 6,
    "channel": "global_platform",
}  # fmt: skip


def test_every_funding_strategy_is_tried_here() -> None:
    assert set(STRATEGIES) == {name for name in FUNDING.names() if FUNDING.create(name).__module__.startswith("wopsim.")}


@pytest.mark.parametrize(("budget", "everything"), [(1.2e6, EVERYTHING), (2e7, {})], ids=["everything", "plain"])
@pytest.mark.parametrize("funding", STRATEGIES)
def test_money_is_conserved_whatever_the_funding(world: World, funding: str, budget: float, everything: dict[str, object]) -> None:
    p = programme(**{**everything, **STRATEGIES[funding], "funding": funding, "budget": budget})
    model, record = finished(world, p, 0, years=14)  # what is committed is what accounts hold, at every step
    check_programme(model, record)
    assert record.values["partnerships_agreed"] > 0
    assert model.active == {}
    assert abs(model.funder.committed) < 0.01  # all is over, follow-up too: nothing is left committed


def test_co_finance_is_paid_from_the_mentees_cash(world: World) -> None:
    # how payments leave the cash is part of `test_conservation.check_quarter_of_money`
    p = programme(funding="co_financed", own_share=0.5, teaching_rate=0.0, **CALM)
    model, alone = WopModel(world, p, SEED, 0, YEARS), WopModel(world, p.replace(own_share=0.0), SEED, 0, YEARS)
    paid, free = np.zeros(len(model.names)), np.zeros(len(model.names))
    for step, _ in zip(steps(model), steps(alone), strict=True):
        if step == "operations":
            paid += model.column("own_payments")
            free += alone.column("own_payments")
    donor = model.record().values["support_received"]
    # half and half, the channel's overhead on both
    np.testing.assert_allclose(paid, donor * (1 + p.overhead_direct), rtol=1e-9)
    assert paid.sum() > 1e5
    assert free.sum() == 0.0


def test_who_pays_a_part_itself_has_less_cash(world: World) -> None:
    nothing = {"teaching_rate": 0.0, "funding": "co_financed", **CALM}
    some, none = (ran(world, **nothing, own_share=share) for share in (0.5, 0.0))
    rows = mentees(some)
    assert rows.size > 3
    assert (some.values["cash"][:, rows] <= none.values["cash"][:, rows] + 1e-6).all()
    assert (some.values["cash"][:, rows] < none.values["cash"][:, rows]).any(axis=0).sum() >= 2


def test_money_held_back_returns_to_the_funder(world: World) -> None:
    hard, easy = (ran(world, funding="results_based", held_back_share=0.5, result_threshold=level, **CALM) for level in (1.0, -0.0))
    reports = [event.amount for event in hard.events if event.kind == "reported"]
    assert reports
    assert set(reports) == {0.0}
    granted = {event.mentee: event.amount for event in hard.events if event.kind == "paired"}
    for life in lives(hard):
        received = [event.amount for event in life if event.kind == "instalment"]
        if received:
            # two years, two instalments: half of the second is lost
            first = (granted[life[0].mentee] - 2 * received[0]) / granted[life[0].mentee]
            assert 0 < first < 1
    assert kinds(hard)["ran_out_of_money"] > 0
    assert hard.values["programme_unspent"] > easy.values["programme_unspent"]


def test_works_money_of_a_blended_programme_reaches_the_mentee(world: World) -> None:
    p = programme(funding="blended", investment_part=0.5, investment_rate=0.0)
    model = WopModel(world, p, SEED, 0, YEARS)
    came = np.zeros(len(model.names))
    for step in steps(model):
        if step == "operations":
            came += model.column("project_grants")
    record = model.record()
    assert record.values["programme_invested"] == pytest.approx(came.sum())
    assert came.sum() > 5e5
    assert set(np.flatnonzero(came)) <= set(mentees(record))


@pytest.mark.parametrize("reserve", [0.0, 1.0])
def test_a_second_phase_commits_only_money_that_is_free(world: World, reserve: float) -> None:
    # one call: a later one may give away what this one left for reviews
    design = {"budget": 1.2e6, "partnership_months": 36, "programme_years": 1, "review_trust": 0.0, "early_end_rate": 0.0, **CALM}
    p = programme(funding="phased", phase_reserve=reserve, **design)
    model = WopModel(world, p, SEED, 0, 14)
    least = 0.0
    for _ in steps(model):
        least = min(least, model.funder.free)
    found = kinds(model.record())
    assert least > -1e-3
    assert found["second_phase"] > 0
    if reserve == 0.0:
        assert found["no_second_phase"] > 0
    else:
        assert found["no_second_phase"] == 0


@pytest.mark.parametrize("first_phase_share", [0.3, 0.4, 0.45, 0.6])
def test_reports_come_once_a_year_through_both_phases(world: World, first_phase_share: float) -> None:
    p = programme(funding="phased", first_phase_share=first_phase_share, partnership_months=48, missions_per_year=3.0, **RICH)
    record = run(world, p, SEED, 0, 14)
    for life in lives(record):
        times = [event.time for event in life if event.kind == "reported"]
        assert (np.diff(times) > 0.99).all()
    assert kinds(record)["second_phase"] > 3


def test_visits_coaching_and_residents_go_on_in_the_second_phase(world: World) -> None:
    p = programme(funding="phased", study_visits_per_year=2.0, remote_days_per_month=1.0, classroom_days_per_year=4.0, **RICH)
    later = Counter[str]()
    for life in lives(run(world, p, SEED, 0, 14)):
        second = next((event.time for event in life if event.kind == "second_phase"), np.inf)
        later.update(event.kind for event in life if event.time > second)
    assert min(later[kind] for kind in ("mission", "study_visit", "remote_coaching", "course", "resident_month")) > 5


# modalities

MODALITIES = {
    "resident_share": (0.5, {"resident_days": 100.0, "resident_year_cost": 9e5}),
    "study_visits_per_year": (2.0, {"study_visit_staff": 20, "study_visit_days": 9.0, "study_visit_effect": 1.5}),
    "remote_days_per_month": (2.0, {"remote_effect": 1.7, "remote_day_cost": 999.0}),
    "classroom_days_per_year": (30.0, {"classroom_effect": 0.9, "classroom_day_cost": 9999.0}),
    "follow_up_years": (5, {"follow_up_days": 50.0}),
}


@pytest.mark.parametrize("modality", MODALITIES)
def test_every_modality_costs_and_teaches(world: World, modality: str) -> None:
    amount, _ = MODALITIES[modality]
    some, none = ran(world, **{**BARE, modality: amount}), ran(world, **BARE)
    assert some.values["programme_spent"] > none.values["programme_spent"] + 1e4
    assert skill(some) > skill(none) + 1e-4
    assert some.values["expert_days"].sum() > none.values["expert_days"].sum()


@pytest.mark.parametrize("modality", MODALITIES)
def test_none_of_a_modality_is_as_if_it_did_not_exist(world: World, modality: str) -> None:
    _, how = MODALITIES[modality]
    assert all_bytes(ran(world, **{**BARE, modality: 0, **how})) == all_bytes(ran(world, **BARE))
    assert all_bytes(ran(world, **{**BARE, modality: 1, **how})) != all_bytes(ran(world, **BARE))


@pytest.mark.parametrize("months", [24, 36, 60])
@pytest.mark.parametrize("missions_per_year", [0.5, 0.7, 1.0])
def test_the_first_instalment_pays_for_a_mission(world: World, missions_per_year: float, months: int) -> None:
    record = ran(world, **{**BARE, "missions_per_year": missions_per_year, "partnership_months": months})
    assert kinds(record)["ran_out_of_money"] == 0
    assert kinds(record)["exited"] > 3


def test_a_pilot_grant_costs_and_opens_a_larger_zone(world: World) -> None:
    some, none = (ran(world, **{**BARE, "pilot_grant": grant}) for grant in (50e3, 0.0))
    assert some.values["programme_spent"] == pytest.approx(none.values["programme_spent"] + 50e3 * mentees(some).size)
    sizes = [np.mean([event.amount for event in record.events if event.kind == "pilot_opened"]) for record in (some, none)]
    assert sizes[0] > sizes[1]
    assert sizes[1] == pytest.approx(Parameters().pilot_zone)


def test_missions_in_cohorts_cost_and_teach_each_less(world: World) -> None:
    alone, together = (ran(world, **{**BARE, "missions_per_year": 6.0, "days_per_mission": 10.0, "cohort_size": size}) for size in (1, 3))
    # facilitation, diagnosis and the members' own ways are not shared
    assert together.values["programme_spent"] < 0.9 * alone.values["programme_spent"]
    both = np.intersect1d(mentees(alone), mentees(together))
    before = ran(world, budget=0.0).values["skill"][-1, both].mean()
    gains = [record.values["skill"][-1, both].mean() - before for record in (alone, together)]
    assert 0.3 * gains[0] < gains[1] < gains[0]


def test_a_day_in_the_classroom_teaches_less_than_a_day_of_a_mission(world: World) -> None:
    lecture = ran(world, **BARE, classroom_days_per_year=56.0)
    mission = ran(world, **{**BARE, "missions_per_year": 8.0, "days_per_mission": 7.0})
    taught = []
    for record, kind in ((lecture, "course"), (mission, "mission")):
        those = [event for event in record.events if event.kind == kind]
        taught.append(sum(event.gain for event in those) / sum(event.amount for event in those))
    assert 0 < taught[0] < 0.4 * taught[1]


def test_remote_coaching_goes_on_in_a_pandemic(world: World) -> None:
    p = programme(remote_days_per_month=2.0, pandemic_rate=1.5, conflict_rate=0.0, resident_share=0.0)
    model = WopModel(world, p, SEED, 0, YEARS)
    for _ in steps(model):
        pass
    bad = model.block.yearly["pandemic"][0, :, 0, 0]
    record = model.record()
    left = {kind: [event.time for event in record.events if event.kind == kind] for kind in ("mission", "remote_coaching")}
    assert [time for time in left["mission"] if bad[int(time - p.days_per_mission / DAYS_PER_YEAR + 1e-9)]] == []
    assert sum(bad[int(time - 1e-9)] for time in left["remote_coaching"]) > 20
    assert sum(event.gain for event in record.events if event.kind == "remote_coaching") > 0


def test_follow_up_comes_once_a_year_after_the_exit_and_keeps_practice_up(world: World) -> None:
    some, none = (ran(world, years=14, **RICH, follow_up_years=years) for years in (5, 0))
    both = mentees(none)
    assert some.values["practice"][13, both].mean() > none.values["practice"][13, both].mean() + 1e-3
    exits = {event.mentee: event.time for event in some.events if event.kind == "exited"}
    visits = defaultdict(list)
    for event in some.events:
        if event.kind == "follow_up":
            visits[event.mentee].append(event.time)
    assert len(visits) >= 5
    for name, times in visits.items():
        assert len(times) <= 5
        assert times[0] > exits[name] + 0.99
        assert (np.diff(times) > 0.99).all()


def test_money_for_follow_up_is_kept_at_the_exit_and_the_rest_released(world: World) -> None:
    p = programme(follow_up_years=3, **RICH)
    model = WopModel(world, p, SEED, 0, 14)
    kept = 0
    for step in steps(model):
        if step == "operations":
            for pair in model.partnerships:
                if pair.over and pair.signed and pair.committed > 1:
                    assert pair.committed <= account.follow_up_money(pair, model.settings) + 0.01
                    assert pair.available == pair.committed
                    kept += 1
    assert kept > 10
    assert abs(model.funder.committed) < 0.01


# objectives

ONLY = {"objective_efficiency": 0.0}


def test_several_objectives_dilute(world: World) -> None:
    p = programme(objective_new_function=1.0, objective_environment=0.5)
    found = design_of(p)
    assert found.kept == pytest.approx((1 - p.dilution) ** 2)
    np.testing.assert_allclose(found.objectives, [0.4, 0.4, 0.2, 0, 0, 0])
    assert found.focus.sum() == pytest.approx(1.0)
    one = [ran(world, **RICH, dilution=share) for share in (0.0, 0.5)]
    assert all_bytes(one[0]) == all_bytes(one[1])
    several = [ran(world, **RICH, dilution=share, objective_new_function=1.0) for share in (0.0, 0.5)]
    assert skill(several[1]) < skill(several[0]) - 1e-3


def outcome(world: World, name: str, replicates: int = 1, **design: object) -> float:
    """Mean of a yearly output over utilities and the second half of the years."""
    return float(np.mean([ran(world, k, **RICH, **design).values[name][YEARS // 2 :].mean() for k in range(replicates)]))


@pytest.mark.parametrize(("function", "maturity", "reached"), [
    ("pro_poor", "pro_poor_function", "poor_coverage"), ("sanitation", "sanitation_function", "sewer_coverage"),
])  # fmt: skip
def test_a_new_function_matures_and_serves(world: World, function: str, maturity: str, reached: str) -> None:
    design = {**ONLY, "objective_new_function": 1.0, "new_function": function}
    assert outcome(world, maturity, **design) > 0.01
    assert outcome(world, maturity) == 0.0
    assert outcome(world, reached, **design) > outcome(world, reached) + 1e-3


@pytest.mark.parametrize(("objective", "effect", "name", "sign", "replicates"), [
    ("environment", "green_effect", "energy_intensity", -1, 1), ("environment", "green_effect", "quality_compliance", 1, 1),
    ("access", "access_effect", "connections", 1, 1), ("rebuilding", "rebuilding_effect", "motivation", 1, 1),
    ("finance", "finance_effect", "investment", 1, 4),
])  # fmt: skip
def test_every_objective_moves_its_own_outcome(world: World, objective: str, effect: str, name: str, sign: int, replicates: int) -> None:
    design = {**ONLY, f"objective_{objective}": 1.0, "investment_rate": 0.1}
    strong = {"finance_effect": 3.0, "rebuilding_effect": 0.4}.get(effect, 4.0)
    some, none = (outcome(world, name, replicates, **design, **{effect: size}) for size in (strong, 0.0))
    assert sign * (some - none) > 0
    # without the objective the same effect does nothing
    plain = [outcome(world, name, 1, investment_rate=0.1, **{effect: size}) for size in (strong, 0.0)]
    assert plain[0] == plain[1]


def test_efficiency_alone_treats_the_network(world: World) -> None:
    assert outcome(world, "treated_share") > 0.01
    assert outcome(world, "treated_share", **ONLY, objective_finance=1.0) == 0.0


# channels

CHANNELS = ("direct", "regional_platform", "global_platform")


@pytest.fixture(scope="module")
def by_channel(world: World) -> dict[str, list[RunRecord]]:
    p = {"reach_direct": 0.15, "sharing_reach": 0.0, "budget": 5e6}
    return {channel: [ran(world, k, **p, channel=channel) for k in range(6)] for channel in CHANNELS}


def test_channels_differ_in_overhead(by_channel: dict[str, list[RunRecord]]) -> None:
    p = Parameters()
    for channel, records in by_channel.items():
        spent, overhead = (sum(record.values[f"programme_{name}"] for record in records) for name in ("spent", "overhead"))
        assert overhead == pytest.approx(p[f"overhead_{channel}"] * spent)


def calls_of(world: World, replicate: int, years: int, **design: object) -> list[Call]:
    """Calls of a run with little teaching; the engine that one watches remembers them."""
    p = programme(**{**BARE, "agreement_chance": 0.5, **design})
    return run_agents(world, p, SEED, replicate, years).calls


def test_channels_differ_in_reach(world: World) -> None:
    # in the first call; later those who are known are taken
    p = {"reach_direct": 0.15, "sharing_reach": 0.0}
    known = {channel: np.concatenate([calls_of(world, k, 1, **p, channel=channel)[0].view.known.ravel() for k in range(6)]).mean()
             for channel in CHANNELS}  # fmt: skip
    assert known["direct"] == pytest.approx(0.15, abs=0.07)
    assert known["global_platform"] == pytest.approx(0.6, abs=0.1)
    assert known["regional_platform"] < known["global_platform"]  # it knows its region, where there is hardly a mentor


def test_a_call_shows_the_coverage_of_both_sides_as_it_stands(world: World) -> None:
    record = run_agents(world, programme(**BARE), SEED, 0, 3)
    assert len(record.calls) > 1
    for call in record.calls:
        coverage = record.values["coverage"][call.year]
        np.testing.assert_array_equal(call.view.mentor_coverage, coverage[call.mentors])
        np.testing.assert_array_equal(call.view.coverage, coverage[call.mentees])


def test_channels_differ_in_delay_and_in_trust(by_channel: dict[str, list[RunRecord]]) -> None:
    wait, trust = {}, {}
    for channel, records in by_channel.items():
        all_lives = [life for record in records for life in lives(record) if len(life) > 2]
        wait[channel] = np.median([life[2].time - life[0].time for life in all_lives])
        trust[channel] = np.mean([life[2].trust for life in all_lives if life[2].kind == "agreed"])
    assert wait["regional_platform"] < wait["global_platform"] < wait["direct"]
    assert trust["regional_platform"] == pytest.approx(0.5)
    assert trust["global_platform"] == pytest.approx(0.45)
    assert trust["direct"] == pytest.approx(0.40)


def test_a_platforms_events_make_its_register_grow(world: World) -> None:
    def known(sharing: float) -> list[float]:
        p = {"channel": "global_platform", "programme_years": 10, "sharing_reach": sharing, "budget": 1e8}
        calls = [call for k in range(2) for call in calls_of(world, k, YEARS, **p)]
        return [float(np.mean([call.view.known.mean() for call in calls if (call.year >= 5) == late])) for late in (False, True)]

    assert known(0.3)[1] > known(0.0)[1] + 0.1
    assert known(0.3)[1] > known(0.3)[0]


@pytest.mark.parametrize("channel", CHANNELS)
def test_only_a_platform_shares_knowledge_and_only_with_its_members(world: World, channel: str) -> None:
    p = {"channel": channel, "sharing_days": 20.0}
    some, none = ran(world, **p), ran(world, **p, budget=0.0)
    outside = (some.values["expert_days"] == 0) & (some.values["mentor_days"] == 0)
    moved = (some.values["skill"][-1] != none.values["skill"][-1]).any(axis=1) & outside
    assert outside.any()
    assert moved.any() == (channel != "direct")
    gain = (some.values["skill"] - none.values["skill"])[:, outside]
    assert (gain >= 0).all()
    # it ends with the programme, and fades
    assert gain.mean(axis=(1, 2)).argmax() == (Parameters().programme_years if channel != "direct" else 0)


def test_a_platform_shares_nothing_until_something_was_spent(world: World) -> None:
    p = {"channel": "global_platform", "sharing_days": 20.0, "application_chance": 0.0}
    some, none = ran(world, **p), ran(world, **p, budget=0.0)
    np.testing.assert_array_equal(some.values["skill"], none.values["skill"])


# who may apply, and with whom


@pytest.mark.parametrize(("filter_", "column", "value"), [
    ("eligible_income", "income", "lower_middle"), ("eligible_size", "size_class", "city"), ("eligible_fragile", "fragile", "only"),
    ("eligible_fragile", "fragile", "none"), ("eligible_remunicipalised", "remunicipalised", "only"),
])  # fmt: skip
def test_only_the_eligible_apply(world: World, filter_: str, column: str, value: str) -> None:
    table = world.utilities.copy()
    table["remunicipalised"] = np.arange(len(table)) % 3 == 0
    here = World(world.name, table, world.source)
    record = ran(here, application_chance=1.0, **{filter_: value})
    wanted = {"only": True, "none": False}.get(value, value)
    fit = set(table.loc[(table[column] == wanted) & (table["role"] == "mentee"), "utility"])
    applied = {event.mentee for event in record.events if event.kind == "applied"}
    assert applied == fit
    assert 0 < len(fit) < (table["role"] == "mentee").sum()


@pytest.mark.parametrize(("where", "column"), [("same_region", "region"), ("same_country", "country")])
def test_mentors_come_from_where_the_donor_wants_them(world: World, where: str, column: str) -> None:
    table = world.utilities.copy()
    table.loc[table.index[::2], column] = table[column].iloc[0]
    facts = table.set_index("utility")[column]
    paired = [event for event in ran(World(world.name, table, world.source), mentors_from=where).events if event.kind == "paired"]
    assert len(paired) > 2
    assert all(facts[event.mentee] == facts[event.mentor] for event in paired)


# mentors made by the programme

GRADUATES = {"graduate_practice": 0.2, "programme_years": 10, "pairing": "former_mentees_first", **RICH, "partnership_months": 12}


def test_graduates_mentor(world: World) -> None:
    record = ran(world, years=14, **GRADUATES, application_chance=0.3)
    when = {event.mentee: event.time for event in record.events if event.kind == "graduated"}
    taught = [event for event in record.events if event.kind == "paired" and event.mentor in when]
    assert len(taught) > 2
    assert all(event.time >= when[event.mentor] for event in taught)
    assert record.values["mentors_created"] == len(when)
    names = world.utilities["utility"].tolist()
    for name, time in when.items():
        assert record.values["is_mentor"][:, names.index(name)].tolist() == [float(time < year) for year in range(15)]
        assert [event for event in record.events if event.kind == "applied" and event.mentee == name and event.time > time] == []
    assert kinds(ran(world, years=14, **{**GRADUATES, "graduate_practice": 1.0}))["graduated"] == 0


def test_a_helper_is_paid_counted_and_of_use(world: World) -> None:
    design = {**GRADUATES, "application_chance": 0.3, "resident_share": 0.0}
    with_help, without = (ran(world, years=14, **design, triangular=yes) for yes in (True, False))
    graduates = {event.mentee for event in with_help.events if event.kind == "graduated"}
    missions = [[event for event in r.events if event.kind == "mission" and event.mentor in graduates] for r in (with_help, without)]
    assert min(map(len, missions)) > 3
    # the price of a day is that of the distance and a third more
    first = {(event.mentee, event.mentor): event for event in reversed(missions[1])}
    both = [(event, first[event.mentee, event.mentor]) for event in missions[0] if (event.mentee, event.mentor) in first]
    assert both
    for helped, alone in both:
        assert helped.cost / helped.amount == pytest.approx(alone.cost / alone.amount * (1 + Parameters().helper_share))
    days = sum(event.amount for event in missions[0]) * Parameters().helper_share
    assert with_help.values["mentor_days"].sum() == pytest.approx(with_help.values["expert_days"].sum() + days)
    assert np.mean([event.gap for event in missions[0]]) > np.mean([event.gap for event in missions[1]])


def test_a_consortium_shares_the_days_and_takes_no_promised_place(world: World) -> None:
    p = programme(consortium_mentors=3, most_partnerships=1, experts_per_mission=3, **RICH)
    model = WopModel(world, p, SEED, 0, YEARS)
    partners = 0
    for step in steps(model):
        if step == "call":
            partners += sum(int(pair.partners) for pair in model.active.values())
            assert model.column("mentoring").max() <= 1
    assert partners > 0
    record = model.record()
    assert record.values["mentor_days"].sum() == pytest.approx(record.values["expert_days"].sum())


def test_the_cap_on_the_mentors_budget_limits_its_places(world: World) -> None:
    def most(cap: float) -> int:
        model = WopModel(world, programme(in_kind_cap=cap, application_chance=1.0, missions_per_year=12.0, **RICH), SEED, 0, YEARS)
        model.step()
        return model.column("mentoring").max()

    assert most(1e-6) == 1  # who mentors takes one partnership, however small the cap
    assert most(1.0) > 1


# how partnerships go on and end


def test_a_review_ends_partnerships_of_low_trust_and_only_these(world: World) -> None:
    p = programme(**{**RICH, "review_trust": 0.6})
    record = run(world, p, SEED, 0, YEARS)
    decided = [(life[place], life[place + 1].kind == "ended_at_review")
               for life in lives(record) for place, event in enumerate(life[:-1]) if event.kind == "reviewed"]  # fmt: skip
    assert {ended for _, ended in decided} == {True, False}
    assert all(ended == (event.trust < 0.6) for event, ended in decided)
    assert kinds(run(world, programme(**RICH, partnership_months=12), SEED, 0, YEARS))["reviewed"] == 0  # too short for one


def test_an_extension_costs_nothing_extra(world: World) -> None:
    # conflicts leave months of residents unpaid, so that there is money for more
    some, none = (ran(world, years=14, **{**RICH, "conflict_rate": 0.5}, extension_months=months) for months in (12, 0))
    assert kinds(some)["extended"] > 0
    assert kinds(none)["extended"] == 0
    granted, paid = defaultdict(float), defaultdict(float)
    for event in some.events:
        if event.kind == "paired":
            granted[event.mentee] += event.amount
    for row, name in enumerate(world.utilities["utility"]):
        paid[name] = some.values["support_received"][row] * (1 + Parameters().overhead_direct)
        assert paid[name] <= granted[name] + 0.01
    assert {(e.time, e.mentee, e.amount) for e in some.events if e.kind == "paired"} == {
        (e.time, e.mentee, e.amount) for e in none.events if e.kind == "paired"
    }
    assert kinds(some)["mission"] > kinds(none)["mission"]
    assert EARLY[-1] not in {life[-1].kind for life in lives(some) if any(event.kind == "extended" for event in life)}


def test_every_kind_of_event_happens_and_has_a_meaning(world: World) -> None:
    found: Counter[str] = Counter()
    for design in (
        {**EVERYTHING, "leadership_rate": 1.0, "counterpart_rate": 1.0, "pandemic_rate": 0.3, "agreement_chance": 0.6},
        {"setup_days": 20.0, "missed_days": 1.0, "accompanied_worth": 1.5, "investment_rate": 0.5},
        {"funding": "results_based", "effort_stake": 1.0, "indicator_bending": 1.0, "result_threshold": 0.5},
        {"funding": "phased", "phase_reserve": 0.0, "budget": 1.5e6},
        {"funding": "blended", "early_end_rate": 1.0},
        {"funding": "results_based", "held_back_share": 1.0, "result_threshold": 0.5},
        {"review_trust": 0.9},
        {"cohort_size": 3},
        {"mentor_refusal": 0.5, "visibility_money": 1.0},
        {"must_end_by": 6, "delay_spread": 1.5, "agreement_median": 1.5},
        {"must_end_by": 5, "delay_spread": 1.5, "leadership_rate": 1.0, "leader_undoes": 1.0, "initiative_rate": 1.0},
    ):
        found += kinds(ran(world, years=14, **design))
    assert set(found) == set(MEANING)
    assert all(MEANING.values())


def test_a_cohort_that_nobody_can_join_is_an_ordinary_partnership(tiny_world: World) -> None:
    # one mentee in the world: it pays for all and gets all, whatever the size of the cohort
    table = tiny_world.utilities.groupby("role").head(1)
    lonely = World("lonely", table, tiny_world.source)
    alone, one_of_ten = (run(lonely, programme(cohort_size=size, application_chance=1.0), SEED, 0, YEARS) for size in (1, 10))
    assert kinds(alone)["mission"] > 0
    assert all_bytes(alone) == all_bytes(one_of_ten)
