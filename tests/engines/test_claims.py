"""Each mechanism that the docs name does something that is larger than chance, or the docs say that it does nothing.

A claim is a sentence of docs/odd.md with a design without it and one with it at a strong value. What changes is a mean over replicates that
meet the same luck; it has to lie further from nothing than three standard errors. A claim of nothing has to hold to the last bit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.helpers.runs import SEED, programme
from wopsim.engines.compiled import run_worlds
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

ODD = (Path(__file__).parents[2] / "docs" / "odd.md").read_text(encoding="utf-8")
REPLICATES, YEARS, MARGIN = 10, 8, 3.0
BASE = {"resident_share": 0.0, "budget": 1e8, "application_chance": 0.9, "early_end_rate": 0.0}
PLATFORM = {"channel": "global_platform", "reach_global_platform": 0.3}
UP, DOWN, NOTHING = 1, -1, 0

Measure = Callable[[World, RunRecord], float]


def at_end(name: str, role: str | None = None) -> Measure:
    """Mean of an output at the end, over all utilities or those of a role."""

    def measure(world: World, record: RunRecord) -> float:
        values = record.values[name]
        values = values[-1] if values.ndim > 1 else values
        which = slice(None) if role is None or not values.ndim else np.flatnonzero(world.utilities["role"] == role)
        return float(np.mean(values[which] if values.ndim else values))

    return measure


def over_years(name: str, how: Callable[[np.ndarray], np.ndarray]) -> Measure:
    """Mean over utilities of what is made of an output's years."""
    return lambda world, record: float(np.mean(how(record.values[name])))


def events(kind: str) -> Measure:
    return lambda world, record: float(sum(event.kind == kind for event in record.events))


def unvisited(name: str) -> Measure:
    """Mean of an output at the end over possible mentees that nobody mentored."""

    def measure(world: World, record: RunRecord) -> float:
        alone = (record.values["mentored"][-1] == 0.0) & (world.utilities["role"] == "mentee").to_numpy()
        return float(record.values[name][-1][alone].mean())

    return measure


def objective(name: str) -> dict[str, float]:
    return {"objective_efficiency": 0.0, f"objective_{name}": 1.0}


@dataclass(frozen=True)
class Claim:
    """What docs/odd.md says under a heading, and what has to follow.

    Parameters
    ----------
    under : heading; says : words that stand there.
    without, within : what is set in the design without it and with it; both : in both; mentors : columns of all mentors.
    measure : what changes; how : direction, or nothing.
    """

    under: str
    says: str
    without: dict[str, Any]
    within: dict[str, Any]
    measure: Measure
    how: int
    both: dict[str, Any] = field(default_factory=dict)
    mentors: dict[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.under.split()[0]}-{'-'.join(self.within)}-{self.how}"


