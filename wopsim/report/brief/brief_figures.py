"""The figures of a brief: what stands in each line, and where its bar, dot or range is drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim.analysis.choice.worlds import worlds
from wopsim.analysis.measures import grid_of
from wopsim.analysis.paired import INTERVAL
from wopsim.report.numbers import of_hundred
from wopsim.study.scenario import BASELINE

if TYPE_CHECKING:
    from wopsim.report.brief.brief_choice import ChoiceInWords
    from wopsim.streams import Floats


def figures_of(choice: ChoiceInWords) -> dict[str, dict[str, Any]]:
    """Return the figures by name: title, lines, and the words for who does not see them."""
    return {
        "chance": _chance(choice), "support": _support(choice), "gain": _gain(choice), "price": _price(choice), "people": _people(choice),
        "worth": _worth(choice),
    }  # fmt: skip


def _chance(choice: ChoiceInWords) -> dict[str, Any]:
    rows = []
    for _, row in choice.drawn.iterrows():
        share = float(row["chance_best"])
        rows.append({"name": f"{row['group']}  {choice.name(row)}", "share": 100.0 * share, "says": of_hundred(share, short=True)})
    others = choice.undrawn()
    if len(others):
        share = float(others["chance_best"].sum())
        rows.append(
            {"name": choice.counted("layout", "others", len(others)), "share": 100.0 * share, "says": of_hundred(share, short=True)}
        )
    return _figure(choice.words["layout"]["chance_title"], rows)


def _gain(choice: ChoiceInWords) -> dict[str, Any]:
    decision = choice.decision
    shown = [row for _, row in choice.drawn.iterrows() if row["scenario"] != BASELINE]
    names, found = [choice.name(row) for row in shown], [decision.gains[decision.designs.index(row["scenario"])] for row in shown]
    title = f"{choice.words['layout']['gain_title']} [{choice.words['units'].get(decision.unit, decision.unit)}]"
    return _spread(choice, title, names, found, 100.0 if decision.unit == "1" else 1.0)


def _people(choice: ChoiceInWords) -> dict[str, Any]:
    """Where the people are whom the design that is told of brings more service, cleaned of luck."""
    decision = choice.decision
    place = decision.designs.index(choice.design)
    outcomes = {"all": "people_served", **{group: f"people_{group}" for group in choice.groups}}
    found = [worlds(grid_of(choice.result.measures, name), decision.numbers) for name in outcomes.values()]
    names = [choice.words["groups"][group] for group in outcomes]
    return _spread(choice, choice.words["impact"]["figure"], names, [one.values[place] for one in found])


def _spread(choice: ChoiceInWords, title: str, names: list[str], values: list[Floats], scale: float = 1.0) -> dict[str, Any]:
    """A figure with a line for each set of values: their average, as designs are ordered, and nine of ten."""
    found = [(*np.quantile(one, INTERVAL), one.mean()) for one in values]
    least, most = (float(end([0.0, *np.concatenate(found)])) for end in (min, max))
    width = (most - least) or 1.0

    def place(value: float) -> float:
        return round(100.0 * (float(value) - least) / width, 2)

    rows = []
    for name, (low, high, mean) in zip(names, found, strict=True):
        low_text, high_text = choice.ends(scale * float(low), scale * float(high))
        mean_text = choice.number(scale * float(mean))
        says = mean_text if low_text == high_text else f"{mean_text} [{low_text} – {high_text}]"
        rows.append({"name": name, "low": place(low), "at": place(mean), "high": place(high), "says": says})
    return {**_figure(title, rows), "zero": place(0.0)}


def _worth(choice: ChoiceInWords) -> dict[str, Any]:
    """What it would be worth to know first, with its error; no rows where nothing would be."""
    found = [row for row in choice.worth_knowing() if row["seen"]]
    most = max((float(row["value"] + row["error"]) for row in found), default=1.0)
    scale = 100.0 if choice.decision.value_unit == "1" else 1.0
    rows = []
    for row in found:
        value, error = float(row["value"]), float(row["error"])
        low, at, high = (round(100.0 * one / most, 2) for one in (max(0.0, value - error), value, value + error))
        name = choice.words["learn"]["everything" if row["kind"] == "all" else row["name"]]
        says = f"{choice.number(scale * value)} ± {choice.number(scale * error)}"
        rows.append({"name": name, "low": low, "at": at, "high": high, "says": says})
    unit = choice.words["units"].get(choice.decision.value_unit, choice.decision.value_unit)
    return _figure(f"{choice.words['learn']['figure']} [{unit}]", rows)


def _support(choice: ChoiceInWords) -> dict[str, Any]:
    rows = []
    for group in choice.groups:
        share, usual = float(choice.told[f"support_{group}"]), choice.usual[group]
        if math.isfinite(share):
            says = f"{choice.percent(share)}\u00a0% ({choice.percent(usual)}\u00a0%)"
            rows.append({"name": choice.words["groups"][group], "share": 100.0 * share, "usual": 100.0 * usual, "says": says})
    return _figure(choice.words["relevance"]["figure"], rows)


def _price(choice: ChoiceInWords) -> dict[str, Any]:
    """What one more unit costs by each design that has a price; an interval without an end goes to the edge."""
    found = [(row, *choice.prices(row)) for _, row in choice.drawn.iterrows() if row["scenario"] != BASELINE]
    shown = [one for one in found if math.isfinite(one[1])]
    most = max((price for _, mean, _, high in shown for price in (mean, high) if math.isfinite(price)), default=0.0) or 1.0
    rows: list[dict[str, Any]] = []
    for row, mean, low, high in shown:
        known = math.isfinite(low) and math.isfinite(high)
        ends = (low, mean, high) if known else (mean, mean, most)
        range_ = "[{} – {}]".format(*choice.ends(low, high)) if known else "…"
        says = choice.say("layout", "price", said=f"{choice.number(mean)} {range_}")
        places = (round(100.0 * value / most, 2) for value in ends)
        rows.append({"name": choice.name(row), "says": says, **dict(zip(("low", "at", "high"), places, strict=True))})
    return _figure(choice.say("layout", "price_title", one=choice.one(choice.decision.unit)), rows)


def _figure(title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A figure with its words, for who does not see it."""
    return {"title": title, "rows": rows, "alt": f"{title}. " + "; ".join(f"{row['name']}: {row['says']}" for row in rows)}
