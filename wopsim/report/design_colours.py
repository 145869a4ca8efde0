"""Which designs of a study are told apart by colour where lines or dots would hide each other, and the colour of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wopsim.report.leading_designs import leading_designs

if TYPE_CHECKING:
    from wopsim.analysis.choice.design_decision import DecisionData

PALETTE = (
    "#0064a0", "#b34a00", "#00735a", "#9a3f74", "#8a5a00", "#5e3fb0", "#d014d0", "#f52f63", "#5f86f5", "#5f9400", "#5c1a00", "#000080",
)  # fmt: skip
"""Dark enough for lines and marks on white (3:1); each far from all others. Who sees no red or no green can tell the first six apart,
not all twelve."""
MOST_COLOURED = 6
"""Designs of a figure that have a colour; all others are grey."""


def design_colours(decision: DecisionData) -> dict[str, str]:
    """Return the colour of each design that has a name in the curves over worth and in cost and gain, in the order of the study.

    One of the first twelve designs has the same colour whatever is judged; a later one takes the next that no other has.
    """
    named = leading_designs(decision, MOST_COLOURED)
    colours: dict[str, str] = {}
    for place, name in enumerate(decision.designs):
        if name in named:
            own = place % len(PALETTE)
            colours[name] = next(one for one in (*PALETTE[own:], *PALETTE[:own]) if one not in colours.values())
    return colours
