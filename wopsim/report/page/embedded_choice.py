"""Numbers of a choice that a page carries, so that it can choose again by another yardstick without Python.

`choice.js` reads them. What is asked first is answered there as in `wopsim decide`, which cleans what is judged: where a unit has a worth,
that is carried too. What somebody asks afterwards is made of parts that
were cleaned of luck one by one, where `decide` would clean their sum: averages and groups are the same, shares of worlds nearly.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.acceptability import lucks_of_a_world
from wopsim.analysis.choice.deciding import clean_costs
from wopsim.analysis.choice.luck_beside import shifts_beside
from wopsim.analysis.choice.regret import FEW_WORLDS, WORST
from wopsim.analysis.choice.worlds import TIMES, Worlds, resampled, worlds
from wopsim.analysis.choice.yardstick import WHOSE, Whose, Yardstick
from wopsim.analysis.designs import setting
from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.outcome_specs import EFFECTS, FULL_COST, GROUPS
from wopsim.analysis.paired import Grid
from wopsim.analysis.told_apart import TOLD_APART
from wopsim.errors import ResultError
from wopsim.report.amounts_in_words import counted_once, in_words
from wopsim.report.design_colours import MOST_COLOURED, design_colours
from wopsim.streams import Floats
from wopsim.study.scenario import BASELINE, BASELINE_LABEL

if TYPE_CHECKING:
    import xarray as xr

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.study.scenario import Study

OFFERED = (
    "people_served", "person_years", "people_connected", "poor_people_connected", "people_with_sanitation", "water_saved",
    "nrw_all_mentees", "practice_mentored", "investment_unlocked",
)  # fmt: skip
"""Outcomes that a page offers to judge by, beside the one that was asked for."""
MOST_BYTES = 1_400_000
"""Of what is embedded: with words and figures a page stays below three megabytes. What does not fit is not offered."""


@dataclass(frozen=True)
class Part:
    """One amount for each design and run, which a yardstick adds up.

    Parameters
    ----------
    runs : (design, draw, replicate); NaN where a point was not run.
    cleaned : (design, draw) without luck.
    shifts : (time, design) what luck might have done to the means instead; those of costs and groups go with the first outcome's.
    """

    runs: Grid
    cleaned: Floats
    shifts: Floats

    def packed(self) -> dict[str, str]:
        """Return the numbers as a page holds them."""
        return {"runs": packed(self.runs), "cleaned": packed(self.cleaned), "shifts": packed(self.shifts)}


@dataclass(frozen=True)
class Offer:
    """An outcome that a page offers: its parts, every year counting alike and later years counting less.

    Parameters
    ----------
    once : whether a worth is of a unit once, and not of each year.
    """

    name: str
    words: str
    unit: str
    once: bool
    alike: Part
    discounted: Part


@dataclass(frozen=True)
class EmbeddedChoice:
    """What a page needs to choose again.

    Parameters
    ----------
    designs, labels : in the order of the study.
    offers : the outcome that was asked for first.
    costs : by `funder` or `all`, and by whether later years count less; those for which there is room.
    equity : what people served in a group add, each counting once more; empty where the first outcome is not people served.
    first : the view that the page opens with.
    judged : what designs are worth by that view, (design, draw) cleaned of luck as `decide` cleans it, and shifts (time, design); None
        where a unit has no worth, for then it is the first offer.
    colours : of the designs that have one, as in the drawn figures.
    against : name of the design that was asked to stand against; None where it is the best.
    left_out : what a reader cannot set, because there was no room.
    """

    designs: tuple[str, ...]
    labels: tuple[str, ...]
    offers: tuple[Offer, ...]
    costs: dict[tuple[Whose, bool], Part]
    equity: dict[str, Part]
    first: dict[str, Any]
    judged: tuple[Floats, Floats] | None
    colours: dict[str, str]
    against: str | None
    left_out: tuple[str, ...]
    sizes: tuple[int, int, int]
    rate: float

    def to_dict(self) -> dict[str, Any]:
        """Return everything as values that JSON can hold."""
        designs, draws, replicates = self.sizes
        again = np.stack([np.bincount(chosen, minlength=draws) for chosen in resampled(draws)])
        parts: list[Part] = []

        def place(part: Part) -> int:
            found = next((number for number, known in enumerate(parts) if known is part), None)
            if found is None:
                parts.append(part)
                found = len(parts) - 1
            return found

        offers = [
            {"name": one.name, "words": one.words, "unit": one.unit, "once": one.once, "parts": [place(one.alike), place(one.discounted)]}
            for one in self.offers
        ]
        costs = {
            whose: [place(self.costs[whose, less]) if (whose, less) in self.costs else None for less in (False, True)] for whose in WHOSE
        }
        equity = {group: place(part) for group, part in self.equity.items()}
        return {
            "designs": list(self.designs), "labels": list(self.labels), "count": designs, "draws": draws, "replicates": replicates,
            "times": TIMES, "lucks": lucks_of_a_world(draws, TIMES),
            "worst": max(1, round(WORST * draws)), "told_apart": TOLD_APART, "rate": self.rate,
            "again": _letters(again.astype(np.uint8)), "offers": offers, "costs": costs, "equity": equity,
            "against": self.against, "few": FEW_WORLDS,
            "groups": {group: words for group, (_, _, words) in GROUPS.items()},
            "first": self.first, "judged": None if self.judged is None else [packed(one) for one in self.judged],
            "nothing": {"name": BASELINE, "label": BASELINE_LABEL}, "coloured": MOST_COLOURED,
            "colours": [self.colours.get(name) for name in self.designs], "parts": [part.packed() for part in parts],
        }  # fmt: skip


def packed(values: Any) -> str:
    """Return numbers as a page holds them: double precision, little end first, in letters."""
    return _letters(np.ascontiguousarray(values, dtype="<f8"))


def _letters(values: npt.NDArray[Any]) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")


def embedded_choice(measures: xr.Dataset, study: Study, decision: DecisionData) -> EmbeddedChoice:
    """Return what a page needs to choose again.

    Parameters
    ----------
    measures : of all runs, as the choice was made of.
    study : that was run.
    decision : the choice.
    """
    asked = decision.yardstick
    asked_for = _purse(asked)
    first, all_costs, all_equity = _parts(measures, decision)
    name = asked.outcome if asked.weights is None else "weights"
    once = counted_once(decision.unit, asked.weights is not None)
    offers = [Offer(name, _words(decision.words), in_words(decision.unit), once, first, first)]
    costs = {asked_for: all_costs.pop(asked_for)}
    against = None if decision.against == decision.table["scenario"].iloc[0] else decision.against
    judged = None if asked.worth is None else (decision.cleaned.values[:-1], decision.cleaned.shifts()[:, :-1])  # without no programme
    room, left_out = _Room([first, costs[asked_for]]), []
    costs |= {key: part for key, part in all_costs.items() if room.takes([part])}
    if len(costs) <= len(all_costs):
        left_out.append("other ways to count money")
    equity = all_equity if room.takes(list(all_equity.values())) else {}
    if all_equity and not equity:
        left_out.append("what one person counts")
    for other in OFFERED:
        offer = None if other == name else _offer(other, measures, decision)
        if offer is None:
            continue
        if room.takes([offer.alike] if offer.alike is offer.discounted else [offer.alike, offer.discounted]):
            offers.append(offer)
        else:
            left_out.append((EFFECTS | FULL_COST)[other].long_name)
    view = {
        "outcome": name, "worth": asked.worth, "cost": asked.cost, "less": asked_for[1], "useful": asked.useful,
        "equity": {group: asked.equity.get(group, 1.0) for group in equity},
    }  # fmt: skip
    labels = {scenario.name: scenario.label for scenario in study.scenarios}
    rate = float(setting(study.scenarios[1], "discount_rate"))
    return EmbeddedChoice(
        decision.designs,
        tuple(labels[one] for one in decision.designs),
        tuple(offers),
        costs,
        equity,
        view,
        judged,
        design_colours(decision),
        against,
        tuple(left_out),
        (first.runs.shape[0], first.runs.shape[1], first.runs.shape[2]),
        rate,
    )


def _purse(asked: Yardstick) -> tuple[Whose, bool]:
    """Return whose money was asked for, and whether its later years count less: those of everybody's do where nothing was said."""
    return asked.cost, asked.discount if asked.discount is not None else asked.cost == "all"


