"""Fit the background (M1) to a panel file, and write the estimates to `calibration/evidence/panel/`.

    python calibration/fit_background.py PANEL.csv.gz [--out calibration/evidence/panel/background.csv] [--check]

Takes some minutes. Beside the estimates stand `*_correlation.csv` and `*_numbers.csv`; `docs/background.md` explains them. The panel
is that of `panel_statistics.py`. `--check` writes nothing and exits with 1 if the files differ in more than the last digits.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from wopsim.errors import WopsimError
from wopsim.inference.background.estimates import estimates, fit_all, numbers
from wopsim.inference.background.provider_panel import read_panel

OUT = Path(__file__).resolve().parent / "evidence" / "panel" / "background.csv"
CLOSE = 0.01
"""Searches end a little apart on other machines; in standard errors this is nothing."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Fit the background (M1) to a panel by maximum likelihood.")
    parser.add_argument("panel", metavar="PANEL", help="CSV of provider-years, plain or packed with gzip")
    parser.add_argument("--out", type=Path, default=OUT, help="file of the estimates; the others stand beside it")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if the files would change")
    options = parser.parse_args(arguments)
    try:
        fits = fit_all(read_panel(options.panel))
        table, correlation = estimates(fits)
    except WopsimError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    out: Path = options.out
    files = {
        out: table,
        out.with_stem(f"{out.stem}_correlation"): correlation.reset_index(),
        out.with_stem(f"{out.stem}_numbers"): numbers(fits),
    }
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
