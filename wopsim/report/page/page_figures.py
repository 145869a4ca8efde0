"""What a page shows of a choice: strips of dots and tables, each made of its numbers."""

from __future__ import annotations

import base64
import io
import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from wopsim.allowed_numbers import is_number
from wopsim.analysis.choice.regret import FEW_WORLDS
from wopsim.analysis.grid_kernels import errors, means
from wopsim.analysis.measures import grid_of
from wopsim.analysis.mentee_groups import groups_there
from wopsim.analysis.paired import INTERVAL
from wopsim.declare import PARAMETERS
from wopsim.report.amounts_in_words import in_words, priced, worth, worths
from wopsim.report.brief.brief_designs import DesignsInWords
from wopsim.report.decision_cases import worlds_look_alike, worlds_wrong
from wopsim.report.decision_words import BESIDE_OTHERS
from wopsim.report.judged_amounts import judged_amount, judged_scale
from wopsim.report.numbers import (
    NONE,
    PERCENT,
    POINTS,
    WORDS,
    Scale,
    compact,
    in_percent,
    shortly,
    two_figures,
    value_and_error,
    with_error,
)
from wopsim.report.page.page_tables import PageCell, PageTable, Strip, Values, cell, round_ends, strip

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.declare import Value
    from wopsim.study.scenario import Study

_BARE_PERCENT = replace(PERCENT, suffix="")
LOST_IN_ALL = "lost, mean of all worlds"
"""Head of the loss that counts worlds where a design is right as none, so that it is not taken for the loss where it is wrong."""
WORTH_LESS = "worth less than it costs"
"""Head of the shares in which a design is worse than none, where a unit has a worth: it may do good and still not be worth its price."""


def png(figure: Figure) -> str:
    """Return a figure as a page holds it: PNG in letters."""
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=90, metadata={"Software": None})
    return base64.b64encode(held.getvalue()).decode("ascii")


def _both(scale: Scale, value: float, error: float, signed: bool = False, by: float = 1.0) -> list[PageCell]:
    """Return the cells of a value and of its error, told to one step; what is saved is multiplied with `by`."""
    told = value_and_error(scale, value, error, signed)
    return [cell(by * number, said) for number, said in zip((value, error), told, strict=True)]


def one_error(value: float, error: float) -> tuple[float, float, float]:
    """Return a value with the ends of one standard error to each side, as a strip draws it."""
    return value, value - error, value + error


def _share(value: float) -> PageCell:
    return cell(value, PERCENT.show(value))


def _chance(value: float) -> PageCell:
    """Return a share of worlds or runs; what was found in some is not shown as none or all, as beside it in words."""
    return cell(value, in_percent(value))


def against_in_words(decision: DecisionData) -> str:
    """Return what designs stand against: the best, or the one that was asked for."""
    if decision.against == decision.table["scenario"].iloc[0]:
        return "against the best"
    return f"against “{decision.table.set_index('scenario')['label'][decision.against]}”"


def designs_table(decision: DecisionData) -> PageTable:
    """Return what there is to know of each design, the best on average first."""
    table, scale = decision.table, judged_scale(decision, list(decision.table["value"]))
    by, one = priced(decision)
    harm = WORTH_LESS if decision.in_money else "harm"
    useless = {"no_useful_difference": "no useful difference"} if decision.yardstick.useful else {}
    chances = {**useless, "harm": harm, "harm_runs": f"{harm}, done once"}
    rows = []
    for _, row in table.iterrows():
        per = by * float(row["unit_cost"])
        rows.append(
            [
                cell(row["label"]),
                cell(row["group"]),
                cell(row["value"], with_error(scale, row["value"], row["value_error"])),
                cell(row["against_mean"], scale.show(row["against_mean"], signed=True)),
                *(cell(row[one], shortly(row[one])) for one in ("cost_funder", "cost_all")),
                cell(per, shortly(per)),
                _chance(row["chance_best"]),
                *(cell(row[one], judged_amount(decision, row[one])) for one in ("regret", "regret_worst")),
                *(_chance(row[one]) for one in chances),
                cell(row["unspent"], PERCENT.show(row["unspent"]) + (" !" if row["much_unspent"] else "")),
                _both(scale, row["value"], row["value_error"])[1],
                *(cell(row[one], shortly(row[one])) for one in ("against_error", "cost_funder_error", "cost_all_error")),
            ]
        )
    against = against_in_words(decision)
    errors_of = ("average", f"difference {against}", "cost to the funder", "cost to all")
    heads = (
        "design",
        "group",
        f"average [{in_words(decision.value_unit)}]",
        against,
        "cost to the funder [EUR]",
        "to all [EUR]",
        f"EUR per {one}",
        "best in",
        LOST_IN_ALL,
        "lost in worst 5 %",
        *chances.values(),
        "unspent",
        *(f"error of {what}" for what in errors_of),
    )
    return PageTable("designs", f"Designs, judged by {decision.words}", heads, rows, True, len(errors_of))


