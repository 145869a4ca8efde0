"""Calibration: evidence -> bank of runs -> emulator -> posterior, each stage kept in the folder so that it can be taken up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.new_country import new_country
from wopsim.inference.background.panel_term import read_panel_fit
from wopsim.inference.posterior.calibration_file import CalibrationStudy, Loaded
from wopsim.inference.posterior.emulator import Emulator, fit_emulator
from wopsim.inference.posterior.evidence_terms import Datum, LeftOut, read_data
from wopsim.inference.posterior.kept_chains import Sampling, sample_all
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.observation_model import Reports, reports_of
from wopsim.inference.posterior.sampler import Chains
from wopsim.inference.posterior.simulation_table import Bank, fill_bank, joined, named
from wopsim.inference.posterior.standard_scores import put, run_parameters
from wopsim.processes import workers_or_all
from wopsim.streams import Floats, normal, stream

OTHERS = stream("calibration.others")
PICK = stream("calibration.pick")

Tell = Callable[[str, int, int], None]
"""Called with (stage, done, in all)."""


@dataclass(frozen=True)
class Calibration:
    """Everything between the evidence and the posterior.

    Parameters
    ----------
    study : what was asked; data, left_out : evidence that is used and not.
    bank : runs; emulator : of the bank; target : the posterior density; chains : what was sampled of it.
    """

    study: CalibrationStudy
    data: tuple[Datum, ...]
    left_out: tuple[LeftOut, ...]
    bank: Bank
    emulator: Emulator
    target: Target
    chains: Chains

    @property
    def reports(self) -> Reports:
        """The data as arrays."""
        return self.target.reports


def calibrate(loaded: Loaded, folder: Path, workers: int | None, tell: Tell) -> Calibration:
    """Calibrate.

    Parameters
    ----------
    loaded : the study.
    folder : where runs are kept; the same call goes on where it was stopped.
    workers : processes, None for one on each core.
    tell : progress.
    """
    study = loaded.study
    data, left_out = read_data(study)
    names = run_parameters()
    moving = [name for name in study.parameters if name in names]
    processes = workers_or_all(workers)

    def progress(stage: str) -> Callable[[int, int], None]:
        return lambda done, of: tell(stage, done, of)

    bank = fill_bank(
        folder / "bank",
        "prior",
        data,
        names,
        _spread_out(study, len(names)),
        study.seeds,
        processes,
        progress("runs of all cases over the prior"),
    )
    emulator = fit_emulator(bank, moving)
    target = target_of(study, data, emulator)
    if study.bank.refine:
        quick = _sampling(study, target, study.seed, quick=True)
        first = sample_all(folder / "bank", [quick], processes, progress("first look at the posterior"))[0]
        there = _near(study, target, first, names)
        near = fill_bank(
            folder / "bank", named("near", there), data, names, there, study.seeds, processes, progress("runs near the posterior")
        )
        bank = joined([bank, near])
        emulator = fit_emulator(bank, moving)
        target = target_of(study, data, emulator)
    chains = sample_all(folder / "bank", [_sampling(study, target, study.seed + 1_000)], processes, progress("posterior"))[0]
    return Calibration(study, tuple(data), tuple(left_out), bank, emulator, target, chains)


def target_of(study: CalibrationStudy, data: list[Datum], emulator: Emulator) -> Target:
    """Return the posterior density of a study, given an emulator of its data."""
    reports = reports_of(data)
    components = [data[k].component for k in reports.order]
    between = study.background.between_countries
    panel = new_country([read_panel_fit(country) for country in COUNTRIES], between) if between else None
    figures = {name: figure for name, figure in {**study.experiments, **study.programmes}.items() if not figure.sets_prior_of}
    return Target(study.parameters, emulator, reports, tuple(components), figures, panel)


def _sampling(study: CalibrationStudy, target: Target, seed: int, quick: bool = False) -> Sampling:
    s = study.sampler
    steps, burn = (max(10, s.steps // 4), s.burn // 4) if quick else (s.steps, s.burn)
    ensembles = 1 if quick else s.ensembles
    return Sampling(target, seed, ensembles, s.walkers, steps, min(burn, steps - 1), 200)


def _spread_out(study: CalibrationStudy, parameters: int) -> Floats:
    """Scores that fill the prior evenly, (set, parameter)."""
    from scipy import special
    from scipy.stats import qmc

    power = int(np.ceil(np.log2(study.bank.points)))
    points = qmc.Sobol(parameters, scramble=True, rng=study.seed).random_base2(power)[: study.bank.points]
    return np.asarray(special.ndtri(np.clip(points, 1e-6, 1.0 - 1e-6)))


def _near(study: CalibrationStudy, target: Target, chains: Chains, names: list[str]) -> Floats:
    """Scores of sets near the posterior, a little further apart than it; parameters that do not move come from their priors."""
    flat = chains.flat
    rows = pick(flat.shape[0], study.bank.refine, study.seed)
    middle = flat.mean(axis=0)
    chosen = middle + 1.3 * (flat[rows] - middle)
    scores = normal(OTHERS, study.seed, np.arange(study.bank.refine, dtype=np.uint64)[:, None], np.arange(len(names), dtype=np.uint64))
    return put(scores, names, target.names, chosen)


def pick(of: int, wanted: int, seed: int) -> np.ndarray:
    """Return numbers of `wanted` rows of many, spread evenly over them from a start by chance."""
    from wopsim.streams import uniform

    begin = float(uniform(PICK, seed, 0))
    return np.minimum(of - 1, ((np.arange(wanted) + begin) * of / wanted).astype(np.int64))
