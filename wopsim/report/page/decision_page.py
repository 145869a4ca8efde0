"""The page that answers a study: one HTML file, without a network, that a board can read and an analyst can ask again."""

from __future__ import annotations

import base64
import io
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from wopsim._version import __version__
from wopsim.analysis.outcome_specs import GROUPS
from wopsim.analysis.paired import INTERVAL
from wopsim.declare import PARAMETERS
from wopsim.report.decision_words import FEW_DRAWS, amount, in_words, of_hundred, sentence
from wopsim.report.figures.choice import choice_figures
from wopsim.report.numbers import NONE, PERCENT, WORDS, Scale, compact, price
from wopsim.report.page.assumption_counts import counted, counts, every_number
from wopsim.report.page.cheers import cheers
from wopsim.report.page.embedded_choice import embedded_choice
from wopsim.report.page.page_tables import PageCell, PageTable, Strip, cell, strip
from wopsim.report.page.reach_map import reach_map

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wopsim.analysis.choice.design_decision import DecisionData
    from wopsim.analysis.result import ResultData
    from wopsim.study.scenario import Study

HERE = Path(__file__).parent
_MOST_LEARNED = 12
"""Numbers worth knowing that a strip shows; its table has all."""


@dataclass(frozen=True)
class Tile:
    """A number that is read first: what it is, the number, and how sure it is."""

    head: str
    number: str
    below: str


@dataclass(frozen=True)
class Picture:
    """A drawn figure with what it shows in words, and its numbers."""

    title: str
    image: str
    words: str
    table: PageTable