CLAIMS = (
    Claim(
        "M1 Background",
        "Only NRW has an own volatility",
        {"nrw_spread": 0.05},
        {"nrw_spread": 1.0},
        over_years("nrw_share", lambda x: x.std(axis=0)),
        UP,
    ),
    Claim(
        "M1 Background", "growth stops when everybody is connected", {"growth_mean": 0.0}, {"growth_mean": 0.05}, at_end("connections"), UP
    ),
    Claim("M2 People come and go", "turnover", {"turnover": 0.05}, {"turnover": 0.4}, at_end("skill", "mentee"), DOWN),
    Claim(
        "M3 Skill becomes routine",
        "institutionalisation",
        {"institutionalisation": 0.2},
        {"institutionalisation": 2.0},
        at_end("capacity"),
        UP,
    ),
    Claim("M4 Teaching", "expert mission", {"teaching_rate": 0.0}, {"teaching_rate": 1.6}, at_end("practice", "mentee"), UP),
    Claim("M4 Teaching", "resident adviser", {"resident_share": 0.0}, {"resident_share": 1.0}, at_end("practice", "mentee"), UP),
    Claim(
        "M4 Teaching", "remote coaching", {"remote_days_per_month": 0.0}, {"remote_days_per_month": 5.0}, at_end("practice", "mentee"), UP
    ),
    Claim("M4 Teaching", "study visit", {"study_visits_per_year": 0.0}, {"study_visits_per_year": 4.0}, at_end("practice", "mentee"), UP),
    Claim(
        "M4 Teaching", "classroom", {"classroom_days_per_year": 0.0}, {"classroom_days_per_year": 40.0}, at_end("practice", "mentee"), UP
    ),
    Claim("M4 Teaching", "follow-up", {"follow_up_years": 0}, {"follow_up_years": 4}, at_end("skill", "mentee"), UP),
    Claim(
        "M4 Teaching",
        "consortium",
        {"consortium_mentors": 1},
        {"consortium_mentors": 3},
        at_end("skill", "mentee"),
        UP,
        {"experts_per_mission": 3},
    ),
    Claim(
        "M4 Teaching",
        "learns from indirect_learning * mission days",
        {"cohort_size": 1},
        {"cohort_size": 4},
        at_end("expert_days", "mentee"),
        DOWN,
    ),
    Claim("M4 Teaching", "Those who are left take turns in hosting", {"cohort_size": 1}, {"cohort_size": 4}, events("cohort_mission"), UP),
    Claim("M5 Trust", "trust_start", {"trust_start": 0.1}, {"trust_start": 0.9}, at_end("skill", "mentee"), UP),
    Claim("M6 Pilot", "presence", {"pilot_focus": 0.1}, {"pilot_focus": 10.0}, at_end("nrw_share", "mentee"), DOWN),
    Claim(
        "M6 Pilot",
        "zone size = min(0.25, pilot_zone + pilot_grant",
        {"pilot_grant": 0.0},
        {"pilot_grant": 5e5},
        at_end("treated_share"),
        UP,
    ),
    Claim(
        "M6 Pilot",
        "a small zone convinces less",
        {"pilot_grant": 0.0},
        {"pilot_grant": 5e5},
        at_end("treated_share"),
        UP,
        {"zone_size_effect": 1.0},
    ),
    Claim(
        "M6 Pilot",
        "a small zone convinces less",
        {"zone_size_effect": 0.0},
        {"zone_size_effect": 1.0},
        at_end("treated_share"),
        DOWN,
        {"spread_rate": 2.0},
    ),
    Claim("M7 Commercial", "collection_effect", {"collection_effect": 0.0}, {"collection_effect": 10.0}, at_end("collection_share"), UP),
    Claim(
        "M8 Supply",
        "share of the day",
        {"leak_cut_max": 0.0},
        {"leak_cut_max": 1.0},
        at_end("supply_hours", "mentee"),
        UP,
        {"pilot_grant": 1e6, "spread_rate": 2.0},
    ),
    Claim("M9 Money", "own works", {"works_share": 0.0}, {"works_share": 1.0}, over_years("works_spending", lambda x: x.sum(axis=0)), UP),
    Claim(
        "M9 Money", "A large investment comes with a yearly chance", {"investment_rate": 0.0}, {"investment_rate": 0.3}, at_end("debt"), UP
    ),
    Claim(
        "M10 The mentor",
        "learns back",
        {"learning_back": 0.0},
        {"learning_back": 1.0},
        at_end("skill", "mentor"),
        UP,
        {},
        {"skill_managerial": 0.2},
    ),
    Claim(
        "M10 The mentor",
        "mentor_motivation_gain",
        {"mentor_motivation_gain": 0.0},
        {"mentor_motivation_gain": 10.0},
        over_years("motivation", lambda x: x.mean(axis=0)),
        UP,
    ),
    Claim("M10 The mentor", "fatigue", {"fatigue_effect": 0.0}, {"fatigue_effect": 1.0}, at_end("skill", "mentee"), DOWN),
    Claim("M10 The mentor", "places", {"most_partnerships": 1}, {"most_partnerships": 20}, at_end("partnerships_agreed"), UP),
    Claim("M10 The mentor", "refuses", {"mentor_refusal": 0.0}, {"mentor_refusal": 0.6}, at_end("partnerships_agreed"), DOWN),
    Claim(
        "M10 The mentor",
        "visibility_pull",
        {"visibility_pull": 0.0},
        {"visibility_pull": 1.0},
        events("refused"),
        DOWN,
        {"mentor_refusal": 0.8, "visibility_gain": 1.0, "partnership_months": 6, "programme_years": 8, "review_trust": 0.0},
    ),
    Claim("M10 The mentor", "visibility_money", {"visibility_money": 0.0}, {"visibility_money": 0.3}, at_end("programme_raised"), UP),
    Claim(
        "M10 The mentor",
        "absence_loss",
        {"absence_loss": 0.0},
        {"absence_loss": 0.1},
        over_years("real_loss", lambda x: x.mean(axis=0)),
        UP,
    ),
    Claim(
        "M10 The mentor",
        "mentor_motivation_lasts",
        {"mentor_motivation_lasts": 0.0},
        {"mentor_motivation_lasts": 1.0},
        at_end("motivation", "mentor"),
        UP,
        {"mentor_motivation_gain": 5.0},
    ),
    Claim(
        "M10 The mentor",
        "graduates",
        {"graduate_practice": 1.0},
        {"graduate_practice": 0.2},
        at_end("mentor_days", "mentee"),
        UP,
        {"partnership_months": 12, "programme_years": 8, "pairing": "former_mentees_first", "review_trust": 0.0, "most_partnerships": 1},
    ),
    Claim(
        "M11 Knowledge sharing",
        "sharing_days",
        {"sharing_days": 0.0},
        {"sharing_days": 5.0},
        unvisited("practice"),
        UP,
        {**PLATFORM, "most_partnerships": 1, "budget": 1e6},
    ),
    Claim("M11 Knowledge sharing", "event_cost", {"event_cost": 0.0}, {"event_cost": 2000.0}, at_end("programme_spent"), UP, PLATFORM),
    Claim(
        "M11 Knowledge sharing",
        "event_turnout",
        {"event_turnout": 0.1},
        {"event_turnout": 1.0},
        at_end("skill"),
        UP,
        {**PLATFORM, "sharing_days": 5.0},
    ),
    Claim("M11 Knowledge sharing", "peer_days", {"peer_days": 0.0}, {"peer_days": 5.0}, at_end("skill"), UP, PLATFORM),
    Claim(
        "M11 Knowledge sharing",
        "benchmark_effort",
        {"benchmark_effort": 0.0},
        {"benchmark_effort": 3.0},
        over_years("motivation", lambda x: x.mean(axis=0)),
        UP,
        PLATFORM,
    ),
    Claim(
        "M11 Knowledge sharing",
        "sharing_reach",
        {"sharing_reach": 0.0},
        {"sharing_reach": 0.5},
        at_end("partnerships_agreed"),
        UP,
        {"channel": "global_platform", "reach_global_platform": 0.05, "partnership_months": 6},
    ),
    Claim(
        "M12 Shocks", "drought", {"drought_rate": 0.0}, {"drought_rate": 3.0}, over_years("supply_hours", lambda x: x.mean(axis=0)), DOWN
    ),
    Claim("M12 Shocks", "pandemic", {"pandemic_rate": 0.0}, {"pandemic_rate": 1.0}, events("mission"), DOWN),
    Claim("M13 The life", "startup", {"startup_median": 0.05}, {"startup_median": 4.0}, at_end("expert_days", "mentee"), DOWN),
    Claim("M13 The life", "agreement_chance", {"agreement_chance": 0.2}, {"agreement_chance": 1.0}, at_end("expert_days", "mentee"), UP),
    Claim("M14 Costs", "expert_day_cost", {"expert_day_cost": 200.0}, {"expert_day_cost": 1000.0}, at_end("programme_spent"), UP),
    Claim(
        "M14 Costs",
        "guest's way",
        {"cohort_travellers": 0.0},
        {"cohort_travellers": 5.0},
        at_end("programme_spent"),
        UP,
        {"cohort_size": 4},
    ),
    Claim("Objectives and topics", "a pro-poor unit", {}, objective("new_function"), at_end("poor_coverage"), UP),
    Claim(
        "Objectives and topics",
        "a sanitation service",
        {"new_function": "sanitation"},
        {"new_function": "sanitation", **objective("new_function")},
        at_end("sewer_coverage"),
        UP,
    ),
    Claim(
        "Objectives and topics",
        "energy, water quality",
        {"green_effect": 0.0},
        {"green_effect": 5.0},
        at_end("quality_compliance", "mentee"),
        UP,
        {**objective("environment"), "quality_effect": 1.0},
    ),
    Claim(
        "Objectives and topics",
        "finance_own_works",
        {"finance_own_works": 0.0},
        {"finance_own_works": 3.0},
        at_end("connections"),
        UP,
        {**objective("finance"), "works_share": 0.05},
    ),
    Claim(
        "Objectives and topics",
        "extension of connections",
        {"access_effect": 0.0},
        {"access_effect": 10.0},
        at_end("connections"),
        UP,
        objective("access"),
    ),
    Claim(
        "Objectives and topics",
        "the level to which motivation returns",
        {"rebuilding_effect": 0.0},
        {"rebuilding_effect": 1.0},
        at_end("motivation", "mentee"),
        UP,
        objective("rebuilding"),
    ),
    Claim(
        "Objectives and topics",
        "rebuilding_recruits",
        {"rebuilding_recruits": 0.0},
        {"rebuilding_recruits": 0.5},
        at_end("skill", "mentee"),
        UP,
        objective("rebuilding"),
    ),
    Claim(
        "Objectives and topics",
        "does nothing to the chance of a large investment",
        {},
        objective("finance"),
        over_years("investment", lambda x: x.sum(axis=0)),
        NOTHING,
        {"finance_effect": 0.0, "investment_finances": 0.0, "investment_rate": 0.3},
    ),
    Claim("M16 Presence", "setup_days", {}, {"setup_days": 40.0}, at_end("practice", "mentee"), DOWN),
    Claim("M16 Presence", "thin_days", {}, {"thin_days": 40.0}, at_end("practice", "mentee"), DOWN),
    Claim("M16 Presence", "holding_gain", {}, {"holding_gain": 0.2}, at_end("practice", "mentee"), DOWN),
    Claim("M17 Burden and harm", "missed_days", {}, {"missed_days": 10.0}, over_years("people_served", lambda x: x.sum(axis=0)), DOWN),
    Claim("M17 Burden and harm", "wrong_advice", {}, {"wrong_advice": 1.0}, at_end("skill", "mentee"), DOWN),
    Claim("M17 Burden and harm", "crowding", {}, {"crowding": 1.0}, at_end("practice", "mentee"), DOWN),
    Claim("M18 Effort", "effort_stake", {}, {"effort_stake": 1.0}, at_end("practice", "mentee"), UP, {"funding": "results_based"}),
    Claim("M19 Own initiative", "None by default", {}, {"initiative_rate": 0.5}, events("own_turnaround"), UP),
    Claim("M20 Relapse", "new leader", {}, {"leader_undoes": 1.0}, at_end("practice", "mentee"), DOWN, {"leadership_rate": 1.0}),
    Claim(
        "M22 Accompanied investment",
        "accompanied_worth",
        {},
        {"accompanied_worth": 3.0},
        over_years("people_served", lambda x: x.sum(axis=0)),
        UP,
        {"investment_rate": 0.3, "accompanying_days": 5.0},
    ),
    Claim("Channels", "overhead on delivery", {"overhead_direct": 0.0}, {"overhead_direct": 0.3}, at_end("programme_overhead"), UP),
    Claim("Channels", "trust at the start", {"introduction_direct": -0.3}, {"introduction_direct": 0.3}, at_end("skill", "mentee"), UP),
)


