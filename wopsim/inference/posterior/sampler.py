"""Sample a posterior with emcee: several ensembles that know nothing of each other, and what says whether they agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wopsim.streams import Floats, generator_state, normal, stream

START = stream("calibration.start")
MOVES = stream("calibration.moves")

Density = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Chains:
    """What the ensembles visited.

    Parameters
    ----------
    scores : (ensemble, step, walker, parameter), the burn-in left out.
    density : (ensemble, step, walker) log posterior density.
    tau : autocorrelation time [step], the longest of all parameters, mean over ensembles.
    accepted : share of proposals that were accepted [1].
    """

    scores: Floats
    density: Floats
    tau: float
    accepted: float

    @property
    def flat(self) -> Floats:
        """(visit, parameter), ensembles and walkers one after the other."""
        return self.scores.reshape(-1, self.scores.shape[-1])

    def some(self, wanted: int = 2000) -> Floats:
        """(visit, parameter), about as many as wanted, evenly spread."""
        return self.flat[:: max(1, len(self.flat) // wanted)][:wanted]


@dataclass(frozen=True)
class Ensemble:
    """What one ensemble visited, see `Chains`; scores are (step, walker, parameter), the density (step, walker)."""

    scores: Floats
    density: Floats
    tau: float
    accepted: float


def sample_ensemble(
    density: Density, parameters: int, seed: int, number: int, walkers: int, steps: int, burn: int, kept: int = 200
) -> Ensemble:
    """Sample a density whose prior is standard normal with one ensemble.

    Parameters
    ----------
    density : log density of scores (set, parameter), evaluated for half an ensemble at once.
    parameters : number of them; seed, number : of starts and moves; ensembles of other numbers know nothing of this one.
    walkers, steps, burn : see `calibration_file.Sampler`; burn < steps.
    kept : steps that are kept, at most, evenly spread.
    """
    sampler = _run(density, parameters, seed, number, walkers, steps)
    thin = max(1, (steps - burn) // kept)
    with np.errstate(invalid="ignore", divide="ignore"):  # a walker that never moved in a short chain
        tau = sampler.get_autocorr_time(discard=burn, tol=0)  # whether the chain is long enough is for the reader to see
    return Ensemble(
        sampler.get_chain(discard=burn, thin=thin),
        sampler.get_log_prob(discard=burn, thin=thin),
        float(np.nanmax(tau)),
        float(sampler.acceptance_fraction.mean()),
    )


def visits(density: Density, parameters: int, seed: int, walkers: int, steps: int, burn: int, kept: int) -> Floats:
    """Return what the first ensemble visits, (visit, parameter), where nobody asks how well it went; arguments as in `sample_ensemble`."""
    sampler = _run(density, parameters, seed, 0, walkers, steps)
    return np.asarray(sampler.get_chain(discard=burn, thin=max(1, (steps - burn) // kept)).reshape(-1, parameters))


def _run(density: Density, parameters: int, seed: int, number: int, walkers: int, steps: int) -> Any:
    """The sampler of emcee after all its steps."""
    import emcee
    from threadpoolctl import threadpool_limits

    walkers = max(walkers, 2 * parameters + 2)
    # the differences of walkers suit a density with long valleys; a big jump now and then lets them leave a corner
    moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DEMove(gamma0=1.0), 0.1), (emcee.moves.StretchMove(), 0.1)]
    sampler = emcee.EnsembleSampler(walkers, parameters, density, vectorize=True, moves=moves)
    begin = 0.5 * normal(START, seed, number, np.arange(walkers, dtype=np.uint64)[:, None], 0, np.arange(parameters))
    with threadpool_limits(1):  # the matrices are small: threads would only wait for each other
        sampler.run_mcmc(emcee.State(begin, random_state=generator_state(MOVES, seed, number)), steps)
    return sampler


def put_together(ensembles: Sequence[Ensemble]) -> Chains:
    """Return the chains of all ensembles of a posterior."""
    return Chains(
        np.array([one.scores for one in ensembles]),
        np.array([one.density for one in ensembles]),
        float(np.mean([one.tau for one in ensembles])),
        float(np.mean([one.accepted for one in ensembles])),
    )
