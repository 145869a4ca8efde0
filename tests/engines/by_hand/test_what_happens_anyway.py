"""What would happen without any programme, by hand: wandering, reading, crises."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench, small_world
from wopsim.engines.exogenous_paths import COST, MEASUREMENT, NRW
from wopsim.engines.records import COMMERCIAL, MANAGERIAL
from wopsim.engines.steps.move_background import move_background
from wopsim.engines.steps.wander_practice import wander_practice
from wopsim.rules import commercial
from wopsim.world.levels import levels_of

R = 0


def chances(bench: Bench) -> object:
    return bench.built.chances


def test_deviations_wander_back(bench: Bench) -> None:
    found = chances(bench)
    z = found.normal[0, COST, 0, 0, R]
    kept = bench.p.cost_persistence**0.25
    spread = found.spread[0, COST, 0, R]
    after = kept * found.wander[0, COST, 0, R] + spread * np.sqrt(1 - kept**2) * z
    level = bench.block.quarterly[0, 1, 0].cost_level[R]
    assert np.log(level) == pytest.approx(after - found.cost_start[0, 0, R])


def test_what_is_measured_and_what_is_water_share_the_swings() -> None:
    found = chances(Bench(nrw_true_share=0.9))
    water, measured = found.spread[0, NRW, 0, R], found.spread[0, MEASUREMENT, 0, R]
    assert measured / water == pytest.approx(np.sqrt(0.1 / 0.9))


def test_reports_are_noisier_where_losses_are_more_volatile(bench: Bench) -> None:
    quiet = Bench(nrw_reading=0.0)
    noisy = Bench(nrw_reading=0.3)
    noise = noisy.yearly().reading[R] - quiet.yearly().reading[R]
    found = chances(noisy)
    assert noise == pytest.approx(0.3 * found.volatility[0, 0, R] * found.reading[0, 0, 0, R])
    assert found.volatility[0, 0, R] != pytest.approx(1.0)


def test_a_currency_crisis_makes_service_dearer() -> None:
    calm, crisis = Bench(currency_cost=0.2), Bench(currency_rate=4.0, currency_cost=0.2)
    struck = chances(crisis).currency[0, 0, 0]
    assert struck.max() == 1.0
    ratio = crisis.block.quarterly[0, 1, 0].cost_level / calm.block.quarterly[0, 1, 0].cost_level
    np.testing.assert_allclose(ratio, 1 + 0.2 * struck)


def test_staff_wanders_and_costs_what_it_would_have_cost() -> None:
    steady, restless = Bench(), Bench(staff_wander=0.5)
    for bench in (steady, restless):
        move_background(bench.block, 0)
    level = restless.block.quarterly[0, 1, 0].staff_level
    assert level[R] != 1.0
    np.testing.assert_allclose(restless.state.staff, steady.state.staff * level)
    for quarter in (1, 2):
        paid = [bench.block.quarterly[0, quarter, 0] for bench in (steady, restless)]
        np.testing.assert_allclose(paid[1].wage_level * paid[1].staff_level, paid[0].wage_level)


def test_practice_wanders_around_what_skill_and_routines_make_possible() -> None:
    bench = Bench(practice_wander=0.4)
    s, f, shift = bench.state, bench.block.fixed[0, 0], bench.block.quarterly[0, 1, 0].practice_shift[R]
    s.practice[:, R] = 0.5
    wander_practice(bench.block, 0)
    assert shift != 0.0
    np.testing.assert_allclose(np.log(s.practice[:, R] / (1 - s.practice[:, R])), shift)
    assert s.gain[COMMERCIAL, R] == commercial.gain_of(s.practice[COMMERCIAL, R], f.practice_start[COMMERCIAL, R])
    assert s.enforcement[R] == commercial.enforcement(s.practice[MANAGERIAL, R], f.autonomy[R])
    quiet = Bench()
    before = quiet.block.state.tobytes()
    wander_practice(quiet.block, 0)
    assert quiet.block.state.tobytes() == before


def test_utilities_are_as_restless_as_their_context_or_as_the_panel() -> None:
    spreads = [chances(Bench(nrw_restless=restless)).spread[0, NRW, 0, R] for restless in (0.0, 0.5, 1.0)]
    of_context = levels_of(small_world().utilities, "nrw_share")[1][R]
    assert of_context < 1.0
    np.testing.assert_allclose(np.array(spreads) / spreads[2], [of_context, (1 + of_context) / 2, 1.0])
