"""How forecasts of left-out cases score, beside those that know no model: tables of Markdown, verdicts and aims in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from wopsim.inference.checks.forecasts import FORECASTERS, Forecast
from wopsim.inference.checks.naive_forecasts import NAIVE_FORECASTERS
from wopsim.inference.evidence.indicators import INDICATORS
from wopsim.report.tables.markdown import markdown_table

LOSSES = ("nrw_pct", "network_efficiency")
ENOUGH = 3
"""Reports of an indicator and scale from which a verdict is given."""
BETTER = 0.10
"""By which share of its score a forecast has to beat the best naive one over all."""
HELD = (0.82, 0.97)
"""Shares of reports that intervals of 90 % may hold, at so few reports, when they are what they say."""
_MODEL = FORECASTERS.index("model")
_BACKGROUND = FORECASTERS.index("background only")
_NAIVE = [FORECASTERS.index(name) for name in NAIVE_FORECASTERS]
Belongs = Callable[[Forecast], bool]


def _of(*indicators: str, pilot: bool) -> Belongs:
    return lambda one: one.indicator in indicators and (one.scale == "pilot") == pilot


BY_INDICATOR: Mapping[str, Belongs] = {
    "losses, whole utilities and towns": _of(*LOSSES, pilot=False),
    "losses, pilots": _of(*LOSSES, pilot=True),
    "coverage, whole utilities and towns": _of("water_coverage", pilot=False),
    "hours of supply": lambda one: one.indicator == "supply_hours",
    "collection": lambda one: one.indicator == "collection_efficiency",
    "connections": _of("connections", pilot=False),
}
BY_SOURCE: Mapping[str, Belongs] = {
    "independent sources": lambda one: one.source_class == "independent",
    "all other sources": lambda one: one.source_class != "independent",
}


@dataclass(frozen=True)
class Verdict:
    """How the model's forecasts of some reports compare with the best that knows no model.

    Parameters
    ----------
    name : of the reports; number : of them.
    model, naive : mean score of the model, and of the best naive forecaster, on the scales of the indicators; lower is better.
    best : name of that one.
    held : share of the reports in the model's 90 % intervals.
    why : what the forecasts look like.
    """

    name: str
    number: int
    model: float
    naive: float
    best: str
    held: float
    why: str

    @property
    def words(self) -> str:
        """Better, as good or worse."""
        if self.number < ENOUGH:
            return "too few reports"
        ratio = self.model / self.naive
        return "better" if ratio <= 1.0 - BETTER else "as good" if ratio <= 1.0 else "worse"


def verdicts(forecasts: Sequence[Forecast]) -> list[Verdict]:
    """Return one verdict over all reports, and one for each indicator and scale that has a report."""
    groups = {"all": list(forecasts)} | {name: [one for one in forecasts if belongs(one)] for name, belongs in BY_INDICATOR.items()}
    return [_verdict(name, members) for name, members in groups.items() if members]


def _verdict(name: str, members: Sequence[Forecast]) -> Verdict:
    scores = np.mean([one.scaled for one in members], axis=0)
    best = _NAIVE[int(np.argmin(scores[_NAIVE]))]
    place = np.array([one.place[_MODEL] for one in members])
    held = float(np.mean(np.abs(place - 0.5) <= 0.45))
    return Verdict(name, len(members), float(scores[_MODEL]), float(scores[best]), FORECASTERS[best], held, _why(members, scores))


def _why(members: Sequence[Forecast], scores: np.ndarray) -> str:
    """What the model's forecasts of some reports look like: to which side they are off, how wide they are, what the partnership adds."""
    better = np.array([INDICATORS[one.indicator].better for one in members])
    place = np.array([one.place[_MODEL] for one in members])
    above = float(np.mean(np.where(better > 0, place, 1.0 - place)))  # 0.5: as often better than forecast as worse
    inner = float(np.mean(np.abs(place - 0.5) <= 0.25))
    said = []
    if above > 0.65:
        said.append("reports are better than forecast")
    elif above < 0.35:
        said.append("reports are worse than forecast")
    if inner > 0.65:
        said.append("intervals are wider than needed")
    elif inner < 0.35:
        said.append("intervals are too narrow in the middle")
    gain = 1.0 - scores[_MODEL] / scores[_BACKGROUND]
    if abs(gain) < 0.05:
        said.append("knowing of the partnership changes nothing")
    else:
        said.append(f"knowing of the partnership {'helps' if gain > 0.0 else 'misleads'} ({abs(gain):.0%} of the score)")
    return "; ".join(said)