def decision_page(result: ResultData, decision: DecisionData, commands: Sequence[str]) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    result : the runs.
    decision : the choice that was made of them.
    commands : what to type to get the page again.
    """
    import jinja2

    embedded = embedded_choice(result.measures, result.study, decision)
    figures = choice_figures(decision)
    reached = reach_map(result, decision)
    counts_of_all = counted()
    shown: dict[str, Any] = {
        "study": result.study, "decision": decision, "answer": sentence(decision), "tiles": tiles(decision),
        "designs": _designs(decision), "gains": _gains(result, decision), "prices": _prices(decision),
        "plane": Picture(
            "What does each design cost, and what does it bring?", _png(figures["plane"]),
            "Cost against gain of every design, with all plausible worlds as dots and the efficiency frontier as a line. The table has the means.",
            _cost_and_gain(decision),
        ),
        "regret": Picture(
            "What is lost where a design is the wrong choice?", _png(figures["regret"]),
            "Loss of every design against the best one of each plausible world. The table has the means.", _regret(decision),
        ),
        "support": _support(result, decision), "map": reached, "learn": _learn(decision), "naive": _naive(result, decision),
        "counted": counts_of_all, "counts": counts(), "every_number": every_number(), "cheers": cheers(result.study, decision),
        "settings": _settings(result.study), "provenance": _provenance(result, decision), "commands": commands, "few": FEW_DRAWS,
        "unknown": not_known(result, decision), "left_out": embedded.left_out, "groups": {g: words for g, (_, _, words) in GROUPS.items()},
        "equity": list(embedded.equity), "offers": embedded.offers, "unit": in_words(decision.unit), "version": __version__,
    }  # fmt: skip
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    # "<" as an escape: whatever a label says, it ends no script
    data = json.dumps(embedded.to_dict(), ensure_ascii=True, allow_nan=False).replace("<", "\\u003c")
    files = {name: (HERE / name).read_text(encoding="utf-8") for name in ("page.css", "choice.js", "page.js")}
    return environment.get_template("page.html").render(data=data, files=files, **shown)


def tiles(decision: DecisionData) -> list[Tile]:
    """Return the four numbers that are read first."""
    best = decision.table.iloc[0]
    place = decision.designs.index(decision.best)
    low, high = np.quantile(decision.gains[place], INTERVAL)
    leaders = int((decision.table["group"] == "A").sum())
    apart = "told apart from all others" if leaders == 1 else f"not told apart from {leaders - 1} other{'s' * (leaders > 2)}"
    if math.isnan(best["unit_cost"]):
        unit_cost = Tile("What one more costs", NONE, str(best["unit_cost_undefined"]))
    else:
        end = best["unit_cost_high"]
        to = f"EUR {price(best['unit_cost_low'])} to {price(end)} by the number of runs" if not math.isnan(end) else "no upper end is known"
        whose = "the funder" if decision.yardstick.cost == "funder" else "everybody"
        unit_cost = Tile(f"What one more costs {whose}", f"EUR {price(best['unit_cost'])}", f"{to}; counted in {in_words(decision.unit)}")
    return [
        Tile("Best on average", str(best["label"]), f"best in {of_hundred(best['chance_best'])} of 100 plausible worlds; {apart}"),
        Tile("What it brings", _unit_amount(decision, best["gain"]), f"{_unit_amount(decision, low)} to {_unit_amount(decision, high)} in nine of ten worlds"),
        unit_cost,
        Tile("If it is the wrong choice", amount(decision, best["regret_if_wrong"]), f"lost on average; {amount(decision, best['regret_worst'])} in the worst twentieth of worlds"),
    ]  # fmt: skip


def _unit_amount(decision: DecisionData, value: float) -> str:
    """Return an amount of the gain, whatever is judged."""
    if decision.unit == "1":
        return f"{100 * value:.2g} percentage points"
    scale = compact(float(f"{value:.2g}"))
    rounded = float(f"{value:.2g}") / scale.by
    return f"{rounded:,.3g} {WORDS.get(scale.suffix, '')} {in_words(decision.unit)}".replace("  ", " ")


def not_known(result: ResultData, decision: DecisionData) -> list[str]:
    """Return what a reader has to know that the numbers do not say, one sentence or two each."""
    count = counted()
    said = [
        "Nobody has measured the effect of such partnerships with a control group. What the model knows about learning comes from "
        "experiments elsewhere, and what it knows about utilities without help comes mostly from one country, Brazil.",
        f"Of {count.numbers} numbers in the model that no design sets, {count.assumed} are assumed, at least in part; {count.drawn} are varied here.",
        "Ranges say how much the answer moves over what is thought plausible. They hold no error of the model's own form.",
        "Teaching hardly ever harms in the model, so that a chance of harm near none is built in and is no finding.",
        "What is given up elsewhere for this money is not in the numbers: pipes, loans and consultants are not among the designs.",
    ]
    if result.study.world == "default":
        said.insert(1, "The utilities are synthetic: none of them exists. Bring your own before you decide about real ones.")
    if decision.draws < FEW_DRAWS:
        said.append(f"{decision.draws} plausible worlds were tried. That is few to say which number is worth knowing: take {FEW_DRAWS} or more.")
    if decision.replicates < 2:
        said.append("Chance was tried once in each world, so that luck and what is not known cannot be told apart well.")
    if decision.table["much_unspent"].any():
        names = ", ".join(f"“{label}”" for label in decision.table.loc[decision.table["much_unspent"], "label"])
        said.append(f"These leave more than a fifth of the money unspent, and money left has no value here: {names}.")
    return said


def _png(figure: Figure) -> str:
    held = io.BytesIO()
    figure.savefig(held, format="png", dpi=90, metadata={"Software": None})
    return base64.b64encode(held.getvalue()).decode("ascii")


def _scaled(scale: Scale, unit: str) -> str:
    return f"{WORDS.get(scale.suffix, '')} {unit}".strip()


def _share(value: float) -> PageCell:
    return cell(value, PERCENT.show(value))


def _judged(decision: DecisionData, values: Sequence[float]) -> Scale:
    return Scale(0.01, 2, " pp") if decision.value_unit == "1" else compact(*values)


def _designs(decision: DecisionData) -> PageTable:
    table, scale = decision.table, _judged(decision, list(decision.table["value"]))
    rows = []
    for _, row in table.iterrows():
        per = NONE if math.isnan(row["unit_cost"]) else price(row["unit_cost"])
        rows.append([
            cell(row["label"]), cell(row["group"]), cell(row["value"], f"{scale.show(row['value'])} ± {scale.bare(row['value_error'])}"),
            cell(row["against_mean"], scale.show(row["against_mean"], signed=True)), cell(row["cost"], price(row["cost"])),
            cell(row["unit_cost"], per), _share(row["chance_best"]), cell(row["regret"], scale.show(row["regret"])),
            cell(row["regret_worst"], scale.show(row["regret_worst"])), _share(row["no_useful_difference"]), _share(row["harm"]),
            cell(row["unspent"], PERCENT.show(row["unspent"]) + (" !" if row["much_unspent"] else "")),
        ])  # fmt: skip
    heads = (
        "design", "group", f"average [{in_words(decision.value_unit)}]", "against one design", "cost [EUR]", "EUR per unit", "best in",
        "lost on average", "lost in worst 5 %", "no useful difference", "harm", "unspent",
    )  # fmt: skip
    return PageTable("designs", f"Designs, judged by {decision.words}", heads, rows, True)


def _gains(result: ResultData, decision: DecisionData) -> Strip:
    """What each design brings in single runs: middle, mean, and nine of ten."""
    runs = decision.yardstick.gain(result.measures)
    scale = _judged_gain(decision)
    rows, lines = [], []
    for _, row in decision.table.iterrows():
        own = runs[decision.designs.index(row["scenario"])]
        low, middle, high = np.nanquantile(own, (INTERVAL[0], 0.5, INTERVAL[1]))
        mean = float(np.nanmean(own))
        rows.append([cell(row["label"]), *(cell(float(one), scale.show(float(one))) for one in (middle, mean, low, high))])
        values = ((middle, low, high), (mean, math.nan, math.nan))
        lines.append((str(row["label"]), values, f"{scale.show(float(middle))}, mean {scale.show(mean)}"))
    ends = [one for _, values, _ in lines for value in values for one in value if math.isfinite(one)]
    unit = in_words(decision.unit)
    table = PageTable("gains", "What each design brings", ("design", f"median [{unit}]", "mean", "5 %", "95 %"), rows)
    return strip(
        "What would be seen if it were done once?",
        f"{decision.words.capitalize() if decision.words.islower() else decision.words} [{unit}], against the same world without a programme. "
        "Bar: nine of ten single runs, luck included. Where the mean lies far above the median, a few large utilities make it.",
        ("median, with nine of ten runs", "mean"), lines, (scale.show(min(0.0, *ends)), scale.show(max(0.0, *ends))), table,
    )  # fmt: skip


def _judged_gain(decision: DecisionData) -> Scale:
    return Scale(0.01, 2, " pp") if decision.unit == "1" else compact(*decision.table["gain"])


def _prices(decision: DecisionData) -> Strip | None:
    """What one more unit costs; None where no design has a price."""
    table = decision.table
    known = table["unit_cost"].to_numpy()
    if not np.isfinite(known).any():
        return None
    most = 3.0 * float(np.nanmedian(known))
    rows, lines = [], []
    for _, row in table.iterrows():
        low, high = row["unit_cost_low"], row["unit_cost_high"]
        if math.isnan(row["unit_cost"]):
            says = str(row["unit_cost_undefined"])
        else:
            says = f"EUR {price(row['unit_cost'])}" + (f", {price(low)} to {price(high)}" if not math.isnan(high) else ", no end is known")
        lines.append((str(row["label"]), ((row["unit_cost"], low, high if not math.isnan(high) else most),), says))
        rows.append([cell(row["label"]), cell(row["unit_cost"]), cell(low), cell(high), cell(row["unit_cost_undefined"] or "")])
    most = max(most, float(np.nanmax(known)))
    heads = ("design", "EUR per unit", "low", "high", "why not known")
    return strip(
        "What does one more unit cost?",
        f"Mean cost ({decision.yardstick.cost}) by mean gain, per unit: {in_words(decision.unit)}. Bar: what the number of runs leaves open, nine "
        "of ten; it is not what is not known of the world.",
        ("mean cost by mean gain",), lines, ("EUR 0", f"EUR {price(most)}"), PageTable("unit-costs", "Cost per unit", heads, rows), (0.0, most),
    )  # fmt: skip


def _cost_and_gain(decision: DecisionData) -> PageTable:
    rows = [
        [cell(row["label"]), cell(row["cost"], price(row["cost"])), cell(row["gain"], _judged_gain(decision).show(row["gain"])), cell(row["dominance"])]
        for _, row in decision.table.iterrows()
    ]  # fmt: skip
    return PageTable("cost-and-gain", "Cost and gain", ("design", "cost [EUR]", f"gain [{in_words(decision.unit)}]", "cost against gain"), rows)


def _regret(decision: DecisionData) -> PageTable:
    scale = _judged(decision, list(decision.table["regret_worst"]))
    rows = [
        [cell(row["label"]), _share(row["chance_best"]), *(cell(row[one], scale.show(row[one])) for one in ("regret", "regret_if_wrong", "regret_worst"))]
        for _, row in decision.table.iterrows()
    ]  # fmt: skip
    return PageTable("regret", "Loss", ("design", "best in", "lost on average", "lost where it is wrong", "lost in worst 5 %"), rows)


def _support(result: ResultData, decision: DecisionData) -> Strip:
    """Share of the support that reached each group, beside the group's share of possible mentees."""
    rows, lines = [], []
    for _, row in decision.table.iterrows():
        values = tuple((float(row[f"support_{group}"]), math.nan, math.nan) for group in GROUPS)
        lines.append((str(row["label"]), values, " / ".join(PERCENT.show(value) for value, _, _ in values)))
        people = [float(np.nanmean(result.measures[f"people_{group}"].sel(scenario=row["scenario"]).values)) for group in GROUPS]
        rows.append([cell(row["label"]), *(_share(value) for value, _, _ in values), *(cell(one, compact(one).show(one)) for one in people)])
    usual = [float(result.measures[f"mentees_{group}"]) for group in GROUPS]
    lines.append(("All possible mentees", tuple((one, math.nan, math.nan) for one in usual), " / ".join(map(PERCENT.show, usual))))
    rows.append([cell("All possible mentees"), *map(_share, usual), *(cell("") for _ in GROUPS)])
    words = [one for _, _, one in GROUPS.values()]
    heads = ("design", *(f"support to {one}" for one in words), *(f"people served more, {one}" for one in words))
    return strip(
        "Whom does the money reach?", "Share of support money. The last line is what these groups are among all to whom it is open: "
        "where a design stands left of that, the group gets less than its share.",
        words, lines, ("0 %", "100 %"), PageTable("support", "Support by context", heads, rows), (0.0, 1.0),
    )  # fmt: skip


