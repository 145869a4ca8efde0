"""What a page shows of what a choice hangs on: numbers that turn it, rival theories, and what is worth knowing first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wopsim.analysis.told_apart import TOLD_APART
from wopsim.declare import PARAMETERS
from wopsim.report.amounts_in_words import in_words, money
from wopsim.report.decision_cases import bought_for, numbers_told, worth_knowing
from wopsim.report.decision_words import NOTHING_SEEN, all_about, named, numbers_untold
from wopsim.report.judged_amounts import judged_scale
from wopsim.report.numbers import value_and_error, with_error
from wopsim.report.page.page_figures import written_ends
from wopsim.report.page.page_tables import PageCell, PageTable, Strip, Values, cell, round_ends, strip
from wopsim.report.tables.sensitivity_table import of_spread, passed_over, plain, seen_to_move, turning, turns
from wopsim.rules.theories import THEORIES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from wopsim.analysis.choice.design_decision import DecisionData

_MOST = 12
"""Numbers that a strip shows; its table has all that are seen to matter."""
TOO_FEW = "too few runs to tell"
"""Said where an interval holds nought, so that a dot on one side of it is luck."""


def turns_strip(decision: DecisionData) -> Strip | None:
    """Return how far each number moves the best design from the second, and where the choice turns; None where none is seen to move it."""
    found = decision.sensitivity()
    moving = seen_to_move(decision, found)
    if not len(moving):
        return None
    shown = moving.head(_MOST)
    scale = judged_scale(decision, [*shown["at_low"], *shown["at_high"], found.mean])
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for _, row in moving.iterrows():
        ends = ("at_low", "at_low_error", "at_high", "at_high_error")
        rows.append(
            [
                cell(row["name"]),
                cell(PARAMETERS[row["name"]].doc),
                *(cell(row[one], plain(row[one])) for one in ("low", "high")),
                *(cell(row[one], scale.show(row[one], signed=not one.endswith("error"))) for one in ends),
                cell(row["turns_at"], plain(row["turns_at"])) if turns(row) else cell(math.nan),
                *(cell(row[one], of_spread(row, one)) for one in ("first", "total")),
            ]
        )
        if len(lines) < _MOST:
            values = tuple((row[end], row[end] - row[f"{end}_error"], row[end] + row[f"{end}_error"]) for end in ("at_low", "at_high"))
            at = "turns at " if turns(row) else ""
            lines.append((named(row["name"]), values, f"{at}{turning(row)}, from {plain(row['low'])} to {plain(row['high'])}"))
    error = _error_of_difference(decision)
    values = ((math.nan,) * 3, (math.nan,) * 3, (found.mean, found.mean - error, found.mean + error))
    told = with_error(scale, found.mean, error, signed=True) + _if_untold(found.mean, error)
    lines.append(("On average over all plausible worlds", values, told))
    ends_of_scale = _ends(lines)
    return strip(
        "What would turn the choice?",
        f"{_apart(decision)} Dots: where one number is low (its 5th percentile) or high (its 95th), all others as they are drawn. Right: "
        "the value at which the choice turns, and the two ends. Bar: one standard error to each side.",
        ("number low", "number high", "average"),
        lines,
        written_ends(judged_scale(decision, ends_of_scale), ends_of_scale, signed=True),
        PageTable(
            "turns", f"What turns the choice{_not_seen(len(found.table) - len(rows), 'seen to move it')}",
            (
                "number", "meaning", "low", "high", "difference at low", "its error", "at high", "its error", "turns at",
                "makes of the spread", "with others",
            ),
            rows,
        ),
        ends_of_scale,
    )  # fmt: skip


def nothing_turns(decision: DecisionData) -> str:
    """Return what is said where no number is seen to move the difference of the best design and its rival, or too few runs tell of any."""
    first, second = (f"“{_label(decision, name)}”" for name in _two(decision))
    mean, error = decision.sensitivity().mean, _error_of_difference(decision)
    ahead = with_error(judged_scale(decision, [mean]), mean, error) + _unit(decision)
    unseen = "In these runs no number by itself is seen to move the difference: little does, or there are too few runs."
    average = f"On average over all plausible worlds {first} is ahead of {second} by {ahead}{_if_untold(mean, error)}."
    return " ".join(filter(None, (numbers_untold(decision) or unseen, average, passed_over(decision))))


def _unit(decision: DecisionData) -> str:
    """The unit of what is judged, after a number that has none; shares are told in percentage points."""
    return "" if decision.value_unit == "1" else f" {in_words(decision.value_unit)}"


def _error_of_difference(decision: DecisionData) -> float:
    """The standard error of the difference of the best design and its rival, of the row of either; NaN where neither has it."""
    rows, (one, other) = decision.table.set_index("scenario"), _two(decision)
    found = [rows["against_error"][row] for row, against in ((one, other), (other, one)) if rows["against"][row] == against]
    return float(found[0]) if found else math.nan


def _if_untold(mean: float, error: float) -> str:
    return f", {TOO_FEW}" if abs(mean) <= TOLD_APART * error else ""


def _not_seen(count: int, to: str) -> str:
    """Say after a caption how many numbers its table leaves out, as it would say the same of each."""
    return f"; {count} of the drawn numbers {'is' if count == 1 else 'are'} left out, not {to}" if count else ""


def theories_strip(decision: DecisionData) -> Strip | None:
    """Return the difference of the best and its rival without each theory and with it, and what comes first; None where none was varied."""
    table = decision.theories()
    if not len(table):
        return None
    scale = judged_scale(decision, [*table["absent"], *table["strong"]])
    turned: list[str] = []
    now = str(decision.table["scenario"].iloc[0])
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for _, row in table.iterrows():
        name, _, says = THEORIES[row["name"]].partition(": ")
        values = tuple((row[one], row[f"{one}_low"], row[f"{one}_high"]) for one in ("absent", "strong"))
        told = [scale.show(row[one], signed=True) if row[f"{one}_told"] else TOO_FEW for one in ("absent", "strong")]
        ahead = [str(row[f"{one}_first"]) for one in ("absent", "strong")]
        turns = f": then “{_label(decision, ahead[1])}” is the best choice" if ahead[1] not in ("", now) else ""
        ends_of_it = f"{TOO_FEW}, without or with it" if told == [TOO_FEW] * 2 else f"{told[0]} without; {told[1]} with it"
        lines.append((THEORIES[row["name"]], values, f"{ends_of_it}{turns}"))
        better = [_label(decision, one) if one else TOO_FEW for one in ahead]
        turned += [one for one in ahead if one not in ("", now)]
        shown = [[cell(one, scale.show(one, signed=True)) for one in value] for value in values]
        rows.append([cell(name), cell(says), *shown[0], cell(better[0]), *shown[1], cell(better[1])])
    heads = (
        "theory", "what it says", "difference without it", "5 %", "95 %", "first without it", "where it is strong", "5 %", "95 %",
        "first where it is strong",
    )  # fmt: skip
    untold = (table[["absent_first", "strong_first"]] == "").to_numpy()
    ends = _ends(lines)
    return strip(
        "Does it hang on which theory of partnerships holds?",
        f"{_apart(decision)} Dots: where nothing of a rival theory holds, and where it holds strongly. Bar: nine of ten, by luck and the "
        f"number of runs. Where a bar crosses the line, the dot is hollow: {TOO_FEW} which is better. "
        f"{first_under(decision, turned, untold)} The evidence rules no theory out.",
        ("theory does not hold", "theory holds strongly"),
        lines,
        written_ends(judged_scale(decision, ends), ends, signed=True),
        PageTable("theories", "The difference under rival theories", heads, rows),
        ends,
        two_sides=True,
    )


def first_under(decision: DecisionData, turned: list[str], untold: npt.NDArray[np.bool_]) -> str:
    """Return which choices come first under some theory instead of the present one, and whether these runs tell that.

    Parameters
    ----------
    turned : identifiers of those choices.
    untold : under which theories these runs do not tell what is first, (theory, without it and with it).
    """
    if untold.all():
        return "These runs do not tell which choice would be first under any of them."
    said = []
    if turned:
        others = " or ".join(f"“{_label(decision, one)}”" for one in dict.fromkeys(turned))
        said.append(f"Of all choices {others} comes first under some; the table says where.")
    if untold.any():
        said.append("Under some these runs do not tell which choice would be first; the table says where.")
    return " ".join(said) or "Under each of them the same choice comes first."


def _two(decision: DecisionData) -> tuple[str, str]:
    """The two designs whose difference is looked at."""
    found = decision.sensitivity()
    return found.design, found.against


def _label(decision: DecisionData, name: str) -> str:
    return str(decision.table.set_index("scenario")["label"][name])


def _apart(decision: DecisionData) -> str:
    """What is drawn: the best minus the second, and what its sign means."""
    first, second = (f"“{_label(decision, name)}”" for name in _two(decision))
    said = f"{first} less {second} [{in_words(decision.value_unit)}]; below zero, left of the line, {second} is the better one."
    return " ".join(filter(None, (said, passed_over(decision))))


def _ends(lines: list[tuple[str, Values, str]]) -> tuple[float, float]:
    """The ends of a scale that holds all lines and nought."""
    return round_ends(one for _, values, _ in lines for value in values for one in value)


def nothing_to_learn(decision: DecisionData) -> str:
    """Return what is said where no group of numbers is seen to be worth knowing, and what all at once is worth if that is seen."""
    found = decision.information()
    everything = found.iloc[0]
    told = with_error(judged_scale(decision, [everything["value"]]), everything["value"], everything["error"])
    beside = f" Knowing everything at once would be worth {told}{_unit(decision)}." if everything["seen"] else ""
    said = "In these runs no group of numbers by itself is seen to be worth more than its error: little is, or there are too few runs."
    return f"{said}{beside}"


def learn_strip(decision: DecisionData) -> Strip | None:
    """Return what it would be worth to know before choosing; None where of no group or number that is seen."""
    found = worth_knowing(decision)
    scale = judged_scale(decision, list(found["value"]))
    words = {"all": "everything at once", "group": "all about", "number": "the number"}
    rows: list[list[PageCell]] = []
    lines: list[tuple[str, Values, str]] = []
    for _, row in found.iterrows():
        kind, value, error = row["kind"], float(row["value"]), float(row["error"])
        what = all_about(str(row["name"])) if kind == "group" else row["name"]
        label = words["all"] if kind == "all" else f"{words[kind]} {what}"
        doc = PARAMETERS[row["name"]].doc if kind == "number" else ""
        seen = bool(row["seen"])
        shown = value_and_error(scale, value, error)
        rows.append([cell(label), cell(row["group"]), cell(value, shown[0]), cell(error, shown[1]), cell(doc)])
        if kind == "all" or (seen and (kind == "group" or len(lines) < _MOST)):
            drawn = (value, max(0.0, value - error), value + error) if seen else (math.nan,) * 3
            price = bought_for(decision, decision.programmes.iloc[0], value)
            bought = f"; {money(price)} bring as much" if math.isfinite(price) else ""
            told = f"{with_error(scale, value, error)}{bought}" if seen else NOTHING_SEEN
            lines.append((named(row["name"]) if kind == "number" else label, (drawn,), told))
    if len(lines) < 2:
        return None
    ends = _ends(lines)
    priced = math.isfinite(bought_for(decision, decision.programmes.iloc[0], 1.0))
    bought_so = " Right: also what as much costs by the best design, on average." if priced else ""
    left_out = _not_seen(len(decision.information()) - len(found), "seen to be worth anything") if numbers_told(decision) else ""
    table = PageTable("information", f"What is worth knowing{left_out}", ("what", "part of", "worth", "standard error", "meaning"), rows)
    return strip(
        "What would be worth knowing first?",
        f"How much more choices would bring on average [{in_words(decision.value_unit)}] if this were known without error before choosing, "
        "by choosing rightly more often. No study of it is worth more; a real one tells less, and costs money and years: what such a study "
        f"is worth can be worked out (command: wopsim learn).{bought_so} Bar: one standard error to each side. What is no more than its "
        "error is not drawn.",
        ("worth, with its error",),
        lines,
        written_ends(scale, ends),
        table,
        ends,
    )
