"""Compute the statistics in `calibration/evidence/panel/` from a panel file.

    python calibration/panel_statistics.py PANEL.csv.gz --out calibration/evidence/panel

The panel (Brazil's SNIS, ODbL 1.0) is not part of the project; `evidence/panel/README.md` says where it comes from and
which columns it needs. The same panel gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wopsim.errors import WopsimError
from wopsim.inference.background.panel_moments import compute
from wopsim.inference.background.provider_panel import read_panel


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Compute panel statistics and write them as tidy CSV files.")
    parser.add_argument("panel", metavar="PANEL", help="CSV of provider-years, plain or packed with gzip")
    parser.add_argument("--out", required=True, type=Path, help="folder for the tables (made when absent, files overwritten)")
    options = parser.parse_args(arguments)
    try:
        panel = read_panel(options.panel)
    except WopsimError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in compute(panel).items():
        table.to_csv(options.out / f"{name}.csv", index=False, float_format="%.6g", lineterminator="\n")
    providers = panel.index.get_level_values("provider").nunique()
    sys.stdout.write(f"{len(panel)} provider-years of {providers} water providers -> {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
