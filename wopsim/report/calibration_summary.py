"""A calibration in a few lines: what each component of the evidence says, and whether the chains agree."""

from __future__ import annotations

import numpy as np

from wopsim.inference.posterior.calibration import Calibration
from wopsim.inference.posterior.posterior_files import diagnostics


def summary(calibration: Calibration) -> str:
    """Return the contribution of every component, and the diagnostics."""
    target = calibration.target
    posterior, middle = target.by_component(calibration.chains.some()), target.by_component(np.zeros((1, len(target.names))))
    found = diagnostics(calibration)
    explained = found["emulator_explains_of_means"]
    lines = ["Log likelihood by component: mean over the posterior, and what it gained on the middle of the prior"]
    lines += [f"  {name:14s} {values.mean():8.1f} {values.mean() - float(middle[name][0]):+8.1f}" for name, values in posterior.items()]
    lines += [
        f"Chains: largest R-hat {found['r_hat_largest']:.3f} (1.01 or less is good), {found['effective_draws']:.0f} effective draws, "
        f"autocorrelation time {found['autocorrelation_time_steps']:.0f} steps, {found['accepted_share']:.0%} of moves accepted.",
        f"Emulator: explains {explained['least']:.0%} to {explained['most']:.0%} (median {explained['median']:.0%}) of how the "
        "means of cases move over the prior; the rest is in the likelihood as spread.",
        f"Used: {len(calibration.data)} observations; left out: {len(calibration.left_out)} rows, with reasons in provenance.json.",
    ]
    return "\n".join(lines)
