"""Write each notebook from its text: notebooks/NAME.ipynb from notebooks/NAME.py (cells in the percent format, which jupytext reads too).

    python docs/make_notebooks.py [--check]

A cell whose text did not change stays as it is, with what it showed; the notebooks' figures are those of whoever ran them last.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from wopsim.durable import write_text

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
MARK = re.compile(r"^# %%(?P<markdown> \[markdown\])?\n", re.M)
METADATA = {
    "jupytext": {"formats": "ipynb,py:percent", "notebook_metadata_filter": "kernelspec,language_info,-language_info.version"},
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
}

Cell = dict[str, Any]


def cells(text: str) -> list[Cell]:
    """Return the cells of a text, `kind` and `source` of each."""
    marks = list(MARK.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found = []
    for mark, end in zip(marks, ends, strict=True):
        lines = text[mark.end() : end].strip("\n").split("\n")
        if mark["markdown"]:
            lines = [line.removeprefix("#").removeprefix(" ") for line in lines]
        found.append({"cell_type": "markdown" if mark["markdown"] else "code", "source": "\n".join(lines)})
    return found


def notebook(name: str, text: str, before: str | None) -> str:
    """Return a notebook as the text of its file; cells of the one before it that say the same are kept."""
    kept: dict[tuple[str, str], Cell] = {}
    if before is not None:
        for cell in json.loads(before)["cells"]:
            kept[cell["cell_type"], "".join(cell["source"])] = cell
    made = []
    for number, cell in enumerate(cells(text)):
        empty = {"execution_count": None, "outputs": []} if cell["cell_type"] == "code" else {}
        new = {"cell_type": cell["cell_type"], **empty, "id": f"{name}-{number}", "metadata": {}}
        new["source"] = cell["source"].splitlines(keepends=True)
        made.append(kept.pop((cell["cell_type"], cell["source"]), new))
    whole = {"cells": made, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all notebooks, or say which are not those of their texts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a notebook is not that of its text")
    check = parser.parse_args().check
    wrong = []
    for path in sorted(FOLDER.glob("*.py")):
        out = path.with_suffix(".ipynb")
        before = out.read_text(encoding="utf-8") if out.exists() else None
        made = notebook(path.stem, path.read_text(encoding="utf-8"), before)
        if made == before:
            continue
        wrong.append(out.name)
        if not check:
            write_text(out, made)
    if check and wrong:
        sys.exit(f"not the notebooks of their texts: {', '.join(wrong)}; run `python docs/make_notebooks.py`.")


if __name__ == "__main__":
    main()
