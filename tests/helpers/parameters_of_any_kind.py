"""Parameters over their valid ranges, leaning to designs in which much happens.

Each case takes some of `THEMES`, which bring about what chance alone rarely does, and then some numbers at random.
"""

from __future__ import annotations

from collections.abc import Sequence

import wopsim.declared
from tests.helpers.choosing import Choose, often
from wopsim.declare import DRAWN, MAY_BE_SET, PARAMETERS, Param, Value
from wopsim.rules.theories import neutral
from wopsim.strategies.design import LISTS
from wopsim.strategies.protocols import FUNDING, PAIRING
from wopsim.study.draws import prior_draw

assert wopsim.declared

MOST_MISSIONS = 2500.0  # of one run, so that no case takes minutes

Options = Sequence[Value]

MUCH: dict[str, Options] = {
    "budget": (1e9, 1e7, 3e6, 1e6),
    "application_chance": (1.0, 0.9),
    "reach_direct": (1.0, 0.7),
    "reach_global_platform": (1.0, 0.7),
    "most_partnerships": (5, 2, 20),
    "in_kind_cap": (0.05, 1.0),
}
SOON: dict[str, Options] = {
    "introduction_median": (0.05, 0.0, 0.2),
    "agreement_median": (0.05, 0.0, 0.1),
    "startup_median": (0.1, 0.02, 0.0, 0.3),
    "delay_spread": (0.5, 0.0, 1.5),
    "partnership_months": (12, 24, 6, 36),
}
THEMES: dict[str, dict[str, Options]] = {
    "anything": {},
    "no programme": {"budget": (0.0,)},
    "little money": {"budget": (1e5, 3e5, 8e5, 2e6), "extension_months": (0, 12)},
    "waits for experts": {
        "experts_per_mission": (10, 20, 3), "days_per_mission": (20.0, 60.0, 35.5), "missions_per_year": (6.0, 12.0),
        "expert_days_away": (250.0,), "most_partnerships": (20, 100), "in_kind_cap": (1.0,), "agreement_chance": (1.0,),
        "cohort_size": (1, 5, 20),
    },
    "waits in a pandemic": {
        # a large cohort asks little of a mentor in a year, so it takes many partnerships, but a mission takes all its experts
        "cohort_size": (20, 8), "experts_per_mission": (2, 10), "days_per_mission": (60.0, 35.5), "missions_per_year": (6.0, 4.0),
        "expert_share": (0.0,), "expert_days_away": (250.0,), "most_partnerships": (100, 20), "in_kind_cap": (1.0,), "budget": (1e9,),
        "pandemic_rate": (0.4, 0.7), "partnership_months": (36, 60), "early_end_rate": (0.0,), "review_trust": (0.0,),
        "funding": ("equal", "lottery"), "agreement_chance": (1.0,), "resident_share": (0.0,),
    },
    "consortium": {
        "consortium_mentors": (2, 3, 4), "experts_per_mission": (4, 2, 5), "most_partnerships": (5, 20), "reach_direct": (1.0,),
        "reach_global_platform": (1.0,), "in_kind_cap": (1.0,), "agreement_chance": (1.0,),
    },
    "triangular": {
        "triangular": (True,), "graduate_practice": (0.0, 0.2, 0.35), "pairing": ("former_mentees_first", "nearest", "random"),
        "programme_years": (10, 15), "partnership_months": (6, 12, 3), "startup_median": (0.02,), "review_trust": (0.0, 0.3),
        "most_partnerships": (1, 2), "agreement_chance": (1.0,), "application_chance": (1.0,), "budget": (1e9, 3e6),
        "introduction_median": (0.05,), "agreement_median": (0.05,), "teaching_rate": (3.0, 0.8), "early_end_rate": (0.0, 0.06),
    },
    "phased": {
        "funding": ("phased",), "first_phase_share": (0.2, 0.5, 0.05, 1.0), "phase_reserve": (0.0, 0.5, 1.0),
        "budget": (1e6, 4e5, 2e6, 1e8), "partnership_months": (12, 24, 36), "review_trust": (0.0, 0.3), "follow_up_years": (0, 2),
    },
    "first phases only": {
        "funding": ("phased",), "first_phase_share": (0.2, 0.5), "phase_reserve": (0.0,), "budget": (5e5, 1e6, 2e6),
        "partnership_months": (12, 24), "review_trust": (0.0,), "follow_up_years": (2, 0, 3), "early_end_rate": (0.0,),
    },
    "results based": {
        "funding": ("results_based",), "held_back_share": (1.0, 0.7, 0.3), "result_threshold": (1.0, 0.02, 0.005, 0.0),
        "partnership_months": (24, 48, 36), "patience": (0.2, 0.0, 1.0), "report_days": (45.0, 0.0, 200.0),
        "budget": (1e6, 4e5, 3e6, 1e9), "programme_years": (5, 10), "classroom_days_per_year": (0.0, 20.0),
        "study_visits_per_year": (0.0, 2.0), "remote_days_per_month": (0.0, 2.0), "resident_share": (0.0, 0.3),
    },
    "co-financed": {"funding": ("co_financed",), "own_share": (0.9, 0.2, 0.0), "cash_start": (0.5, 0.1)},
    "blended": {"funding": ("blended",), "investment_part": (0.95, 0.5, 0.0), "budget": (4e6, 1.5e6, 1e9), "agreement_chance": (0.85, 0.3)},
    "conflicts and pandemics": {
        "pandemic_rate": (0.4, 0.0, 4.0), "conflict_rate": (0.7, 4.0), "drought_rate": (0.5, 4.0), "currency_rate": (0.3, 4.0),
    },
    "leaders change": {"leadership_rate": (1.0, 4.0), "leadership_motivation": (0.5, 0.12), "trust_reset": (0.5, 0.1, 1.0)},
    "distrust": {
        "trust_start": (0.1, 0.3, 0.0), "review_trust": (0.4, 0.9), "early_end_rate": (0.5, 0.1, 2.0), "counterpart_rate": (2.0, 5.0),
        "partnership_months": (24, 36), "trust_delay_loss": (0.8, 10.0),
    },
    "all modalities": {
        "resident_share": (0.5, 0.1, 2.0), "study_visits_per_year": (2.0, 0.7, 12.0), "remote_days_per_month": (2.0, 0.3),
        "classroom_days_per_year": (6.0, 1.0), "pilot_grant": (2e4, 0.0),
    },
    "one modality": {
        "resident_share": (0.0, 0.5), "study_visits_per_year": (0.0, 1.0), "remote_days_per_month": (0.0, 5.0),
        "classroom_days_per_year": (0.0, 10.0),
    },
    "much at one time": {
        "missions_per_year": (12.0, 4.0, 26.0), "remote_days_per_month": (1.0,), "resident_share": (0.5,), "days_per_mission": (1.0, 7.0),
        "delay_spread": (0.0,), "introduction_median": (0.0, 0.25), "agreement_median": (0.0, 0.25), "startup_median": (0.0, 0.25),
        "diagnosis_days": (0.0, 30.0, 365.0), "report_days": (0.0, 45.0),
    },
    "follow-up": {
        "follow_up_years": (1, 3, 10), "follow_up_days": (5.0, 0.0, 60.0), "partnership_months": (3, 12, 24, 36), "review_trust": (0.0,),
    },
    "extensions": {
        "extension_months": (6, 24, 120), "pandemic_rate": (0.3, 0.0), "partnership_months": (6, 12, 24), "early_end_rate": (0.0,),
    },
    "cohorts": {"cohort_size": (3, 2, 20), "experts_per_mission": (4, 1)},
    "seldom": {"missions_per_year": (0.5, 0.7, 1.0), "partnership_months": (36, 60, 120, 24), "experts_per_mission": (10, 2)},
    "finance": {
        "objective_finance": (1.0,), "objective_efficiency": (0.0, 1.0), "finance_effect": (3.0, -3.0), "investment_rate": (0.3, 1.0),
        "teaching_rate": (10.0,), "topic_rate": (10.0,), "topic_fading": (0.0,),
    },
    "many objectives": {
        "objective_efficiency": (1.0, 0.0, 0.5), "objective_new_function": (1.0, 0.3), "objective_environment": (1.0, 0.5, 0.0),
        "objective_finance": (1.0, 0.0), "objective_access": (1.0, 0.0), "objective_rebuilding": (1.0, 0.0),
        "new_function": ("pro_poor", "sanitation"), "finance_effect": (1.0, -1.0),
    },
    "no objective": {"objective_efficiency": (0.0,)},
    "one objective": {
        "objective_efficiency": (0.0,), "objective_finance": (0.0, 1.0), "objective_access": (0.0, 1.0),
        "objective_environment": (1.0, 0.0),
    },
    "eligibility": {
        "eligible_income": ("all", "low", "lower_middle", "upper_middle"), "eligible_size": ("all", "small_town", "city", "metropolis"),
        "eligible_fragile": ("all", "only", "none"), "eligible_remunicipalised": ("all", "all", "only"),
    },
    "mentors at home": {"mentors_from": ("same_country",), "peer_practice": (0.1, 0.3, 0.45), "pairing": ("random", "most_advanced")},
    "mentors nearby": {
        "mentors_from": ("same_country", "same_region"), "peer_practice": (0.3, 0.45, 0.6), "channel": ("direct", "regional_platform"),
    },
    "works": {
        "investment_rate": (1.0, 0.3), "treatment_cost": (1.0, 20.0), "pilot_grant": (1e6, 1e5), "works_share": (2.0, 0.3),
        "extension_rate": (1.0, 0.1), "pilot_focus": (20.0, 3.0), "growth_mean": (0.2, -0.1, 0.0), "population_growth": (0.1, -0.05),
    },
    "teaching": {"teaching_rate": (10.0, 3.0), "learning_back": (1.0,), "mentor_motivation_gain": (5.0,), "sharing_days": (10.0, 50.0)},
    "teaching nothing": {"teaching_rate": (0.0,), "absorption": (0.0, 1.0)},
}  # fmt: skip

