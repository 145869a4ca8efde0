"""The colour of each design: the same in every figure and table of one study, whatever designs are judged by."""

from __future__ import annotations

from collections.abc import Sequence

PALETTE = (
    "#0064a0", "#b34a00", "#00735a", "#9a3f74", "#8a5a00", "#5e3fb0", "#d014d0", "#f52f63", "#5f86f5", "#5f9400", "#5c1a00", "#000080",
)  # fmt: skip
"""Dark enough for lines and marks on white (3:1); each far from all others; the first six can also be told apart by who sees no red
or no green."""
MOST_COLOURED = 6
"""Designs of a figure that have a colour; all others are grey."""


def design_colours(designs: Sequence[str]) -> dict[str, str]:
    """Return a colour for each design by its place in the study; after twelve they begin again."""
    return {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(designs)}
