"""Gaussian copula: from rank correlations to a valid normal correlation, and drawing the missing given the present."""

from __future__ import annotations

import csv
from functools import lru_cache

import numpy as np

from wopsim.data import shipped
from wopsim.world.panel import spearman
from wopsim.world.quantities import NAMES, QUANTITIES, Floats

_LEAST_EIGENVALUE = 1e-3


def normal_correlation(rank: Floats) -> Floats:
    """Return the normal correlation that belongs to a Spearman correlation, made positive definite.

    Parameters
    ----------
    rank : (k, k) symmetric Spearman correlation [1].

    Returns
    -------
    (k, k) correlation `2 sin(pi rank / 6)`; where that is not positive definite, eigenvalues below 0.001 are raised to it
    and the diagonal is scaled back to one [1]
    """
    raw = 2.0 * np.sin(np.pi * rank / 6.0)
    values, vectors = np.linalg.eigh(raw)
    if values.min() < _LEAST_EIGENVALUE:
        raw = (vectors * np.maximum(values, _LEAST_EIGENVALUE)) @ vectors.T
        scale = 1.0 / np.sqrt(np.diag(raw))
        raw = raw * np.outer(scale, scale)
    raw = 0.5 * (raw + raw.T)
    np.fill_diagonal(raw, 1.0)
    return np.asarray(raw)


def rank_correlation() -> Floats:
    """Return the Spearman correlation of all quantities: panel where it has both, assumed pairs, else zero [1]."""
    rank = np.eye(len(NAMES))
    panel = spearman()
    for i, first in enumerate(NAMES):
        for j, second in enumerate(NAMES):
            both = QUANTITIES[first].panel, QUANTITIES[second].panel
            if i != j and all(both):
                rank[i, j] = panel[both]
    with shipped("scenarios/worlds/associations.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            i, j = NAMES.index(row["first"]), NAMES.index(row["second"])
            rank[i, j] = rank[j, i] = float(row["spearman"])
    return rank


@lru_cache(maxsize=1)
def correlation() -> Floats:
    """Return the normal correlation of all quantities, in the order of `quantities.NAMES` [1]."""
    matrix = normal_correlation(rank_correlation())
    matrix.setflags(write=False)
    return matrix


def fill(z: Floats, noise: Floats, corr: Floats) -> Floats:
    """Draw the missing normal scores of every row conditionally on the present ones.

    Parameters
    ----------
    z : (n, k) scores, NaN where missing.
    noise : (n, k) independent standard normal numbers; only those at missing places are used.
    corr : (k, k) positive definite correlation.

    Returns
    -------
    (n, k) scores, the present ones unchanged. A row depends on nothing but itself, to the last bit.
    """
    filled = z.copy()
    missing = np.isnan(z)
    for pattern in np.unique(missing, axis=0):
        if not pattern.any():
            continue
        rows = np.flatnonzero((missing == pattern).all(axis=1))
        gone, here = np.flatnonzero(pattern), np.flatnonzero(~pattern)
        weight = np.linalg.solve(corr[np.ix_(here, here)], corr[np.ix_(here, gone)]).T
        rest = corr[np.ix_(gone, gone)] - weight @ corr[np.ix_(here, gone)]
        root = np.linalg.cholesky(0.5 * (rest + rest.T))
        for a, column in enumerate(gone):
            # summed term by term: a matrix product may round differently when the table has one row more
            total = np.zeros(len(rows))
            for b, known in enumerate(here):
                total = total + weight[a, b] * z[rows, known]
            for b in range(a + 1):
                total = total + root[a, b] * noise[rows, gone[b]]
            filled[rows, column] = total
    return filled