def differences(world: World, claim: Claim) -> np.ndarray:
    """What changes, (replicate,)."""
    table = world.utilities.copy()
    for name, value in claim.mentors.items():
        table.loc[table["role"] == "mentor", name] = value
    world = World(world.name, table, world.source)
    sides = [programme(**{**BASE, **claim.both, **changes}) for changes in (claim.without, claim.within)]
    records = run_worlds([(world, p, replicate) for p in sides for replicate in range(REPLICATES)], SEED, YEARS)
    found = np.array([claim.measure(world, record) for record in records])
    return found[REPLICATES:] - found[:REPLICATES]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_mechanism_does_what_is_said(world: World, claim: Claim) -> None:
    _, _, text = ODD.partition(f"### {claim.under}")
    assert claim.says in re.split(r"\n##+ ", text)[0], "the page does not say so"
    found = differences(world, claim)
    if claim.how == NOTHING:
        assert (found == 0.0).all()
        return
    error = found.std(ddof=1) / np.sqrt(REPLICATES)
    assert claim.how * found.mean() > max(MARGIN * error, 1e-9)


def test_every_mechanism_of_the_page_is_claimed_to_do_something() -> None:
    named = set(re.findall(r"^### (M\d+) ", ODD, flags=re.MULTILINE))
    assert named == {claim.under.split()[0] for claim in CLAIMS if claim.under.startswith("M")}
