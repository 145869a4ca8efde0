"""Put the sections and figures of a calibration on its page: `python docs/make_calibration.py [FOLDER]`.

FOLDER is what `wopsim calibrate --check --out FOLDER` wrote; without it, the posterior that ships. Nothing between the marks is
typed by hand. What follows from `posterior.csv` and `provenance.json` (how far each parameter moved) is computed from these two, so that
the page says what ships.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from wopsim.report.calibration_page import END, SECTIONS, mark, movement_section, section

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "calibration.md"
SHIPPED = DOCS.parent / "calibration" / "posterior" / "default"


def main(folder: Path) -> None:
    """Write the page."""
    made = (folder / SECTIONS).read_text(encoding="utf-8")
    found = section("movement", movement_section(folder / "posterior.csv", folder / "provenance.json"))
    made = made.replace(str(_section(made, "movement")), found)
    text = PAGE.read_text(encoding="utf-8")
    for name in re.findall(r"<!-- made: (.+) -->", made):
        if _section(text, name) is None:
            raise SystemExit(f"{PAGE} has no section {name!r}")
        text = text.replace(str(_section(text, name)), str(_section(made, name)))
    PAGE.write_text(text, encoding="utf-8")
    for figure in sorted((folder / "figures").glob("*.png")):
        shutil.copyfile(figure, DOCS / "figures" / figure.name)


def _section(text: str, name: str) -> str | None:
    found = re.search(re.escape(mark(name)) + r".*?" + re.escape(END), text, re.DOTALL)
    return found[0] if found else None


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
