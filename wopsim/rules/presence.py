"""M16 Presence: days that go into getting to know each other teach nothing, and days spread thin teach less than in proportion."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp

# fmt: off
param("setup_days", 0.0, unit="day", role="uncertain", prior=Prior("normal", 10.0, 20.0), valid=(0.0, 400.0), theory="thin_effort_fails", strong=30.0,
      source="assumed; washdev_startup: slow starts; vei_annual_2016: sharing becomes possible as trust grows; 0: the first day teaches",
      doc="Learning days at the start of each partnership that go into trust, data and a plan, and teach nothing.")
param("thin_days", 0.0, unit="day/year", role="uncertain", prior=Prior("normal", 5.0, 10.0), valid=(0.0, 400.0), theory="thin_effort_fails", strong=20.0,
      source="assumed; ONEE-SWDE: broad training without effect until it was about two topics (gwopa.org); liemberger2008; 0: a day teaches as much wherever it is spent",
      doc="Learning days a year in a domain at which half of what is taught takes; with many more nearly all, with fewer less than in proportion.")
param("holding_gain", 0.0, unit="1", role="uncertain", prior=Prior("normal", 0.02, 0.04), valid=(0.0, 1.0), theory="thin_effort_fails", strong=0.08,
      source="assumed; waterworx_mtr2019: outputs without procedures; 0: every gain holds",
      doc="Gain of routines since the start below which a mentee's gain does not hold: it fades as what a pilot crew was shown, the faster the smaller it is.")
param("presence_thinning", 0.0, unit="1", role="uncertain", prior=Prior("uniform", -0.3, 1.0), valid=(0.0, 1.0), theory="thin_effort_fails", strong=1.0,
      source="assumed; mcwd_cww: the pilot took so many people that repeating it was not feasible; 0: new zones are looked after like the first",
      doc="How far what experts showed hands-on thins when zones grow; 1: half of it is left where the treated part has doubled.")
# fmt: on


@rule
def days_of_setup(days: float, setup_left: float) -> float:
    """Learning days of a lesson that go into the set-up and teach nothing [day]; `setup_left` is what it still takes [day]."""
    return min(days, setup_left)


@rule
def share_that_takes(days_per_year: float, half: float) -> float:
    """Share of what is taught in a domain that takes [1]: an S-curve of days.

    Parameters
    ----------
    days_per_year : learning days in the domain as planned [day/year]; half : days at which half takes [day/year].
    """
    return 1.0 if half == 0.0 else days_per_year / (days_per_year + half)


@rule
def after_small_gain(capacity: float, at_start: float, holding: float, fading: float, step: float) -> float:
    """Routines after a step in which a gain that is too small fades [1].

    Parameters
    ----------
    capacity, at_start : routines now and at the start [1].
    holding : gain that holds, above 0 [1]; fading : of a gain near nothing [1/year]; step : [year].
    """
    gain = max(0.0, capacity - at_start)
    lacking = max(0.0, 1.0 - gain / holding)
    return capacity - gain * (1.0 - exp(-fading * lacking * step))


@rule
def presence_when_spread(presence: float, thinning: float, before: float, after: float) -> float:
    """Hands-on help per zone when the treated part grew from `before` to `after` [1]; `thinning` 0 to 1."""
    return presence * (1.0 - thinning * (1.0 - min(1.0, before / max(1e-12, after))))
