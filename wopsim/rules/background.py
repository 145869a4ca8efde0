"""M1 Background: every indicator wanders around a utility's own level, without any programme.

On a logit or log scale an indicator is a permanent level, plus a part that reverts to zero, plus reading noise. The
shares and the speed are those of Brazil's panel [snis2021]: `calibration/evidence/panel/`.
"""

from __future__ import annotations

import math

from wopsim.compile import rule
from wopsim.declare import Prior, param
from wopsim.rules.portable_math import exp, power

# fmt: off
param("nrw_spread", 1.15, unit="logit", role="calibrated", prior=Prior("lognormal", 1.0, 0.5), valid=(0.0, 5.0), source="snis2021; prior assumed and wide, the panels are evidence of the calibration",
      doc="Standard deviation across utilities of logit NRW around the level of their context, where the context has the spread of the panel.")
param("nrw_size", 0.22, unit="logit", role="calibrated", prior=Prior("normal", 0.22, 0.021), valid=(-2.0, 2.0), source="snis2021; see docs/background.md",
      doc="Rise of the lasting level of logit NRW per unit of the natural logarithm of size: larger utilities lose more, and go on doing so.")
param("nrw_permanent", 0.06, unit="1", role="calibrated", prior=Prior("beta", 0.4, 0.27), valid=(0.0, 1.0), source="snis2021; prior assumed and wide; see docs/background.md",
      doc="Share of how NRW (as a logit) varies between utilities and years that is lasting, of a utility of volatility 1; calm ones keep more, so that the panel's 29 % come out.")
param("nrw_persistence", 0.76, unit="1/year", role="calibrated", prior=Prior("beta", 0.65, 0.22), valid=(0.0, 0.999), source="snis2021; prior assumed and wide; see docs/background.md",
      doc="Part of a deviation of NRW from a utility's own level that is left after a year.")
param("nrw_volatility_spread", 0.75, unit="1", role="calibrated", prior=Prior("lognormal", 0.62, 0.375), valid=(0.0, 2.0), source="snis2021; prior assumed and wide; see docs/background.md",
      doc="Standard deviation of the logarithm of utilities' own volatility: some hardly move, some jump (fat tails of annual changes).")
param("nrw_true_share", 0.4, unit="1", role="calibrated", prior=Prior("beta", 0.4, 0.12), valid=(0.0, 1.0),
      source="assumed; usgs_water_audits score the validity of audited data at 63 of 100, and rival values of a place differ by 5 to 15 points",
      doc="Share of the variance of NRW's reverting part that is water; the rest is drifting measurement: meters, estimates, definitions.")
param("nrw_reading", 0.15, unit="logit", role="calibrated", prior=Prior("lognormal", 0.15, 0.8), valid=(0.0, 2.0), source="snis2021; prior assumed and wide; see docs/background.md",
      doc="Standard deviation of reading noise in a utility's own reports of logit NRW, at volatility 1: about 3 points at 35 %.")
param("cost_spread", 0.57, unit="log", role="calibrated", prior=Prior("lognormal", 0.571, 0.039), valid=(0.0, 3.0), source="snis2021; see docs/background.md",
      doc="Standard deviation across utilities of log operating cost coverage, where the context has the spread of the panel.")
param("cost_size", -0.106, unit="log", role="calibrated", prior=Prior("normal", -0.106, 0.013), valid=(-2.0, 2.0), source="snis2021; see docs/background.md",
      doc="Change of the lasting level of log operating cost per revenue with the natural logarithm of size: larger utilities cover more of it.")
param("cost_permanent", 0.24, unit="1", role="calibrated", prior=Prior("beta", 0.236, 0.14), valid=(0.0, 1.0), source="snis2021; see docs/background.md",
      doc="Share of how operating cost coverage (revenue by operating cost, as a logarithm) varies between utilities and years that is lasting; the rest comes and goes.")
param("cost_persistence", 0.88, unit="1/year", role="calibrated", prior=Prior("beta", 0.88, 0.017), valid=(0.0, 0.999), source="snis2021; see docs/background.md",
      doc="Part of a deviation of operating cost from a utility's own level that is left after a year.")
param("collection_spread", 1.0, unit="logit", role="fixed", valid=(0.0, 3.0), source="definition: the spread itself stands with the levels of the world",
      doc="Standard deviation of logit collection, relative to the spread of the context.")
param("collection_permanent", 0.31, unit="1", role="calibrated", prior=Prior("beta", 0.31, 0.019), valid=(0.0, 1.0), source="snis2021; see docs/background.md",
      doc="Share of how collection (share of what is billed that is paid) varies between utilities and years that is lasting; the rest comes and goes.")
param("collection_persistence", 0.74, unit="1/year", role="calibrated", prior=Prior("beta", 0.736, 0.02), valid=(0.0, 0.999), source="snis2021; see docs/background.md",
      doc="Part of a deviation of collection from a utility's own level that is left after a year.")
param("energy_spread", 1.02, unit="log", role="calibrated", prior=Prior("lognormal", 1.018, 0.086), valid=(0.0, 3.0), source="snis2021; see docs/background.md",
      doc="Standard deviation across utilities of log energy intensity, where the context has the spread of the panel.")
param("energy_permanent", 0.41, unit="1", role="calibrated", prior=Prior("beta", 0.413, 0.048), valid=(0.0, 1.0), source="snis2021; see docs/background.md",
      doc="Share of how energy intensity (energy for a cubic metre, as a logarithm) varies between utilities and years that is lasting; the rest comes and goes.")
