"""Where each number of a world comes from: given, drawn around what was given, or drawn because nothing was."""

from __future__ import annotations

import pandas as pd

from wopsim.world.columns import NUMBERS
from wopsim.world.table import World

SHOWN = {"nrw_share": "NRW", "occr": "OCCR", "collection_share": "collected", "coverage": "coverage", "supply_hours": "h/day"}
MOST = 30
"""Utilities that are shown one by one, unless all are asked for."""


def origins(world: World) -> pd.DataFrame:
    """Return one row for each number of each utility: `utility`, `name`, `column`, `given`, `spread` and `drawn`, in the column's unit.

    `given` and `spread` are NaN where the file states none; `drawn` is NaN where nothing was drawn (yet).
    """
    given, now, drawn = world.given, world.utilities, world.drawn
    parts = [
        pd.DataFrame({
            "utility": now["utility"], "name": now["name"], "column": name, "given": given[name], "spread": world.spreads(name),
            "drawn": now[name].where(drawn[name]),
        })
        for name in NUMBERS
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def origins_text(world: World, most: int | None = MOST) -> str:
    """Return a line for each possible mentee with what was given and drawn, in the order of the world.

    Parameters
    ----------
    most : so many are shown, and how many are not is said; None: all.
    """
    mentees = world.utilities[world.utilities["role"] == "mentee"]
    shown = mentees.head(most) if most is not None else mentees
    long = origins(world)
    long["shown"] = [_shown(*row) for row in long[["column", "given", "spread", "drawn"]].itertuples(index=False)]
    wide = long.pivot(index="utility", columns="column", values="shown").loc[shown["utility"], list(SHOWN)].rename(columns=SHOWN)
    wide.index = pd.Index(shown["name"].str.slice(0, 30))
    text = wide.rename_axis(None).rename_axis(None, axis=1).to_string()
    how = "given; ± as uncertain as the file says; (in brackets) drawn, ? drawn in every run anew"
    kept = "A given value is kept." if world.readings == "kept" else "A given value is a reading; the truth is drawn around it."
    left = len(mentees) - len(shown)
    more = f"\n... and {left:,} more that are not shown; with --all every one is." if left else ""
    return f"possible mentees: {how}. {kept}\n{text}{more}"


def _shown(column: str, given: float, spread: float, drawn: float) -> str:
    share = column.endswith("_share") or column == "coverage"
    plain = (lambda x: f"{100.0 * x:.3g}") if share else (lambda x: f"{x:.3g}")
    unit = " %" if share else ""
    if given != given:
        return "?" if drawn != drawn else f"({plain(drawn)}{unit})"
    uncertain = f" ± {plain(spread)}" if spread > 0.0 else ""
    return f"{plain(given)}{uncertain}{unit}" + (f" ({plain(drawn)}{unit})" if drawn == drawn else "")
