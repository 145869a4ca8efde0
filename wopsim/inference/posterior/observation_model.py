"""The observation model (M15): how likely are the reports of all cases, given what runs of the model show.

On the scale of an indicator a reported value after is the run's, plus bias in the direction of improvement by class of
source, plus an effect that all reports of a case share, plus spread. It was published with the probability
Phi(a + b x improvement) with a = 0. The likelihood is closed: for every case a multivariate t density with one common effect,
times the chance of publication of what was reported over that of anything that could have been.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.rules.reporting import SELF_REPORTING
from wopsim.streams import Floats

PUBLISHED = ("mentor_or_programme", "mentee", "project_authors")
"""Sources that choose what they publish; press and independent sources were searched by others."""
TAIL = 4.0
"""Degrees of freedom of a case's reports [assumed]: now and then a case is unlike anything the model knows."""
AVERAGE_OF = 10.0
"""Utilities that a published mean stands for, at least [assumed]: its variance is that much smaller."""

Numbers = Mapping[str, Floats]


@dataclass(frozen=True)
class Reports:
    """The reports of all cases as arrays.

    Parameters
    ----------
    case : (report,) number of its case, sorted; starts : (case,) first report of each.
    sign, noise : (report,) direction of improvement and relative spread, see `Indicator`.
    value, half, base : (report,) see `Datum`.
    gain, of_many, pilot, helped : (report,) flags.
    source : (report,) class of source.
    order : (report,) place in the data that it was made from.
    """

    case: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    sign: Floats
    noise: Floats
    value: Floats
    half: Floats
    base: Floats
    gain: npt.NDArray[np.bool_]
    of_many: npt.NDArray[np.bool_]
    pilot: npt.NDArray[np.bool_]
    helped: npt.NDArray[np.bool_]
    source: npt.NDArray[np.str_]
    order: npt.NDArray[np.int64]

    def of_case(self, case: int) -> Reports:
        """Reports of one case alone."""
        rows = np.flatnonzero(self.case == case)
        parts = {each.name: getattr(self, each.name)[rows] for each in fields(self) if each.name != "starts"}
        return Reports(**{**parts, "case": np.zeros(rows.size, dtype=np.int64), "starts": np.zeros(1, dtype=np.int64)})

    @property
    def size(self) -> int:
        """Number of reports."""
        return int(self.case.size)


def reports_of(data: Sequence[Datum]) -> Reports:
    """Return the reports of some data, those of a case beside each other."""
    names = [one.asked.planned.case_id for one in data]
    order = np.array(sorted(range(len(data)), key=lambda k: (names[k], k)), dtype=np.int64)
    case = np.unique(np.array([names[k] for k in order]), return_inverse=True)[1].astype(np.int64)
    sorted_data = [data[k] for k in order]
    measures = [one.asked.planned.measure for one in sorted_data]
    return Reports(
        case=case,
        starts=np.flatnonzero(np.diff(case, prepend=-1)),
        sign=np.array([float(measure.sign) for measure in measures]),
        noise=np.array([measure.noise for measure in measures]),
        value=np.array([one.value for one in sorted_data]),
        half=np.array([one.half for one in sorted_data]),
        base=np.array([one.base for one in sorted_data]),
        gain=np.array([one.gain for one in sorted_data]),
        of_many=np.array([one.of_many for one in sorted_data]),
        pilot=np.array([one.asked.planned.pilot for one in sorted_data]),
        helped=np.array([one.asked.helped for one in sorted_data]),
        source=np.array([one.asked.planned.source_class for one in sorted_data]),
        order=order,
    )


def bias(source: npt.NDArray[np.str_], p: Numbers) -> Floats:
    """Return bias toward improvement by class of source, (..., report) [logit]; numbers are (...,)."""
    shape = np.shape(p["report_spread"])
    found = np.zeros((*shape, source.size))
    for name in SELF_REPORTING:
        found += np.where(source == name, np.asarray(p[f"report_bias_{name}"])[..., None], 0.0)
    return found


def spread(source: npt.NDArray[np.str_], pilot: npt.NDArray[np.bool_], noise: Floats, p: Numbers) -> Floats:
    """Return the spread of reports, (..., report) [logit or log]; numbers are (...,)."""
    own = np.where(source == "independent", 1.0, np.asarray(p["report_spread_self"])[..., None])
    zone = np.where(pilot, np.asarray(p["report_spread_pilot"])[..., None], 1.0)
    return np.asarray(np.asarray(p["report_spread"])[..., None] * own * zone * noise)


