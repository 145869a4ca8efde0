"""The bank: all cases run at many sets of parameters, kept on disk piece by piece, so that nothing is run twice."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wopsim.compiled_sources import sources_sha256
from wopsim.declare import PARAMETERS, Parameters
from wopsim.durable import make_folder, replacing, write_text
from wopsim.engines.compiled.run import prepare
from wopsim.errors import DamageError, WopsimError
from wopsim.inference.cases.case_runs import Asked, run_cases
from wopsim.inference.cases.case_spec import Planned
from wopsim.inference.cases.conditioning import moments
from wopsim.inference.evidence.experiments import EXPERIMENTS
from wopsim.inference.posterior.evidence_terms import Datum
from wopsim.inference.posterior.standard_scores import sets_of, values_of
from wopsim.processes import each_done
from wopsim.streams import Floats

PIECE = 64
"""Sets of parameters that are run together."""
REACH = Planned(
    row_id="people_per_utility", case_id="people_per_utility", line=0, indicator="people_reached", unit="person", scale="utility",
    phase="during", source_class="mentor_or_programme", mentee=None, mentor=None, months=54, budget=None,
    objectives=("efficiency", "access"), baseline=None, before=0.0, at_baseline=0.0, at_end=5.0, time=5.0, assumed=(),
)  # fmt: skip
"""A long partnership somewhere, five years on: what programmes count."""
FIGURES = (*EXPERIMENTS, "people_per_utility")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Bank:
    """What runs of all cases show at many sets of parameters.

    Parameters
    ----------
    scores : (set, parameter) standard normal scores of `names`.
    names : parameters that differ between sets.
    mean, variance : (set, datum) of the value after given the baseline, or of the change for a gain, on the indicator's scale.
    figures : (set, figure) of `FIGURES`; people per utility as a logarithm.
    """

    scores: Floats
    names: tuple[str, ...]
    mean: Floats
    variance: Floats
    figures: Floats


def fill_bank(
    folder: Path,
    label: str,
    data: Sequence[Datum],
    names: Sequence[str],
    scores: Floats,
    seeds: Sequence[int],
    workers: int,
    progress: Progress,
) -> Bank:
    """Run all cases at sets of parameters, or read what was run before.

    Parameters
    ----------
    folder : where pieces are kept; label : of these, part of their names.
    data : observations; names, scores : parameters and their (set, parameter) scores.
    seeds : see `run_cases`; workers : processes; progress : called with (sets done, sets in all).

    Raises
    ------
    WopsimError : the folder holds pieces of another calibration.
    """
    make_folder(folder)
    _same_as_before(folder / f"{label}.json", data, names, scores, seeds)
    pieces = [slice(first, min(first + PIECE, len(scores))) for first in range(0, len(scores), PIECE)]
    paths = [folder / f"{label}-{number:05d}.npz" for number in range(len(pieces))]
    missing = [k for k, path in enumerate(paths) if not path.exists()]
    jobs = [_Job(tuple(data), tuple(names), scores[pieces[k]], tuple(seeds), paths[k]) for k in missing]
    kept = len(paths) - len(jobs)
    progress(min(len(scores), kept * PIECE), len(scores))
    prepare()  # once, before several processes would each do it
    for count in each_done(jobs, workers):
        progress(min(len(scores), (kept + count) * PIECE), len(scores))
    parts = [read_piece(path) for path in paths]
    return Bank(scores, tuple(names), *(np.concatenate([part[name] for part in parts]) for name in ("mean", "variance", "figures")))


def read_piece(path: Path) -> Any:
    """Return what was kept of a piece: an array, or arrays by name.

    Raises
    ------
    DamageError : it is not what was written.
    """
    try:
        with path.open("rb") as file:
            held = np.load(file)
            return held if isinstance(held, np.ndarray) else dict(held)
    except (EOFError, OSError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise DamageError(f"{path} is damaged ({error}); remove it, and the same line runs this piece again.") from error


def named(word: str, scores: Floats) -> str:
    """Return a label of sets that depend on the evidence, so that other evidence runs its own and finds the sets of the prior done."""
    return f"{word}-{hashlib.sha256(np.ascontiguousarray(scores).tobytes()).hexdigest()[:8]}"


def joined(banks: Sequence[Bank]) -> Bank:
    """Return banks of the same parameters and data as one."""
    return Bank(
        np.concatenate([bank.scores for bank in banks]),
        banks[0].names,
        *(np.concatenate([getattr(bank, name) for bank in banks]) for name in ("mean", "variance", "figures")),
    )


@dataclass(frozen=True)
class _Job:
    """One piece of the bank; called in the process that runs it."""

    data: tuple[Datum, ...]
    names: tuple[str, ...]
    scores: Floats
    seeds: tuple[int, ...]
    path: Path

    def __call__(self) -> None:
        sets = sets_of(self.names, values_of(self.names, self.scores))
        versions = run_cases([one.asked for one in self.data] + [Asked(REACH)], sets, self.seeds)
        found = [moments(version, one.linked) for version, one in zip(versions[:-1], self.data, strict=True)]
        mean = np.stack([m.change if one.gain else m.mean for m, one in zip(found, self.data, strict=True)], axis=1)
        variance = np.stack([m.change_variance if one.gain else m.variance for m, one in zip(found, self.data, strict=True)], axis=1)
        experiments = np.array([[replay(Parameters(**values)) for replay in EXPERIMENTS.values()] for values in sets])
        reach = np.log(np.exp(versions[-1].after).mean(axis=1))
        with replacing(self.path) as draft:
            np.savez(draft, mean=mean, variance=variance, figures=np.column_stack([experiments, reach]))


def _same_as_before(path: Path, data: Sequence[Datum], names: Sequence[str], scores: Floats, seeds: Sequence[int]) -> None:
    """Refuse to go on with pieces of another calibration; remember what these are of."""
    priors = {name: [str(PARAMETERS[name].prior), list(PARAMETERS[name].valid)] for name in names}
    fixed = {name: declared.default for name, declared in PARAMETERS.items() if not declared.drawn}
    what = {
        "data": hashlib.sha256(repr([(one.asked, one.gain) for one in data]).encode()).hexdigest(),
        "priors": priors, "fixed": fixed, "seeds": list(seeds),
        "scores": hashlib.sha256(np.ascontiguousarray(scores).tobytes()).hexdigest(),
        "rules": sources_sha256(),
    }  # fmt: skip
    text = json.dumps(what, indent=1, sort_keys=True)
    if path.exists() and path.read_text(encoding="utf-8") != text:
        try:
            before = dict(json.loads(path.read_text(encoding="utf-8")))
        except (TypeError, ValueError):
            raise DamageError(f"{path} is damaged; name another folder with --out, or remove {path.parent}.") from None
        differs = ", ".join(key for key in what if before.get(key) != json.loads(text)[key])
        what_to_do = "name another folder with --out, or remove it"
        raise WopsimError(f"{path.parent} holds runs of another calibration (other {differs}); {what_to_do}.")
    write_text(path, text)
