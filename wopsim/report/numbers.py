"""Numbers as people read them: 1.2 M, 34 k, -2.1 pp. Percent exists only here."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

NONE = "–"
_HYPHEN_BEFORE_NUMBER = re.compile(r"(?<![\w-])-(?=\d)")
_STEPS = ((1e9, " G"), (1e6, " M"), (1e3, " k"))


@dataclass(frozen=True)
class Scale:
    """How a finite number is shown: divided by `by`, with `decimals`, then `suffix`."""

    by: float
    decimals: int
    suffix: str

    def bare(self, value: float, signed: bool = False) -> str:
        """Return the number without its suffix."""
        text = f"{value / self.by:{'+' if signed else ''}.{self.decimals}f}"
        zero = f"{0:.{self.decimals}f}"
        return zero if text.lstrip("+-") == zero else text

    def show(self, value: float, signed: bool = False) -> str:
        """Return the number with its suffix, or a dash when it is missing."""
        if math.isnan(value):
            return NONE
        return self.bare(value, signed) + self.suffix


def of_hundred(share: float, short: bool = False) -> str:
    """Return a share as a number of 100, to stand before a sign of percent, or a dash when it is missing; some are not said to be 0 or 100.

    Parameters
    ----------
    share : 0 to 1, NaN where it is missing.
    short : signs instead of words, where there is no room for words, or where these have a language.
    """
    if math.isnan(share):
        return NONE
    if 0.0 < share <= 0.005:
        return "< 1" if short else "under 1"
    if 0.995 <= share < 1.0:
        return "> 99" if short else "over 99"
    return f"{100 * share:.0f}"


def in_percent(share: float) -> str:
    """Return a share as a cell of a table has it: in percent with the sign, or a dash when it is missing; some are not 0 or 100 %."""
    return NONE if math.isnan(share) else f"{of_hundred(share, short=True)} %"


def step_of(value: float, figures: int = 2) -> float:
    """Return the step in which a number is told that has so many figures: 10,000 of 250,000; 1 of nought."""
    return 10.0 ** (math.floor(math.log10(abs(value))) + 1 - figures) if value else 1.0


def rest_told(whole: float, part: float, step: float) -> float:
    """Return what a whole is beside a part, both told in whole steps, so that the numbers that are read add up."""
    return step * (round(whole / step) - round(part / step))


def minus_signs(text: str) -> str:
    """Return a text in which negative numbers have a minus sign, as pages and briefs write them, and not the hyphen of tables and files."""
    return _HYPHEN_BEFORE_NUMBER.sub("−", text)


def times(count: int) -> str:
    """Return how often something was done."""
    return "once" if count == 1 else f"{count} times"


def known(value: float, error: float, scale: Scale) -> float:
    """Return a number that stands alone rounded to what its standard error leaves of it: to the power of ten at most half of the error.

    What the scale shows more coarsely is left as it is, so that it is rounded once: 4,527 ± 668 in thousands is 5 ± 1, and not 4.
    """
    if not (math.isfinite(value) and math.isfinite(error) and error > 0.0):
        return value
    return _to_step(value, 10.0 ** math.floor(math.log10(error / 2.0)), scale)


def _to_step(value: float, step: float, scale: Scale) -> float:
    """A number rounded to a power of ten, unless the scale shows it more coarsely."""
    return value if step < scale.by * 10.0**-scale.decimals else round(value, -round(math.log10(step)))


def value_and_error(scale: Scale, value: float, error: float, signed: bool = False) -> tuple[str, str]:
    """Return a value and its standard error as they are told beside each other: both to one step, the error to two figures at most.

    Parameters
    ----------
    scale : on which values beside it are shown; it is left for a finer one where the error would look like none, and told with fewer
        decimals where these would say nothing.
    """
    fine = fine_enough(scale, error)
    if not (math.isfinite(value) and math.isfinite(error) and error > 0.0):
        return fine.show(value, signed), fine.show(error)
    step = step_of(two_figures(error))
    fine = replace(fine, decimals=max(0, min(fine.decimals, -round(math.log10(step / fine.by)))))
    return fine.show(_to_step(value, step, fine), signed), fine.show(_to_step(error, step, fine))


def with_error(scale: Scale, value: float, error: float, signed: bool = False) -> str:
    """Return a value with its error, as `value_and_error` tells them; alone where too few runs tell no error."""
    if not error > 0.0:  # not known, or of what is counted and not estimated
        return "0" if value == 0.0 else scale.show(value, signed)
    return " ± ".join(value_and_error(scale, value, error, signed))


def two_figures(value: float) -> float:
    """Return a number rounded to two figures, as sentences tell it."""
    return float(f"{value:.2g}")


def shortly(value: float) -> str:
    """Return an amount to two figures, as sentences have it, with a letter for thousands; a dash where it is missing."""
    return NONE if math.isnan(value) else compact(two_figures(value)).show(two_figures(value))


def ends_told(low: float, high: float) -> tuple[float, float]:
    """Return the ends of a range, both rounded to the step in which the larger one has two figures: 80 and 100 for 79.4 and 101."""
    step = step_of(two_figures(max(abs(low), abs(high))))
    return step * round(low / step), step * round(high / step)


def range_shortly(low: float, high: float) -> str:
    """Return a range as `shortly` writes amounts, both ends to one step: 80 to 100; 0.8 k to 1.2 k."""
    ends = ends_told(low, high)
    return " to ".join(map(compact(*ends).show, ends))


def fine_enough(scale: Scale, error: float) -> Scale:
    """Return the scale with as many decimals more, two at most, as it takes for an error not to look like none."""
    finer = (replace(scale, decimals=scale.decimals + more) for more in range(3))
    return next((one for one in finer if float(one.bare(error)) != 0.0), scale)


def compact(*values: float) -> Scale:
    """Return a scale (none, k, M, G) on which the largest value has two or three digits."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    by, suffix = next(((by, suffix) for by, suffix in _STEPS if largest >= 0.9995 * by), (1.0, ""))
    shown = largest / by
    decimals = 0 if shown >= 9.95 or shown == 0 else 1 if shown >= 0.95 else 2
    return Scale(by, decimals, suffix)


