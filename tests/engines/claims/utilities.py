"""What utilities do, with or without help."""

from __future__ import annotations

from tests.engines.claims.claim import DOWN, UP, Claim, at_end, events, over_years

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
        "M12 Shocks", "drought", {"drought_rate": 0.0}, {"drought_rate": 3.0}, over_years("supply_hours", lambda x: x.mean(axis=0)), DOWN
    ),
    Claim("M12 Shocks", "pandemic", {"pandemic_rate": 0.0}, {"pandemic_rate": 1.0}, events("mission"), DOWN),
    Claim("M19 Own initiative", "None by default", {}, {"initiative_rate": 0.5}, events("own_turnaround"), UP),
    Claim("M20 Relapse", "new leader", {}, {"leader_undoes": 1.0}, at_end("practice", "mentee"), DOWN, {"leadership_rate": 1.0}),
)