def written_ends(scale: Scale, ends: tuple[float, float], signed: bool = False) -> tuple[str, str]:
    """Return what stands at the ends of a scale; nought has no unit."""
    low, high = (scale.show(end, signed) if end else "0" for end in ends)
    return low, high


def gains_strip(measures: xr.Dataset, decision: DecisionData) -> Strip:
    """Return what each design brings in single runs: middle, mean, and nine of ten."""
    runs = decision.yardstick.gain(measures)
    scale = _judged_gain(decision)
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for _, row in decision.programmes.iterrows():
        own = runs[decision.designs.index(row["scenario"])]
        low, middle, high = np.nanquantile(own, (INTERVAL[0], 0.5, INTERVAL[1]))
        mean, error = float(row["gain"]), float(row["gain_error"])
        usual = [cell(float(one), scale.show(float(one))) for one in (middle, low, high)]
        rows.append([cell(row["label"]), usual[0], *_both(scale, mean, error), *usual[1:]])
        values = ((middle, low, high), one_error(mean, error))
        lines.append((str(row["label"]), values, f"{scale.show(float(middle))}, mean {with_error(scale, mean, error)}"))
    ends = round_ends(_drawn(lines))
    unit = in_words(decision.unit)
    table = PageTable(
        "gains", "What each design brings", ("design", f"middle of single runs [{unit}]", "mean", "error of mean", "5 %", "95 %"), rows
    )
    return strip(
        "What would be seen if it were done once?",
        f"{decision.words[:1].upper()}{decision.words[1:]} [{unit}], against the same world without a programme. "
        "Bar: nine of ten single runs, luck included; of the mean, one standard error to each side. Where the mean lies far above the "
        "middle, a few runs far out make it. With luck averaged out, as in the brief, the middle is another number.",
        ("middle of single runs, with nine of ten", "mean, with its error"),
        lines,
        written_ends(scale, ends),
        table,
        ends,
    )


def _judged_gain(decision: DecisionData) -> Scale:
    return Scale(0.01, 2, " pp") if decision.unit == "1" else compact(*decision.table["gain"])


def euros(value: float) -> str:
    """Return an amount of money to two figures, in words."""
    told = two_figures(value)
    scale = compact(told)
    return f"EUR {scale.bare(told)} {WORDS.get(scale.suffix, '')}".strip()


def prices_strip(decision: DecisionData) -> Strip | None:
    """Return what one more unit costs; None where no design has a price."""
    by, one = priced(decision)
    prices = by * decision.programmes[["unit_cost", "unit_cost_low", "unit_cost_high"]].to_numpy()
    if not np.isfinite(prices[:, 0]).any():
        return None
    most = round_ends([3.0 * float(np.nanmedian(prices[:, 0])), *prices[:, 0]])[1]
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for (_, row), (mean, low, high) in zip(decision.programmes.iterrows(), prices.tolist(), strict=True):
        if math.isnan(mean):
            says = str(row["unit_cost_undefined"])
        else:
            says = f"EUR {worth(mean)}, " + ("no end is known" if math.isnan(high) else " to ".join(worths(low, high)))
        lines.append((str(row["label"]), ((mean, low, high if not math.isnan(high) else math.inf),), says))
        told = (NONE, NONE) if math.isnan(high) else worths(low, high)
        ends = (cell(end, said) for end, said in zip((low, high), told, strict=True))
        rows.append(
            [cell(row["label"]), cell(mean, NONE if math.isnan(mean) else worth(mean)), *ends, cell(row["unit_cost_undefined"] or "")]
        )
    heads = ("design", f"EUR per {one}", "low", "high", "why not known")
    whose = "the funder pays" if decision.yardstick.cost == "funder" else "everybody pays"
    return strip(
        f"What does one more {one} cost?",
        f"Mean of what {whose} by mean gain. Bar: what the number of runs leaves open, nine of ten; how far it differs between plausible "
        "worlds is not in it. Arrow: it goes on beyond the edge.",
        ("mean cost by mean gain",),
        lines,
        ("EUR 0", euros(most)),
        PageTable("unit-costs", "Cost per unit", heads, rows),
        (0.0, most),
    )


