"""Fit the background (M1) to the panel file of a country, and write the estimates to the country's folder in `calibration/evidence/`.

    python calibration/fit_background.py PANEL.csv.gz [--country Brazil] [--out calibration/evidence/panel/background.csv] [--check]

Takes some minutes for Brazil, half a minute for California. Beside the estimates stand `*_correlation.csv` and `*_numbers.csv`, and
for audits `*_parts.csv`, by their score of validity; `docs/background.md` explains them. The panels are those of
`panel_statistics.py`. `--check` writes nothing and exits with 1 if the files differ in more than the last digits.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from wopsim.errors import WopsimError
from wopsim.inference.background.countries import COUNTRIES
from wopsim.inference.background.estimates import estimates, fit_all, numbers, numbers_of_parts

ROOT = Path(__file__).resolve().parents[1]
CLOSE = 0.01
"""Searches end a little apart on other machines; in standard errors this is nothing."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Fit the background (M1) to a panel by maximum likelihood.")
    parser.add_argument("panel", metavar="PANEL", help="CSV of provider-years, plain or packed with gzip")
    parser.add_argument("--country", choices=COUNTRIES, default="Brazil", help="whose panel it is")
    parser.add_argument("--out", type=Path, help="file of the estimates, the others stand beside it (default: that of the country)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the files would change")
    options = parser.parse_args(arguments)
    country = COUNTRIES[options.country]
    try:
        panel = country.read(options.panel)
        fits = fit_all(panel, country.dynamics)
        table, correlation = estimates(fits, country.context_spread)
        parts = numbers_of_parts(country.parts(panel))
    except WopsimError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    out: Path = options.out or ROOT / country.folder / "background.csv"
    files = {
        out: table,
        out.with_stem(f"{out.stem}_correlation"): correlation.reset_index(),
        out.with_stem(f"{out.stem}_numbers"): numbers(fits),
    } | ({out.with_stem(f"{out.stem}_parts"): parts} if len(parts) else {})
    if options.check:
        changed = [path for path, new in files.items() if not path.exists() or not same(pd.read_csv(path), new)]
        sys.stdout.writelines(f"{path} would change\n" for path in changed)
        return 1 if changed else 0
    out.parent.mkdir(parents=True, exist_ok=True)
    for path, new in files.items():
        new.to_csv(path, index=False, float_format="%.5g", lineterminator="\n")
        sys.stdout.write(f"{len(new)} rows -> {path}\n")
    return 0


def same(old: pd.DataFrame, new: pd.DataFrame) -> bool:
    """Return whether two tables say the same, but for last digits."""
    if old.shape != new.shape or list(old) != list(new):
        return False
    figures = new.select_dtypes("number").columns
    words = [name for name in new if name not in figures]
    return bool((old[words] == new[words]).all(axis=None) and np.allclose(old[figures], new[figures], rtol=CLOSE, atol=CLOSE))


if __name__ == "__main__":
    sys.exit(main())