param("energy_persistence", 0.876, unit="1/year", role="calibrated", prior=Prior("beta", 0.876, 0.025), valid=(0.0, 0.999), source="snis2021; see docs/background.md",
      doc="Part of a deviation of energy intensity from a utility's own level that is left after a year.")
param("quality_spread", 1.0, unit="logit", role="fixed", valid=(0.0, 3.0), source="definition: the spread itself stands with the levels of the world",
      doc="Standard deviation of logit water-quality compliance, relative to the spread of the context.")
param("quality_permanent", 0.5, unit="1", role="fixed", valid=(0.0, 1.0), plausible=(0.2, 0.8), source="assumed",
      doc="Share of how water-quality compliance varies between utilities and years that is lasting; the rest comes and goes.")
param("quality_persistence", 0.7, unit="1/year", role="fixed", valid=(0.0, 0.999), plausible=(0.4, 0.9), source="assumed",
      doc="Part of a deviation of water-quality compliance from a utility's own level that is left after a year.")
param("growth_mean", 0.022, unit="1/year", role="uncertain", prior=Prior("lognormal", 0.022, 0.45), valid=(-0.1, 0.2), source="snis2021; assumed: half to double of Brazil's elsewhere",
      doc="Mean growth of connections without any programme.")
param("growth_spread", 0.0213, unit="1/year", role="calibrated", prior=Prior("lognormal", 0.0213, 0.054), valid=(0.0, 0.3), source="snis2021; see docs/background.md",
      doc="Standard deviation of connection growth across utilities and years, jumps of single years left out.")
param("growth_permanent", 0.056, unit="1", role="calibrated", prior=Prior("beta", 0.056, 0.032), valid=(0.0, 1.0), source="snis2021; see docs/background.md",
      doc="Share of how the growth of connections varies between utilities and years that is lasting; the rest comes and goes.")
param("growth_persistence", 0.86, unit="1/year", role="calibrated", prior=Prior("beta", 0.861, 0.042), valid=(0.0, 0.999), source="snis2021; see docs/background.md",
      doc="Part of a deviation of connection growth from a utility's own level that is left after a year.")
param("population_growth", 0.022, unit="1/year", role="uncertain", prior=Prior("normal", 0.024, 0.012), valid=(-0.05, 0.1), source="assumed; shrinking towns to cities that double in a generation",
      doc="Growth of the population in the service area.")
# fmt: on


@rule
def permanent_part(deviation: float, permanent: float, spread: float, volatility: float, z: float) -> float:
    """Permanent part of a deviation observed today, drawn given the whole: the calmer the utility, the more of it lasts.

    Parameters
    ----------
    deviation : level today minus the mean level of such utilities [logit or log].
    permanent : permanent share of the variance at volatility 1 [1], 0 to 1.
    spread : standard deviation of the whole at volatility 1 [logit or log].
    volatility : of the utility [1].
    z : standard normal number.

    Returns
    -------
    permanent part [logit or log]; what is left of the deviation reverts.
    """
    lasting = spread * spread * permanent
    passing = spread * spread * (1.0 - permanent) * volatility * volatility
    share = lasting / max(1e-12, lasting + passing)
    return share * deviation + math.sqrt(lasting * (1.0 - share)) * z


@rule
def true_part(reverting: float, share: float, spread: float, z: float) -> float:
    """Part of a reverting deviation that is water and not measurement, drawn given the whole.

    Parameters
    ----------
    reverting : whole reverting part as reported [logit or log].
    share : share of its variance that is water [1], 0 to 1.
    spread : stationary standard deviation of the whole [logit or log].
    z : standard normal number.
    """
    return share * reverting + spread * math.sqrt(share * (1.0 - share)) * z


@rule
def wander(previous: float, persistence: float, step: float, spread: float, z: float) -> float:
    """Reverting part after one step (exact discretisation of an Ornstein-Uhlenbeck process).

    Parameters
    ----------
    previous : reverting part before [logit or log].
    persistence : what is left of it after a year [1], 0 to below 1.
    step : length of the step [year].
    spread : stationary standard deviation [logit or log].
    z : standard normal number.

    Returns
    -------
    reverting part after the step [logit or log]
    """
    kept = power(persistence, step)
    return kept * previous + spread * math.sqrt(1.0 - kept * kept) * z


@rule
def reverting_spread(spread: float, permanent: float, volatility: float) -> float:
    """Stationary standard deviation of the reverting part of a utility with its own volatility [logit or log]."""
    return spread * math.sqrt(1.0 - permanent) * volatility


@rule
def part_spread(spread: float, share: float) -> float:
    """Standard deviation of a part that has `share` of the variance [logit or log]; `spread` of the whole."""
    return spread * math.sqrt(share)


@rule
def own_volatility(spread: float, z: float) -> float:
    """Utility's own volatility, lognormal with mean square 1 [1]."""
    return exp(spread * z - spread * spread)


@rule
def factor_of(shift: float) -> float:
    """What a quantity is multiplied by when it moves by `shift` on the log scale [1]."""
    return exp(shift)


@rule
def shift_share(share: float, shift: float) -> float:
    """Share moved by `shift` on the logit scale [1]; 0 and 1 stay where they are."""
    # never a zero below: compiled code divides before it looks at the condition, and would warn
    odds = share / max(1e-17, 1.0 - share) * exp(shift)
    moved = odds / (1.0 + odds)
    return moved if share * (1.0 - share) > 0.0 else share
