"""Reference pages of the documentation, written from the declarations: `python -m wopsim.cli.reference_pages [--check]`."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from wopsim.declare import PARAMETERS, ROLES, VARIABLES, Param, Role, Value
from wopsim.durable import make_folder, write_text
from wopsim.report.tables.markdown import markdown_table

FOLDER = Path("docs/reference")
MADE = "<!-- Made by `python -m wopsim.cli.reference_pages`; change the declarations in the code, not this page. -->\n"

ROLE_TITLES: dict[Role, str] = {
    "policy": "Policy: what a donor chooses",
    "context": "Context: the circumstances of a study",
    "uncertain": "Uncertain: what no evidence speaks about, and the order of designs hangs on",
    "calibrated": "Calibrated: what nobody chooses and nobody knows well",
    "fixed": "Fixed: conventions and well-known numbers",
}

WHEN_ABSENT = {
    "error": "refused",
    "default": "default",
    "country": "fact of the country",
    "derived": "follows from other cells",
    "drawn": "drawn, per draw",
}


def own() -> list[Param]:
    """Return the parameters that wopsim itself declares, without those of installed packages."""
    return [p for p in PARAMETERS.values() if p.module.partition(".")[0] == "wopsim"]


def parameters_page(parameters: Sequence[Param]) -> str:
    """Return the Markdown page of parameters, by role, with a count of what rests on an assumption."""
    parts = [
        MADE,
        "# Parameters\n",
        f"{what_is_assumed(parameters)} [Screening](../screening.md) asks of each plausible range whether it turns the order of designs.\n",
        "A study file may set the parameters of the first three tables. One set per draw: calibrated ones come from the posterior, "
        "uncertain ones, unless the study sets them, from their prior. Unit `1` is a share or a pure number. Sources are keys of "
        "`docs/references.bib`.\n",
    ]
    for role in sorted(ROLES, key=list(ROLE_TITLES).index):
        chosen = sorted((p for p in parameters if p.role == role), key=lambda p: p.module)  # which is imported first is chance
        parts.append(f"## {ROLE_TITLES[role]}\n")
        parts.append(_parameter_table(chosen) if chosen else "None.\n")
    return "\n".join(parts)


def what_is_assumed(parameters: Sequence[Param]) -> str:
    """Return in a few sentences how many parameters these are, how many rest on an assumption, and how many of these no draw moves."""
    numbers = [p for p in parameters if p.role != "policy"]
    alone = sum(p.source.startswith("assumed") for p in numbers)
    partly = sum(p.assumed for p in numbers) - alone
    fixed = [p for p in numbers if not p.drawn]
    return (
        f"{len(parameters)} parameters are declared. Of the {len(numbers)} that a donor does not choose, **{alone} are assumed** and "
        f"{partly} rest partly on an assumption; the others come from the sources named. {len(numbers) - len(fixed)} differ between draws; "
        f"of the {len(fixed)} that no draw moves, **{sum(p.assumed for p in fixed)} rest on an assumption, at least in part**, and "
        f"{sum(p.plausible is not None for p in fixed)} have a plausible range."
    )


def outputs_page() -> str:
    """Return the Markdown page of all declared outputs."""
    rows = [
        (f"`{v.name}`", ", ".join(v.dims) or "one per run", v.unit, v.kind, v.better, _range(v.valid), v.doc) for v in VARIABLES.values()
    ]
    return "\n".join(
        [
            MADE,
            "# Outputs\n",
            f"{len(VARIABLES)} outputs are declared. In a result each also has the dimensions `scenario`, `draw` and `replicate`. A stock "
            "is the value at the end of a year, a flow the total within it. `better` is the direction that customers of a utility would "
            "call better. Not-a-number means that the output does not apply there. Every recorded value is checked against its range.\n",
            markdown_table(("output", "dimensions", "unit", "kind", "better", "range", "meaning"), rows),
        ]
    )


def world_page() -> str:
    """Return the Markdown page of all columns of a world table."""
    from wopsim.world.columns import COLUMNS

    rows = []
    for c in COLUMNS.values():
        allowed = ", ".join(c.choices) or {"number": _range(c.valid), "flag": "true, false"}.get(c.kind, "")
        rows.append((f"`{c.name}`", c.unit, allowed, WHEN_ABSENT[c.absent], c.doc, "; ".join(c.called), "; ".join(c.mistaken)))
    return "\n".join(
        [
            MADE,
            "# Columns of a world\n",
            "A world is a CSV with one row per utility. Unit `1` is a share or a pure number; shares run from 0 to 1.",
            "A heading with the words of one of the names that are *also read* is the column; what is *asked about* is another thing: see",
            "[Your own utilities](../how-to/own-utilities.md#headings).\n",
            markdown_table(("column", "unit", "range", "when missing", "meaning", "also read", "asked about"), rows),
        ]
    )


def quarter_page() -> str:
    """Return the Markdown page of what happens in a quarter, in the words of the model itself."""
    from wopsim.api import describe

    source = "As `wopsim describe` prints it:\n"
    return "\n".join([MADE, "# Order of a quarter\n", source, f"```text\n{describe()}\n```\n"])


PAGES: dict[str, Callable[[], str]] = {
    "parameters.md": lambda: parameters_page(own()),
    "outputs.md": outputs_page,
    "world-columns.md": world_page,
    "order-of-a-quarter.md": quarter_page,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or with `--check` only compare; return 1 if a compared page differs from what it should be."""
    import wopsim.declared  # noqa: F401  (declares everything)

    parser = argparse.ArgumentParser(prog="python -m wopsim.cli.reference_pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 if a page is out of date")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the pages stand (default: %(default)s)")
    options = parser.parse_args(arguments)

    stale = []
    for name, page in PAGES.items():
        path, text = options.folder / name, page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path)
        if not options.check:
            make_folder(path.parent)
            write_text(path, text)
    for path in stale:
        sys.stdout.write(f"{path}: {'out of date, run: python -m wopsim.cli.reference_pages' if options.check else 'written'}\n")
    return 1 if options.check and stale else 0


def _parameter_table(parameters: Iterable[Param]) -> str:
    parameters = list(parameters)
    beside = [word for word in ("prior", "plausible") if any(getattr(p, word) is not None for p in parameters)]
    head = ["name", "default", "unit", "range", *beside, "meaning", "source"]
    rows = []
    for p in parameters:
        more = {"prior": str(p.prior or ""), "plausible": "" if p.plausible is None else _range(p.plausible)}
        allowed = ", ".join(p.choices) if p.choices else "" if p.kind in (str, bool) else _range(p.valid)
        rows.append((f"`{p.name}`", _value(p.default), p.unit, allowed, *(more[word] for word in beside), p.doc, p.source))
    return markdown_table(head, rows)


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:.10g}"


def _range(valid: tuple[float, float]) -> str:
    low, high = valid
    if math.isinf(low) and math.isinf(high):
        return "any"
    if math.isinf(high):
        return f"{low:g} or more"
    return f"{high:g} or less" if math.isinf(low) else f"{low:g} to {high:g}"


if __name__ == "__main__":
    sys.exit(main())