def _learn(decision: DecisionData) -> Strip:
    """What it would be worth to know before choosing."""
    found = decision.information()
    scale = _judged(decision, list(found["value"]))
    words = {"all": "everything at once", "group": "all about", "number": "the number"}
    rows, lines = [], []
    for _, row in found.iterrows():
        label = words["all"] if row["kind"] == "all" else f"{words[row['kind']]} {row['name']}"
        doc = PARAMETERS[row["name"]].doc if row["kind"] == "number" else ""
        rows.append([cell(label), cell(row["group"]), cell(row["value"], scale.show(row["value"])), cell(row["error"], scale.show(row["error"])), cell(doc)])
        if row["kind"] != "number" or (decision.draws >= FEW_DRAWS and len(lines) < _MOST_LEARNED):
            ends = (max(0.0, row["value"] - row["error"]), row["value"] + row["error"])
            lines.append((label, ((row["value"], *ends),), f"{scale.show(row['value'])} ± {scale.bare(row['error'])}"))
    most = max((high for _, ((_, _, high),), _ in lines), default=1.0)
    table = PageTable("information", "What is worth knowing", ("what", "part of", "worth", "standard error", "meaning"), rows)
    return strip(
        "What would be worth knowing first?",
        f"What the choice would gain on average [{in_words(decision.value_unit)}] if this were known before. Bar: one standard error to each side.",
        ("worth, with its error",), lines, (scale.show(0.0), scale.show(most)), table,
    )  # fmt: skip