def cost_and_gain_table(decision: DecisionData) -> PageTable:
    """Return the means behind the plane of cost and gain."""
    rows = [
        [
            cell(row["label"]),
            *_both(compact(row["cost"]), row["cost"], row["cost_error"]),
            *_both(_judged_gain(decision), row["gain"], row["gain_error"]),
            cell(row["dominance"], BESIDE_OTHERS[row["dominance"]]),
        ]
        for _, row in decision.programmes.iterrows()
    ]
    return PageTable(
        "cost-and-gain",
        "Cost and gain",
        ("design", "cost [EUR]", "error of cost", f"gain [{in_words(decision.unit)}]", "error of gain", "cost against gain"),
        rows,
    )


def regret_table(decision: DecisionData) -> PageTable:
    """Return the means behind the figure of losses; of a few worlds no mean is told, as in the answer."""
    alike = worlds_look_alike(decision, decision.best)
    wrong = {name: 0 if alike else worlds_wrong(decision, name) for name in decision.table["scenario"]}

    def lost(value: float) -> PageCell:
        return cell(value, judged_amount(decision, value))

    rows = [
        [
            cell(row["label"]),
            _chance(row["chance_best"]),
            lost(row["regret"]),
            cell(math.nan) if wrong[row["scenario"]] < FEW_WORLDS else lost(row["regret_if_wrong"]),
            lost(row["regret_worst"]),
        ]
        for _, row in decision.table.iterrows()
    ]
    where_wrong = f"lost, mean of worlds where it is wrong ({NONE}: fewer than {FEW_WORLDS} seen)"
    return PageTable("regret", "Loss", ("design", "best in", LOST_IN_ALL, where_wrong, "lost in worst 5 %"), rows)


def _mean_and_error(measures: xr.Dataset, name: str, design: str) -> tuple[float, float]:
    """Return the mean of a measure over the runs of a design, and the Monte Carlo error of that."""
    runs = grid_of(measures, name)[measures.variables["scenario"].values.tolist().index(design)]
    return float(means(runs)), float(errors(runs))


def support_strip(measures: xr.Dataset, decision: DecisionData) -> Strip | None:
    """Return the share of the support that reached each group, beside its share of possible mentees; None where no mentee is of a group."""
    groups = groups_there(measures)
    if not groups:
        return None
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for _, row in decision.programmes.iterrows():
        shares = [(float(row[f"support_{group}"]), float(row[f"support_{group}_error"])) for group in groups]
        told = " / ".join(with_error(_BARE_PERCENT, *share) for share in shares)
        lines.append((str(row["label"]), tuple(one_error(*found) for found in shares), f"{told} %"))
        people = [_mean_and_error(measures, f"people_{group}", row["scenario"]) for group in groups]
        rows.append(
            [
                cell(row["label"]),
                *itertools.chain(*(_both(PERCENT, *share) for share in shares)),
                *itertools.chain(*(_both(compact(more[0]), *more) for more in people)),
            ]
        )
    usual = [float(measures[f"mentees_{group}"]) for group in groups]
    told = " / ".join(map(PERCENT.bare, usual))
    lines.append(("All possible mentees", tuple((one, math.nan, math.nan) for one in usual), f"{told} %, counted"))
    rows.append(
        [cell("All possible mentees"), *itertools.chain(*((_share(one), cell("")) for one in usual)), *(cell("") for _ in 2 * usual)]
    )
    words = list(groups.values())
    heads = ("design", *itertools.chain(*((what, "its error") for what in (f"support to {one}" for one in words))))
    heads += tuple(itertools.chain(*((what, "its error") for what in (f"people served more, {one}" for one in words))))
    return strip(
        "Whom does the money reach?",
        "Share of support money. Bar: one standard error to each side. The last line is what these groups are among all to whom it is "
        "open, which is counted and has no error: where a design stands left of that, the group gets less than its share.",
        words,
        lines,
        ("0 %", "100 %"),
        PageTable("support", "Support by context", heads, rows),
        (0.0, 1.0),
    )