WITHIN: dict[str, tuple[float, float]] = {
    "budget": (0.0, 1e8), "programme_years": (1, 15), "partnership_months": (3, 120), "follow_up_years": (0, 10),
    "extension_months": (0, 60), "delay_spread": (0.0, 1.5),
    "drought_loss": (0.0, 0.95), "conflict_loss": (0.0, 0.95),
}  # fmt: skip
"""Narrower than valid where the rest only makes runs longer, or leaves no water of which a share could be lost."""


MECHANISMS = frozenset(neutral())
"""Numbers of mechanisms that do nothing by default: the engine that others are held against knows none of them."""


CONSTRAINTS = frozenset(
    {"must_end_by", "later_share", "later_year", "comes_first", "quota_of", "most_per_country"}
    | {name for name in PARAMETERS if name.startswith("quota_")} | set(LISTS)
)  # fmt: skip
"""Constraints on a programme that do nothing by default: the engine that others are held against knows none of them."""


def _anything(choose: Choose, declared: Param) -> Value:
    """A value from the valid range: an end, the default, near it, or anywhere."""
    if declared.kind is bool:
        return bool(choose.whole(0, 1))
    if declared.kind is str:
        return choose.one_of(declared.choices or {"pairing": PAIRING, "funding": FUNDING}[declared.name].names())
    low, high = WITHIN.get(declared.name, declared.valid)
    assert not isinstance(declared.default, str)
    default = float(declared.default)
    where = choose.whole(1, 6)
    if where == 1:
        value = low
    elif where == 2:
        value = high
    elif where == 3:
        value = choose.between(low, high)
    else:
        value = default + choose.between(-0.5, 0.5) * (abs(default) or 0.1 * (high - low))
    value = min(high, max(low, value))
    return int(value) if declared.kind is int else value