WORDS = {" k": "thousand", " M": "million", " G": "billion"}
"""Suffixes in words."""


def common(*values: float) -> Scale:
    """Return a scale for values shown beside each other: the largest has two to four digits before the point."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    by, suffix = next(((by, suffix) for by, suffix in _STEPS if largest >= 9.95 * by), (1.0, ""))
    return Scale(by, 0 if largest >= 99.95 * by or by == 1.0 else 1, suffix)


PERCENT = Scale(0.01, 0, " %")
POINTS = Scale(0.01, 1, "")
RATIO = Scale(1.0, 2, "")


def span(scale: Scale, low: float, high: float, width: int = 12) -> str:
    """Return an interval as "[low, high]" on one scale, with fewer decimals where it would be too wide; empty when missing."""
    if math.isnan(low) or math.isnan(high):
        return ""
    text = f"[{scale.bare(low)}, {scale.bare(high)}]{scale.suffix}"
    if len(text) > width and scale.decimals:
        return span(replace(scale, decimals=scale.decimals - 1), low, high, width)
    return text if len(text) <= width else text.replace(", ", ",")


def price(value: float) -> str:
    """Return a positive amount with two or three digits, or a dash when it is missing."""
    if math.isnan(value):
        return NONE
    scale = compact(value)
    return scale.show(value)


def price_span(low: float, high: float) -> str:
    """Return an interval of amounts; "or more" when it has no upper end."""
    if math.isnan(low) or math.isnan(high):
        return ""
    return f"{price(low)} or more" if math.isinf(high) else f"[{price(low)}, {price(high)}]"