def _naive(result: ResultData, decision: DecisionData) -> Strip | None:
    """What an evaluation without a comparison would report; None where no partnership ended in time."""
    comparison = result.compare()
    kinds = ("before_after", "before_after_anyway", "before_after_paired")
    found = {name: [comparison.get(name, kind) for kind in kinds] for name in decision.table["scenario"]}
    if not any(math.isfinite(row["mean"]) for those in found.values() for row in those):
        return None
    labels = decision.table.set_index("scenario")["label"]
    rows, lines = [], []
    for name, those in found.items():
        values = tuple((100 * float(row["mean"]), math.nan, math.nan) for row in those)
        pilot = 100 * float(comparison.get(name, "pilot_report")["mean"])
        lines.append((str(labels[name]), values, f"{values[0][0]:+.1f} reported, {values[2][0]:+.1f} caused"))
        rows.append([cell(str(labels[name])), *(cell(value, f"{value:+.1f}") for value, _, _ in values), cell(pilot, f"{pilot:+.1f}" if math.isfinite(pilot) else NONE)])
    known = [one for _, values, _ in lines for one, _, _ in values if math.isfinite(one)]
    heads = ("design", "reported before and after", "the same without the programme", "what the programme changed", "what pilot zones report")
    return strip(
        "What would a before-and-after evaluation say?",
        "Change of non-revenue water, percentage points, mean over evaluated utilities; left is better. Only the last dot is what the programme "
        "caused; the rest would have been reported of the same utilities and years anyway.",
        ("reported, before and after", "would be reported without the programme", "caused by the programme"), lines,
        (f"{min(0.0, *known):+.1f}", f"{max(0.0, *known):+.1f}"), PageTable("before-after", "Before and after", heads, rows),
    )  # fmt: skip


