"""M21 by hand: hours in the zone by saved water, and at the others' cost."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines.steps.balance_water import balance_water

R = 0


def rationing(**changes: float) -> Bench:
    """A town with water for half the need, whose treated tenth leaks nothing."""
    bench = Bench(pressure_exponent=0.0, loss_floor=0.0, **changes)
    s, f = bench.state, bench.block.fixed[0, 0]
    bench.block.quarterly["loss_factor"][:] = 1.0
    f.real_own[R], f.apparent_own[R], f.billed_own[R] = 0.4, 0.1, 0.5
    s.treated[R], s.leak_cut[R], s.theft_cut[R], s.commercial_cut[R] = 0.1, 1.0, 0.0, 0.0
    s.supply_capacity[R] = 0.5 * s.connections[R]
    return bench


def hours(bench: Bench) -> tuple[float, float, float]:
    """Share of the day in the zone, in the rest and of all; and the balance holds."""
    balance_water(bench.block, 0)
    s = bench.state
    zone, whole = float(s.zone_day[R]), float(s.share_of_day[R])
    assert s.system_input[R] == pytest.approx(s.supply_capacity[R])
    assert s.system_input[R] == pytest.approx(s.billed_volume[R] + s.unbilled_volume[R] + s.apparent_loss[R] + s.real_loss[R])
    return zone, (whole - 0.1 * zone) / 0.9, whole


def alike_without_saving() -> float:
    bench = rationing()
    bench.state.leak_cut[R] = 0.0
    return hours(bench)[0]


def test_all_have_the_same_hours_by_default() -> None:
    zone, rest, _ = hours(rationing())
    assert zone == pytest.approx(rest)
    assert zone > alike_without_saving()


def test_a_zone_that_keeps_what_it_saves_takes_nothing_from_others() -> None:
    zone, rest, _ = hours(rationing(zone_keeps_saved=1.0))
    before = alike_without_saving()
    assert rest == pytest.approx(before)
    unbilled = 0.5 * 0.02 / 0.98
    # the water of its fair share, of which now nothing leaks
    assert (0.6 + unbilled) * np.sqrt(zone) == pytest.approx((0.6 + unbilled) * np.sqrt(before) + 0.4 * before)
    assert zone > 1.5 * rest


def test_a_zone_that_comes_first_has_water_around_the_clock_and_others_pay() -> None:
    zone, rest, _ = hours(rationing(zone_first=1.0, zone_most=0.9))
    assert zone == 1.0
    assert rest < alike_without_saving()


def test_others_keep_their_part_of_the_water() -> None:
    bench = rationing(zone_first=1.0, zone_most=0.11)
    zone, rest, _ = hours(bench)
    used = bench.state.connections[R] * 0.1 * (0.6 + 0.5 * 0.02 / 0.98) * np.sqrt(zone)
    assert used == pytest.approx(0.11 * bench.state.supply_capacity[R])
    assert rest < zone < 1.0


def test_pressure_follows_the_hours_of_each_part() -> None:
    bench = rationing(zone_first=1.0, zone_most=0.9)
    s, f = bench.state, bench.block.fixed[0, 0]
    bench.p.pressure_exponent, s.leak_cut[R] = 1.0, 0.0
    s.share_of_day[R], s.zone_ahead[R], f.share_of_day_start[R] = 0.4, 0.5, 0.35  # rest 0.35, zone 0.85
    balance_water(bench.block, 0)
    zone = float(s.zone_day[R])
    leaks = s.zone_lost[R] - (0.5 * 0.02 / 0.98 + 0.1) * np.sqrt(zone)
    assert leaks == pytest.approx(0.4 * 0.85 / 0.35 * zone)


def test_a_town_with_enough_water_knows_no_difference() -> None:
    bench = rationing(zone_first=0.5, zone_keeps_saved=0.5)
    bench.state.supply_capacity[R] = 1e9
    balance_water(bench.block, 0)
    assert (bench.state.zone_day[R], bench.state.share_of_day[R]) == (1.0, 1.0)
