"""What partnerships teach, cost and harm."""

from __future__ import annotations

from tests.engines.claims.claim import DOWN, UP, Claim, at_end, events, over_years

CLAIMS = (
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
    Claim("M13 The life", "startup", {"startup_median": 0.05}, {"startup_median": 4.0}, at_end("expert_days", "mentee"), DOWN),
    Claim(
        "M13 The life",
        "assessment_error",
        {"assessment_error": 0.0},
        {"assessment_error": 4.0},
        at_end("skill", "mentee"),
        DOWN,
        {"pairing": "predicted_gain", "budget": 1e6, "most_partnerships": 1},
    ),
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
    Claim("M16 Presence", "setup_days", {}, {"setup_days": 40.0}, at_end("practice", "mentee"), DOWN),
    Claim("M16 Presence", "thin_days", {}, {"thin_days": 40.0}, at_end("practice", "mentee"), DOWN),
    Claim("M16 Presence", "holding_gain", {}, {"holding_gain": 0.2}, at_end("practice", "mentee"), DOWN),
    Claim("M17 Burden and harm", "missed_days", {}, {"missed_days": 10.0}, over_years("people_served", lambda x: x.sum(axis=0)), DOWN),
    Claim("M17 Burden and harm", "wrong_advice", {}, {"wrong_advice": 1.0}, at_end("skill", "mentee"), DOWN),
    Claim("M17 Burden and harm", "crowding", {}, {"crowding": 1.0}, at_end("practice", "mentee"), DOWN),
    Claim("M18 Effort", "effort_stake", {}, {"effort_stake": 1.0}, at_end("practice", "mentee"), UP, {"funding": "results_based"}),
    Claim(
        "M22 Accompanied investment",
        "accompanied_worth",
        {},
        {"accompanied_worth": 3.0},
        over_years("people_served", lambda x: x.sum(axis=0)),
        UP,
        {"investment_rate": 0.3, "accompanying_days": 5.0},
    ),
)
