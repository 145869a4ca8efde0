"""The water balance of a quarter, and the hours of supply."""

from __future__ import annotations

from typing import Any

from wopsim.compile import device, inline
from wopsim.engines.records import LANES, TECHNICAL
from wopsim.engines.steps.now import now_of
from wopsim.rules import burden, mentors, objectives, shocks, water, zone_hours
from wopsim.strategies.design import ENVIRONMENT


@device
def balance_water(block: Any, w: int) -> None:
    """M8, M21: the water balance of the quarter; writes volumes [m3/day]."""
    now = now_of(block, w)
    state, fixed, quarterly, yearly, p = now.state, now.fixed, now.quarterly, now.yearly, now.p
    saving, green_effect = p.energy_saving_max, p.green_effect
    for tile in range(state.size):
        s, f, x, y = state[tile], fixed[tile], quarterly[tile], yearly[tile]
        # two loops, so that the one in which all have the same hours stays short
        if p.zone_keeps_saved == 0.0 and p.zone_first == 0.0:
            _balance_all(s, f, x, y, p, False)
        else:
            _balance_all(s, f, x, y, p, True)
        for k in range(LANES):
            green = objectives.strengthened(s.gain[TECHNICAL, k], s.topic[ENVIRONMENT, k], green_effect)
            s.green[k] = green
            s.energy_intensity[k] = water.intensity_after_gain(x.energy[k], saving, green)


@inline
def _balance_all(s: Any, f: Any, x: Any, y: Any, p: Any, apart: bool) -> None:
    """Balance the utilities of a tile; `apart`: whether treated zones may have other hours than the rest."""
    exponent, floor, recovered, unbilled_share = p.pressure_exponent, p.loss_floor, p.recovered_share, p.unbilled_share
    drought_loss, conflict_loss = p.drought_loss, p.conflict_loss
    keeps, first, most, missed = p.zone_keeps_saved, p.zone_first, p.zone_most, p.absence_loss
    for k in range(LANES):
        losses, treated = mentors.losses_without_experts(x.loss_factor[k], missed, s.fatigue[k]), s.treated[k]
        day = s.share_of_day[k] - treated * s.zone_ahead[k]  # of the quarter before, in the rest of the network
        real_own = burden.leaks_left_longer(f.real_own[k], s.work_missed[k])
        real = real_own * losses * water.pressure_factor(day, f.share_of_day_start[k], exponent)
        if apart:
            in_zone = real_own * losses * water.pressure_factor(day + s.zone_ahead[k], f.share_of_day_start[k], exponent)
            real_zone = water.treated_real(in_zone, floor, s.leak_cut[k])
        else:
            real_zone = water.treated_real(real, floor, s.leak_cut[k])
        theft = f.apparent_own[k] * losses
        apparent = theft * (1.0 - s.commercial_cut[k])
        apparent_zone = apparent * (1.0 - s.theft_cut[k])
        billed = f.billed_own[k] + water.recovered_billed(theft, apparent, recovered)
        billed_zone = f.billed_own[k] + water.recovered_billed(theft, apparent_zone, recovered)
        unbilled = water.unbilled_use(f.billed_own[k], unbilled_share)
        billed_use = water.mixed(billed, billed_zone, treated) * s.connections[k]
        unbilled_use = unbilled * s.connections[k]
        apparent_use = water.mixed(apparent, apparent_zone, treated) * s.connections[k]
        leakage = water.mixed(real, real_zone, treated) * s.connections[k]
        capacity = shocks.supply_after_shocks(s.supply_capacity[k], y.drought[k], drought_loss, y.conflict[k], conflict_loss)
        day = water.share_of_day(capacity, billed_use + unbilled_use + apparent_use, leakage)
        zone_day = day
        if apart and treated > 0.0:
            each, use, use_zone = capacity / s.connections[k], billed + unbilled + apparent, billed_zone + unbilled + apparent_zone
            untreated = water.share_of_day(each, use, real)  # if nothing were saved anywhere
            by_saving = water.share_of_day(zone_hours.drawn(use, real, untreated), use_zone, real_zone)
            kept = zone_hours.kept_hours(day, by_saving, keeps)
            zone_day = zone_hours.first_hours(kept, first, water.share_of_day(most * each / treated, use_zone, real_zone))
            for_others = each - treated * zone_hours.drawn(use_zone, real_zone, zone_day)
            others = 1.0 - treated
            day = water.share_of_day(max(0.0, for_others), others * use, others * real) if others > 0.0 else zone_day
        s.zone_ahead[k] = zone_day - day
        s.zone_day[k] = zone_day
        if apart:
            s.share_of_day[k] = water.mixed(day, zone_day, treated)
            _mix_volumes(s, k, treated, day, zone_day, billed, billed_zone, unbilled, apparent, apparent_zone, real, real_zone)
        else:
            s.share_of_day[k] = day
            s.billed_volume[k] = water.use_at(billed_use, day)
            s.unbilled_volume[k] = water.use_at(unbilled_use, day)
            s.apparent_loss[k] = water.use_at(apparent_use, day)
            s.real_loss[k] = water.leakage_at(leakage, day)
        s.lost[k] = s.unbilled_volume[k] + s.apparent_loss[k] + s.real_loss[k]
        s.system_input[k] = s.billed_volume[k] + s.lost[k]
        s.zone_lost[k] = water.use_at(unbilled + apparent_zone, zone_day) + water.leakage_at(real_zone, zone_day)
        s.zone_billed[k] = water.use_at(billed_zone, zone_day)


@inline
def _mix_volumes(
    s: Any,
    k: int,
    treated: float,
    day: float,
    zone_day: float,
    billed: float,
    billed_zone: float,
    unbilled: float,
    apparent: float,
    apparent_zone: float,
    real: float,
    real_zone: float,
) -> None:
    """Write the volumes of both parts of the network together; what they take around the clock is per connection."""
    connections = s.connections[k]
    s.billed_volume[k] = connections * water.mixed(water.use_at(billed, day), water.use_at(billed_zone, zone_day), treated)
    s.unbilled_volume[k] = connections * water.mixed(water.use_at(unbilled, day), water.use_at(unbilled, zone_day), treated)
    s.apparent_loss[k] = connections * water.mixed(water.use_at(apparent, day), water.use_at(apparent_zone, zone_day), treated)
    s.real_loss[k] = connections * water.mixed(water.leakage_at(real, day), water.leakage_at(real_zone, zone_day), treated)
