"""What would happen without any programme, by hand: wandering, reading, crises."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engines.by_hand.bench import Bench
from wopsim.engines.exogenous_paths import COST, MEASUREMENT, NRW

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
