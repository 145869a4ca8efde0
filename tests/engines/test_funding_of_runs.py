"""Money of a programme in runs: whatever the funding strategy, it is conserved, and each strategy does what it says."""

from __future__ import annotations

import numpy as np
import pytest

from tests.helpers.accounts import check_programme, finished
from tests.helpers.designs_run import CALM, EVERYTHING, kinds, mentees, ran
from tests.helpers.runs import SEED, YEARS, lives, programme, steps
from wopsim.engines.agents.model import WopModel
from wopsim.strategies.protocols import FUNDING
from wopsim.world.table import World

STRATEGIES = {
    "equal": {}, "by_need": {}, "by_readiness": {}, "lottery": {},
    "results_based": {"held_back_share": 0.8, "result_threshold": 0.02},
    "phased": {"first_phase_share": 0.4, "phase_reserve": 0.3, "partnership_months": 36},
    "co_financed": {"own_share": 0.4},
    "blended": {"investment_part": 0.6},
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