def selection(source: npt.NDArray[np.str_], p: Numbers) -> Floats:
    """Return how strongly improvement raises the probit of publication, (..., report) [1/logit]; numbers are (...,)."""
    chosen = np.isin(source, PUBLISHED)
    return np.where(chosen, np.asarray(p["selection_published"])[..., None], np.asarray(p["selection_searched"])[..., None])


def predicted(r: Reports, mean: Floats, variance: Floats, p: Numbers) -> tuple[Floats, Floats]:
    """Return mean and variance of each report, its case's effect left out, (..., report) both.

    Parameters
    ----------
    r : reports.
    mean, variance : (..., report) of the runs, in the order of the reports; of the change for a gain.
    p : reporting parameters, (...,) each.
    """
    middle = mean + r.sign * np.where(r.helped, bias(r.source, p), 0.0)
    own = np.where(r.of_many, variance / AVERAGE_OF, variance)
    return middle, own + spread(r.source, r.pilot, r.noise, p) ** 2 + r.half**2 / 3.0


def log_likelihood(r: Reports, mean: Floats, variance: Floats, p: Numbers) -> Floats:
    """Return the log likelihood of every case, (..., case); arguments as in `predicted`."""
    from scipy import special

    middle, own = predicted(r, mean, variance, p)
    common = np.asarray(p["case_spread"])[..., None] ** 2
    level = ~r.gain
    effect = r.sign * r.noise

    def by_case(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, r.starts, axis=-1))

    weight = np.where(level, 1.0 / own, 0.0)
    off = np.where(level, r.value - middle, 0.0)
    shared = by_case(effect**2 * weight)
    inside = 1.0 + common * shared
    quadratic = by_case(off**2 * weight) - common * by_case(effect * off * weight) ** 2 / inside
    logs = by_case(np.where(level, np.log(own), 0.0)) + np.log(inside)
    count = by_case(level.astype(float))
    constant = special.gammaln(0.5 * (TAIL + count)) - special.gammaln(0.5 * TAIL) - 0.5 * count * np.log(TAIL * np.pi)
    found = constant - 0.5 * logs - 0.5 * (TAIL + count) * np.log1p(quadratic / TAIL)
    # a gain without levels: only that it is one
    whole, gains = own + common * effect**2, np.flatnonzero(r.gain)
    better = np.zeros_like(middle)
    better[..., gains] = special.log_ndtr((r.sign * middle)[..., gains] / np.sqrt(whole[..., gains]))
    found = found + by_case(better)
    return found + by_case(_publication(r, middle, whole, p))


def _publication(r: Reports, middle: Floats, variance: Floats, p: Numbers) -> Floats:
    """Log of the chance of publication of what was reported over that of anything, shared among a case's reports, (..., report)."""
    from scipy import special

    counts = r.helped & ~r.gain & np.isfinite(r.base)
    rows = np.flatnonzero(counts)  # the others have no say, and half of the time of a likelihood goes by here
    of_case = np.add.reduceat(counts.astype(float), r.starts)[r.case][rows]
    slope = selection(r.source[rows], p)
    improved, expected = r.sign[rows] * (r.value - r.base)[rows], r.sign[rows] * (middle[..., rows] - r.base[rows])
    # a t density is a normal one of many widths: the chance of publication is the mean over them
    wide = np.asarray(variance)[..., rows, None] / _widths()
    chance = special.ndtr((slope * expected)[..., None] / np.sqrt(1.0 + slope[..., None] ** 2 * wide)).mean(axis=-1)
    log_ratio = special.log_ndtr(slope * improved) - np.log(np.maximum(chance, 1e-300))
    found = np.zeros_like(middle)
    found[..., rows] = log_ratio / of_case
    return found


def stretch(u: Floats) -> Floats:
    """Return how far out a case lies, relative to a normal distribution: the quantile at probability `u`, any shape [1]."""
    from scipy import special

    return np.asarray(np.sqrt(TAIL / (2.0 * special.gammaincinv(TAIL / 2.0, u))))


@lru_cache(maxsize=1)
def _widths(nodes: int = 12) -> Floats:
    """Precisions of the normal densities that make up a t density, each as likely, (node,)."""
    return np.asarray(1.0 / stretch((np.arange(nodes) + 0.5) / nodes) ** 2)
