"""Every euro that leaves a purse arrives in another, or in a cost that has a name.

The purses: funder, utilities (mentees and mentors), their owners, lenders, households.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.helpers.comparing import ENGINES, FAST, run_batch
from tests.helpers.runs import SEED, programme
from tests.helpers.worlds_of_any_kind import numbered
from wopsim.declare import Parameters
from wopsim.engines.run_record import RunRecord
from wopsim.world.table import World

BATCHES = range(4)
YEARS = 6
THROUGH = (
    "works_loan", "works_programme", "own_share_paid", "mentee_time", "pilot_in_kind", "event_payments", "event_time",
    "consultant_spending",
)  # fmt: skip
"""Through each something has to go, or the check is about nothing."""
CLOSE = 1e-7  # of all that went through the purse


def check_purses(record: RunRecord, p: Parameters) -> dict[str, float]:
    """Hold the purses of one run against each other; returns what went through some of them."""
    found = {name: np.asarray(values, dtype=np.float64) for name, values in record.values.items()}
    total = {name: values.sum(axis=0) for name, values in found.items() if values.ndim == 2}  # by utility, over the years

    # the funder: what it paid for each mentee is delivery, overhead and works money, and the rest is unspent
    spent, overhead, works = (float(found[f"programme_{name}"]) for name in ("spent", "overhead", "invested"))
    paid = total["programme_payments"].sum() + total["event_payments"].sum()
    assert paid == pytest.approx(spent + overhead + works, rel=CLOSE, abs=1e-3)
    money = p.budget + float(found["programme_raised"])
    assert float(found["programme_unspent"]) == pytest.approx(max(0.0, money - spent - overhead - works), rel=CLOSE, abs=1e-3)
    delivered = found["support_received"] * (1.0 + p[f"overhead_{p.channel}"])
    handed = total["programme_payments"] - delivered  # works money, by mentee
    assert handed.sum() == pytest.approx(works, rel=1e-6, abs=1e-3 + CLOSE * spent)

    # a utility: what came and did not go is cash, or in the fund of its projects
    came = total["revenue_collected"] + total["owner_support"] + total["investment"] + handed
    names = (
        "operating_spending",
        "lender_payments",
        "own_share_paid",
        "consultant_spending",
        "works_spending",
        "connection_spending",
        "supply_spending",
        "owner_transfer",
    )
    went = np.sum([total[name] for name in names], axis=0)
    np.testing.assert_allclose(found["cash"][-1] - found["cash"][0], came - went, atol=CLOSE * float(came.max()), rtol=0)

    # the lender: what it lent and did not get back beyond its interest is debt
    if p.debt_service > 0.0:
        back = total["lender_payments"] * (1.0 - p.interest / p.debt_service)
        lent = total["investment"] * p.investment_loan_share
        np.testing.assert_allclose(found["debt"][-1] - found["debt"][0], lent - back, atol=CLOSE * (1.0 + float(lent.max())), rtol=0)

    # works: each giver's part, and projects pay no more than they have
    grants = total["works_spending"] - total["works_own"] - total["works_loan"] - total["works_programme"]
    assert (grants >= -CLOSE * (1.0 + total["works_spending"])).all()
    paid = total["works_programme"] + total["connections_programme"] + total["supply_programme"]
    assert (paid <= handed + CLOSE * (1.0 + handed + float(came.max()))).all()

    # staff: a mentor's days but those of hired residents, and so much time at home for each
    assert (total["mentor_days_value"] <= found["mentor_days"] * p.staff_day_value * (1 + CLOSE) + 1e-6).all()
    np.testing.assert_allclose(total["mentor_home_time"], total["mentor_days_value"] * p.home_days, rtol=CLOSE)
    if p.resident_share == 0.0:
        np.testing.assert_allclose(total["mentor_days_value"], found["mentor_days"] * p.staff_day_value, rtol=1e-6)
    nobody_taught = (found["expert_days"] == 0.0) & (found["mentored"][-1] == 0.0)  # guests of a cohort see others at work
    assert (total["mentee_time"][nobody_taught] == 0.0).all()
    if p.channel == "direct":
        assert total["event_payments"].sum() == total["event_time"].sum() == 0.0
    return {name: float(total[name].sum()) for name in THROUGH}


STRONG = {
    "initiative_rate": 0.4, "initiative_displaced": 0.5, "event_cost": 600.0, "event_turnout": 0.5, "visibility_money": 0.5,
    "works_refusal": 1.0, "leader_undoes": 0.3, "report_staff_days": 20.0, "accompanied_speed": 2.0,
}  # fmt: skip
"""Mechanisms that spend money, or move who spends it; they do nothing by default."""


@pytest.mark.parametrize("mechanisms", [{}, STRONG], ids=["neutral", "strong"])
def test_no_euro_is_lost_between_purses_in_random_worlds(mechanisms: dict[str, float]) -> None:
    through: dict[str, float] = {}
    for number in BATCHES:
        batch = numbered(31, number)
        batch = replace(batch, cases=tuple(replace(case, p=case.p.replace(**mechanisms)) for case in batch.cases))
        for case, record in zip(batch.cases, run_batch(ENGINES[FAST], batch), strict=True):
            for name, amount in check_purses(record, case.p).items():
                through[name] = through.get(name, 0.0) + amount
    # so that it is not about nothing
    idle = {name for name, amount in through.items() if amount <= 0.0}
    assert idle == (set() if mechanisms else {"event_payments", "consultant_spending"}), through


@pytest.mark.parametrize(
    "name", ["works_spending", "owner_support", "programme_payments", "lender_payments", "mentor_home_time", "supply_spending"]
)
def test_the_check_of_purses_can_fail(tiny_world: World, name: str) -> None:
    p = programme(investment_rate=0.5, works_refusal=1.0)
    record = _run(tiny_world, p)
    check_purses(record, p)
    record.values[name] = np.asarray(record.values[name]) * 1.001 + 1.0
    with pytest.raises(AssertionError):
        check_purses(record, p)


def test_a_refused_work_costs_nothing_and_its_project_money_builds_supply(world: World) -> None:
    """Where works are dear beside supply, refusing them leaves cash and builds supply; where they are cheap, nothing is refused."""
    dear = dict(supply_cost=200.0, investment_rate=0.3)
    free, strict = (_run(world, programme(**dear, works_refusal=refusal)) for refusal in (0.0, 20.0))
    assert free.values["works_spending"].sum() > 1.0
    assert strict.values["works_spending"].sum() < 0.5 * free.values["works_spending"].sum()
    assert strict.values["supply_spending"].sum() > free.values["supply_spending"].sum()
    cheap = dict(supply_cost=1e5, investment_rate=0.3)
    same = [_run(world, programme(**cheap, works_refusal=refusal)).values for refusal in (0.0, 1.0)]
    bought = [float(values["works_spending"].sum()) for values in same]
    assert bought[1] == pytest.approx(bought[0], rel=0.05)


def _run(world: World, p: Parameters) -> RunRecord:
    return ENGINES[FAST]([(world, p, 0)], SEED, YEARS)[0]
