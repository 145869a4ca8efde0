"""Predictions for people: a paragraph for each, and what had to be assumed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wopsim.foreign_text import printable
from wopsim.inference.prediction import BAND, Prediction
from wopsim.inference.what_if_shifts import Shift
from wopsim.report.forecast_numbers import percent, rounded, step_of_range
from wopsim.report.forecast_words import LABELS
from wopsim.report.numbers import of_hundred

HOW_TO_READ = """Median [5 % to 95 %], in the unit of each row; chances are of the model's runs, over luck and what is not known.
with, without: the value as it will be, whoever reports it; a pilot zone that nobody opens stays as it was.
reported: the value with the partnership as such a source will state it, with its bias, its spread, and what gets published.
changes: with minus without under the same luck, run by run, so that its middle is not the difference of the two middles. "Better" and
"worse" count any difference, however small; "by N" is what matters (--useful; else a twentieth of the scale, or of the value)."""
HOW_TO_READ_TRIED = """tried: how far the middle of "with", and of what changes, moves if a thing is another; "of its spread": part of the
variance that is there because the thing is drawn; the rest is what else is drawn, luck, and what nobody knows. What is "usual" is not
drawn, and adds nothing to the ranges. "Hardly matters": moves the middle by no more than a twentieth of the 90 % range."""
_STEPS = 100.0
"""Parts of a 90 % range that tell how far its middle moves: twice as fine as what hardly matters would need [assumed]."""


def as_text(predictions: Sequence[Prediction]) -> str:
    """Return what is expected of every row, and how to read it."""
    how = [HOW_TO_READ, HOW_TO_READ_TRIED] if any(one.tried for one in predictions) else [HOW_TO_READ]
    return printable("\n".join([*(_one(prediction) for prediction in predictions), "", *how]))


def _one(prediction: Prediction) -> str:
    row, planned = prediction.row(), prediction.planned
    when = f"at {planned.time:g}" if planned.time > 1900.0 else f"after {planned.time:g} years"
    matters = _number(prediction.matters)

    def band(prefix: str, sign: str = "") -> str:
        low, middle, high = (float(row[f"{prefix}q{level}"]) for level in ("05", "50", "95"))
        return _range(low, middle, high, sign)

    lines = [
        f"{planned.case_id}: {planned.indicator} ({planned.unit}), {planned.scale}, by {planned.source_class}, {when}",
        f"  with {band('with_')}   without {band('without_')}   reported, with {band('')}",
        f"  the partnership changes it by {band('effect_', sign='+')}: better in {of_hundred(prediction.chance_better)} %,"
        f" by {matters} or more in {of_hundred(prediction.chance_useful)} %; worse in {of_hundred(prediction.chance_worse)} %,"
        f" by {matters} or more in {of_hundred(prediction.chance_harm)} %",
    ]
    if not planned.measure.gain:
        with_, without = map(of_hundred, prediction.chance_rise)
        lines.append(f"  better than at the start by {matters} or more: in {with_} % with it, in {without} % without")
    return "\n".join([*lines, *_tried(prediction)])


def _tried(prediction: Prediction) -> list[str]:
    """What was tried otherwise, and how much it moved; nothing where nothing was tried."""
    if not prediction.tried:
        return []
    ranges = (np.quantile(values, BAND) for values in (prediction.helped, prediction.effect))
    steps = [step_of_range(float(low), float(high), _STEPS) for low, _, high in ranges]
    rows: list[tuple[str, ...]] = [("tried", '"with" moves by', "of its spread", '"changes" moves by', "of its spread", "as")]
    for one in prediction.tried:
        moves = [said for shift, step in zip((one.helped, one.effect), steps, strict=True) for said in _shift(shift, step)]
        rows.append((f"{LABELS[one.thing]} ({one.known})", *moves, ", ".join(dict.fromkeys(one.values))))
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = [f"  {'  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))}".rstrip() for row in rows]
    value, changes = (_listed([LABELS[thing] for thing in things]) for things in prediction.hardly)
    return [*lines, f"  hardly matters to the value: {value}; to what changes: {changes}"]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing of this"


def _shift(shift: Shift, step: float) -> tuple[str, str]:
    """How far a middle moves, and which part of its spread is there because the thing is not known."""
    ends = dict.fromkeys(_signed(end, step) for end in (shift.least, shift.most))
    return " to ".join(ends), "" if shift.share is None else percent(shift.share)


def _signed(number: float, step: float) -> str:
    text = rounded(abs(number), step)
    return text if not text.strip("0.,") else f"{'+' if number > 0.0 else '-'}{text}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000.0 else f"{value:.3g}"


def readings(predictions: Sequence[Prediction]) -> str:
    """Return how text of the rows was understood, with the cases that it concerns; nothing where it stands as it is used."""
    lines = _by_phrase([(one.planned.case_id, one.planned.read) for one in predictions])
    return printable("\n".join(["Read as:", *lines])) if lines else ""


def assumptions(predictions: Sequence[Prediction]) -> str:
    """Return what had to be assumed, with the cases that it concerns."""
    rows_of: dict[str, list[Prediction]] = {}
    for one in predictions:
        rows_of.setdefault(one.planned.case_id, []).append(one)
    said: list[tuple[str, Sequence[str]]] = []
    for one in predictions:
        case, rows = one.planned.case_id, rows_of[one.planned.case_id]
        for phrase in one.planned.not_stated:  # what is so of one indicator of a case, its baseline say, is said of that one
            whole = all(phrase in other.planned.not_stated for other in rows)
            said.append((case if whole else f"{case} ({one.planned.indicator})", [phrase]))
    lines = _by_phrase(said)
    return printable("\n".join(["Not stated, so assumed or drawn:", *lines])) if lines else "Nothing had to be assumed."


def _by_phrase(said: Sequence[tuple[str, Sequence[str]]]) -> list[str]:
    """One line for each phrase, with the cases of which it was said."""
    of: dict[str, list[str]] = {}
    for case, phrases in said:
        for phrase in phrases:
            cases = of.setdefault(phrase, [])
            if case not in cases:
                cases.append(case)
    return [f"  {phrase}: {', '.join(cases[:6])}{f' and {len(cases) - 6} more' if len(cases) > 6 else ''}" for phrase, cases in of.items()]


def _range(low: float, middle: float, high: float, sign: str = "") -> str:
    digits = 0 if max(abs(low), abs(high)) >= 1000.0 else 1
    return f"{middle:{sign},.{digits}f} [{low:{sign},.{digits}f}, {high:{sign},.{digits}f}]"