def _settings(study: Study) -> PageTable:
    """What each design sets."""
    designs = study.scenarios[1:]
    names = sorted({name for one in designs for name in one.settings})
    rows = [[cell(name), cell(PARAMETERS[name].doc), *(cell(str(one.settings.get(name, PARAMETERS[name].default))) for one in designs)] for name in names]
    return PageTable("settings", "What each design sets", ("setting", "meaning", *(one.label for one in designs)), rows)


def _provenance(result: ResultData, decision: DecisionData) -> list[tuple[str, str]]:
    study, attrs = result.study, result.measures.attrs
    drawn = {"posterior": "the posterior that ships (see the documentation on calibration)", "prior": "priors"}
    return [
        ("Program", f"wopsim {attrs.get('wopsim_version', __version__)}"),
        ("Study", f"{study.title} ({study.path.name})"),
        ("World", "the synthetic world that ships" if study.world == "default" else study.world),
        ("Seed", str(study.seed)),
        ("Runs", f"{(len(decision.designs) + 1) * decision.draws * decision.replicates:,}: no programme and {len(decision.designs)} designs, "
                 f"{decision.draws} plausible worlds, {decision.replicates} times chance in each, {study.horizon_years} years"),
        ("Plausible worlds", f"drawn from {drawn.get(study.draws_from, study.draws_from)}"),
        *([("Run on", str(attrs["created"]))] if "created" in attrs else []),
    ]  # fmt: skip
