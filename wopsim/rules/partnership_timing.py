"""What decides how long the steps of a partnership take, and who applies (the part of M13 that a utility or funder lives)."""

from __future__ import annotations

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, log

# fmt: off
param("application_chance", 0.5, unit="1/call", role="uncertain", prior=Prior("beta", 0.4, 0.2), valid=(0.0, 1.0), source="assumed; gwopa_euwop: 140 proposals for 22 grants, of a number of operators that nobody counted",
      doc="Chance that a possible mentee with NRW at 35 % applies to a call.")
param("application_need", 0.7, unit="1/logit", role="calibrated", prior=Prior("normal", 0.7, 0.3), valid=(-5.0, 5.0), source="assumed",
      doc="How strongly high reported NRW raises the logit of applying: utilities ask for help at a low point.")
param("agreement_chance", 0.85, unit="1", role="uncertain", prior=Prior("beta", 0.8, 0.12), valid=(0.0, 1.0), source="assumed", doc="Chance that an introduction ends in an agreement.")
param("introduction_median", 0.2, unit="year", role="uncertain", prior=Prior("lognormal", 0.2, 0.6), valid=(0.0, 5.0), source="assumed", doc="Median time from the call to the introduction of mentor and mentee.")
param("agreement_median", 0.3, unit="year", role="uncertain", prior=Prior("lognormal", 0.3, 0.6), valid=(0.0, 5.0), source="assumed", doc="Median time from introduction to agreement.")
param("startup_median", 0.5, unit="year", role="calibrated", prior=Prior("lognormal", 0.5, 0.3), valid=(0.0, 5.0),
      source="adb_startup; luapula_dresden; washdev_startup", doc="Median time from agreement to the first mission; 6 to 24 months in all are normal.")
param("delay_spread", 0.5, unit="log", role="uncertain", prior=Prior("lognormal", 0.5, 0.4), valid=(0.0, 3.0), source="assumed; half to twice", doc="Spread of the times from call to introduction, agreement and first mission: standard deviation of their logarithm.")
param("diagnosis_days", 30.0, unit="day", role="fixed", valid=(0.0, 365.0), plausible=(10.0, 120.0), source="assumed", doc="Time of joint diagnosis and work plan, within the start-up.")
param("report_days", 45.0, unit="day", role="uncertain", prior=Prior("lognormal", 45.0, 0.65), valid=(0.0, 365.0), source="assumed; two weeks to four months", doc="Time from the end of a year of a partnership to the instalment that follows its report.")
param("patience", 1.0, unit="year", role="fixed", valid=(0.0, 10.0), plausible=(0.3, 2.5), source="assumed", doc="How long a partnership waits for money before it ends.")
param("result_threshold", 0.01, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.0, 0.04), source="assumed", doc="Rise of technical practice within a year that a report must show to release what is held back.")
# fmt: on


@rule
def application(chance: float, by_need: float, nrw_share: float) -> float:
    """Chance that a utility applies to a call [1].

    Parameters
    ----------
    chance : at reported NRW of 35 % [1], 0 to 1.
    by_need : rise of the logit per logit of NRW [1].
    nrw_share : as reported [1], above 0 and below 1.
    """
    if chance <= 0.0 or chance >= 1.0:
        return chance
    need = log(nrw_share / (1.0 - nrw_share)) - log(0.35 / 0.65)
    odds = chance / (1.0 - chance) * exp(by_need * need)
    return odds / (1.0 + odds)


@rule
def plan_weight(focus: float, gap: float) -> float:
    """Weight of a domain in a work plan before scaling [1]: by the objectives, and more where there is more to learn.

    Parameters
    ----------
    focus : share of the objectives' days [1].
    gap : to what the experts show [1]. A domain without a gap keeps half the weight of one with a gap of 0.5 [assumed].
    """
    return focus * (0.5 + gap)


@rule
def fits_before(now: float, startup: float, months: float, end: float) -> float:
    """Whether a partnership that is agreed now is planned to end by a hard end: 1, else 0.

    Parameters
    ----------
    now : [year]; startup : usual time to the first mission [year]; months : agreed length [month]; end : hard end [year], 0 for none.
    """
    return 1.0 if end <= 0.0 or now + startup + months / 12.0 <= end else 0.0


@rule
def waiting_time(median: float, spread: float, z: float) -> float:
    """Lognormal waiting time [year]; `median` [year], `spread` of its logarithm, `z` standard normal."""
    return median * exp(spread * z)
