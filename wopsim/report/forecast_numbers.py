"""How numbers of a forecast are written: to the digits that its ranges leave, and chances as people say them."""

from __future__ import annotations

import itertools
import math

_STEPS_OF_A_RANGE = 10.0
"""Parts of a range that tell what is known: finer digits of its ends and its middle say nothing [assumed]."""
FINEST = 500.0
"""Parts of a range to which middles within it are still told apart, as a difference below a five-hundredth of it is none [assumed]."""
MISLEADS = 1.0 / 3.0
"""Part of a difference by which rounding may change it: 16.3 and 16.6 as 16 and 17 would say an hour where it is a third [assumed]."""


def step_of_range(low: float, high: float, steps: float = _STEPS_OF_A_RANGE) -> float:
    """Return the power of ten below which digits of a range say nothing, of so many steps in it; of no range, its ends' second digit."""
    wide, steps = (high - low, steps) if high > low else (max(abs(low), abs(high), 1e-9), _STEPS_OF_A_RANGE)
    return 10.0 ** math.floor(math.log10(wide / steps) + 1e-9)


def step_that_shows(low: float, high: float, *middles: float) -> float:
    """Return a step at which middles that differ are written as far apart as they are, as long as their range leaves such digits.

    Parameters
    ----------
    low, high : of the narrowest of their ranges, to whose step middles are written at least.
    middles : of what stands one below the other.
    """
    step, finest = step_of_range(low, high), (high - low) / FINEST
    apart = [(one, other) for one, other in itertools.combinations(middles, 2) if abs(one - other) > finest]

    def misleads(one: float, other: float) -> bool:
        written = (round(one / step) - round(other / step)) * step
        return abs(written - (one - other)) > MISLEADS * abs(one - other)

    while step / 10.0 >= finest and any(misleads(*pair) for pair in apart):
        step /= 10.0
    return step


def rounded(number: float, step: float) -> str:
    """Return a number to the digits of a step, without a sign before zero."""
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{round(number / step) * step:,.{decimals}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text


def as_stated(number: float) -> str:
    """Return a number that somebody stated, without digits that nobody wrote."""
    return f"{float(f'{number:.4g}'):,g}"


def in_10(chance: float) -> str:
    """Return a chance as people say it; never that something always or never happens, for it is known from a few thousand runs only.

    Parameters
    ----------
    chance : 0 to 1.
    """
    if chance < 0.01:
        return "under 1 in 100"
    if chance > 0.99:
        return "over 99 in 100"
    return f"{10.0 * chance:.0f} in 10" if 0.075 <= chance < 0.925 else f"{100.0 * chance:.0f} in 100"


def percent(share: float) -> str:
    """Return a share in percent; of what is known from few values no more is said than that it is small."""
    return "under 1 %" if share < 0.01 else f"{100.0 * share:.0f} %"
