"""Sample a posterior with emcee: several ensembles that know nothing of each other, and what says whether they agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

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


def sample(
    density: Density,
    parameters: int,
    seed: int,
    ensembles: int,
    walkers: int,
    steps: int,
    burn: int,
    tell: Callable[[int, int], None],
    kept: int = 200,
) -> Chains:
    """Sample a density whose prior is standard normal.

    Parameters
    ----------
    density : log density of scores (set, parameter), evaluated for half an ensemble at once.
    parameters : number of them; seed : of starts and moves.
    ensembles, walkers, steps, burn : see `calibration_file.Sampler`; burn < steps.
    tell : called with (steps done, steps in all).
    kept : steps that are kept of each ensemble, at most, evenly spread.
    """
    import emcee
    from threadpoolctl import threadpool_limits

    thin = max(1, (steps - burn) // kept)
    walkers = max(walkers, 2 * parameters + 2)
    scores, densities, taus, accepted = [], [], [], []
    for number in range(ensembles):
        # the differences of walkers suit a density with long valleys; a big jump now and then lets them leave a corner
        moves = [(emcee.moves.DEMove(), 0.8), (emcee.moves.DEMove(gamma0=1.0), 0.1), (emcee.moves.StretchMove(), 0.1)]
        sampler = emcee.EnsembleSampler(walkers, parameters, density, vectorize=True, moves=moves)
        begin = 0.5 * normal(START, seed, number, np.arange(walkers, dtype=np.uint64)[:, None], 0, np.arange(parameters))
        state = emcee.State(begin, random_state=generator_state(MOVES, seed, number))
        with threadpool_limits(1):  # the matrices are small: threads would only wait for each other
            for step, _ in enumerate(sampler.sample(state, iterations=steps)):
                if step % 50 == 0:
                    tell(number * steps + step, ensembles * steps)
        with np.errstate(invalid="ignore", divide="ignore"):  # a walker that never moved in a short chain
            tau = sampler.get_autocorr_time(discard=burn, tol=0)  # whether the chain is long enough is for the reader to see
        taus.append(float(np.nanmax(tau)))
        scores.append(sampler.get_chain(discard=burn, thin=thin))
        densities.append(sampler.get_log_prob(discard=burn, thin=thin))
        accepted.append(float(sampler.acceptance_fraction.mean()))
    tell(ensembles * steps, ensembles * steps)
    return Chains(np.array(scores), np.array(densities), float(np.mean(taus)), float(np.mean(accepted)))
