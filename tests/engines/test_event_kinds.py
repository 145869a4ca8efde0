"""Every kind of event happens in some programme."""

from __future__ import annotations

from collections import Counter

from tests.helpers.designs_run import EVERYTHING, kinds, ran
from wopsim.engines.events import MEANING
from wopsim.world.table import World


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