def _single(measures: xr.Dataset, name: str, design: str) -> tuple[float, float]:
    """Return between which values a measure lies in nine of ten single runs of a design; NaN where it is defined in none."""
    runs = grid_of(measures, name)[measures.variables["scenario"].values.tolist().index(design)]
    low, high = np.nanquantile(runs, INTERVAL) if np.isfinite(runs).any() else (math.nan, math.nan)
    return float(low), float(high)


def naive_strip(measures: xr.Dataset, decision: DecisionData) -> Strip | None:
    """Return what an evaluation without a comparison would report; None where no partnership ended in time.

    The mean over runs has a small error; whoever evaluates one programme sees one run, and the range of these stands beside it.
    """
    kinds = ("before_after", "before_after_anyway", "before_after_paired", "pilot_report")
    found = {name: [_mean_and_error(measures, kind, name) for kind in kinds] for name in decision.programmes["scenario"]}
    if not any(math.isfinite(mean) for changes in found.values() for mean, _ in changes[:3]):
        return None
    labels = decision.programmes.set_index("scenario")["label"]
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for name, changes in found.items():
        reported, _, caused, _ = (with_error(POINTS, *change, signed=True) for change in changes)
        ends = _single(measures, kinds[0], name)
        one = [cell(100 * end, POINTS.show(end, signed=True)) for end in ends]
        single = "" if math.isnan(ends[0]) else f" (one evaluation: {' to '.join(end.shown for end in one)})"
        says = f"{reported} reported{single}, {caused} caused"
        lines.append((str(labels[name]), tuple(one_error(*change) for change in changes[:3]), says))
        first, *others = (_both(POINTS, *change, signed=True, by=100.0) for change in changes)
        rows.append([cell(str(labels[name])), *first, *one, *itertools.chain(*others)])
    ends = round_ends(100.0 * one for one in _drawn(lines))
    kinds_of_change = (
        "reported before and after",
        "the same without the programme",
        "what the programme changed",
        "what pilot zones report",
    )
    of_kinds = [(kind, "its error") for kind in kinds_of_change]
    heads = ("design", *of_kinds[0], "of one evaluation: 5 %", "95 %", *itertools.chain(*of_kinds[1:]))
    return strip(
        "Which change is reported, and which is caused?",
        "Change of non-revenue water, percentage points, mean over evaluated utilities; left is better. Bar and ±: one standard error of "
        "the mean over all runs. Whoever evaluates one programme sees one run: in brackets where nine of ten of these lie. Only the "
        "diamond is what the programme caused; the square would have been reported of the same utilities and years without it.",
        ("reported, before and after", "would be reported without the programme", "caused by the programme"),
        lines,
        written_ends(replace(POINTS, by=1.0), ends, signed=True),
        PageTable("before-after", "Before and after", heads, rows),
        (ends[0] / 100.0, ends[1] / 100.0),
    )


def _drawn(lines: Iterable[tuple[str, Values, str]]) -> Iterator[float]:
    """Yield every number that lines draw."""
    return (one for _, values, _ in lines for value in values for one in value)


def what_designs_are(decision: DecisionData, found: DesignsInWords) -> PageTable:
    """Return in one plain line what each design is, in the words of the brief."""
    rows = [[cell(row["label"]), cell(found.own[str(row["scenario"])])] for _, row in decision.programmes.iterrows()]
    return PageTable("what-designs-are", "What each design is", ("design", "what it is"), rows, True)


def _setting(value: Value) -> PageCell:
    """A setting as people write it: 2,000,000 and not 2000000.0, by need and not by_need."""
    if not is_number(value):
        return cell(value, str(value).replace("_", " "))
    return cell(value, f"{value:,.10g}")


def settings_table(study: Study) -> PageTable:
    """Return what each design sets."""
    designs = study.scenarios[1:]
    names = sorted({name for one in designs for name in one.settings})
    rows = [
        [cell(name), cell(PARAMETERS[name].doc), *(_setting(one.settings.get(name, PARAMETERS[name].default)) for one in designs)]
        for name in names
    ]
    return PageTable("settings", "What each design sets", ("setting", "meaning", *(one.label for one in designs)), rows)
