"""What programmes are for."""

from __future__ import annotations

from tests.engines.claims.claim import NOTHING, UP, Claim, at_end, over_years


def objective(name: str) -> dict[str, float]:
    return {"objective_efficiency": 0.0, f"objective_{name}": 1.0}


CLAIMS = (
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
)
