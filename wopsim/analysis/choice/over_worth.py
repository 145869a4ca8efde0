"""How a choice changes with what a unit of the outcome is worth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wopsim.analysis.choice.regret import regrets, share_best
from wopsim.streams import Floats


@dataclass(frozen=True)
class OverWorth:
    """Curves over what a unit is worth, each (design, worth) where not said otherwise.

    Parameters
    ----------
    worth : (worth,) [EUR2024 per unit].
    best : share of worlds in which a design has the highest net benefit: the acceptability curve.
    chosen : (worth,) number of the design with the highest mean net benefit.
    frontier : (worth,) share of worlds in which that one is best: the acceptability frontier.
    loss : expected loss of each design against the best of each world [EUR2024]; its lowest line is the value of knowing all.
    """

    worth: Floats
    best: Floats
    chosen: npt.NDArray[np.int64]
    frontier: Floats
    loss: Floats


def over_worth(gain: Floats, cost: Floats, worth: Floats) -> OverWorth:
    """Return the curves.

    Parameters
    ----------
    gain, cost : (design, world), cleaned of luck.
    worth : (worth,).
    """
    nets = [one * gain - cost for one in worth]
    best = np.stack([share_best(net) for net in nets], axis=1)
    chosen = np.array([int(np.argmax(net.mean(axis=1))) for net in nets])
    loss = np.stack([regrets(net).mean(axis=1) for net in nets], axis=1)
    return OverWorth(worth, best, chosen, best[chosen, np.arange(len(worth))], loss)