def _parts(measures: xr.Dataset, decision: DecisionData) -> tuple[Part, dict[tuple[Whose, bool], Part], dict[str, Part]]:
    """Return what is judged, all ways to count money, and what people of each group add where people are judged.

    What luck might have done is drawn for all of them together: they come of the same runs.
    """
    asked = decision.yardstick
    first_runs = asked.gain(measures)
    own = decision.cleaned if asked.worth is None else worlds(first_runs, decision.numbers)
    money = {(whose, less): replace(asked, cost=whose, discount=less).money(measures) for whose in WHOSE for less in (False, True)}
    paid = {key: worlds(runs, decision.numbers) for key, runs in money.items()}
    spent = {key: decision.costs if key == _purse(asked) else clean_costs(runs, paid[key]) for key, runs in money.items()}
    of_people = asked.weights is None and asked.outcome == "people_served"
    people = {group: _grid(measures[f"people_{group}"]) for group in groups_there(measures)} if of_people else {}
    cleaned = {group: worlds(runs, decision.numbers) for group, runs in people.items()}
    beside = [(paid[key], runs) for key, runs in money.items()] + [(cleaned[group], people[group]) for group in people]
    shifts = iter(shifts_beside((own, first_runs), beside))
    costs = {key: Part(runs, spent[key], next(shifts)) for key, runs in money.items()}
    equity = {group: Part(runs, cleaned[group].values, next(shifts)) for group, runs in people.items()}
    return Part(first_runs, own.values, own.shifts()), costs, equity


