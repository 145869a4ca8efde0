"""Posteriors sampled in several processes and kept on disk, one ensemble a file, so that nothing is sampled twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import wopsim.inference
from wopsim.compiled_sources import files_sha256, sources_sha256
from wopsim.durable import make_folder, replacing
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.sampler import Chains, Ensemble, put_together, sample_ensemble
from wopsim.inference.posterior.simulation_table import read_piece
from wopsim.processes import each_done


@dataclass(frozen=True)
class Sampling:
    """A posterior that is to be sampled.

    Parameters
    ----------
    density : of it; seed : of starts and moves.
    ensembles, walkers, steps, burn, kept : see `sampler.sample_ensemble`.
    """

    density: Target
    seed: int
    ensembles: int
    walkers: int
    steps: int
    burn: int
    kept: int


def sample_all(folder: Path, wanted: Sequence[Sampling], workers: int, tell: Callable[[int, int], None]) -> list[Chains]:
    """Return the chains of some posteriors; ensembles that the folder holds are not sampled again.

    Parameters
    ----------
    folder : where ensembles are kept, each under a name that says what it is of.
    wanted : posteriors; workers : processes; tell : called with (ensembles done, ensembles in all).
    """
    make_folder(folder)
    jobs = [_jobs(folder, one) for one in wanted]
    every = [job for some in jobs for job in some]
    missing = [job for job in every if not job.path.exists()]
    kept = len(every) - len(missing)
    tell(kept, len(every))
    for count in each_done(missing, workers):
        tell(kept + count, len(every))
    return [put_together([_read(job.path) for job in some]) for some in jobs]


def identity(*things: Any) -> str:
    """Return a short name of some things, the same for the same numbers and the same code of rules and inference, and for no others."""
    return hashlib.sha256(b"".join([_code(), *map(_digest, things)])).hexdigest()[:12]


@dataclass(frozen=True)
class _Job:
    """One ensemble; called in the process that samples it."""

    what: Sampling
    number: int
    path: Path

    def __call__(self) -> None:
        one = self.what
        parameters = len(one.density.names)
        found = sample_ensemble(one.density, parameters, one.seed, self.number, one.walkers, one.steps, one.burn, one.kept)
        with replacing(self.path) as draft:
            np.savez(draft, **vars(found))


def _jobs(folder: Path, one: Sampling) -> list[_Job]:
    label = identity(one)
    return [_Job(one, number, folder / f"chains-{label}-{number}.npz") for number in range(one.ensembles)]


def _read(path: Path) -> Ensemble:
    held = read_piece(path)
    return Ensemble(held["scores"], held["density"], float(held["tau"]), float(held["accepted"]))


@lru_cache(maxsize=1)
def _code() -> bytes:
    """Hash of what numbers of a posterior hang on beside its own: rules with their priors, and everything about inference."""
    inference = Path(wopsim.inference.__file__).parent
    return f"{sources_sha256()} {files_sha256(inference.rglob('*.py'), inference)}".encode()


def _digest(thing: Any) -> bytes:
    """Hash of what a thing holds, whatever the order of sets and mappings."""
    if isinstance(thing, np.ndarray):
        parts = [thing.dtype.str.encode(), repr(thing.shape).encode(), np.ascontiguousarray(thing).tobytes()]
    elif is_dataclass(thing):
        parts = [type(thing).__name__.encode(), *(_digest(getattr(thing, each.name)) for each in fields(thing))]
    elif isinstance(thing, Mapping):
        parts = [b"mapping", *sorted(_digest(pair) for pair in thing.items())]
    elif isinstance(thing, set | frozenset):
        parts = [b"set", *sorted(map(_digest, thing))]
    elif isinstance(thing, tuple | list):
        parts = [b"sequence", *map(_digest, thing)]
    else:
        parts = [repr(thing).encode()]
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
