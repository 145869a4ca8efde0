"""The checks that decide whether to believe a posterior."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from wopsim.durable import replacing
from wopsim.inference.checks.forecasts import Forecast, forecasts
from wopsim.inference.checks.run_evidence import picked_runs
from wopsim.inference.checks.synthetic_evidence import TRIES, Ranks, synthetic_target
from wopsim.inference.checks.theories_weighed import Weighed, weigh_theories
from wopsim.inference.posterior.calibration import Calibration, Tell, pick
from wopsim.inference.posterior.evidence_terms import COMPONENTS
from wopsim.inference.posterior.kept_chains import Sampling, identity, sample_all
from wopsim.inference.posterior.log_posterior import Target
from wopsim.inference.posterior.observation_model import log_likelihood
from wopsim.inference.posterior.posterior_files import posterior_draws, write_draws
from wopsim.inference.posterior.sampler import Chains, visits
from wopsim.inference.posterior.simulation_table import fill_bank, named, read_piece
from wopsim.inference.posterior.standard_scores import put, run_parameters, scores_of, values_of
from wopsim.processes import each_done, workers_or_all
from wopsim.rules.reporting import SELF_REPORTING
from wopsim.streams import Floats, normal, stream

TRUTH = stream("checks.truth")
OTHERS = stream("checks.others")

RANKED = 99
"""Draws of each synthetic posterior among which the truth is ranked."""
KEPT = 50
"""Steps that are kept of an ensemble that a check samples: some thousand visits, of which it takes a part."""
NO_SELECTION = {"selection_published": 0.0, "selection_searched": 0.0}
PRIORS_AND_REPORTING = ("wide priors", "no selective reporting")
NO_BIAS = {f"report_bias_{name}": 0.0 for name in SELF_REPORTING}


@dataclass(frozen=True)
class Direct:
    """The emulator beside runs at the same draws of the posterior.

    Parameters
    ----------
    emulated, run : (draw, case) log likelihood.
    """

    emulated: Floats
    run: Floats

    @property
    def effective_share(self) -> float:
        """Share of draws that is left when draws of the emulated posterior are weighted to that of the runs [1]."""
        off = (self.run - self.emulated).sum(axis=1)
        weight = np.exp(off - off.max())
        return float(weight.sum() ** 2 / (weight**2).sum() / weight.size)


@dataclass(frozen=True)
class Movement:
    """How far the evidence moved one parameter.

    Parameters
    ----------
    name : of the parameter.
    prior, posterior : 5, 50 and 95 % quantiles, in its unit.
    shift : of the mean, in standard deviations of the prior; left : standard deviation left of the prior's, on its normal score.
    """

    name: str
    prior: Floats
    posterior: Floats
    shift: float
    left: float

    @property
    def verdict(self) -> str:
        """Whether the evidence says anything about it."""
        if self.left > 0.9 and abs(self.shift) < 0.25:
            return "unmoved: the prior"
        return "narrowed" if self.left < 0.7 else "moved" if abs(self.shift) >= 0.25 else "hardly narrowed"


@dataclass(frozen=True)
class Checks:
    """Everything that was checked.

    Parameters
    ----------
    components : mean log likelihood of each component over the posterior, and at the middle of the prior.
    influence : for each component, how far the parameters shift without it (largest shift, name of that parameter).
    ranks : of simulation-based calibration; run_ranks : the same with evidence of single runs.
    theories : rival mechanisms, weighed by the evidence.
    recovery : (parameter,) score of a known truth among the posterior of data that runs at it produced: truth, 5, 50 and 95 %.
    direct : emulator against runs.
    forecasts : of every report; plain_forecasts : the same when nobody's reports are taken to be biased or chosen.
    variants : posterior CSV by name of the variant.
    """

    components: dict[str, tuple[float, float]]
    influence: dict[str, tuple[float, str]]
    ranks: Ranks
    run_ranks: Ranks
    theories: tuple[Weighed, ...]
    recovery: Floats
    direct: Direct
    forecasts: tuple[Forecast, ...]
    plain_forecasts: tuple[Forecast, ...]
    variants: dict[str, Path]

    @property
    def posteriors(self) -> dict[str, Path]:
        """Posteriors under which it is asked whether the choice between designs hangs on the evidence: of `variants`, the large ones."""
        return {name: path for name, path in self.variants.items() if name.startswith("without ") or name in PRIORS_AND_REPORTING}


def check(calibration: Calibration, folder: Path, workers: int | None, tell: Tell) -> Checks:
    """Run all checks of a calibration; arguments as in `calibrate`."""

    def progress(stage: str) -> Callable[[int, int], None]:
        return lambda done, of: tell(stage, done, of)

    target = calibration.target
    at_posterior, at_prior = target.by_component(calibration.chains.some()), target.by_component(np.zeros((1, len(target.names))))
    variants, influence = _variants(calibration, folder, workers, progress("posteriors without parts of the evidence"))
    return Checks(
        components={name: (float(values.mean()), float(at_prior[name][0])) for name, values in at_posterior.items()},
        influence=influence,
        ranks=simulation_based(calibration, folder, workers, progress("simulation-based calibration")),
        run_ranks=of_single_runs(calibration, folder, workers, progress("calibration against single runs")),
        theories=tuple(weigh_theories(calibration)),
        recovery=_recovery(calibration, folder, progress("recovery of a known truth")),
        direct=_direct(calibration, folder, workers, progress("runs at the posterior")),
        forecasts=tuple(forecasts(calibration, folder, workers, progress("forecasts of each case from the others"))),
        plain_forecasts=tuple(forecasts(_plain(calibration, folder), folder, workers, progress("the same, reports taken as they are"))),
        variants=variants,
    )


def movements(names: Sequence[str], values: Floats) -> list[Movement]:
    """Return how far the evidence moved every parameter.

    Parameters
    ----------
    names : parameters; values : (draw, parameter) of the posterior, in their units.
    """
    from scipy import special

    levels = (0.05, 0.5, 0.95)
    before = values_of(names, np.tile(np.array([[-1.6449], [0.0], [1.6449]]), len(names)))
    evenly = special.ndtri((np.arange(2000) + 0.5) / 2000)[:, None]  # the prior, as even as can be
    found = []
    for k, name in enumerate(names):
        prior, scores = scores_of(name, values_of([name], evenly)[:, 0]), scores_of(name, values[:, k])
        shift, left = (scores.mean() - prior.mean()) / prior.std(), scores.std() / prior.std()
        found.append(Movement(name, before[:, k], np.quantile(values[:, k], levels), float(shift), float(left)))
    return found


def _variants(
    calibration: Calibration, folder: Path, workers: int | None, tell: Callable[[int, int], None]
) -> tuple[dict[str, Path], dict[str, tuple[float, str]]]:
    """Sample the posterior without each component, with wider priors, and without selective reporting; write draws of each."""
    target, study = calibration.target, calibration.study
    whole = calibration.chains.flat.mean(axis=0)
    wanted = {f"without {name}": target.without(name) for name in COMPONENTS if name in target.by_component(whole[None])}
    reports = target.reports
    changed = {
        "wide priors": replace(target, prior_scale=1.5),
        "no selective reporting": replace(target, held=NO_SELECTION),
        "tails of 2.5 degrees of freedom": replace(target, reports=replace(reports, tail=2.5)),
        "nearly normal tails": replace(target, reports=replace(reports, tail=30.0)),
        "means that stand for three utilities": replace(target, reports=replace(reports, average_of=3.0)),
        "readings that rows do not share": replace(target, reports=replace(reports, follows=np.full_like(reports.follows, -1))),
        "experiments counted twice": replace(target, figures={**target.figures, **study.experiments}),
    }
    paths, influence = {}, {}
    densities = {**wanted, **changed}
    samplings = [_quickly(calibration, density, study.seed + 100 + number) for number, density in enumerate(densities.values())]
    every = sample_all(folder / "bank", samplings, workers_or_all(workers), tell)
    for (name, density), chains in zip(densities.items(), every, strict=True):
        flat = chains.flat
        path = folder / "variants" / f"{name.replace(' ', '_')}.csv"
        write_draws(path, *posterior_draws(study, density, flat))
        paths[name] = path
        shift = flat.mean(axis=0) - whole
        largest = int(np.argmax(np.abs(shift)))
        influence[name] = (float(shift[largest]), target.names[largest])
    return paths, influence


def _plain(calibration: Calibration, folder: Path) -> Calibration:
    """The calibration when reports are neither biased nor chosen."""
    density = replace(calibration.target, held={**NO_SELECTION, **NO_BIAS})
    return replace(calibration, target=density, chains=_one(calibration, density, calibration.study.seed + 90, folder))


def _quickly(calibration: Calibration, density: Target, seed: int) -> Sampling:
    """How a posterior is sampled of which a check needs some draws: one ensemble, fewer steps."""
    s = calibration.study.sampler
    steps = max(10, s.steps // 2)
    return Sampling(density, seed, 1, s.walkers, steps, steps // 3, KEPT)


def _one(calibration: Calibration, density: Target, seed: int, folder: Path) -> Chains:
    return sample_all(folder / "bank", [_quickly(calibration, density, seed)], 1, lambda done, of: None)[0]


def simulation_based(calibration: Calibration, folder: Path, workers: int | None, tell: Callable[[int, int], None]) -> Ranks:
    """Draw truths from the prior and evidence from each truth, and rank the truth in its posterior.

    The evidence is drawn through the emulator, and each posterior has one small ensemble of fewer steps: cheaper than the real
    thing, and blind to what the emulator gets wrong (for which see `of_single_runs`). Ranks are kept in the folder as they are found.
    """
    study, target = calibration.study, calibration.target
    number_of_sets = np.arange(study.checks.data_sets, dtype=np.uint64)[:, None]
    truths = normal(TRUTH, study.seed, number_of_sets, np.arange(len(target.names), dtype=np.uint64))
    return _ranked(calibration, folder, "ranks", truths, None, workers, tell)


def of_single_runs(calibration: Calibration, folder: Path, workers: int | None, tell: Callable[[int, int], None]) -> Ranks:
    """Do the same with reports of single runs, whose own value before fits the stated baseline: at the level of whole cases.

    Neither the emulator nor the regression on the baseline has a part in the evidence; parameters that do not move are drawn as well.
    """
    study, target = calibration.study, calibration.target
    names = run_parameters()
    numbers = np.arange(study.checks.run_sets, dtype=np.uint64)[:, None]
    truths = normal(TRUTH, study.seed + 3, numbers, np.arange(len(target.names), dtype=np.uint64))
    scores = put(normal(OTHERS, study.seed + 3, numbers, np.arange(len(names), dtype=np.uint64)), names, target.names, truths)
    seeds = [study.seed + 700 + number for number in range(study.checks.run_seeds)]
    picked = picked_runs(
        folder / "bank", named("single", scores), calibration.data, names, scores, seeds, TRIES, workers_or_all(workers),
        lambda done, of: tell(0, 1),
    )  # fmt: skip
    return _ranked(calibration, folder, "single", truths, picked, workers, tell)


def _ranked(
    calibration: Calibration, folder: Path, word: str, truths: Floats, picked: Floats | None, workers: int | None,
    tell: Callable[[int, int], None],
) -> Ranks:  # fmt: skip
    """Ranks of truths (set, parameter) in posteriors of synthetic evidence; see `synthetic_target` for `picked`."""
    study, target = calibration.study, calibration.target
    label = f"{word}-ranks-{identity(target, truths, picked, study.seed, study.checks.steps)}"
    jobs = [
        _Synthetic(
            target, truth, None if picked is None else picked[number], study.seed, number, study.checks.steps,
            folder / "bank" / f"{label}-{number:05d}.npy",
        )
        for number, truth in enumerate(truths)
    ]  # fmt: skip
    missing = [job for job in jobs if not job.path.exists()]
    kept = len(jobs) - len(missing)
    tell(kept, len(jobs))
    for count in each_done(missing, workers_or_all(workers)):
        tell(kept + count, len(jobs))
    return Ranks(np.array([read_piece(job.path) for job in jobs]), RANKED)


@dataclass(frozen=True)
class _Synthetic:
    """One synthetic data set; called in the process that samples it, where it writes its ranks."""

    target: Target
    truth: Floats
    picked: Floats | None
    seed: int
    number: int
    steps: int
    path: Path

    def __call__(self) -> None:
        density = synthetic_target(self.target, self.truth, self.seed, self.number, self.picked)
        burn, walkers = self.steps // 2, 2 * self.truth.size + 2
        seed = self.seed + 10_000 + self.number
        flat = visits(density, self.truth.size, seed, walkers, self.steps, burn, kept=20)
        draws = flat[pick(len(flat), RANKED, self.seed + self.number)]
        with replacing(self.path) as draft:
            np.save(draft, (draws < self.truth).sum(axis=0).astype(np.float64))


def _recovery(calibration: Calibration, folder: Path, tell: Callable[[int, int], None]) -> Floats:
    """Take a truth off the middle of the prior, let runs (not the emulator) produce the evidence, and find it again."""
    study, target = calibration.study, calibration.target
    truth = 0.8 * normal(TRUTH, study.seed + 1, 0, np.arange(len(target.names), dtype=np.uint64))
    names = run_parameters()
    scores = normal(OTHERS, study.seed + 1, 0, np.arange(len(names), dtype=np.uint64))[None, :]
    scores = put(scores, names, target.names, truth[None, :])
    # seeds of its own: the runs that produce the evidence are not those that explain it
    seeds = [study.seed + 500]
    bank = fill_bank(folder / "bank", named("truth", scores), calibration.data, names, scores, seeds, 1, tell)
    exact = replace(target, emulator=_Known(target.emulator.names, (bank.mean[0], bank.variance[0], bank.figures[0])))
    density = synthetic_target(exact, truth, study.seed + 2, 0)
    flat = _one(calibration, replace(density, emulator=target.emulator), study.seed + 300, folder).flat
    return np.column_stack([truth, *np.quantile(flat, (0.05, 0.5, 0.95), axis=0)])


@dataclass(frozen=True)
class _Known:
    """Stands where an emulator does, and gives what runs gave, (datum,), (datum,) and (figure,)."""

    names: tuple[str, ...]
    found: tuple[Floats, Floats, Floats]

    @property
    def figure_error(self) -> Floats:
        """Runs leave nothing."""
        return np.zeros_like(self.found[2])

    def __call__(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        mean, variance, figures = (np.broadcast_to(part, (*scores.shape[:-1], part.size)) for part in self.found)
        return mean, variance, figures


def _direct(calibration: Calibration, folder: Path, workers: int | None, tell: Callable[[int, int], None]) -> Direct:
    """Run all cases at draws of the posterior, and compare likelihoods."""
    study, target, flat = calibration.study, calibration.target, calibration.chains.flat
    names = run_parameters()
    scores = normal(OTHERS, study.seed, np.arange(study.checks.direct, dtype=np.uint64)[:, None], np.arange(len(names), dtype=np.uint64))
    chosen = flat[pick(len(flat), study.checks.direct, study.seed + 5)]
    scores = put(scores, names, target.names, chosen)
    bank = fill_bank(folder / "bank", named("direct", scores), calibration.data, names, scores, study.seeds, workers_or_all(workers), tell)
    order = target.reports.order
    run = log_likelihood(target.reports, bank.mean[:, order], bank.variance[:, order], target.values(chosen))
    return Direct(target.by_case(chosen), run)
