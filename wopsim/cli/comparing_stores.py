"""How `wopsim compare` tells what a store holds: each combination of swept values, many in one table, or design against design."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wopsim.cli.common import WIDTH, say, tell_world
from wopsim.errors import ResultError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from wopsim.analysis.swept_choice import SweptChoice
    from wopsim.results import StoredRuns

    Write = Callable[[Sequence[RenderableType], Path], list[Path]]
    """Writes what was printed, and the numbers behind it, into a folder."""

MOST_VARIANTS = 40
"""Combinations of swept values that are printed one by one."""


def compare_store(store: Path, out: Path | None, useful: float) -> None:
    """Print how the scenarios of a store compare, and write it; of a sweep, one table for all combinations of swept values."""
    from rich.console import Console

    from wopsim.analysis.io import make_folder
    from wopsim.analysis.result_folder import sign, what_is_replaced
    from wopsim.results import StoredRuns
    from wopsim.runs.store import Store

    runs = StoredRuns(store, "en")
    many = len(runs.variants) > MOST_VARIANTS or runs.study.sampled
    parts, write = _tell_many(runs, store) if many else _tell_few(runs, useful)
    folder = out or Path("wopsim-results") / f"{store.stem}-store"
    replaced = what_is_replaced(folder, runs.study, "store")
    make_folder(folder)
    parts += [str(runs.held())] if str(runs.held()) else []
    written = [*write(parts, folder), sign(folder, runs.study, "store")]
    Console(width=None if sys.stdout.isatty() else WIDTH).print(*parts, sep="\n")
    say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
    if replaced:
        say(replaced)
    tell_world(Store(store).attributes.get("world_notes", "").splitlines())


def _tell_few(runs: StoredRuns, useful: float) -> tuple[list[RenderableType], Write]:
    """Return what is printed of each combination, and what writes it."""
    from wopsim.analysis.io import COMPARISON, TEXT, write_tables
    from wopsim.report.tables.comparison_table import as_rich, plain_text, sweep_as_rich

    found = runs.comparisons
    if useful:
        found = {number: runs.compare(number, useful=useful) for number in found}
    if runs.variants:
        parts = list(sweep_as_rich([(number, runs.variants[number], comparison) for number, comparison in found.items()]))
    else:
        parts = list(as_rich(found[0]))
    parts += _not_yet(len(found), len(runs.variants))
    return parts, lambda parts, folder: write_tables({COMPARISON: runs.table()}, {TEXT: plain_text(parts)}, folder)


def _tell_many(runs: StoredRuns, store: Path) -> tuple[list[RenderableType], Write]:
    """Return what is printed of a sweep of many combinations, or one that was sampled for sensitivity, and what writes it."""
    from wopsim.analysis.comparison import DECISIVE, JUDGED
    from wopsim.analysis.io import write_effects
    from wopsim.analysis.swept_choice import swept_choice
    from wopsim.report.tables.comparison_table import plain_text, sections_as_rich
    from wopsim.report.tables.swept_table import swept_sections

    effects = runs.effects()
    parts = list(sections_as_rich(runs.study, swept_sections(effects, runs.study)))
    parts += _where_better(runs, swept_choice(effects, JUDGED), store)
    parts += _not_yet(int((effects["points"].values > 0).sum()), len(runs.variants))
    return parts, lambda parts, folder: write_effects(effects, DECISIVE, plain_text(parts), folder)


def _where_better(runs: StoredRuns, choice: SweptChoice | None, store: Path) -> list[RenderableType]:
    """Say where one of the two designs that are best most often is better than the other.

    Of a sweep that was sampled for sensitivity nothing: its combinations are no choice by chance, and the table says what the difference
    hangs on.
    """
    from wopsim import foreign_text
    from wopsim.analysis.choice.discovery import FEWEST_WORLDS

    if choice is None or runs.study.sampled or choice.variants.size * runs.study.draws < FEWEST_WORLDS:
        return []
    try:
        found = runs.discover(choice.leaders)
    except ResultError as why:
        return ["", foreign_text.as_rich(f"Where one of the two best designs is better cannot be said: {why}")]
    asked = f"`{shlex.join(['wopsim', 'discover', str(store), '--better', *choice.leaders])}` says more."
    return [
        "", foreign_text.as_rich("Where the two that are best most often are better", style="bold"),
        foreign_text.as_rich(f"{found.sentence} A world is a draw at a combination of swept values. {asked}"),
    ]  # fmt: skip


def _not_yet(compared: int, variants: int) -> list[RenderableType]:
    return [f"{variants - compared:,} of {variants:,} combinations of swept values cannot be compared yet."] if compared < variants else []


def store_against(store: Path, against: str, variant: int | None, out: Path | None) -> None:
    """Print what every other design of a store changes beside one of them, and write it."""
    from rich.console import Console

    from wopsim.analysis.io import DIFFERENCES, DIFFERENCES_TEXT, make_folder, write_tables
    from wopsim.analysis.result_folder import sign, what_is_replaced
    from wopsim.report.tables import difference_table
    from wopsim.results import StoredRuns

    runs = StoredRuns(store, "en")
    found = runs.compare(variant, against=against)
    of_variant = "" if variant is None else f"-variant-{variant}"
    folder = out or Path("wopsim-results") / f"{store.stem}{of_variant}-against-{against}"
    replaced = what_is_replaced(folder, runs.study, "store")
    make_folder(folder)
    tables = write_tables({DIFFERENCES: found.table}, {DIFFERENCES_TEXT: str(found)}, folder)
    written = [*tables, sign(folder, runs.study, "store")]
    held = [str(runs.held(variant))] if str(runs.held(variant)) else []
    Console(width=None if sys.stdout.isatty() else difference_table.WIDTH).print(*difference_table.as_rich(found), *held, sep="\n")
    say(f"Written to {folder}/: {', '.join(path.name for path in written)}")
    if replaced:
        say(replaced)
