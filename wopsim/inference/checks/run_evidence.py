"""Synthetic evidence from single runs: reports of one simulated utility for each row, at a truth that is known.

The emulator has no part in it, and neither has the regression on the stated baseline: from many versions of a case at the truth, one is
taken whose own value before fits the stated one, as a real utility's did.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wopsim.durable import make_folder, replacing
from wopsim.inference.cases.case_runs import Versions, run_cases
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.simulation_table import read_piece
from wopsim.inference.posterior.standard_scores import sets_of, values_of
from wopsim.processes import each_done
from wopsim.streams import Floats, stream, uniform

PICKED = stream("checks.run_evidence")
TOGETHER = 8
"""Truths that run together."""


def picked_runs(
    folder: Path, label: str, data: Sequence[Datum], names: Sequence[str], scores: Floats, seeds: Sequence[int], tries: int, workers: int,
    progress: Callable[[int, int], None],
) -> Floats:  # fmt: skip
    """Return values after of single runs for every truth, (truth, try, datum), on the scales of the indicators.

    Parameters
    ----------
    folder, label : where they are kept, and under which name; data : observations.
    names, scores : parameters and their (truth, parameter) scores.
    seeds : of versions, others than those of the bank; tries : runs that are taken for each datum: of what is not published there is
        another.
    workers, progress : as in `fill_bank`.
    """
    make_folder(folder)
    pieces = [slice(first, min(first + TOGETHER, len(scores))) for first in range(0, len(scores), TOGETHER)]
    paths = [folder / f"{label}-{number:05d}.npy" for number in range(len(pieces))]
    jobs = [
        _Job(tuple(data), tuple(names), scores[part], part.start, tuple(seeds), tries, path)
        for part, path in zip(pieces, paths, strict=True) if not path.exists()
    ]  # fmt: skip
    kept = len(pieces) - len(jobs)
    progress(kept, len(pieces))
    for count in each_done(jobs, workers):
        progress(kept + count, len(pieces))
    return np.concatenate([read_piece(path) for path in paths])


@dataclass(frozen=True)
class _Job:
    """Some truths; called in the process that runs them."""

    data: tuple[Datum, ...]
    names: tuple[str, ...]
    scores: Floats
    first: int
    seeds: tuple[int, ...]
    tries: int
    path: Path

    def __call__(self) -> None:
        sets = sets_of(self.names, values_of(self.names, self.scores))
        versions = run_cases([one.asked for one in self.data], sets, self.seeds)
        found = [
            pick(version, one, self.tries, self.seeds[0], self.first, number)
            for number, (version, one) in enumerate(zip(versions, self.data, strict=True))
        ]
        with replacing(self.path) as draft:
            np.save(draft, np.stack(found, axis=2))


def pick(versions: Versions, datum: Datum, tries: int, seed: int, first: int, number: int) -> Floats:
    """Return values after of versions whose value before fits what is stated, (set, try); of a mean of many, means of ten of them.

    A gain is the change of such a version.

    Parameters
    ----------
    versions : of the case of `datum`; tries : values wanted of each set.
    seed, first, number : address of the choice: of the first set, and of the datum.
    """
    before = versions.before
    opens = np.isfinite(versions.after)  # a pilot that never opens is none of which anybody reports
    opens = np.where(opens.any(axis=1, keepdims=True), opens, True)
    after = np.where(np.isfinite(versions.after), versions.after, before)
    values = after - before if datum.gain else after
    weight = opens.astype(np.float64)
    if datum.linked and np.isfinite(versions.middle).all():
        weight = opens * np.exp(-0.5 * ((before - versions.middle) / max(versions.spread, 0.02)) ** 2) + 1e-12
    many = 10 if datum.of_many else 1
    sets = np.arange(first, first + len(values), dtype=np.uint64)[:, None, None]
    turns = np.arange(tries * many, dtype=np.uint64).reshape(1, tries, many)
    u = uniform(PICKED, seed, sets, number, turns)
    edges = np.cumsum(weight, axis=1) / weight.sum(axis=1, keepdims=True)
    rows = np.stack([np.minimum(values.shape[1] - 1, np.searchsorted(edge, one)) for edge, one in zip(edges, u, strict=True)])
    found = np.stack([line[row] for line, row in zip(values, rows, strict=True)])
    return np.asarray(found.mean(axis=2))
