"""The observation model (M15): how likely are the reports of all cases, given what runs of the model show.

On the scale of an indicator a reported value after is the run's, plus bias in the direction of improvement by class of
source, plus an effect that all reports of a case (or of a place, or a document) share, plus spread. Where the value after of one
row is the baseline of the next, both hold one reading: what it is too high in the first makes the second come out too low. It was
published with the probability Phi(a + b x improvement) with a = 0. The likelihood is closed: for every case a multivariate t
density with one common effect, times the chance of publication of what was reported over that of anything that could have been.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from wopsim.declare import PARAMETERS
from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.case_world import UNIT_SPREAD
from wopsim.inference.evidence.indicators import Indicator, kept_after
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.publication_chance import chances_of_publication
from wopsim.rules.reporting import SELF_REPORTING
from wopsim.streams import Floats

PUBLISHED = ("mentor_or_programme", "mentee", "project_authors")
"""Sources that choose what they publish; press and independent sources were searched by others, as was all that came to light later."""
OWN_SPREAD = ("hours", "collection")
"""Kinds of indicator whose reports have a spread of their own."""
SAME_TIME = 0.6
"""Years that the dates of one reading may differ between two rows [year, assumed]."""
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
    source : (report,) class of source; searched : (report,) whether it was searched by others, or chosen by who published it.
    kind : (report,) one of `OWN_SPREAD`, or empty.
    full : (report,) the value is as good as can be, so that only this is known: it is no worse.
    follows : (report,) place of the report whose value after is its baseline, in the same case and before it; -1 for none.
    carried : (report,) how much of an error of that baseline its forecast takes along.
    order : (report,) place in the data that it was made from.
    tail, average_of : constants of the likelihood, see `TAIL` and `AVERAGE_OF`.
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
    searched: npt.NDArray[np.bool_]
    kind: npt.NDArray[np.str_]
    full: npt.NDArray[np.bool_]
    follows: npt.NDArray[np.int64]
    carried: Floats
    order: npt.NDArray[np.int64]
    tail: float = TAIL
    average_of: float = AVERAGE_OF

    def of_case(self, case: int) -> Reports:
        """Reports of one case alone."""
        return self.only(self.case == case)

    def only(self, rows: npt.NDArray[np.bool_]) -> Reports:
        """Reports of some rows (report,) alone, as if nobody knew of the others; their cases are numbered anew."""
        parts = {each.name: getattr(self, each.name)[rows] for each in fields(self) if each.name not in ("starts", "tail", "average_of")}
        place = np.where(rows, np.cumsum(rows) - 1, -1)  # of each report among those that are left
        parts["follows"] = np.where(parts["follows"] < 0, -1, place[parts["follows"]])
        parts["case"] = np.unique(parts["case"], return_inverse=True)[1].astype(np.int64)
        return replace(self, **parts, starts=np.flatnonzero(np.diff(parts["case"], prepend=-1)))

    @property
    def size(self) -> int:
        """Number of reports."""
        return int(self.case.size)


def reports_of(data: Sequence[Datum]) -> Reports:
    """Return the reports of some data, those of a case beside each other, what was before first."""
    names = [one.group for one in data]
    order = np.array(sorted(range(len(data)), key=lambda k: (names[k], data[k].asked.planned.time, k)), dtype=np.int64)
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
        searched=np.array([searched(one.asked.planned) for one in sorted_data]),
        kind=np.array([kind_of(measure) for measure in measures]),
        full=np.array([not one.gain and measure.full(one.value) for one, measure in zip(sorted_data, measures, strict=True)]),
        follows=np.array([_followed(sorted_data, k) for k in range(len(sorted_data))], dtype=np.int64),
        carried=np.array([_carried(one.asked.planned) for one in sorted_data]),
        order=order,
    )


def searched(planned: Planned) -> bool:
    """Return whether others searched for a row, so that whoever reports it did not choose whether it is known."""
    return planned.source_class not in PUBLISHED or planned.phase == "after"


def kind_of(measure: Indicator) -> str:
    """Return which spread of its own the reports of an indicator have, one of `OWN_SPREAD`; empty for the usual one."""
    return "hours" if measure.output == "supply_hours" else "collection" if measure.output == "collection_share" else ""


def _followed(data: Sequence[Datum], k: int) -> int:
    """Place of the report whose value after is the baseline of report `k`: same case, indicator, scale, value and time."""
    this = data[k].asked.planned
    if this.baseline is None or this.before > 0.0:
        return -1
    for place in range(k):
        one, other = data[place], data[place].asked.planned
        same = (other.indicator, other.scale) == (this.indicator, this.scale) and one.group == data[k].group
        if same and not one.gain and abs(one.value - data[k].base) < 1e-9 and abs(other.time - (this.time - _span(this))) < SAME_TIME:
            return place
    return -1


def _span(planned: Planned) -> float:
    """Years between the two values of a row; 0 where they are not known."""
    return 0.0 if planned.at_end is None else planned.at_end - planned.at_baseline + planned.before


def _carried(planned: Planned) -> float:
    """How much of an error of its baseline the forecast of a row takes along: what a reading is believed, and lasts."""
    believed = UNIT_SPREAD**2 / (UNIT_SPREAD**2 + float(PARAMETERS["baseline_spread"].default) ** 2)
    return float(believed * kept_after(_span(planned)))


def bias(source: npt.NDArray[np.str_], p: Numbers) -> Floats:
    """Return bias toward improvement by class of source, (..., report) [logit]; numbers are (...,)."""
    shape = np.shape(p["report_spread"])
    found = np.zeros((*shape, source.size))
    for name in SELF_REPORTING:
        found += np.where(source == name, np.asarray(p[f"report_bias_{name}"])[..., None], 0.0)
    return found


def spread(source: npt.NDArray[np.str_], pilot: npt.NDArray[np.bool_], kind: npt.NDArray[np.str_], noise: Floats, p: Numbers) -> Floats:
    """Return the spread of reports, (..., report) [logit or log]; numbers are (...,)."""
    own = np.where(source == "independent", 1.0, np.asarray(p["report_spread_self"])[..., None])
    own = own * np.where(pilot, np.asarray(p["report_spread_pilot"])[..., None], 1.0)
    for name in OWN_SPREAD:
        own = own * np.where(kind == name, np.asarray(p[f"report_spread_{name}"])[..., None], 1.0)
    return np.asarray(np.asarray(p["report_spread"])[..., None] * own * noise)


def selection(searched: npt.NDArray[np.bool_], p: Numbers) -> Floats:
    """Return how strongly improvement raises the probit of publication, (..., report) [1/logit]; numbers are (...,)."""
    return np.where(searched, np.asarray(p["selection_searched"])[..., None], np.asarray(p["selection_published"])[..., None])


def predicted(r: Reports, mean: Floats, variance: Floats, p: Numbers) -> tuple[Floats, Floats]:
    """Return mean and variance of each report, its case's effect left out, (..., report) both.

    Parameters
    ----------
    r : reports.
    mean, variance : (..., report) of the runs, in the order of the reports; of the change for a gain.
    p : reporting parameters, (...,) each.
    """
    middle = mean + r.sign * np.where(r.helped, bias(r.source, p), 0.0)
    own = np.where(r.of_many, variance / r.average_of, variance)
    return middle, own + spread(r.source, r.pilot, r.kind, r.noise, p) ** 2 + r.half**2 / 3.0


def apart(r: Reports, own: Floats, p: Numbers) -> tuple[Floats, Floats]:
    """Return what is left of the variance of each report when those before it are known, and how it hangs on the one it follows.

    The reading that two rows share has a covariance of minus what the second takes along of it. A report plus `share` times the one
    that it follows (itself put apart likewise) is independent of all before it.

    Parameters
    ----------
    r : reports; own : (..., report) variance of each by itself; p : reporting parameters, (...,) each.

    Returns
    -------
    variance, share : (..., report)
    """
    found, share = np.array(own), np.zeros(np.shape(own))
    reading = spread(r.source, r.pilot, r.kind, r.noise, p)
    for row in np.flatnonzero(r.follows >= 0):
        before = r.follows[row]
        together = r.carried[row] * reading[..., row] * reading[..., before]
        share[..., row] = together / found[..., before]
        found[..., row] -= share[..., row] * together
    return found, share


def _put_apart(r: Reports, values: Floats, share: Floats) -> Floats:
    """Values (..., report) as independent ones; see `apart`."""
    found = np.array(np.broadcast_to(values, share.shape))
    for row in np.flatnonzero(r.follows >= 0):
        found[..., row] += share[..., row] * found[..., r.follows[row]]
    return found


def put_together(r: Reports, values: Floats, share: Floats) -> Floats:
    """Return independent values (..., report) as those of rows that share readings; undoes what `apart` describes."""
    found = np.array(values)
    for row in np.flatnonzero(r.follows >= 0):
        found[..., row] = values[..., row] - share[..., row] * values[..., r.follows[row]]
    return found


def log_likelihood(r: Reports, mean: Floats, variance: Floats, p: Numbers) -> Floats:
    """Return the log likelihood of every case, (..., case); arguments as in `predicted`."""
    from scipy import special

    middle, alone = predicted(r, mean, variance, p)
    common = np.asarray(p["case_spread"])[..., None] ** 2
    level = ~r.gain & ~r.full
    own, share = apart(r, alone, p)
    effect = _put_apart(r, np.where(level, r.sign * r.noise, 0.0), share)

    def by_case(values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, r.starts, axis=-1))

    weight = np.where(level, 1.0 / own, 0.0)
    off = _put_apart(r, np.where(level, r.value - middle, 0.0), share)
    pulled = effect * weight
    inside = 1.0 + common * by_case(effect * pulled)
    quadratic = by_case(off**2 * weight) - common * by_case(off * pulled) ** 2 / inside
    count = by_case(level.astype(float))
    tail = r.tail
    constant = special.gammaln(0.5 * (tail + count)) - special.gammaln(0.5 * tail) - 0.5 * count * np.log(tail * np.pi)
    found = constant - 0.5 * np.log(inside) - 0.5 * (tail + count) * np.log1p(quadratic / tail)
    by_report = np.where(level, -0.5 * np.log(own), 0.0)
    total = alone + common * r.noise**2
    # a gain without levels, or a value as good as can be: only that it is at least this
    rows = np.flatnonzero(~level)
    off_scale = r.sign[rows] * (middle[..., rows] - np.where(r.full, r.value, 0.0)[rows])
    by_report[..., rows] = special.log_ndtr(off_scale / np.sqrt(total[..., rows]))
    # what is published, in which only a change that a partnership is said to have made has a say
    rows = np.flatnonzero(r.helped & ~r.gain & np.isfinite(r.base))
    by_report[..., rows] += _publication(r, rows, middle[..., rows], total[..., rows], p)
    return found + by_case(by_report)


def _publication(r: Reports, rows: npt.NDArray[np.int64], middle: Floats, variance: Floats, p: Numbers) -> Floats:
    """Log of the chance of publication of what some rows report over that of anything, shared among those of a case, (..., row)."""
    from scipy import special

    shared_by = np.bincount(r.case[rows], minlength=r.starts.size)[r.case[rows]]
    slope = selection(r.searched[rows], p)
    improved, expected = r.sign[rows] * (r.value - r.base)[rows], r.sign[rows] * (middle - r.base[rows])
    chance = chances_of_publication(slope, expected, variance, _widths(r.tail))
    return np.asarray((special.log_ndtr(slope * improved) - np.log(np.maximum(chance, 1e-300))) / shared_by)


def stretch(u: Floats, tail: float = TAIL) -> Floats:
    """Return how far out a case lies, relative to a normal distribution: the quantile at probability `u`, any shape [1]."""
    from scipy import special

    return np.asarray(np.sqrt(tail / (2.0 * special.gammaincinv(tail / 2.0, u))))


@lru_cache(maxsize=8)
def _widths(tail: float, nodes: int = 12) -> Floats:
    """Precisions of the normal densities that make up a t density, each as likely, (node,)."""
    return np.asarray(1.0 / stretch((np.arange(nodes) + 0.5) / nodes, tail) ** 2)
