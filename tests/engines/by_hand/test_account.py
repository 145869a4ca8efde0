"""The money of a partnership, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines import account, prices


def test_a_helper_and_partners_cost_more() -> None:
    bench = Bench(experts_per_mission=2)
    pair = bench.signed()
    plain = account.next_price(bench.ctx, 0)
    pair.helper = bench.mentors[1]
    assert account.next_price(bench.ctx, 0) == pytest.approx(plain * (1 + bench.p.helper_share))
    pair.helper, pair.partners, pair.partner[0] = -1, 1, bench.mentors[1]
    assert account.next_price(bench.ctx, 0) == pytest.approx(plain * (1 + bench.p.consortium_cost))


def test_donor_and_mentee_pay_their_parts_and_the_overhead_on_both(bench: Bench) -> None:
    pair = bench.signed(own=0.4)
    bench.p.overhead = 0.1
    account.pay(bench.ctx, 0, 1000.0)
    assert (bench.world.spent, bench.world.overhead) == pytest.approx((600.0, 60.0))
    assert bench.state.own_payments[pair.mentee] == pytest.approx(440.0)
    assert pair.available == pair.committed == bench.world.committed == pytest.approx(1e6 - 660.0)
    assert bench.ctx.roles[pair.mentee].support_received == pytest.approx(600.0)


@pytest.mark.parametrize("result", [True, False])
def test_what_is_held_back_waits_for_a_result_and_goes_back(bench: Bench, result: bool) -> None:
    pair = bench.signed(held=0.25)
    pair.available, pair.instalments, pair.first_instalment = 0.0, 1, 0
    pair.instalment[0] = 1000.0
    assert account.receive(bench.ctx, 0, result) == pair.available == (1000.0 if result else 750.0)
    assert bench.world.committed == pair.committed == (1e6 if result else 1e6 - 250.0)


def test_an_account_sets_aside_the_follow_up_and_splits_the_rest_by_year() -> None:
    bench = Bench(follow_up_years=2, pilot_grant=0.0)
    pair = bench.open(grant=9e5, months=36)
    account.open_account(bench.ctx, 0)
    first = prices.upfront(bench.p) * (1 + bench.p.overhead)
    aside = 2 * prices.follow_up_cost(bench.p, pair.distance) * (1 + bench.p.overhead)
    third = (9e5 - first - aside) / 3
    assert pair.available == pytest.approx(first + third)
    np.testing.assert_allclose(pair.instalment[1:3], third)
    assert account.instalments_left(pair) == 2


def test_a_first_instalment_pays_for_a_mission() -> None:
    bench = Bench(missions_per_year=0.5, experts_per_mission=4, days_per_mission=25.0, pilot_grant=0.0)
    pair = bench.open(grant=1e5, months=36)
    price = account.next_price(bench.ctx, 0) * (1 + bench.p.overhead)
    first = prices.upfront(bench.p) * (1 + bench.p.overhead)
    assert (1e5 - first) / 3 < price < 1e5 - first  # a third would not do
    account.open_account(bench.ctx, 0)
    assert pair.available == pytest.approx(first + price)
    assert pair.instalment[1:3].sum() == pytest.approx(1e5 - first - price)


def test_both_sides_give_working_days(bench: Bench) -> None:
    pair = bench.signed()
    pair.partners, pair.partner[0] = 1, bench.mentors[1]
    account.count_days(bench.ctx, 0, 8.0, 20.0)
    assert bench.state.partnership_days[pair.mentee] == 20.0
    assert [bench.state.own_days[mentor] for mentor in bench.mentors[:2]] == [4.0, 4.0]
