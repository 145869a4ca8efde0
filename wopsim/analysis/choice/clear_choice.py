"""Whether the runs at hand make a choice clear, so that no more are needed; and if not, whether more draws or more replicates would.

Whoever looks again and again until a difference shows will find one that is not there. So the bar is higher than for one look, and it
is taken from Student's distribution: few draws or replicates tell their own error badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wopsim.analysis.paired import Grid, MonteCarlo, monte_carlo

CLEAR = 3.0
"""Standard errors of a difference from which it is clear, were the errors known: of two equal designs, looked at every 25 draws, 2 to 4 of
100 choices come out clear by chance. With two standard errors it would be a quarter."""
FEWEST_REPLICATES = 8
"""Replicates from which luck that all draws share tells its own size well enough for that: with four, 7 of 100 come out clear by chance."""
MOST_POINTS = 6400
"""Draws x replicates at which it ends in any case."""


@dataclass(frozen=True)
class Verdict:
    """How a choice stands.

    Parameters
    ----------
    best : the design that is best on average.
    worse : designs that are clearly worse; alike : clearly within what is useful of the best, and not clearly worse; unclear : others.
    on_luck : whether it is mostly luck, which all draws share, that keeps it unclear, so that replicates are wanted and not draws.
    """

    best: str
    worse: tuple[str, ...]
    alike: tuple[str, ...]
    unclear: tuple[str, ...]
    on_luck: bool

    @property
    def clear(self) -> bool:
        """Whether nothing is left open."""
        return not self.unclear


def verdict(value: Grid, names: Sequence[str], useful: float) -> Verdict:
    """Return how the choice stands between designs.

    Parameters
    ----------
    value : (design, draw, replicate), two or more of each; more is better.
    names : of the designs.
    useful : smallest difference that matters, at least 0; designs that are nearer to the best than that are as good.
    """
    best = int(np.argmax(value.mean(axis=(1, 2))))
    found: dict[str, list[str]] = {"worse": [], "alike": [], "unclear": []}
    on_luck = False
    for place, name in enumerate(names):
        if place == best:
            continue
        apart = value[best] - value[place]
        spread = monte_carlo(apart)
        wide = _bar(spread) * spread.error
        mean = float(apart.mean())
        how = "worse" if mean > wide else "alike" if useful > 0.0 and mean + wide <= useful else "unclear"
        found[how].append(name)
        on_luck |= how == "unclear" and _of_luck(spread) > _of_draws(spread)
    return Verdict(names[best], tuple(found["worse"]), tuple(found["alike"]), tuple(found["unclear"]), on_luck)


def _of_draws(spread: MonteCarlo) -> float:
    """Part of the squared error that more draws take away."""
    return spread.between_draws / spread.draws + spread.rest / (spread.draws * spread.replicates)


def _of_luck(spread: MonteCarlo) -> float:
    """Part of the squared error that only more replicates take away."""
    return spread.between_replicates / spread.replicates


def _bar(spread: MonteCarlo) -> float:
    """Standard errors as rare by chance as `CLEAR` ones, with as many degrees of freedom as the error has (Satterthwaite)."""
    from scipy.stats import norm, t

    draws, luck = _of_draws(spread), _of_luck(spread)
    if draws + luck == 0.0:
        return CLEAR
    freedom = (draws + luck) ** 2 / (draws**2 / (spread.draws - 1) + luck**2 / (spread.replicates - 1))
    return float(t.isf(norm.sf(CLEAR), freedom))
