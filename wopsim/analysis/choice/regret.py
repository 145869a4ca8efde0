"""Kernels of a choice over plausible worlds: how often a design is best, and what is lost where it is not."""

from __future__ import annotations

import numpy as np

from wopsim.streams import Floats

WORST = 0.05
"""Share of worlds that the worst ones are."""
FEW_WORLDS = 5
"""Worlds in that share below which their mean is no more than an anecdote, and no sentence says it [assumed]."""


def share_best(values: Floats, ties_to: int | None = None) -> Floats:
    """Return the share of worlds in which each design is best; designs that are equally good share a world.

    Parameters
    ----------
    values : (design, world).
    ties_to : number of the design that takes alone a world in which it is as good as the best.
    """
    best = values >= values.max(axis=0) - 1e-12 * np.abs(values).max(axis=0)
    if ties_to is not None:
        taken = best[ties_to].copy()
        best &= ~taken
        best[ties_to] = taken
    return np.asarray((best / best.sum(axis=0)).mean(axis=1))


def share_won(differences: Floats) -> float:
    """Return the share of differences above zero, no difference counting half."""
    return float(np.mean(0.5 + 0.5 * np.sign(differences)))


def regrets(values: Floats) -> Floats:
    """Return what each design loses in each world against the best one there, (design, world)."""
    return np.asarray(values.max(axis=0) - values)


def worst(losses: Floats) -> Floats:
    """Return the mean loss in the worst twentieth of worlds; the last axis is that of worlds."""
    ordered = np.sort(losses, axis=-1)[..., ::-1]
    return np.asarray(ordered[..., : worst_count(losses.shape[-1])].mean(axis=-1))


def worst_count(worlds: int) -> int:
    """Return how many of so many worlds are the worst twentieth: at least one."""
    return max(1, round(WORST * worlds))