class _Room:
    """How much of a page is taken: what was asked first always has its place, the rest while there is room."""

    def __init__(self, always: list[Part]) -> None:
        self._taken = _size(always)

    def takes(self, parts: list[Part]) -> bool:
        """Whether there was room for parts, which then is taken."""
        fits = self._taken + _size(parts) <= MOST_BYTES
        self._taken += _size(parts) if fits else 0.0
        return fits


def _offer(name: str, measures: xr.Dataset, decision: DecisionData) -> Offer | None:
    """Return an outcome to judge by; None where some design does not have it everywhere, or nothing moves it."""
    parts: dict[bool, Part] = {}
    unit = words = ""
    for less in (False, True):
        yardstick = Yardstick(outcome=name, discount=less)
        try:
            runs = yardstick.gain(measures)
        except ResultError:
            return None
        if not np.nanmax(np.abs(runs)) > 0.0:
            return None
        unit, words = yardstick.unit(measures), (EFFECTS | FULL_COST)[name].long_name
        if less and np.array_equal(runs, parts[False].runs, equal_nan=True):
            parts[True] = parts[False]
        else:
            found: Worlds = worlds(runs, decision.numbers)
            parts[less] = Part(runs, found.values, found.shifts())
        if yardstick.words(measures).startswith("the fall of"):
            words = f"the fall of: {words}"
    if name == "person_years":
        words = words.replace(", discounted", "")
    return Offer(name, _words(words), in_words(unit), counted_once(unit, weighted=False), parts[False], parts[True])


def _words(text: str) -> str:
    return text[:1].upper() + text[1:]


def _size(parts: list[Part]) -> float:
    """Bytes that parts take in a page."""
    return sum(8 * (4 / 3) * (one.runs.size + one.cleaned.size + one.shifts.size) for one in parts)


def _grid(values: xr.DataArray) -> Grid:
    return np.asarray(values.transpose("scenario", "draw", "replicate").values, dtype=np.float64)