def verdict_table(forecasts: Sequence[Forecast]) -> str:
    """Return where the model beats those that know none, and where it does not, and how far its aims are met."""
    found = verdicts(forecasts)
    rows = [
        [one.name, one.number, f"{one.model:.3f}", f"{one.naive:.3f}", one.best, f"{one.model / one.naive - 1.0:+.0%}", one.words,
         f"{one.held:.0%}", one.why] for one in found
    ]  # fmt: skip
    head = [
        "reports",
        "number",
        "model",
        "best naive",
        "which",
        "difference",
        "verdict",
        "held by 90 % intervals",
        "what the forecasts look like",
    ]
    return f"{markdown_table(head, rows, 1)}\n{' '.join(aims(found))}"


def aims(found: Sequence[Verdict]) -> list[str]:
    """Return one sentence for each aim of the forecasts, saying whether it is met."""
    whole, parts = found[0], [one for one in found[1:] if one.number >= ENOUGH]
    worse = [one.name for one in parts if one.words == "worse"]
    first = f"Not worse than the best naive one on any indicator with {ENOUGH} or more reports: " + (
        f"**not met** for {', '.join(worse)}." if worse else "met."
    )
    gain = 1.0 - whole.model / whole.naive
    second = f"Better by {BETTER:.0%} over all: {'met' if gain >= BETTER else '**not met**'} ({gain:+.0%})."
    inside = HELD[0] <= whole.held <= HELD[1]
    third = f"Intervals of 90 % hold {HELD[0]:.0%} to {HELD[1]:.0%}: {'met' if inside else '**not met**'} ({whole.held:.0%})."
    return [first, second, third]


def score_table(forecasts: Sequence[Forecast]) -> str:
    """Return the scores of every forecaster, over all reports, by indicator and scale, and by source."""
    groups = {"all": list(forecasts)} | {
        name: [one for one in forecasts if belongs(one)] for name, belongs in {**BY_INDICATOR, **BY_SOURCE}.items()
    }
    rows: list[list[object]] = []
    for name, members in groups.items():
        for k, forecaster in enumerate(FORECASTERS if members else ()):
            place = np.array([one.place[k] for one in members])
            inside = [f"{np.mean(np.abs(place - 0.5) <= level / 2):.0%}" for level in (0.5, 0.9)]
            points = [one.score[k] for one in members if one.unit == "%"]
            rows.append([
                name if k == 0 else "", len(members) if k == 0 else "", forecaster, *inside,
                f"{np.mean([one.scaled[k] for one in members]):.3f}", f"{np.mean(points):.1f}" if points else "",
            ])  # fmt: skip
    head = ["reports", "number", "forecaster", "in the 50 % interval", "in the 90 %", "CRPS, logit or log", "CRPS, points (those in %)"]
    return markdown_table(head, rows, 3)


def reporting_table(forecasts: Sequence[Forecast], plain: Sequence[Forecast]) -> str:
    """Return whether what was learned of bias and selection helps with cases that are left out, by source.

    Parameters
    ----------
    forecasts : with bias and selection learned from the other cases; plain : when reports are taken as they are.
    """
    rows = []
    for name, belongs in {"all": lambda one: True, **BY_SOURCE}.items():
        with_, without = ([one for one in each if belongs(one)] for each in (forecasts, plain))
        if with_:
            learned, taken = (float(np.mean([one.scaled[_MODEL] for one in each])) for each in (with_, without))
            held = [f"{np.mean([abs(one.place[_MODEL] - 0.5) <= 0.45 for one in each]):.0%}" for each in (with_, without)]
            rows.append([name, len(with_), f"{learned:.3f}", f"{taken:.3f}", f"{learned / taken - 1.0:+.0%}", *held])
    head = [
        "reports", "number", "CRPS, bias and selection learned", "CRPS, reports as they are", "difference", "held by 90 %, learned",
        "held by 90 %, as they are",
    ]  # fmt: skip
    return markdown_table(head, rows, 1)
