"""See whether the fit of the background finds the truth of synthetic panels, and how often its intervals hold it.

    python calibration/background_recovery.py [INDICATOR ...] [--panels 20]

Takes some minutes an indicator. Panels are made from the rules of the model (`validation.background_synthetic`).
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from validation.background_synthetic import synthetic_years
from wopsim.inference.background.estimates import fitted_numbers
from wopsim.inference.background.fit import FROM_UNIT, fit
from wopsim.inference.background.panel_series import DYNAMICS

SEED, PROVIDERS, YEARS = 20261125, 250, 16


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Coverage of the intervals of the background's fit.")
    parser.add_argument("indicator", nargs="*", default=["nrw"], choices=list(DYNAMICS), help="default: nrw")
    parser.add_argument("--panels", type=int, default=20, help="number of synthetic panels")
    options = parser.parse_args(arguments)
    for name in options.indicator:
        dynamics, truth = DYNAMICS[name], fitted_numbers(name)
        pulls, numbers = [], ()
        for panel in range(options.panels):
            one = fit(synthetic_years(dynamics, truth, PROVIDERS, YEARS, SEED, panel), dynamics, near=truth)
            numbers = one.problem.numbers
            at = np.array([FROM_UNIT[number.scale](truth[number.name]) for number in numbers])
            with np.errstate(divide="ignore"):
                pulls.append((one.mean - at) / np.sqrt(np.diag(one.covariance)))
        found = np.array(pulls)
        sys.stdout.write(f"{name}: {options.panels} panels of {PROVIDERS} providers and {YEARS} years\n")
        for number, pull in zip(numbers, found.T, strict=True):
            pull = pull[np.isfinite(pull)]
            inside = [float((np.abs(pull) < z).mean()) for z in (0.674, 1.645, 1.96)]
            sys.stdout.write(
                f"  {number.name:18} mean pull {pull.mean():+.2f}, sd {pull.std():.2f}; inside 50, 90, 95 %: "
                + ", ".join(f"{100 * share:.0f}" for share in inside) + f" % of {pull.size}\n"
            )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
