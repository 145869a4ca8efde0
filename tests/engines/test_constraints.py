"""Constraints on a programme: hard end, later tranche, who comes first, quotas, caps by country, lists of names."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

import wopsim as ws
from tests.helpers.comparing import compare_records
from tests.helpers.runs import SEED
from wopsim.analysis.outcome_specs import PROGRAMME_MONEY
from wopsim.declare import Parameters
from wopsim.engines.agents.model import run as run_agents
from wopsim.engines.compiled.run import run_worlds
from wopsim.engines.eligibility import in_group
from wopsim.engines.run_record import RunRecord
from wopsim.errors import StudyError, WorldError
from wopsim.results import Result
from wopsim.world.synthesis import synthesise
from wopsim.world.table import World

YEARS = 9
MUCH = {"application_chance": 1.0, "channel": "direct", "reach_direct": 1.0, "agreement_chance": 1.0, "partnership_months": 24}


@pytest.fixture(scope="module")
def world() -> World:
    return synthesise(n_mentees=30, n_mentors=10, seed=4).complete(0, 0)


def ran(world: World, replicates: int = 4, **design: object) -> list[RunRecord]:
    p = Parameters(**{"budget": 2e6, "most_partnerships": 5, **MUCH, **design})
    return run_worlds([(world, p, replicate) for replicate in range(replicates)], SEED, YEARS)


def kinds(records: list[RunRecord]) -> Counter[str]:
    return Counter(event.kind for record in records for event in record.events)


class TestHardEnd:
    def test_nothing_happens_or_is_paid_after_it(self, world: World) -> None:
        design = {"must_end_by": 4, "resident_share": 0.5, "follow_up_years": 3, "extension_months": 12, "study_visits_per_year": 2.0}
        records = ran(world, startup_median=0.3, delay_spread=1.0, **design)
        assert kinds(records)["mission"] > 10
        assert max(event.time for record in records for event in record.events if event.kind not in ("applied",)) <= 4.0 + 1e-9
        assert kinds(records)["unfinished"] > 0
        later = ran(world, startup_median=0.3, delay_spread=1.0, **{**design, "must_end_by": 0})
        assert max(event.time for record in later for event in record.events) > 4.5

    def test_every_agreement_is_accounted_for(self, world: World) -> None:
        for record in ran(world, must_end_by=4, delay_spread=1.0):
            values = {name: float(record.values[f"partnerships_{name}"]) for name in ("agreed", "completed", "ended_early", "unfinished")}
            assert values["agreed"] == values["completed"] + values["ended_early"] + values["unfinished"]
            assert values["unfinished"] == kinds([record])["unfinished"]
            money = sum(float(record.values[f"programme_{name}"]) for name in ("spent", "overhead", "invested", "unspent"))
            assert money == pytest.approx(2e6)

    def test_agreed_is_only_what_is_planned_to_end_by_then(self, world: World) -> None:
        records = ran(world, must_end_by=4, delay_spread=1.5, startup_median=0.3)
        agreed = [event.time for record in records for event in record.events if event.kind == "agreed"]
        assert max(agreed) + 0.3 + 2.0 <= 4.0
        assert kinds(records)["too_late"] > 0

    def test_no_call_where_nothing_can_end_by_then(self, world: World) -> None:
        assert not kinds(ran(world, must_end_by=2))

    def test_a_late_end_changes_nothing(self, world: World) -> None:
        plain, late = ran(world), ran(world, must_end_by=30)
        for one, other in zip(plain, late, strict=True):
            np.testing.assert_equal(one.values, other.values)

    def test_experts_of_an_unfinished_mission_are_free_again(self, world: World) -> None:
        """Both engines close in the same moment, whatever waits or travels then."""
        p = Parameters(**{"budget": 5e6, **MUCH, "must_end_by": 3, "partnership_months": 12, "missions_per_year": 12.0, "delay_spread": 1.5,
                          "days_per_mission": 30.0, "experts_per_mission": 5, "resident_share": 0.3})  # fmt: skip
        tried = run_worlds([(world, p, replicate) for replicate in range(12)], SEED, 5)
        replicate = next(number for number, record in enumerate(tried) if kinds([record])["unfinished"])
        assert compare_records(tried[replicate], run_agents(world, p, SEED, replicate, 5)) == []


class TestLaterTranche:
    def test_its_money_waits_for_its_year_and_calls_again(self, world: World) -> None:
        records = ran(world, later_share=0.5, later_year=5, programme_years=2)
        for record in records:
            paired = [event for event in record.events if event.kind == "paired"]
            assert {int(event.time) for event in paired} <= {0, 1, 5, 6}
            assert sum(event.amount for event in paired if event.time < 5) <= 1e6 * 1.3  # what early ends gave back is lent again
            assert any(event.time >= 5 for event in paired)

    def test_without_it_nobody_is_called_then(self, world: World) -> None:
        assert all(event.time < 2 for record in ran(world, programme_years=2) for event in record.events if event.kind == "paired")

    def test_former_mentees_mentor_in_it(self, world: World) -> None:
        records = ran(world, later_share=0.5, later_year=5, programme_years=2, graduate_practice=0.0, pairing="former_mentees_first")
        graduated = {event.mentee for event in records[0].events if event.kind == "graduated" and event.time < 5}
        assert graduated & {event.mentor for event in records[0].events if event.kind == "paired" and event.time >= 5}


class TestWhoIsServed:
    def money_to(self, world: World, group: str, records: list[RunRecord]) -> float:
        inside = in_group(world, group)
        support = np.sum([record.values["support_received"] for record in records], axis=0)
        return float(support[inside].sum() / support.sum())

    @pytest.mark.parametrize(
        ("funding", "least"), [("equal", 0.5), ("lottery", 0.5), ("by_need", 0.5), ("phased", 0.5), ("co_financed", 0.4)]
    )
    def test_a_quota_moves_money_to_the_group(self, world: World, funding: str, least: float) -> None:
        """It asks for more partnerships than the group has utilities, the more where they pay a share themselves."""
        shares = [self.money_to(world, "fragile", ran(world, budget=1.2e6, funding=funding, quota_fragile=q)) for q in (0.0, 0.6)]
        assert shares[0] < least < shares[1]

    @pytest.mark.parametrize(
        "design",
        [
            {"funding": "phased"},
            {"funding": "co_financed"},
            {"cohort_size": 3},
            {"funding": "phased", "cohort_size": 3, "most_per_country": 2},
        ],
        ids=["phased", "co_financed", "cohorts", "all"],
    )
    def test_a_quota_that_the_group_can_fill_is_nearly_kept(self, design: dict[str, object]) -> None:
        """Nearly: who does not agree, or ends early, gives money back after the last call."""
        many = synthesise(n_mentees=30, n_mentors=10, seed=7).complete(0, 0)
        records = ran(many, budget=1.2e6, quota_low_income=0.4, **design)
        assert self.money_to(many, "low_income", records) > 0.9 * 0.4

    def test_second_phases_of_others_do_not_take_what_is_set_aside(self, world: World) -> None:
        inside = set(world.utilities.loc[in_group(world, "fragile"), "utility"])
        free, kept = (ran(world, budget=1.2e6, funding="phased", quota_fragile=q) for q in (0.0, 0.6))
        went_on = [
            [e.mentee in inside for record in records for e in record.events if e.kind == "second_phase"] for records in (free, kept)
        ]
        assert np.mean(went_on[0]) < 0.4 < 0.5 < np.mean(went_on[1])

    def test_a_quota_that_is_kept_anyway_gives_everybody_a_turn(self, world: World) -> None:
        records = ran(world, budget=1.2e6, quota_small_town=0.01)
        assert 0.0 < self.money_to(world, "small_town", records) < 1.0

    def test_no_more_than_the_budget_is_promised_with_quotas(self, world: World) -> None:
        for record in ran(world, quota_fragile=0.5, quota_small_town=0.5, comes_first="low_income"):
            at_once = sum(event.amount for event in record.events if event.kind == "paired" and event.time == 0.0)
            assert at_once <= 2e6

    def test_who_comes_first_is_paired_before_the_others(self, world: World) -> None:
        first = set(world.utilities.loc[in_group(world, "fragile"), "utility"])
        for record in ran(world, budget=1e6, comes_first="fragile"):
            order = [event.mentee in first for event in record.events if event.kind == "paired" and event.time == 0.0]
            assert order == sorted(order, reverse=True)
            assert any(order)

    def test_a_cap_holds_in_every_country(self, world: World) -> None:
        country = dict(zip(world.utilities["utility"], world.utilities["country"], strict=True))
        free, capped = ran(world, budget=2e7), ran(world, budget=2e7, most_per_country=1)
        most = [max(Counter(country[e.mentee] for e in record.events if e.kind == "agreed").values()) for record in free]
        assert max(most) > 1
        for record in capped:
            assert max(Counter(country[e.mentee] for e in record.events if e.kind == "agreed").values()) == 1

    @pytest.mark.parametrize("column", ["country", "region", "utility"])
    def test_lists_of_names(self, world: World, column: str) -> None:
        mentees = world.utilities[world.utilities["role"] == "mentee"]
        chosen = sorted(set(mentees[column]))[:2]
        plural = {"country": "countries", "region": "regions", "utility": "utilities"}[column]
        records = ran(world, **{f"eligible_{plural}": "; ".join(chosen)})
        applied = {event.mentee for record in records for event in record.events if event.kind == "applied"}
        assert applied
        assert applied <= set(mentees.loc[mentees[column].isin(chosen), "utility"])

    def test_a_name_that_the_world_has_not(self, world: World) -> None:
        with pytest.raises(WorldError, match="has no 'Atlantis'"):
            ran(world, eligible_utilities="Atlantis")


CLOSED = ("exited", "not_agreed", "refused", "too_late", "unfinished", "ended_early", "ended_at_review", "ran_out_of_money")
TOGETHER: list[dict[str, object]] = [
    {"cohort_size": 3, "quota_fragile": 0.5, "funding": "phased", "most_per_country": 3},
    {"cohort_size": 4, "quota_low_income": 0.4, "quota_small_town": 0.4, "funding": "co_financed", "comes_first": "fragile"},
    {"cohort_size": 2, "must_end_by": 5, "later_share": 0.4, "later_year": 3, "quota_small_town": 0.6, "funding": "phased"},
    {"cohort_size": 3, "comes_first": "small_town", "funding": "results_based", "most_per_country": 2, "must_end_by": 4},
    {"cohort_size": 5, "quota_fragile": 1.0, "funding": "blended", "pairing": "mutual_choice", "later_share": 0.3, "later_year": 4},
]


@pytest.fixture(scope="module", params=range(len(TOGETHER)))
def one(request: pytest.FixtureRequest) -> tuple[World, dict[str, object], list[RunRecord]]:
    number = request.param
    world = synthesise(n_mentees=24, n_mentors=6, seed=20 + number).complete(0, 0)
    design = {"budget": 2e6, "most_partnerships": 2, "programme_years": 3, **TOGETHER[number]}
    return world, design, ran(world, 2, **design)


class TestTogether:
    """Cohorts, ways of funding and constraints in one programme, in other worlds each."""

    def test_every_euro_is_somewhere_and_no_more_is_promised_than_there_is(
        self, one: tuple[World, dict[str, object], list[RunRecord]]
    ) -> None:
        for record in one[2]:
            assert kinds([record])["mission"] > 0
            money = {name: float(record.values[f"programme_{name}"]) for name in ("spent", "overhead", "invested", "unspent", "raised")}
            assert money.pop("raised") + 2e6 == pytest.approx(sum(money.values()))
            assert min(money.values()) >= 0.0

    def test_no_mentor_has_more_cohorts_than_places(self, one: tuple[World, dict[str, object], list[RunRecord]]) -> None:
        """A cohort is one place; it begins in one call and has no more members than it may."""
        _, design, records = one
        for record in records:
            last = {(e.mentor, e.mentee): e.time for e in record.events if e.kind in CLOSED}
            paired = [e for e in record.events if e.kind == "paired"]
            for event in paired:
                there = Counter(
                    e.time for e in paired if e.mentor == event.mentor and e.time <= event.time <= last.get((e.mentor, e.mentee), np.inf)
                )
                assert sum(-(-members // int(str(design["cohort_size"]))) for members in there.values()) <= 2

    def test_nobody_has_two_partnerships_at_a_time(self, one: tuple[World, dict[str, object], list[RunRecord]]) -> None:
        for record in one[2]:
            busy: set[str] = set()
            for event in record.events:
                if event.kind == "paired":
                    assert event.mentee not in busy
                    busy.add(event.mentee)
                elif event.kind in CLOSED:
                    busy.remove(event.mentee)

    def test_caps_and_ends_hold(self, one: tuple[World, dict[str, object], list[RunRecord]]) -> None:
        world, design, records = one
        country = dict(zip(world.utilities["utility"], world.utilities["country"], strict=True))
        for record in records:
            agreed = Counter(country[e.mentee] for e in record.events if e.kind == "agreed")
            assert max(agreed.values()) <= (design.get("most_per_country") or np.inf)
            end = design.get("must_end_by") or YEARS
            assert all(event.time <= float(str(end)) + 1e-9 for event in record.events if event.kind != "applied")

    def test_a_group_with_a_quota_gets_more_than_without(self, one: tuple[World, dict[str, object], list[RunRecord]]) -> None:
        world, design, records = one
        quotas = [name for name in design if name.startswith("quota_")]
        without = ran(world, 2, **{name: value for name, value in design.items() if name not in quotas}) if quotas else records
        for name in quotas:
            served = TestWhoIsServed()
            group = name.removeprefix("quota_")
            share = served.money_to(world, group, records)
            # two quotas that add up to 80 %, beside a third group that comes first, take from each other
            assert share > served.money_to(world, group, without) or len(quotas) > 1

    def test_both_engines_do_the_same(self, one: tuple[World, dict[str, object], list[RunRecord]]) -> None:
        world, design, records = one
        p = Parameters(**{**MUCH, **design})
        assert compare_records(records[1], run_agents(world, p, SEED, 1, YEARS)) == []


STUDY = """title: Constraints
draws_from: prior
draws: 2
replicates: 2
horizon_years: 5
base: {{budget: 3e6, partnership_months: 12}}
scenarios: {{a: {{set: {{{settings}}}}}}}
"""


def study_with(tmp_path: object, settings: str) -> ws.Study:
    path = tmp_path / "study.yaml"  # type: ignore[operator]
    path.write_text(STUDY.format(settings=settings), encoding="utf-8")
    return ws.read_study(path)


def test_quotas_are_counted_and_told(tmp_path: object) -> None:
    comparison = ws.run(study_with(tmp_path, "quota_fragile: 1.0, quota_small_town: 0.001"), workers=1).compare()
    missed = round(4 * comparison.get("a", "quota_missed_fragile")["mean"])
    assert missed > 0
    assert f"A: quota for fragile contexts not kept in {missed} of 4 runs." in " ".join(str(comparison).split())
    assert "quota for low-income" not in str(comparison)
    assert 0.0 < comparison.get("a", "world_full")["mean"] <= 1.0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("must_end_by: 1", "no partnership can be planned to end by year 1"),
        ("must_end_by: 4", "the last call is in year"),
        ("quota_small_town: 0.2, eligible_size: city", "'quota_small_town' cannot be kept"),
        ("quota_fragile: 0.9, budget: 20e6", "'quota_fragile' asks for about"),
        ("quota_small_town: 0.2, funding: co_financed, own_share: 0.9, resident_share: 1.0", "cannot pay their share of the first year"),
        ("comes_first: fragile, eligible_fragile: none", "'comes_first' is fragile"),
        ("later_share: 0.5, later_year: 8", "only 5 years are run"),
        ("budget: 90e6", "so that part of the money may find nobody"),
        ("budget: 2.0", "the budget, EUR 2, pays for no whole partnership"),
        ("budget: 20e3", "'budget' is in euros (two million: 2e6 or 2_000_000)"),
        ("budget: 120e3", "pays for about 2 partnerships, so that chance decides"),
        ("budget: 90e6, eligible_income: low", "'eligible_income' leaves out the others"),
        ("eligible_countries: [Kenya], eligible_size: metropolis, eligible_income: upper_middle", "no utility of the world may apply"),
    ],
)
def test_check_says_what_cannot_be_kept(tmp_path: object, settings: str, said: str) -> None:
    from wopsim.study.feasibility import feasibility_notes

    study = study_with(tmp_path, settings)
    assert any(said in note for note in feasibility_notes(study, ws.read_world(study.world)))


@pytest.mark.parametrize("settings", ["budget: 3e6", "budget: 0.0", "budget: 250e3, funding: co_financed, own_share: 0.5"])
def test_check_says_nothing_of_money_that_buys_some_partnerships_or_was_meant_to_buy_none(tmp_path: object, settings: str) -> None:
    from wopsim.study.feasibility import feasibility_notes

    study = study_with(tmp_path, settings)
    assert not [note for note in feasibility_notes(study, ws.read_world(study.world)) if "the budget, EUR" in note]


def test_a_design_that_buys_nothing_is_said_to_buy_nothing(tmp_path: object) -> None:
    comparison = ws.run(study_with(tmp_path, "budget: 2.0"), workers=1).compare()
    said = " ".join(str(comparison).split())
    assert "No design bought a partnership in any run" in said
    assert "A: no partnership was agreed in any run, so it bought nothing" in said
    bought = " ".join(str(ws.run(study_with(tmp_path, "budget: 3e6"), workers=1).compare()).split())
    decision = ws.run(study_with(tmp_path, "budget: 2.0").with_scenario("b", set={"pairing": "by_need"}, like="a"), workers=1).decide()
    assert str(decision).splitlines()[1].startswith("No design bought a partnership in any run")
    assert "bought nothing" not in bought
    assert "No design bought" not in bought


def test_what_costs_nothing_is_not_said_to_have_bought_nothing(tmp_path: object) -> None:
    """Partnerships were agreed, by a comparison and by a decision alike, though none of their money was the funder's."""
    result = ws.run(study_with(tmp_path, "budget: 3e6").with_scenario("b", set={"pairing": "by_need"}, like="a"), workers=1)
    free = result.measures.copy()
    for name in PROGRAMME_MONEY:
        free[name] = 0.0 * free[name]
    decision = Result(None, result.study, free).decide()
    assert not decision.table["cost_funder"].any()
    assert (decision.table["partnerships_agreed"] > 0.0).all()
    assert "No design bought" not in str(decision)
    none = result.measures.assign(partnerships_agreed=0.0 * free["partnerships_agreed"])
    found = Result(None, result.study, none)
    for told in (str(found.decide()), str(found.compare())):
        assert "No design bought a partnership in any run" in " ".join(told.split())


@pytest.mark.parametrize(("mentors", "short"), [(2, True), (60, False)])
def test_check_says_where_few_mentors_cannot_carry_what_the_money_pays_for(tmp_path: object, mentors: int, short: bool) -> None:
    """A ministry's file often marks three or four; most of the money is left then, whatever the design."""
    from wopsim.study.feasibility import feasibility_notes

    study = study_with(tmp_path, "budget: 8e6, programme_years: 6, partnership_months: 36")
    notes = " ".join(feasibility_notes(study, ws.synthesise(n_mentees=60, n_mentors=mentors, seed=1)))
    assert ("the world's mentors (2) carry about 20 in its years, if each takes 5 at a time" in notes) is short
    assert ("for want of mentors" in notes) is short


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("eligible_countries: [Kenia-Land]", "'eligible_countries': 'Kenia-Land'"),
        ("eligible_regions: [Africa]", "'Africa' is no region"),
        ("eligible_countries: []", "must be a list of names"),
        ("comes_first: rich", "known: nobody, fragile"),
    ],
)
def test_names_that_nothing_has_are_refused(tmp_path: object, settings: str, said: str) -> None:
    with pytest.raises(StudyError, match=said.replace("[", r"\[")):
        study_with(tmp_path, settings)
