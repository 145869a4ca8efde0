"""The water balance of a quarter, and the hours of supply."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device
from wopsim.engines.records import LANES, TECHNICAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import burden, objectives, shocks, water
from wopsim.strategies.design import ENVIRONMENT


@device
def balance_water(block: Any, w: int) -> None:
    """M8: the water balance of the quarter; writes volumes [m3/day]."""
    now = now_of(block, w)
    state, fixed, quarterly, yearly, p = now.state, now.fixed, now.quarterly, now.yearly, now.p
    exponent, floor, recovered, unbilled_share = p.pressure_exponent, p.loss_floor, p.recovered_share, p.unbilled_share
    drought_loss, conflict_loss, saving, green_effect = p.drought_loss, p.conflict_loss, p.energy_saving_max, p.green_effect
    for tile in range(state.size):
        s, f, x, y = state[tile], fixed[tile], quarterly[tile], yearly[tile]
        for k in range(LANES):
            losses = x.loss_factor[k]
            real = (
                burden.leaks_left_longer(f.real_own[k], s.work_missed[k])
                * losses
                * water.pressure_factor(s.share_of_day[k], f.share_of_day_start[k], exponent)
            )
            real_zone = water.treated_real(real, floor, s.leak_cut[k])
            theft = f.apparent_own[k] * losses
            apparent = theft * (1.0 - s.commercial_cut[k])
            apparent_zone = apparent * (1.0 - s.theft_cut[k])
            billed = f.billed_own[k] + water.recovered_billed(theft, apparent, recovered)
            billed_zone = f.billed_own[k] + water.recovered_billed(theft, apparent_zone, recovered)
            unbilled = water.unbilled_use(f.billed_own[k], unbilled_share)
            billed_use = water.mixed(billed, billed_zone, s.treated[k]) * s.connections[k]
            unbilled_use = unbilled * s.connections[k]
            apparent_use = water.mixed(apparent, apparent_zone, s.treated[k]) * s.connections[k]
            leakage = water.mixed(real, real_zone, s.treated[k]) * s.connections[k]
            capacity = shocks.supply_after_shocks(s.supply_capacity[k], y.drought[k], drought_loss, y.conflict[k], conflict_loss)
            day = water.share_of_day(capacity, billed_use + unbilled_use + apparent_use, leakage)
            s.share_of_day[k] = day
            s.billed_volume[k] = water.use_at(billed_use, day)
            s.unbilled_volume[k] = water.use_at(unbilled_use, day)
            s.apparent_loss[k] = water.use_at(apparent_use, day)
            s.real_loss[k] = water.leakage_at(leakage, day)
            s.lost[k] = s.unbilled_volume[k] + s.apparent_loss[k] + s.real_loss[k]
            s.system_input[k] = s.billed_volume[k] + s.lost[k]
            s.zone_lost[k] = water.use_at(unbilled + apparent_zone, day) + water.leakage_at(real_zone, day)
            s.zone_billed[k] = water.use_at(billed_zone, day)
        for k in range(LANES):
            green = objectives.strengthened(s.gain[TECHNICAL, k], s.topic[ENVIRONMENT, k], green_effect)
            s.green[k] = green
            s.energy_intensity[k] = water.intensity_after_gain(x.energy[k], saving, green)
