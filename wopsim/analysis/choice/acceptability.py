"""How a choice changes with what a unit of the outcome is worth.

Shares of worlds are meant as those of `decide`: what luck might have done to the means of designs is in them, so that two designs that are
equal but for luck are best equally often. There all worlds meet all of it; here, for as many points as a curve has, each world meets some.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.regret import regrets, share_best
from wopsim.streams import Floats

PAIRS = 2000
"""Pairs of a world and what luck might have done: with them a share is known to a hundredth."""


@dataclass(frozen=True)
class AcceptabilityCurves:
    """Curves over what a unit is worth, each (design, worth) where not said otherwise.

    Parameters
    ----------
    worth : (worth,) [EUR2024 per unit].
    best : share of worlds in which a design has the highest net benefit, luck in the means allowed for: the acceptability curve.
    chosen : (worth,) number of the design with the highest mean net benefit.
    frontier : (worth,) share of worlds in which that one is best: the acceptability frontier.
    loss : expected loss of each design against the best of each world [EUR2024]; its lowest line is the value of knowing all.
    """

    worth: Floats
    best: Floats
    chosen: npt.NDArray[np.int64]
    frontier: Floats
    loss: Floats


def acceptability_curves(
    gain: Floats, cost: Floats, luck: tuple[Floats, Floats], worth: Floats, ties_to: int | None = None
) -> AcceptabilityCurves:
    """Return the curves.

    Parameters
    ----------
    gain, cost : (design, world), cleaned of luck.
    luck : what it might have done to the means of gain and of cost instead, each (time, design); both by the same luck.
    worth : (worth,).
    ties_to : number of the design that takes the worlds in which it is as good as the best; None where equals share them.
    """
    nets = [one * gain - cost for one in worth]
    worlds, times = met(gain.shape[1], len(luck[0]))
    gains, costs = (of[:, worlds] + shift[times].T for of, shift in zip((gain, cost), luck, strict=True))
    # luck makes nothing pay for itself that costs something in every world
    costs = np.maximum(costs, np.minimum(0.0, cost.min(axis=1, keepdims=True)))
    best = np.stack([share_best(one * gains - costs, ties_to) for one in worth], axis=1)
    chosen = np.array([int(np.argmax(net.mean(axis=1))) for net in nets])
    loss = np.stack([regrets(net).mean(axis=1) for net in nets], axis=1)
    return AcceptabilityCurves(worth, best, chosen, best[chosen, np.arange(len(worth))], loss)


def beside_nothing(gain: Floats, cost: Floats, luck: tuple[Floats, Floats], worth: Floats) -> AcceptabilityCurves:
    """Return the curves of designs, and of no programme as the last: it gains and costs nothing; arguments as of `acceptability_curves`.

    A design that bought nothing in a world is no programme there, so that no programme is best where they are level.
    """
    gains, costs = (np.pad(of, ((0, 1), (0, 0))) for of in (gain, cost))
    in_gains, in_costs = (np.pad(of, ((0, 0), (0, 1))) for of in luck)
    return acceptability_curves(gains, costs, (in_gains, in_costs), worth, ties_to=len(gain))


def frontier_pieces(curves: AcceptabilityCurves) -> list[tuple[int, Floats, Floats]]:
    """Return the acceptability frontier as one line for each stretch in which one design has the highest mean: it, worths, shares.

    A line goes from halfway to the worth before to halfway to the next, so that none joins the shares of two designs.
    """
    places = np.arange(len(curves.worth))
    changes = np.flatnonzero(np.diff(curves.chosen)) + 1
    pieces = []
    for first, end in pairwise([0, *changes, len(places)]):
        design = int(curves.chosen[first])
        at = np.clip([first - 0.5, *range(first, end), end - 0.5], 0.0, places[-1])
        pieces.append((design, np.interp(at, places, curves.worth), np.interp(at, places, curves.best[design])))
    return pieces


def met(worlds: int, times: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which worlds meet which luck, by their numbers, (pair,): each world as often as the others, each luck as often but for one."""
    each = lucks_of_a_world(worlds, times)
    pairs = np.arange(worlds * each)
    return pairs // each, pairs % times


def lucks_of_a_world(worlds: int, times: int) -> int:
    """Return how much luck each of so many worlds meets: as many pairs as `PAIRS`, or all."""
    return min(times, math.ceil(PAIRS / worlds))