def _some_of(choose: Choose, roles: tuple[str, ...], most: int) -> dict[str, Value]:
    names = [name for name, declared in PARAMETERS.items() if declared.role in roles and name not in MECHANISMS | CONSTRAINTS]
    return {name: _anything(choose, PARAMETERS[name]) for name in (choose.one_of(names) for _ in range(choose.whole(0, most)))}


def draw_parameters(choose: Choose, utilities: int, years: int) -> tuple[dict[str, Value], str]:
    """Changes to the default parameters for a world of so many utilities and years, and what they are about."""
    changes: dict[str, Value] = {}
    if often(choose, 50):
        drawn = prior_draw(choose.whole(0, 2**32), 0)
        changes.update({name: value for name, value in drawn.items() if name not in MECHANISMS})
    if often(choose, 40):
        changes.update(_some_of(choose, DRAWN, 6))
    themes = [choose.one_of(tuple(THEMES)) for _ in range(choose.whole(1, 3))]
    parts = [part for part, percent in ((MUCH, 85), (SOON, 80)) if often(choose, percent)] + [THEMES[theme] for theme in themes]
    changes["channel"] = choose.one_of(("direct", "global_platform", "regional_platform"))
    changes["pairing"] = choose.one_of(PAIRING.names())
    changes["funding"] = choose.one_of(FUNDING.names())
    for part in parts:
        changes.update({name: choose.one_of(options) for name, options in part.items()})
    if often(choose, 50):
        changes.update(_some_of(choose, MAY_BE_SET, 5))
    if often(choose, 30):
        changes.update(_some_of(choose, ("fixed",), 6))
    most = MOST_MISSIONS / (utilities * years)
    asked = changes.get("missions_per_year", 4.0)
    assert isinstance(asked, float)
    changes["missions_per_year"] = max(0.5, min(asked, most))
    return changes, ", ".join(themes)
