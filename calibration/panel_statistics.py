"""Compute the statistics of a country's panel from its file: those in `calibration/evidence/panel/` and `calibration/evidence/audits/`.

    python calibration/panel_statistics.py PANEL.csv.gz --out calibration/evidence/panel
    python calibration/panel_statistics.py AUDITS.csv.gz --country California --out calibration/evidence/audits

The panels (Brazil's SNIS, ODbL 1.0; California's water loss audits) are not part of the project; the README of each folder says
where its panel comes from and which columns it needs. The same panel gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from wopsim.errors import WopsimError
from wopsim.inference.background.countries import COUNTRIES


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(description="Compute panel statistics and write them as tidy CSV files.")
    parser.add_argument("panel", metavar="PANEL", help="CSV of provider-years, plain or packed with gzip")
    parser.add_argument("--country", choices=COUNTRIES, default="Brazil", help="whose panel it is")
    parser.add_argument("--out", required=True, type=Path, help="folder for the tables (made when absent, files overwritten)")
    options = parser.parse_args(arguments)
    country = COUNTRIES[options.country]
    try:
        panel = country.read(options.panel)
    except WopsimError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    options.out.mkdir(parents=True, exist_ok=True)
    for name, table in country.statistics(panel).items():
        table.to_csv(options.out / f"{name}.csv", index=False, float_format="%.6g", lineterminator="\n")
    providers = panel.index.get_level_values("provider").nunique()
    sys.stdout.write(f"{len(panel)} provider-years of {providers} water providers -> {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
